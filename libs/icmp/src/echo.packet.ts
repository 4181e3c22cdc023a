/**
 * ICMP and ICMPv6 echo on the wire (RFC 792, RFC 4443), written into and read from shared byte arrays without an object per packet.
 * Our payload: token (8 bytes), index of the probe (4), number of the probe (4), then a pattern up to 56 bytes, the size that
 * `ping` sends and every firewall knows.
 */
export const ECHO_BYTES = 64;
const HEADER_BYTES = 8;
/** Offsets within the ICMP message. */
const TOKEN_AT = HEADER_BYTES;
const INDEX_AT = TOKEN_AT + 8;
const NUMBER_AT = INDEX_AT + 4;
const OURS_END = NUMBER_AT + 4;

const ECHO_REPLY = 0;
const ECHO_REQUEST = 8;
const ECHO_REQUEST_V6 = 128;
const ECHO_REPLY_V6 = 129;

export const FILTER_PASS_V4 = [ECHO_REPLY, 3, 11, 12];
export const FILTER_PASS_V6 = [ECHO_REPLY_V6, 1, 2, 3, 4];

/** The same random secret in every probe of this process, so that no other program's echo is taken for ours. */
export interface EchoIdentity {
  readonly tokenLow: number;
  readonly tokenHigh: number;
  /** ICMP identifier; the kernel replaces it on datagram sockets. */
  readonly identifier: number;
}

export const SIGHTING = { GARBAGE: 0, STRAY: 1, REPLY: 2, ERROR: 3 } as const;

/** What a packet turned out to be; one instance is used again for every packet. */
export interface Sighting {
  kind: (typeof SIGHTING)[keyof typeof SIGHTING];
  /** Of the probe, from the payload; -1 where the quotation in an error was too short to hold it. */
  index: number;
  number: number;
  /** ICMP sequence number as quoted in an error. */
  sequence: number;
  /** ICMP type and code of an error. */
  type: number;
  code: number;
  /** Offset of the quoted destination address in an error, -1 if it is not quoted. */
  quotedTo: number;
}

export function blankSighting(): Sighting {
  return { kind: SIGHTING.GARBAGE, index: -1, number: 0, sequence: 0, type: 0, code: 0, quotedTo: -1 };
}

/** Internet checksum (RFC 1071) of an even number of bytes; returned as it must stand in memory on a little-endian machine. */
export function checksum(bytes: Uint8Array, offset: number, length: number): number {
  let sum = 0;
  const end = offset + length - 1;
  let at = offset;
  for (; at < end; at += 2) sum += (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  if (at === end) sum += bytes[at] as number;
  return fold(sum);
}

function fold(sum: number): number {
  let folded = (sum & 0xffff) + Math.floor(sum / 0x10000);
  folded = (folded & 0xffff) + (folded >>> 16);
  folded = (folded & 0xffff) + (folded >>> 16);
  return ~folded & 0xffff;
}

/** Writes all of an echo request that stays the same from probe to probe. Returns the checksum's constant part for `writeProbe`. */
export function writeTemplate(bytes: Uint8Array, offset: number, family: 4 | 6, identity: EchoIdentity): number {
  bytes.fill(0, offset, offset + ECHO_BYTES);
  bytes[offset] = family === 4 ? ECHO_REQUEST : ECHO_REQUEST_V6;
  bytes[offset + 4] = identity.identifier >>> 8;
  bytes[offset + 5] = identity.identifier & 0xff;
  writeWord(bytes, offset + TOKEN_AT, identity.tokenLow);
  writeWord(bytes, offset + TOKEN_AT + 4, identity.tokenHigh);
  for (let at = OURS_END; at < ECHO_BYTES; at += 1) bytes[offset + at] = at;
  return ~checksum(bytes, offset, ECHO_BYTES) & 0xffff;
}

/**
 * Writes what differs from probe to probe into a template. The sequence number is the low half of the probe's number.
 * The checksum is written always (the kernel replaces it where it makes its own); RFC 1624 spares summing the constant part again.
 */
export function writeProbe(bytes: Uint8Array, offset: number, constantSum: number, index: number, number: number): void {
  const high = (number >>> 8) & 0xff;
  const low = number & 0xff;
  bytes[offset + 6] = high;
  bytes[offset + 7] = low;
  writeWord(bytes, offset + INDEX_AT, index);
  writeWord(bytes, offset + NUMBER_AT, number);
  const sum = fold(constantSum + (high | (low << 8)) + (index & 0xffff) + (index >>> 16) + (number & 0xffff) + (number >>> 16));
  bytes[offset + 2] = sum & 0xff;
  bytes[offset + 3] = sum >>> 8;
}

function writeWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

function readWord(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)) >>> 0
  );
}

