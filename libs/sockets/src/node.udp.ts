import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { hostOf, portOf, socketName } from './socket.name.js';
import { UdpSocket } from './udp.socket.js';

/** Datagrams one by one through Node's own socket: slower, and everywhere. */
export class NodeUdp extends UdpSocket {
  private isOpen = true;

  private constructor(
    private readonly socket: Socket,
    family: 4 | 6,
  ) {
    super(family);
    socket.on('message', (message, from) => this.hear(message, from));
    // Errors of single datagrams come through the callback of send; what else the kernel tells is no reason to end.
    socket.on('error', () => undefined);
    // A socket that merely waits keeps no process alive.
    socket.unref();
  }

  /** @throws if the system gives none */
  static async open(family: 4 | 6, fd: number | undefined, bufferBytes: number): Promise<NodeUdp> {
    const socket = createSocket({ type: `udp${family}`, ipv6Only: family === 6, lookup: asGiven });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('listening', resolve).once('error', reject);
        if (fd === undefined) socket.bind(0);
        else socket.bind({ fd });
      });
    } catch (error) {
      socket.close();
      throw error;
    }
    try {
      socket.setRecvBufferSize(bufferBytes);
    } catch {
      // A smaller buffer loses answers sooner; they are asked for again.
    }
    return new NodeUdp(socket, family);
  }

  override stage(message: Uint8Array, length: number, name: Uint8Array, tag: number): void {
    if (!this.isOpen) return;
    const copy = Uint8Array.prototype.slice.call(message, 0, length);
    this.socket.send(copy, portOf(name), hostOf(name, this.family), (error) => {
      if (error) this.sink.unsent(tag, (error as NodeJS.ErrnoException).code ?? 'unknown');
    });
  }

  override send(): void {
    // Each went when it was staged.
  }

  override collect(): number {
    return 0;
  }

  override async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }

  private hear(message: Buffer, from: RemoteInfo): void {
    const name = socketName(from.address, from.port, this.family);
    if (name) this.sink.datagram(message, 0, message.length, name, 0);
  }
}

/** Only addresses are asked, so nothing here ever waits for a name server. */
function asGiven(
  address: string,
  options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, address, address.includes(':') ? 6 : 4);
}
