/** An object identifier as its bytes in a message (X.690 section 8.19), without tag and length. */
export function encodeOid(parts: readonly number[]): Uint8Array {
  const [first = 0, second = 0, ...rest] = parts;
  const bytes: number[] = [];
  for (const part of [first * 40 + second, ...rest]) {
    for (let shift = 28; shift > 0; shift -= 7) if (part >= 2 ** shift) bytes.push(0x80 | (Math.floor(part / 2 ** shift) & 0x7f));
    bytes.push(part & 0x7f);
  }
  return Uint8Array.from(bytes);
}

/** The numbers of an object identifier, or null if the bytes are none: cut off, or a number of more than 32 bits. */
export function decodeOid(bytes: Uint8Array, from: number, to: number): number[] | null {
  if (from >= to || (bytes[to - 1] as number) >= 0x80) return null;
  const parts: number[] = [];
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    value = value * 128 + (byte & 0x7f);
    if (value > 0xffff_ffff) return null;
    if (byte >= 0x80) continue;
    if (parts.length === 0) {
      const root = value < 80 ? Math.floor(value / 40) : 2;
      parts.push(root, value - root * 40);
    } else {
      parts.push(value);
    }
    value = 0;
  }
  return parts;
}

/** Whether `decodeOid` would read these bytes. */
export function isEncodedOid(bytes: Uint8Array, from: number, to: number): boolean {
  if (from >= to || (bytes[to - 1] as number) >= 0x80) return false;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    value = value * 128 + (byte & 0x7f);
    if (value > 0xffff_ffff) return false;
    if (byte < 0x80) value = 0;
  }
  return true;
}

/** The order of two encoded identifiers, or of what is left of them (RFC 3416). Both must be such that `decodeOid` reads them. */
export function compareEncodedOids(
  bytes: Uint8Array,
  from: number,
  to: number,
  other: Uint8Array,
  otherFrom: number,
  otherTo: number,
): number {
  let at = from;
  let otherAt = otherFrom;
  while (at < to && otherAt < otherTo) {
    const byte = bytes[at] as number;
    const otherByte = other[otherAt] as number;
    at += 1;
    otherAt += 1;
    // Nearly always one byte each, or the same ones.
    if (byte < 0x80 && otherByte < 0x80) {
      if (byte !== otherByte) return byte - otherByte;
      continue;
    }
    let value = byte & 0x7f;
    for (let more = byte >= 0x80; more; at += 1) {
      const next = bytes[at] as number;
      value = value * 128 + (next & 0x7f);
      more = next >= 0x80;
    }
    let otherValue = otherByte & 0x7f;
    for (let more = otherByte >= 0x80; more; otherAt += 1) {
      const next = other[otherAt] as number;
      otherValue = otherValue * 128 + (next & 0x7f);
      more = next >= 0x80;
    }
    if (value !== otherValue) return value - otherValue;
  }
  return to - at - (otherTo - otherAt);
}

/** The numbers from there to the end of an encoded identifier: an instance, without the column before it. */
export function decodeInstance(bytes: Uint8Array, from: number, to: number): number[] {
  const numbers: number[] = [];
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  return numbers;
}

/**
 * Names objects as text. The next object of a walk mostly differs from the one before in its last number alone, so what stands before
 * it is kept: naming each anew would be a third of a walk's time.
 */
export class OidText {
  private readonly known = new Uint8Array(128);
  private knownLength = -1;
  private prefix = '';

  /** The object's name, or '' if the bytes are none. */
  text(bytes: Uint8Array, from: number, to: number): string {
    // The last number begins behind the last byte but one that ends a number.
    let last = to - 1;
    while (last > from && (bytes[last - 1] as number) >= 0x80) last -= 1;
    const length = last - from;
    if (length < 1 || length > this.known.length || to - last > 4) return decodeOid(bytes, from, to)?.join('.') ?? '';
    if (!this.isKnown(bytes, from, length)) {
      const parts = decodeOid(bytes, from, last);
      if (parts === null) return '';
      this.prefix = `${parts.join('.')}.`;
      this.knownLength = length;
      for (let i = 0; i < length; i += 1) this.known[i] = bytes[from + i] as number;
    }
    let value = 0;
    for (let at = last; at < to; at += 1) value = (value << 7) | ((bytes[at] as number) & 0x7f);
    return (bytes[to - 1] as number) < 0x80 ? this.prefix + value : '';
  }

  private isKnown(bytes: Uint8Array, from: number, length: number): boolean {
    if (length !== this.knownLength) return false;
    // From the end: that is where they differ.
    for (let i = length - 1; i >= 0; i -= 1) if (this.known[i] !== bytes[from + i]) return false;
    return true;
  }
}
