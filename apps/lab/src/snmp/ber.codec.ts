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
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  if (length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >>> 8, length & 0xff]), content]);
}

/** Two's complement in as few bytes as hold it; counters above 2^31 take a leading zero, as they must. */
export function encodeInteger(tag: number, value: number | bigint): Buffer {
  const big = BigInt(value);
  const bytes: number[] = [];
  let rest = big;
  do {
    bytes.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  } while (rest !== 0n && rest !== -1n);
  if (big >= 0n && (bytes[0] & 0x80) !== 0) bytes.unshift(0);
  if (big < 0n && (bytes[0] & 0x80) === 0) bytes.unshift(0xff);
  return encode(tag, Uint8Array.from(bytes));
}

export function encodeOid(oid: readonly number[]): Buffer {
  const bytes: number[] = [];
  [oid[0] * 40 + oid[1], ...oid.slice(2)].forEach((part) => {
    const digits = [part % 128];
    for (let rest = Math.floor(part / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest % 128) | 0x80);
    bytes.push(...digits);
  });
  return encode(TAG.OID, Uint8Array.from(bytes));
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
