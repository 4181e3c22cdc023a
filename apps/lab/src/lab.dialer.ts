import net from 'node:net';
import { duplexPair } from 'node:stream';
import { type Dialed, Dialer } from '@app/sockets';
import type { CameraService } from './camera/camera.service.js';
import { RELAY_OPEN } from './host/dial.relay.js';
import { addressNumber } from './truth/lab.truth.js';

const MOST_LINE = 64;

/** Dials in the network namespace of the city's hosts. Without them nothing is dialled: their addresses are this machine's own here. */
export class RelayDialer extends Dialer {
  constructor(private readonly path: string) {
    super();
  }

  override dial(address: string, port: number, signal: AbortSignal): Promise<Dialed> {
    if (signal.aborted) return Promise.resolve({ kind: 'given-up' });
    return new Promise((resolve) => {
      const socket = net.connect(this.path);
      let line = '';
      const settle = (dialed: Dialed) => {
        signal.removeEventListener('abort', giveUp);
        socket.off('readable', hear).off('close', lost);
        if (dialed.kind !== 'connected') socket.destroy();
        resolve(dialed);
      };
      const giveUp = () => settle({ kind: 'given-up' });
      const lost = () => settle({ kind: 'unreachable', code: 'ENETUNREACH' });
      const hear = () => {
        for (let byte = socket.read(1) as Buffer | null; byte !== null; byte = socket.read(1) as Buffer | null) {
          if (byte[0] !== 0x0a) line += byte.toString('latin1');
          else return settle(line === RELAY_OPEN ? { kind: 'connected', connection: socket } : { kind: 'unreachable', code: line });
          if (line.length > MOST_LINE) return lost();
        }
      };
      signal.addEventListener('abort', giveUp, { once: true });
      // Stays for good: an error between two owners of the connection must end nobody's process. What is lost, "close" tells.
      socket.on('error', () => undefined);
      socket.on('close', lost).on('readable', hear);
      socket.write(`${address} ${port}\n`);
    });
  }
}

/** Where no namespace can be made: the same cameras, without a network. */
export class SimulatedDialer extends Dialer {
  constructor(private readonly cameras: CameraService) {
    super();
  }

  override dial(text: string, port: number, signal: AbortSignal): Promise<Dialed> {
    const address = addressNumber(text);
    if (address === null) return Promise.resolve({ kind: 'unreachable', code: 'ENETUNREACH' });
    switch (this.cameras.reception(address, port)) {
      case 'refuses':
        return Promise.resolve({ kind: 'unreachable', code: 'ECONNREFUSED' });
      case 'silent':
        return givenUp(signal);
      case 'answers': {
        const [ours, theirs] = duplexPair();
        ours.on('close', () => theirs.destroy());
        theirs.on('close', () => ours.destroy());
        this.cameras.serve(theirs, address, port);
        return Promise.resolve({ kind: 'connected', connection: ours });
      }
    }
  }
}

function givenUp(signal: AbortSignal): Promise<Dialed> {
  return new Promise((resolve) => {
    const giveUp = () => resolve({ kind: 'given-up' });
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}
