/** BER tags of the values an agent may send (RFC 3416). */
export const TAG = {
  INTEGER: 0x02,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OBJECT_IDENTIFIER: 0x06,
  IP_ADDRESS: 0x40,
  COUNTER32: 0x41,
  GAUGE32: 0x42,
  TIME_TICKS: 0x43,
  COUNTER64: 0x46,
  NO_SUCH_OBJECT: 0x80,
  NO_SUCH_INSTANCE: 0x81,
  END_OF_MIB_VIEW: 0x82,
} as const;

/** One object and its value, in the forms that net-snmp uses: nothing about it has been checked. */
export interface Varbind {
  readonly oid: string;
  readonly type: number;
  readonly value: unknown;
}

/** A value that was read, or why the agent's is none. */
export type Value<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'hole' } | { readonly kind: 'bad'; readonly reason: string };

const HOLE = { kind: 'hole' } as const;
export const MAX_TEXT_BYTES = 255;
const UINT32 = 2 ** 32;

export function isHole(type: number): boolean {
  return type === TAG.NO_SUCH_OBJECT || type === TAG.NO_SUCH_INSTANCE || type === TAG.END_OF_MIB_VIEW;
}

/** An integer of any of the 32-bit kinds: agents confuse them. */
export function readNumber(varbind: Varbind): Value<number> {
  if (isHole(varbind.type)) return HOLE;
  const value = written(varbind) ?? varbind.value;
  if (typeof value !== 'number' || !Number.isInteger(value)) return bad('not a number');
  if (value < -(UINT32 / 2) || value >= UINT32) return bad('a number of more than 32 bits');
  return { kind: 'value', value };
}

/** A counter of either width. */
export function readCounter(varbind: Varbind): Value<bigint> {
  if (isHole(varbind.type)) return HOLE;
  const { value } = varbind;
  const digits = decimal(varbind);
  if (digits !== null) return BigInt(digits) < 2n ** 64n ? { kind: 'value', value: BigInt(digits) } : bad('a counter of more than 64 bits');
  if (Buffer.isBuffer(value)) return varbind.type === TAG.COUNTER64 ? readCounter64(value) : bad('not a counter');
  const number = readNumber(varbind);
  if (number.kind !== 'value') return number;
  return number.value < 0 ? bad('a negative counter') : { kind: 'value', value: BigInt(number.value) };
}

/** Some agents write their numbers as text, which is wrong and clear. */
function decimal({ type, value }: Varbind): string | null {
  if (type !== TAG.OCTET_STRING || !Buffer.isBuffer(value) || value.length > 20) return null;
  const text = value.toString('latin1');
  return /^[0-9]{1,20}$/.test(text) ? text : null;
}

function written(varbind: Varbind): number | null {
  const digits = decimal(varbind);
  return digits === null ? null : Number(digits);
}

function readCounter64(bytes: Buffer): Value<bigint> {
  if (bytes.length === 0) return bad('a counter of no bytes');
  // Nine bytes with a leading zero are 64 bits as BER writes them unsigned.
  if (bytes.length > 9 || (bytes.length === 9 && bytes[0] !== 0)) return bad(`a counter of ${bytes.length} bytes`);
  return { kind: 'value', value: BigInt(`0x${bytes.toString('hex')}`) };
}

export function readText(varbind: Varbind): Value<string> {
  if (isHole(varbind.type)) return HOLE;
  return Buffer.isBuffer(varbind.value) ? { kind: 'value', value: cleanText(varbind.value) } : bad('not a text');
}

/** Text as the agent told it: any character may stand in it, so it must be escaped wherever it goes. At most 255 bytes. */
export function readExactText(varbind: Varbind): Value<string> {
  if (isHole(varbind.type)) return HOLE;
  if (!Buffer.isBuffer(varbind.value)) return bad('not a text');
  return { kind: 'value', value: decode(cut(varbind.value)).replace(/\0+$/u, '').trim() };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What separates words becomes a space, or two lines would become one word. */
const BREAKS = /[\t-\r\u0085\u2028\u2029]+/gu;
// Control characters of both sets, and those that turn or hide the text around them.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** What an agent calls text, safe to store and to show: at most 255 bytes, no control characters, always valid Unicode. */
export function cleanText(bytes: Buffer): string {
  return decode(cut(bytes)).replace(BREAKS, ' ').replace(UNPRINTABLE, '').trim();
}

function cut(bytes: Buffer): Buffer {
  return bytes.length > MAX_TEXT_BYTES ? bytes.subarray(0, wholeCharacters(bytes)) : bytes;
}

/** Where to cut so that no character is cut in two. */
function wholeCharacters(bytes: Buffer): number {
  let end = MAX_TEXT_BYTES;
  while (end > MAX_TEXT_BYTES - 4 && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return end;
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    // An agent of the eighties: every byte is a character of Latin-1, so nothing is lost.
    return bytes.toString('latin1');
  }
}

function bad(reason: string): { readonly kind: 'bad'; readonly reason: string } {
  return { kind: 'bad', reason };
}
