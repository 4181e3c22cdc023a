/** Tags of the messages of SNMPv1 and v2c (RFC 1157, 3416). */
export const PDU = { GET: 0xa0, GET_NEXT: 0xa1, RESPONSE: 0xa2, GET_BULK: 0xa5 } as const;

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
/** A binding has 6 bytes at least, and a datagram 65,507. */
const MAX_BINDINGS = 11_000;
const V3 = 3;

/** How a message was read: whole; of SNMPv3, whose inside another reads; or not at all. */
export type MessageKind = 'whole' | 'v3' | 'garbage';

/**
 * Reads a response where it lies: the fields are numbers and offsets into the bytes that were read, valid until the next reading.
 * Whatever the bytes are, it ends, never throws, and never looks behind their end.
 */
export class MessageReader {
  version = 0;
  communityFrom = 0;
  communityTo = 0;
  pdu = 0;
  id = 0;
  errorStatus = 0;
  errorIndex = 0;
  /** How many bindings there are. */
  count = 0;
  readonly oidFrom = new Int32Array(MAX_BINDINGS);
  readonly oidTo = new Int32Array(MAX_BINDINGS);
  readonly type = new Uint8Array(MAX_BINDINGS);
  readonly valueFrom = new Int32Array(MAX_BINDINGS);
  readonly valueTo = new Int32Array(MAX_BINDINGS);
  bytes: Uint8Array = new Uint8Array(0);
  /** End of the element that was entered last. */
  private to = 0;
  private number = 0;

  read(bytes: Uint8Array, from: number, end: number): MessageKind {
    this.bytes = bytes;
    let at = this.enter(from, end, SEQUENCE);
    // What stands behind the message is padding, and none of our business.
    const messageEnd = this.to;
    at = at < 0 ? at : this.integer(at, messageEnd);
    if (at < 0) return 'garbage';
    this.version = this.number;
    if (this.version === V3) return 'v3';
    if (this.version !== 0 && this.version !== 1) return 'garbage';
    this.communityFrom = this.enter(at, messageEnd, OCTET_STRING);
    if (this.communityFrom < 0) return 'garbage';
    this.communityTo = this.to;
    this.pdu = this.communityTo < messageEnd ? (bytes[this.communityTo] as number) : 0;
    at = this.enter(this.communityTo, messageEnd, this.pdu);
    return at >= 0 && this.readPdu(at, this.to) ? 'whole' : 'garbage';
  }

  private readPdu(from: number, end: number): boolean {
    let at = this.integer(from, end);
    this.id = this.number;
    at = at < 0 ? at : this.integer(at, end);
    this.errorStatus = this.number;
    at = at < 0 ? at : this.integer(at, end);
    this.errorIndex = this.number;
    at = at < 0 ? at : this.enter(at, end, SEQUENCE);
    return at >= 0 && this.readBindings(at, this.to);
  }

  private readBindings(from: number, end: number): boolean {
    this.count = 0;
    let at = from;
    while (at < end) {
      const binding = this.enter(at, end, SEQUENCE);
      const bindingEnd = this.to;
      const oid = binding < 0 ? binding : this.enter(binding, bindingEnd, OBJECT_IDENTIFIER);
      if (oid < 0 || this.count === MAX_BINDINGS) return false;
      const i = this.count;
      this.oidFrom[i] = oid;
      this.oidTo[i] = this.to;
      if (this.to >= bindingEnd) return false;
      const type = this.bytes[this.to] as number;
      const value = this.enter(this.to, bindingEnd, type);
      if (value < 0) return false;
      this.type[i] = type;
      this.valueFrom[i] = value;
      this.valueTo[i] = this.to;
      this.count = i + 1;
      at = bindingEnd;
    }
    return true;
  }

  /** Where the contents of the element at `at` begin, and `to` where they end; -1 if it has another tag or does not fit. */
  private enter(at: number, end: number, tag: number): number {
    const { bytes } = this;
    if (at + 2 > end || bytes[at] !== tag) return -1;
    const first = bytes[at + 1] as number;
    let from = at + 2;
    let length = first;
    if (first >= 0x80) {
      // Of unknown length, which SNMP does not use; or of more bytes than any datagram needs.
      if (first === 0x80 || first > 0x84) return -1;
      from += first - 0x80;
      if (from > end) return -1;
      length = 0;
      for (let i = at + 2; i < from; i += 1) length = length * 256 + (bytes[i] as number);
    }
    if (length > end - from) return -1;
    this.to = from + length;
    return from;
  }

  /** Where the integer at `at` ends, its value in `number`; -1 if there is none of at most 32 bits. */
  private integer(at: number, end: number): number {
    const from = this.enter(at, end, INTEGER);
    if (from < 0) return -1;
    const length = this.to - from;
    if (length < 1 || length > 4) return -1;
    let value = ((this.bytes[from] as number) << 24) >> 24;
    for (let i = from + 1; i < this.to; i += 1) value = (value << 8) | (this.bytes[i] as number);
    this.number = value;
    return this.to;
  }
}
