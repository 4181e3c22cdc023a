import { ADDRESS_BYTES, type Family } from '@app/sockets';

export const PROBE = { FREE: 0, STAGED: 1, WAITING: 2, ANSWERED: 3 } as const;
export type ProbeState = (typeof PROBE)[keyof typeof PROBE];

/** Beyond this many at once something is wrong with whoever asks. */
export const MAX_PROBES = 1 << 20;

/**
 * All questions on their way, in columns. A probe is an index that is used again after its deadline, and a number that never is
 * (mod 2^32), so that an answer that comes after the deadline is known to be late.
 */
export class ProbePool {
  tag = new Int32Array(0);
  family = new Uint8Array(0);
  state = new Uint8Array(0);
  number = new Uint32Array(0);
  timeoutMs = new Float64Array(0);
  sentWallMs = new Float64Array(0);
  sentMonotonicMs = new Float64Array(0);
  private address = new Uint8Array(0);
  private free = new Int32Array(0);
  private freeCount = 0;
  private nextNumber: number;
  /** Which probe last had this sequence number: errors of old routers quote no more than that of our payload. */
  private readonly bySequence = new Int32Array(0x10000).fill(-1);

  constructor(firstNumber: number, capacity = 4096) {
    this.nextNumber = firstNumber >>> 0;
    this.grow(capacity);
  }

  get used(): number {
    return this.state.length - this.freeCount;
  }

  get room(): number {
    return MAX_PROBES - this.used;
  }

  take(tag: number, family: Family, addresses: Uint8Array, offset: number, timeoutMs: number): number {
    if (this.freeCount === 0) this.grow(this.state.length * 2);
    this.freeCount -= 1;
    const probe = this.free[this.freeCount] as number;
    this.tag[probe] = tag;
    this.family[probe] = family;
    this.state[probe] = PROBE.STAGED;
    this.number[probe] = this.nextNumber;
    this.timeoutMs[probe] = timeoutMs;
    const to = probe * ADDRESS_BYTES;
    const length = family === 4 ? 4 : ADDRESS_BYTES;
    for (let i = 0; i < length; i += 1) this.address[to + i] = addresses[offset + i] as number;
    this.bySequence[this.nextNumber & 0xffff] = probe;
    this.nextNumber = (this.nextNumber + 1) >>> 0;
    return probe;
  }

  release(probe: number): void {
    this.state[probe] = PROBE.FREE;
    this.free[this.freeCount] = probe;
    this.freeCount += 1;
  }

  markSent(probe: number, wallMs: number): void {
    this.sentWallMs[probe] = wallMs;
    this.state[probe] = PROBE.WAITING;
  }

  /** The probe that this index and number name, or -1 if it is over. */
  find(index: number, number: number): number {
    if (index >= this.state.length || this.state[index] === PROBE.FREE || this.number[index] !== number) return -1;
    return index;
  }

  /** The probe that last carried this sequence number, or -1. */
  findBySequence(sequence: number): number {
    const probe = this.bySequence[sequence] as number;
    if (probe < 0 || this.state[probe] === PROBE.FREE || ((this.number[probe] as number) & 0xffff) !== sequence) return -1;
    return probe;
  }

  copyAddress(probe: number, into: Uint8Array, at: number, length: number): void {
    const from = probe * ADDRESS_BYTES;
    for (let i = 0; i < length; i += 1) into[at + i] = this.address[from + i] as number;
  }

  isAddress(probe: number, family: 4 | 6, bytes: Uint8Array, at: number): boolean {
    if (this.family[probe] !== family) return false;
    const from = probe * ADDRESS_BYTES;
    const length = family === 4 ? 4 : ADDRESS_BYTES;
    for (let i = 0; i < length; i += 1) if (this.address[from + i] !== bytes[at + i]) return false;
    return true;
  }

  private grow(capacity: number): void {
    const old = this.state.length;
    const copy = <A extends Uint8Array | Int32Array | Uint32Array | Float64Array>(larger: A, smaller: A): A => {
      larger.set(smaller);
      return larger;
    };
    this.tag = copy(new Int32Array(capacity), this.tag);
    this.family = copy(new Uint8Array(capacity), this.family);
    this.state = copy(new Uint8Array(capacity), this.state);
    this.number = copy(new Uint32Array(capacity), this.number);
    this.timeoutMs = copy(new Float64Array(capacity), this.timeoutMs);
    this.sentWallMs = copy(new Float64Array(capacity), this.sentWallMs);
    this.sentMonotonicMs = copy(new Float64Array(capacity), this.sentMonotonicMs);
    this.address = copy(new Uint8Array(capacity * ADDRESS_BYTES), this.address);
    this.free = copy(new Int32Array(capacity), this.free);
    for (let probe = capacity - 1; probe >= old; probe -= 1) {
      this.free[this.freeCount] = probe;
      this.freeCount += 1;
    }
  }
}
