import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { SocketAddress } from 'node:net';

export type Family = 4 | 6;

/** Who gets the answers of one agent. */
export interface AnswerSink {
  receive(message: Buffer): void;
}

export interface SocketCounts {
  readonly sent: number;
  readonly received: number;
  /** Answers from an address and port that nobody is being asked at: forged, or too late. Dropped. */
  readonly foreign: number;
}

export type OpenedSocket =
  { readonly kind: 'opened'; readonly socket: SharedSocket } | { readonly kind: 'failed'; readonly reason: string };

/** Room for the answers of a few hundred devices while the event loop is busy; the kernel gives at most net.core.rmem_max. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** One UDP socket for every agent of a family. An answer reaches only those who asked the address and port that it came from. */
export class SharedSocket {
  private readonly sinks = new Map<string, Set<AnswerSink>>();
  private sent = 0;
  private received = 0;
  private foreign = 0;
  private isClosed = false;

  private constructor(private readonly socket: Socket) {
    socket.on('message', (message, from) => this.route(message, from));
    // Errors of single datagrams come through the callback of send; what else the kernel tells is no reason to end.
    socket.on('error', () => undefined);
    // A socket that merely waits keeps no process alive: requests do, by their timers.
    socket.unref();
  }

  /** @param fd a UDP socket to take over; it is closed with this one */
  static async open(family: Family, fd?: number): Promise<OpenedSocket> {
    const socket = createSocket({ type: family === 4 ? 'udp4' : 'udp6', ipv6Only: family === 6, lookup: asGiven });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('listening', resolve).once('error', reject);
        if (fd === undefined) socket.bind(0);
        else socket.bind({ fd });
      });
    } catch (error) {
      socket.close();
      return { kind: 'failed', reason: `no UDP socket for IPv${family} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
    }
    try {
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    } catch {
      // A smaller buffer loses answers sooner; they are asked for again.
    }
    return { kind: 'opened', socket: new SharedSocket(socket) };
  }

  attach(address: string, port: number, sink: AnswerSink): void {
    const key = keyOf(address, port);
    const sinks = this.sinks.get(key);
    if (sinks) sinks.add(sink);
    else this.sinks.set(key, new Set([sink]));
  }

  detach(address: string, port: number, sink: AnswerSink): void {
    const key = keyOf(address, port);
    const sinks = this.sinks.get(key);
    sinks?.delete(sink);
    if (sinks?.size === 0) this.sinks.delete(key);
  }

  send(message: Uint8Array, port: number, address: string, done: (error: Error | null, bytes: number) => void): void {
    if (this.isClosed) {
      done(new Error('socket is closed'), 0);
      return;
    }
    this.sent += 1;
    this.socket.send(message, port, address, done);
  }

  counts(): SocketCounts {
    return { sent: this.sent, received: this.received, foreign: this.foreign };
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.sinks.clear();
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }

  private route(message: Buffer, from: RemoteInfo): void {
    this.received += 1;
    const sinks = this.sinks.get(keyOf(from.address, from.port));
    if (!sinks) {
      this.foreign += 1;
      return;
    }
    for (const sink of sinks) sink.receive(message);
  }
}

/** The text the kernel's answers carry for this address, or null if it is no IP address of the family. */
export function canonicalAddress(address: string, family: Family): string | null {
  try {
    const [host, scope] = address.split('%', 2) as [string, string?];
    const canonical = new SocketAddress({ address: host, family: family === 4 ? 'ipv4' : 'ipv6' }).address;
    return scope === undefined ? canonical : `${canonical}%${scope}`;
  } catch {
    return null;
  }
}

function keyOf(address: string, port: number): string {
  return `${address} ${port}`;
}

/** Only addresses are asked, so nothing here ever waits for a name server. */
function asGiven(
  address: string,
  options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, address, address.includes(':') ? 6 : 4);
}
