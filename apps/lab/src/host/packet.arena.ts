import { addressOf } from './native.js';

/** struct mmsghdr on 64-bit Linux: msghdr of 56 bytes, then msg_len; struct iovec; struct sockaddr_in. */
const MESSAGE_BYTES = 64;
const IOVEC_BYTES = 16;
const NAME_BYTES = 16;

/** A row of messages as sendmmsg(2) and recvmmsg(2) want them, laid out once and used for ever. */
export class PacketArena {
  readonly bytes: Uint8Array;
  readonly address: number;
  readonly namesAt: number;
  readonly controlsAt: number;
  readonly buffersAt: number;
  private readonly words: Uint32Array;
  private readonly iovecsAt: number;

  constructor(
    readonly count: number,
    readonly bufferBytes: number,
    readonly controlBytes = 0,
  ) {
    this.iovecsAt = count * MESSAGE_BYTES;
    this.namesAt = this.iovecsAt + count * IOVEC_BYTES;
    this.controlsAt = this.namesAt + count * NAME_BYTES;
    this.buffersAt = this.controlsAt + count * controlBytes;
    const memory = new ArrayBuffer(this.buffersAt + count * bufferBytes);
    this.bytes = new Uint8Array(memory);
    this.words = new Uint32Array(memory);
    this.address = addressOf(memory);
    const view = new DataView(memory);
    const point = (at: number, to: number) => view.setBigUint64(at, BigInt(this.address + to), true);
    for (let i = 0; i < count; i++) {
      point(i * MESSAGE_BYTES, this.nameAt(i));
      point(i * MESSAGE_BYTES + 16, this.iovecsAt + i * IOVEC_BYTES);
      view.setBigUint64(i * MESSAGE_BYTES + 24, 1n, true);
      if (controlBytes > 0) point(i * MESSAGE_BYTES + 32, this.controlAt(i));
      point(this.iovecsAt + i * IOVEC_BYTES, this.bufferAt(i));
      this.rearm(i, bufferBytes);
    }
  }

  nameAt(i: number): number {
    return this.namesAt + i * NAME_BYTES;
  }

  controlAt(i: number): number {
    return this.controlsAt + i * this.controlBytes;
  }

  bufferAt(i: number): number {
    return this.buffersAt + i * this.bufferBytes;
  }

  /** Bytes received in message `i`. */
  length(i: number): number {
    return Math.min(this.words[(i * MESSAGE_BYTES + 56) >> 2], this.bufferBytes);
  }

  /** Sets the lengths that the kernel reads, and overwrites at each reception. */
  rearm(i: number, length: number): void {
    const word = (i * MESSAGE_BYTES) >> 2;
    this.words[word + 2] = NAME_BYTES;
    this.words[word + 10] = this.controlBytes;
    this.words[word + 12] = 0;
    this.words[(this.iovecsAt + i * IOVEC_BYTES + 8) >> 2] = length;
  }
}
