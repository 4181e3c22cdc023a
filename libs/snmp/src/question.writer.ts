import { PDU } from './ber.message.js';

/** Version and community of a question, encoded once for all that are asked with them. */
export interface QuestionHead {
  readonly version: 0 | 1;
  readonly bytes: Uint8Array;
  readonly community: Uint8Array;
}

/** Object identifiers as bytes; `length` of each says how much of it counts. */
export interface AskedOid {
  readonly bytes: Uint8Array;
  length: number;
}

/** Tag, length and four bytes, always: so that the number of a question is patched and its length never changes. */
const ID_BYTES = 6;

const heads = new Map<string, QuestionHead>();
/** Communities in use; a fleet has a handful. */
const MAX_HEADS = 256;

export function questionHead(version: 0 | 1, community: string): QuestionHead {
  const key = `${version} ${community}`;
  const known = heads.get(key);
  if (known) return known;
  const text = Buffer.from(community);
  // At most 255 bytes (snmp.credential.ts).
  const length = text.length < 128 ? [text.length] : [0x81, text.length];
  const head = { version, bytes: Uint8Array.from([0x02, 1, version, 0x04, ...length, ...text]), community: Uint8Array.from(text) };
  if (heads.size >= MAX_HEADS) heads.delete(heads.keys().next().value as string);
  heads.set(key, head);
  return head;
}

/** A question, ready to be sent again and again. */
export class WrittenQuestion {
  bytes = new Uint8Array(512);
  length = 0;
  private idAt = 0;

  write(head: QuestionHead, pdu: number, maxRepetitions: number, oids: readonly AskedOid[]): void {
    let list = 0;
    for (const { length } of oids) list += sizeOf(bindingBytes(length));
    const repetitions = pdu === PDU.GET_BULK ? maxRepetitions : 0;
    const numberBytes = repetitions < 128 ? 3 : 4;
    const body = ID_BYTES + 3 + numberBytes + sizeOf(list);
    const whole = head.bytes.length + sizeOf(body);
    const total = sizeOf(whole);
    if (total > this.bytes.length) this.bytes = new Uint8Array(total);
    let at = this.open(0, 0x30, whole);
    this.bytes.set(head.bytes, at);
    at = this.open(at + head.bytes.length, pdu, body);
    at = this.open(at, 0x02, 4);
    this.idAt = at;
    at = this.open(at + 4, 0x02, 1);
    this.bytes[at] = 0;
    at = this.open(at + 1, 0x02, numberBytes - 2);
    if (numberBytes === 4) this.bytes[at++] = repetitions >> 8;
    this.bytes[at] = repetitions & 0xff;
    at = this.open(at + 1, 0x30, list);
    for (const oid of oids) at = this.binding(at, oid);
    this.length = at;
  }

  setId(id: number): void {
    const { bytes, idAt } = this;
    bytes[idAt] = id >>> 24;
    bytes[idAt + 1] = (id >>> 16) & 0xff;
    bytes[idAt + 2] = (id >>> 8) & 0xff;
    bytes[idAt + 3] = id & 0xff;
  }

  private binding(start: number, { bytes, length }: AskedOid): number {
    let at = this.open(start, 0x30, bindingBytes(length));
    at = this.open(at, 0x06, length);
    for (let i = 0; i < length; i += 1) this.bytes[at + i] = bytes[i] as number;
    at = this.open(at + length, 0x05, 0);
    return at;
  }

  private open(at: number, tag: number, length: number): number {
    const { bytes } = this;
    bytes[at] = tag;
    if (length < 128) {
      bytes[at + 1] = length;
      return at + 2;
    }
    if (length < 256) {
      bytes[at + 1] = 0x81;
      bytes[at + 2] = length;
      return at + 3;
    }
    bytes[at + 1] = 0x82;
    bytes[at + 2] = length >> 8;
    bytes[at + 3] = length & 0xff;
    return at + 4;
  }
}

/** An element with so many bytes in it. */
function sizeOf(length: number): number {
  return length + (length < 128 ? 2 : length < 256 ? 3 : 4);
}

/** What is in a binding: an identifier and a null. */
function bindingBytes(length: number): number {
  return sizeOf(length) + 2;
}
