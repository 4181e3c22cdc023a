const MAX_IDENTIFIERS = 128;
const UINT32 = 2 ** 32;

/**
 * Reads BER in place, one element after the other, and never beyond its end. It does not throw: once something cannot be read, it and all
 * it was entered from are unsound, whatever they give from then on is zero or empty, and only that is asked at the end.
 */
export class BerCursor {
  private sound = true;

  constructor(
    private readonly bytes: Buffer,
    private at = 0,
    readonly end = bytes.length,
    private readonly outer: BerCursor | null = null,
  ) {
    if (end > bytes.length || at > end) this.fail();
  }

  get isSound(): boolean {
    return this.sound;
  }

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  /** Where the next element begins. */
  get position(): number {
    return this.at;
  }

  /** Tag of the next element, -1 at the end. */
  get tag(): number {
    return this.isAtEnd ? -1 : (this.bytes[this.at] as number);
  }

  /** The contents of the next element, to be read in turn. */
  enter(tag: number): BerCursor {
    const from = this.open(tag);
    return new BerCursor(this.bytes, from, this.at, this);
  }

  /** The contents of the next element, not copied. */
  octets(tag: number): Buffer {
    return this.bytes.subarray(this.open(tag), this.at);
  }

  /** Goes over the next element, whatever it is. */
  skip(): void {
    this.open(this.tag);
  }

  integer(tag = 0x02): number {
    const from = this.open(tag);
    const length = this.at - from;
    if (length < 1 || length > 4) return this.fail();
    return this.bytes.readIntBE(from, length);
  }

  /** A number of 32 bits; agents write them with and without the zero that keeps them positive. */
  unsigned(tag: number): number {
    const from = this.open(tag);
    const length = this.at - from;
    if (length < 1 || length > 5 || (length === 5 && this.bytes[from] !== 0)) return this.fail();
    return this.bytes.readUIntBE(from, length);
  }

  counter64(tag: number): bigint {
    const from = this.open(tag);
    const length = this.at - from;
    if (length < 1 || length > 9 || (length === 9 && this.bytes[from] !== 0)) return BigInt(this.fail());
    return BigInt(`0x${this.bytes.toString('hex', from, this.at)}`);
  }

  identifier(tag = 0x06): string {
    const from = this.open(tag);
    if (this.at === from) return this.unreadable();
    const parts: number[] = [];
    let value = 0;
    for (let i = from; i < this.at; i += 1) {
      const byte = this.bytes[i] as number;
      value = value * 128 + (byte & 0x7f);
      if (value >= UINT32 + 80) return this.unreadable();
      if (byte >= 0x80) continue;
      if (parts.length === MAX_IDENTIFIERS) return this.unreadable();
      parts.push(value);
      value = 0;
    }
    if ((this.bytes[this.at - 1] as number) >= 0x80) return this.unreadable();
    const head = parts[0] as number;
    const first = Math.min(2, Math.floor(head / 40));
    parts[0] = head - first * 40;
    return `${first}.${parts.join('.')}`;
  }

  /** What was read does not make sense. */
  fail(): 0 {
    this.sound = false;
    this.at = this.end;
    this.outer?.fail();
    return 0;
  }

  private unreadable(): string {
    this.fail();
    return '';
  }

  /** Where the contents of the next element begin; it then stands behind them. */
  private open(tag: number): number {
    const { bytes, at, end } = this;
    const first = at + 1 < end && bytes[at] === tag ? (bytes[at + 1] as number) : 0x80;
    let from = at + 2;
    let length = first;
    if (first > 0x80) {
      const size = first & 0x7f;
      if (size > 4 || from + size > end) return this.stop();
      length = bytes.readUIntBE(from, size);
      from += size;
    }
    if (first === 0x80 || from + length > end) return this.stop();
    this.at = from + length;
    return from;
  }

  private stop(): number {
    this.fail();
    return this.end;
  }
}
