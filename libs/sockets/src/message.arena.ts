import type { Libc } from './libc.js';

/** struct mmsghdr on 64-bit Linux, glibc and musl: msghdr of 56 bytes, then msg_len. */
const MESSAGE_BYTES = 64;
const NAME_LENGTH_WORD = 8 / 4;
const CONTROL_LENGTH_WORD = 40 / 4;
const FLAGS_WORD = 48 / 4;
const LENGTH_WORD = 56 / 4;
const IOVEC_BYTES = 16;
/** struct cmsghdr: length (8), level (4), type (4). */
const CONTROL_HEADER_BYTES = 16;

export interface ArenaShape {
  readonly count: number;
  readonly nameBytes: number;
  readonly controlBytes: number;
  readonly bufferBytes: number;
}

/** A row of messages as sendmmsg(2) and recvmmsg(2) want them, laid out once in one piece of memory and used for ever. */
export class MessageArena {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly count: number;
  private readonly base: number;
  private readonly iovecsAt: number;
  private readonly namesAt: number;
  private readonly controlsAt: number;
  private readonly buffersAt: number;
  private readonly nameStride: number;
  private readonly controlStride: number;

  constructor(
    libc: Libc,
    private readonly shape: ArenaShape,
  ) {
    const { count, bufferBytes } = shape;
    this.count = count;
    this.nameStride = align(shape.nameBytes);
    this.controlStride = align(shape.controlBytes);
    const iovecsAt = count * MESSAGE_BYTES;
    this.iovecsAt = iovecsAt;
    this.namesAt = iovecsAt + count * IOVEC_BYTES;
    this.controlsAt = this.namesAt + count * this.nameStride;
    this.buffersAt = this.controlsAt + count * this.controlStride;
    const memory = new ArrayBuffer(this.buffersAt + count * align(bufferBytes));
    this.bytes = new Uint8Array(memory);
    this.words = new Uint32Array(memory);
    this.base = libc.addressOf(memory);
    const view = new DataView(memory);
    const pointer = (at: number, to: number) => view.setBigUint64(at, BigInt(this.base + to), true);
    for (let i = 0; i < count; i += 1) {
      const message = i * MESSAGE_BYTES;
      const iovec = iovecsAt + i * IOVEC_BYTES;
      pointer(message, this.nameAt(i));
      pointer(message + 16, iovec);
      view.setBigUint64(message + 24, 1n, true);
      if (shape.controlBytes > 0) pointer(message + 32, this.controlAt(i));
      pointer(iovec, this.bufferAt(i));
      view.setBigUint64(iovec + 8, BigInt(bufferBytes), true);
      this.rearm(i);
    }
  }

  /** Address of message `i`, for the C library. */
  address(i: number): number {
    return this.base + i * MESSAGE_BYTES;
  }

  nameAt(i: number): number {
    return this.namesAt + i * this.nameStride;
  }

  controlAt(i: number): number {
    return this.controlsAt + i * this.controlStride;
  }

  bufferAt(i: number): number {
    return this.buffersAt + i * align(this.shape.bufferBytes);
  }

  /** How many bytes of message `i` were received (never more than the buffer holds). */
  length(i: number): number {
    return Math.min(this.words[i * (MESSAGE_BYTES / 4) + LENGTH_WORD] as number, this.shape.bufferBytes);
  }

  /** How many bytes of buffer `i` are to be sent. */
  setLength(i: number, bytes: number): void {
    this.words[(this.iovecsAt + i * IOVEC_BYTES + 8) >> 2] = bytes;
  }

  nameLength(i: number): number {
    return Math.min(this.words[i * (MESSAGE_BYTES / 4) + NAME_LENGTH_WORD] as number, this.shape.nameBytes);
  }

  /** The kernel overwrites the lengths at each reception: they must be set again before the next. */
  rearm(i: number): void {
    const message = i * (MESSAGE_BYTES / 4);
    this.words[message + NAME_LENGTH_WORD] = this.shape.nameBytes;
    this.words[message + CONTROL_LENGTH_WORD] = this.shape.controlBytes;
    this.words[message + CONTROL_LENGTH_WORD + 1] = 0;
    this.words[message + FLAGS_WORD] = 0;
  }

  /** Offset of the data of the control message of this level and type, or -1. */
  findControl(i: number, level: number, type: number, dataBytes: number): number {
    const start = this.controlAt(i);
    const end = start + Math.min(this.words[i * (MESSAGE_BYTES / 4) + CONTROL_LENGTH_WORD] as number, this.shape.controlBytes);
    let at = start;
    while (end - at >= CONTROL_HEADER_BYTES) {
      const length = this.words[at >> 2] as number;
      if (length < CONTROL_HEADER_BYTES || length > end - at) return -1;
      if (this.words[(at >> 2) + 2] === level && this.words[(at >> 2) + 3] === type) {
        return length >= CONTROL_HEADER_BYTES + dataBytes ? at + CONTROL_HEADER_BYTES : -1;
      }
      at += align(length);
    }
    return -1;
  }

  /** Milliseconds since the epoch of the timespec at `at`. */
  timespecMs(at: number): number {
    const word = at >> 2;
    const seconds = (this.words[word] as number) + (this.words[word + 1] as number) * 0x1_0000_0000;
    return seconds * 1000 + (this.words[word + 2] as number) / 1e6;
  }
}

function align(bytes: number): number {
  return (bytes + 7) & ~7;
}
