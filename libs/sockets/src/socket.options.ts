import type { Libc } from './libc.js';
import * as linux from './linux.js';

/** Reads and writes the options of one socket. */
export class SocketOptions {
  private readonly memory = new ArrayBuffer(192);
  private readonly view = new DataView(this.memory);
  private readonly base: number;

  constructor(
    private readonly libc: Libc,
    private readonly fd: number,
  ) {
    this.base = libc.addressOf(this.memory);
  }

  set(level: number, name: number, ...words: number[]): boolean {
    words.forEach((word, i) => this.view.setUint32(i * 4, word >>> 0, true));
    return this.libc.setsockopt(this.fd, level, name, this.base, words.length * 4) === 0;
  }

  /** One word of an option at SOL_SOCKET, or -1. */
  get(name: number, word = 0): number {
    this.view.setUint32(184, 128, true);
    if (this.libc.getsockopt(this.fd, linux.SOL_SOCKET, name, this.base, this.base + 184) !== 0) return -1;
    return this.view.getUint32(184, true) >= (word + 1) * 4 ? this.view.getUint32(word * 4, true) : -1;
  }

  /** Attaches a classic BPF program: rows of code, jump if true, jump if false, constant. */
  attach(program: readonly (readonly [number, number, number, number])[]): boolean {
    const at = 32;
    program.forEach(([code, jt, jf, k], i) => {
      this.view.setUint16(at + i * 8, code, true);
      this.view.setUint8(at + i * 8 + 2, jt);
      this.view.setUint8(at + i * 8 + 3, jf);
      this.view.setUint32(at + i * 8 + 4, k >>> 0, true);
    });
    this.view.setBigUint64(0, BigInt(program.length), true);
    this.view.setBigUint64(8, BigInt(this.base + at), true);
    return this.libc.setsockopt(this.fd, linux.SOL_SOCKET, linux.SO_ATTACH_FILTER, this.base, 16) === 0;
  }
}

/** Gives the socket room for bursts, in both directions, and says how many bytes it may receive (-1: the kernel does not tell). */
export function enlargeBuffers(options: SocketOptions, bytes: number): number {
  // The default buffer loses replies at once on a burst, and a lost reply looks like a dead host (seen with fping).
  if (!options.set(linux.SOL_SOCKET, linux.SO_RCVBUFFORCE, bytes)) options.set(linux.SOL_SOCKET, linux.SO_RCVBUF, bytes);
  // Packets that wait for a neighbour's address are charged to the sender: dead neighbours must not stop the others' questions.
  if (!options.set(linux.SOL_SOCKET, linux.SO_SNDBUFFORCE, bytes)) options.set(linux.SOL_SOCKET, linux.SO_SNDBUF, bytes);
  return options.get(linux.SO_RCVBUF);
}
