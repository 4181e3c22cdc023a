import { cleanText } from './varbind.value.js';

const SLOTS = 1 << 14;
const MAX_BYTES = 64;

/**
 * Names and descriptions of interfaces, which come again at every reading: to read the bytes as text and clean it costs half a
 * microsecond, to find that they are those of last time a third of that. Two texts that meet in one place take turns; it never grows.
 */
export class TextCache {
  private readonly bytes: (Uint8Array | undefined)[] = [];
  private readonly texts: string[] = [];

  clean(bytes: Uint8Array, from: number, to: number): string {
    const length = to - from;
    if (length > MAX_BYTES) return cleanText(Buffer.from(bytes.subarray(from, to)));
    let hash = length;
    for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const slot = (hash ^ (hash >>> 14)) & (SLOTS - 1);
    const known = this.bytes[slot];
    if (known && isSame(known, bytes, from, length)) return this.texts[slot] as string;
    const text = cleanText(Buffer.from(bytes.subarray(from, to)));
    this.bytes[slot] = bytes.slice(from, to);
    this.texts[slot] = text;
    return text;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, from: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let i = 0; i < length; i += 1) if (known[i] !== bytes[from + i]) return false;
  return true;
}
