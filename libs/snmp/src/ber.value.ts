import { decodeOid } from './ber.oid.js';
import { TAG } from './varbind.value.js';

const PIECE_BYTES = 4096;

/** A signed integer in place; NaN if it has no bytes or more than 64 bits. */
export function signedAt(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 8) return Number.NaN;
  let value = ((bytes[from] as number) << 24) >> 24;
  for (let at = from + 1; at < to; at += 1) value = value * 256 + (bytes[at] as number);
  return value;
}

/** An unsigned integer in place. Agents leave out the zero byte before a high bit, so no number here is negative. */
export function unsignedAt(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 9 || (to - from === 9 && bytes[from] !== 0)) return Number.NaN;
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 256 + (bytes[at] as number);
  return value;
}

/** Keeps bytes of a message beyond it. */
export type KeepBytes = (bytes: Uint8Array, from: number, to: number) => Buffer;

/** A value as net-snmp hands it over, so that both engines' answers are read alike. Nothing about it has been checked. */
export function valueAt(type: number, bytes: Uint8Array, from: number, to: number, keep: KeepBytes): unknown {
  switch (type) {
    case TAG.INTEGER:
      return signedAt(bytes, from, to);
    case TAG.COUNTER32:
    case TAG.GAUGE32:
    case TAG.TIME_TICKS:
      return unsignedAt(bytes, from, to);
    case TAG.OBJECT_IDENTIFIER:
      return decodeOid(bytes, from, to)?.join('.') ?? null;
    case TAG.IP_ADDRESS:
      return to - from === 4 ? `${bytes[from]}.${bytes[from + 1]}.${bytes[from + 2]}.${bytes[from + 3]}` : null;
    case TAG.NULL:
    case TAG.NO_SUCH_OBJECT:
    case TAG.NO_SUCH_INSTANCE:
    case TAG.END_OF_MIB_VIEW:
      return null;
    default:
      return keep(bytes, from, to);
  }
}

/**
 * Keeps bytes in pieces that many values share: a buffer of its own for each would cost more than all else about it.
 * Whoever keeps one value for long keeps its piece.
 */
export function byteKeeper(): KeepBytes {
  let piece = Buffer.alloc(0);
  let used = 0;
  return (bytes, from, to) => {
    const length = to - from;
    if (length > PIECE_BYTES >> 2) return Buffer.from(bytes.subarray(from, to));
    if (used + length > piece.length) {
      piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
      used = 0;
    }
    for (let i = 0; i < length; i += 1) piece[used + i] = bytes[from + i] as number;
    used += length;
    return piece.subarray(used - length, used);
  };
}
