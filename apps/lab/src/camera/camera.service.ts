import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LabTruth } from '../truth/lab.truth.js';
import { CAMERA_PORTS, cameraTraits } from './camera.traits.js';
import { onvifAnswer } from './onvif.camera.js';
import { rtspAnswer } from './rtsp.camera.js';

const MOST_REQUEST_BYTES = 16 * 1024;
const END_OF_REQUEST = '\r\n\r\n';

/** How a host takes a connection: a camera answers, another device refuses, and one that cannot be heard says nothing. */
export type Reception = 'answers' | 'refuses' | 'silent';

/** Plays the RTSP server and the ONVIF device service of every camera, on whatever connections it is given. */
export class CameraService {
  private readonly devices = new WeakMap<Duplex, number>();
  private readonly onvif = createServer({ requestTimeout: 10_000 }, (request, response) => void this.answerOnvif(request, response));

  constructor(private readonly truth: LabTruth) {}

  reception(address: number, port: number): Reception {
    const device = this.truth.deviceAt(address);
    if (device < 0 || !this.truth.isHeard(device)) return 'silent';
    const isCamera = this.truth.graph.deviceRoles[device] === 'CAMERA';
    return isCamera && (port === CAMERA_PORTS.rtsp || port === CAMERA_PORTS.onvif) ? 'answers' : 'refuses';
  }

  /** Serves a connection that came to this address and port of a camera. */
  serve(connection: Duplex, address: number, port: number): void {
    const device = this.truth.deviceAt(address);
    connection.on('error', () => connection.destroy());
    if (port === CAMERA_PORTS.rtsp) return this.serveRtsp(connection, device);
    this.devices.set(connection, device);
    this.onvif.emit('connection', connection);
  }

  private serveRtsp(connection: Duplex, device: number): void {
    let text = '';
    connection.on('data', (piece: Buffer) => {
      text += piece.toString('latin1');
      for (let end = text.indexOf(END_OF_REQUEST); end >= 0; end = text.indexOf(END_OF_REQUEST)) {
        // Cut off since it was connected: its answers do not arrive.
        if (this.truth.isHeard(device)) connection.write(rtspAnswer(text.slice(0, end), cameraTraits(device)));
        text = text.slice(end + END_OF_REQUEST.length);
      }
      if (text.length > MOST_REQUEST_BYTES) connection.destroy();
    });
    connection.on('end', () => connection.end());
  }

  private async answerOnvif(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const device = this.devices.get(request.socket) ?? -1;
    let question = '';
    try {
      for await (const piece of request as AsyncIterable<Buffer>) {
        question += piece.toString('latin1');
        if (question.length > MOST_REQUEST_BYTES) return void request.destroy();
      }
    } catch {
      // Whoever asked is gone.
      return;
    }
    if (!this.truth.isHeard(device)) return;
    if (request.method !== 'POST' || request.url !== '/onvif/device_service') return void response.writeHead(404).end();
    const { status, body } = onvifAnswer(question, cameraTraits(device), Date.now());
    response.writeHead(status, { 'content-type': 'application/soap+xml; charset=utf-8', connection: 'close' }).end(body);
  }
}