function readShort(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

/** Length of the IPv4 header at `at`, or 0 if there is none that can be believed. */
function ipv4HeaderBytes(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 20 || (bytes[at] as number) >>> 4 !== 4) return 0;
  const length = ((bytes[at] as number) & 15) * 4;
  return length < 20 || length > end - at ? 0 : length;
}

/**
 * Reads a packet from an IPv4 socket. On a raw socket the IP header stands before it, and the identifier is ours to check.
 * Any bytes may come in: nothing is read outside [offset, offset + length).
 */
export function readIpv4(bytes: Uint8Array, offset: number, length: number, isRaw: boolean, identity: EchoIdentity, seen: Sighting): void {
  const end = offset + length;
  seen.kind = SIGHTING.GARBAGE;
  const header = isRaw ? ipv4HeaderBytes(bytes, offset, end) : 0;
  if (isRaw && header === 0) return;
  const at = offset + header;
  if (end - at < HEADER_BYTES) return;
  const type = bytes[at] as number;
  if (type === ECHO_REPLY) {
    readReply(bytes, at, end, isRaw, identity, seen);
  } else if (type === 3 || type === 11 || type === 12) {
    const quoted = at + HEADER_BYTES;
    const quotedHeader = ipv4HeaderBytes(bytes, quoted, end);
    if (quotedHeader === 0) return;
    seen.type = type;
    seen.code = bytes[at + 1] as number;
    // A later fragment (offset not 0) has no ICMP header to read.
    if (bytes[quoted + 9] !== 1 || (readShort(bytes, quoted + 6) & 0x1fff) !== 0) {
      seen.kind = SIGHTING.STRAY;
      return;
    }
    readQuotation(bytes, quoted + quotedHeader, end, ECHO_REQUEST, isRaw, identity, seen);
    seen.quotedTo = quoted + 16;
  } else {
    seen.kind = SIGHTING.STRAY;
  }
}

/** Reads a packet from an IPv6 socket, raw or not: neither shows the IP header. */
export function readIpv6(bytes: Uint8Array, offset: number, length: number, isRaw: boolean, identity: EchoIdentity, seen: Sighting): void {
  const end = offset + length;
  seen.kind = SIGHTING.GARBAGE;
  if (length < HEADER_BYTES) return;
  const type = bytes[offset] as number;
  if (type === ECHO_REPLY_V6) {
    readReply(bytes, offset, end, isRaw, identity, seen);
  } else if (type >= 1 && type <= 4) {
    const quoted = offset + HEADER_BYTES;
    if (end - quoted < 40 || (bytes[quoted] as number) >>> 4 !== 6) return;
    seen.type = type;
    seen.code = bytes[offset + 1] as number;
    if (bytes[quoted + 6] !== 58) {
      seen.kind = SIGHTING.STRAY;
      return;
    }
    readQuotation(bytes, quoted + 40, end, ECHO_REQUEST_V6, isRaw, identity, seen);
    seen.quotedTo = quoted + 24;
  } else {
    seen.kind = SIGHTING.STRAY;
  }
}

/** Reads the quotation of our own request in an error: from a packet, or as a datagram socket's error queue hands it out. */
export function readQuotation(
  bytes: Uint8Array,
  at: number,
  end: number,
  requestType: 8 | 128,
  checkIdentifier: boolean,
  identity: EchoIdentity,
  seen: Sighting,
): void {
  seen.kind = SIGHTING.GARBAGE;
  seen.quotedTo = -1;
  if (end - at < HEADER_BYTES) return;
  seen.kind = SIGHTING.STRAY;
  if (bytes[at] !== requestType) return;
  if (checkIdentifier && readShort(bytes, at + 4) !== identity.identifier) return;
  seen.sequence = readShort(bytes, at + 6);
  seen.index = -1;
  seen.number = 0;
  if (end - at >= OURS_END) {
    if (!hasToken(bytes, at, identity)) return;
    seen.index = readWord(bytes, at + INDEX_AT);
    seen.number = readWord(bytes, at + NUMBER_AT);
  }
  seen.kind = SIGHTING.ERROR;
}

function readReply(bytes: Uint8Array, at: number, end: number, checkIdentifier: boolean, identity: EchoIdentity, seen: Sighting): void {
  seen.kind = SIGHTING.STRAY;
  if (end - at < OURS_END) return;
  if (checkIdentifier && readShort(bytes, at + 4) !== identity.identifier) return;
  if (!hasToken(bytes, at, identity)) return;
  seen.kind = SIGHTING.REPLY;
  seen.index = readWord(bytes, at + INDEX_AT);
  seen.number = readWord(bytes, at + NUMBER_AT);
}

function hasToken(bytes: Uint8Array, at: number, identity: EchoIdentity): boolean {
  return readWord(bytes, at + TOKEN_AT) === identity.tokenLow && readWord(bytes, at + TOKEN_AT + 4) === identity.tokenHigh;
}
