/** The few types of BER (X.690) that SNMPv2c is made of. */
export const TAG = {
  INTEGER: 0x02,
  OCTETS: 0x04,
  NULL: 0x05,
  OID: 0x06,
  SEQUENCE: 0x30,
  COUNTER32: 0x41,
  GAUGE32: 0x42,
  TIME_TICKS: 0x43,
  COUNTER64: 0x46,
  NO_SUCH_OBJECT: 0x80,
  NO_SUCH_INSTANCE: 0x81,
  END_OF_MIB_VIEW: 0x82,
} as const;

export function encode(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const head = length < 0x80 ? 2 : length < 0x100 ? 3 : 4;
  const bytes = Buffer.allocUnsafe(head + length);
  bytes[0] = tag;
  if (head === 2) bytes[1] = length;
  else if (head === 3) bytes.set([0x81, length], 1);
  else bytes.set([0x82, length >>> 8, length & 0xff], 1);
  bytes.set(content, head);
  return bytes;
}

/** Two's complement in as few bytes as hold it; counters above 2^31 take a leading zero, as they must. */
export function encodeInteger(tag: number, value: number | bigint): Buffer {
  if (typeof value === 'number' && value >= 0 && value < 0x80) return Buffer.of(tag, 1, value);
  const bytes: number[] = [];
  // Up to 2^53 numbers do, and are ten times faster.
  if (typeof value === 'number' || (value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER))) pushNumber(bytes, Number(value));
  else pushBig(bytes, value);
  bytes.reverse();
  const isNegative = value < 0;
  if (!isNegative && (bytes[0] & 0x80) !== 0) bytes.unshift(0);
  if (isNegative && (bytes[0] & 0x80) === 0) bytes.unshift(0xff);
  return Buffer.from([tag, bytes.length, ...bytes]);
}

function pushNumber(bytes: number[], value: number): void {
  let rest = value;
  do {
    const byte = ((rest % 256) + 256) % 256;
    bytes.push(byte);
    rest = (rest - byte) / 256;
  } while (rest !== 0 && rest !== -1);
}

function pushBig(bytes: number[], value: bigint): void {
  let rest = value;
  do {
    bytes.push(Number(rest & 0xffn));
    rest >>= 8n;
  } while (rest !== 0n && rest !== -1n);
}

export function encodeOid(oid: readonly number[]): Buffer {
  const bytes: number[] = [];
  pushPart(bytes, oid[0] * 40 + oid[1]);
  for (let i = 2; i < oid.length; i++) pushPart(bytes, oid[i]);
  return encode(TAG.OID, Uint8Array.from(bytes));
}

function pushPart(bytes: number[], part: number): void {
  let size = 1;
  for (let rest = part; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  for (let i = size - 1; i > 0; i--) bytes.push((Math.floor(part / 128 ** i) % 128) | 0x80);
  bytes.push(part % 128);
}

/** Reads one BER value after the other; throws a RangeError for what is none. */
export class BerReader {
  constructor(
    private readonly bytes: Uint8Array,
    private at = 0,
    private readonly end = bytes.length,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  /** The content of the next value, which must have this tag if one is named. */
  enter(tag?: number): BerReader {
    const { from, to } = this.next(tag);
    return new BerReader(this.bytes, from, to);
  }

  peekTag(): number {
    if (this.at >= this.end) throw new RangeError('the message ends too early');
    return this.bytes[this.at];
  }

  integer(): number {
    const { from, to } = this.next(TAG.INTEGER);
    if (to - from < 1 || to - from > 5) throw new RangeError('an integer has 1 to 5 bytes here');
    let value = this.bytes[from] & 0x80 ? -1 : 0;
    for (let i = from; i < to; i++) value = value * 256 + this.bytes[i];
    return value;
  }

  octets(): Uint8Array {
    const { from, to } = this.next(TAG.OCTETS);
    return this.bytes.subarray(from, to);
  }

  oid(): number[] {
    const { from, to } = this.next(TAG.OID);
    if (from === to) throw new RangeError('an object identifier has at least one byte');
    const parts: number[] = [];
    let part = 0;
    for (let i = from; i < to; i++) {
      part = part * 128 + (this.bytes[i] & 0x7f);
      if (part > 0xffff_ffff) throw new RangeError('a sub-identifier has 32 bits at most');
      if (this.bytes[i] & 0x80) continue;
      if (parts.length === 0) parts.push(Math.min(2, Math.floor(part / 40)), part - 40 * Math.min(2, Math.floor(part / 40)));
      else parts.push(part);
      part = 0;
    }
    if (this.bytes[to - 1] & 0x80) throw new RangeError('an object identifier is cut short');
    return parts;
  }

  skip(): void {
    this.next();
  }

  private next(tag?: number): { from: number; to: number } {
    const found = this.peekTag();
    if (tag !== undefined && found !== tag) throw new RangeError(`expected tag ${tag}, found ${found}`);
    let at = this.at + 1;
    let length = this.bytes[at++];
    if (length === undefined || length === 0x80 || length > 0x83) throw new RangeError('a length that is none');
    if (length > 0x80) {
      const count = length & 0x7f;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (this.bytes[at++] ?? Number.NaN);
    }
    if (!(at + length <= this.end)) throw new RangeError('a value reaches beyond its message');
    this.at = at + length;
    return { from: at, to: this.at };
  }
}
