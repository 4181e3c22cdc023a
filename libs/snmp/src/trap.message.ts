import { BerCursor } from './trap.cursor.js';

export const FLAG = { AUTHENTICATED: 1, ENCRYPTED: 2, REPORTABLE: 4 } as const;

/** An SNMPv3 message with the user-based security model, its fields as they stand in it: nothing is verified yet. */
export interface SecuredMessage {
  /** The message without what may follow it in the datagram. */
  readonly whole: Buffer;
  readonly id: number;
  readonly flags: number;
  readonly engineId: Buffer;
  readonly boots: number;
  readonly time: number;
  readonly user: string;
  readonly authCode: Buffer;
  /** Where the code stands in the whole. */
  readonly authAt: number;
  readonly salt: Buffer;
  /** What is secured: the scoped PDU, or the octets that it was encrypted to. */
  readonly payload: Buffer;
}

const USER_BASED = 3;
const MAX_SIZE = 65_507;

/** Reads the fields of RFC 3412 section 6 and RFC 3414 section 2.4; null where they are not these. */
export function readSecured(datagram: Buffer): SecuredMessage | null {
  const outside = new BerCursor(datagram);
  const message = outside.enter(0x30);
  message.integer();
  const header = message.enter(0x30);
  const id = header.integer();
  header.integer();
  const flagBytes = header.octets(0x04);
  const model = header.integer();
  const security = message.enter(0x04).enter(0x30);
  const engineId = security.octets(0x04);
  const boots = security.integer();
  const time = security.integer();
  const user = security.octets(0x04);
  const authCode = security.octets(0x04);
  const authAt = security.position - authCode.length;
  const salt = security.octets(0x04);
  const flags = flagBytes[0] ?? 0;
  const isEncrypted = (flags & FLAG.ENCRYPTED) !== 0;
  const payloadAt = message.position;
  const encrypted = isEncrypted ? message.octets(0x04) : null;
  const payload = encrypted ?? datagram.subarray(payloadAt, message.end);
  if (!outside.isSound || flagBytes.length !== 1 || model !== USER_BASED || id < 0 || boots < 0 || time < 0 || user.length > 32)
    return null;
  // Encrypted but not authenticated is no level that exists.
  if (isEncrypted && (flags & FLAG.AUTHENTICATED) === 0) return null;
  const whole = datagram.subarray(0, message.end);
  return { whole, id, flags, engineId, boots, time, user: user.toString(), authCode, authAt, salt, payload };
}

/** What is written of a message: `authCode` is as many zeros as the code will take. */
export type MessageFields = Omit<SecuredMessage, 'whole' | 'authAt' | 'payload'> & { readonly payload: Buffer };

/** Writes a message whose code is still to be filled in, at the place that is told. */
export function writeSecured(fields: MessageFields): { readonly whole: Buffer; readonly authAt: number } {
  const { id, flags, engineId, boots, time, user, authCode, salt, payload } = fields;
  const header = element(0x30, integer(id), integer(MAX_SIZE), element(0x04, Buffer.from([flags])), integer(USER_BASED));
  const codeAndSalt = Buffer.concat([element(0x04, authCode), element(0x04, salt)]);
  const before = [element(0x04, engineId), integer(boots), integer(time), element(0x04, Buffer.from(user))];
  const security = element(0x04, element(0x30, ...before, codeAndSalt));
  const secured = (flags & FLAG.ENCRYPTED) === 0 ? payload : element(0x04, payload);
  const whole = element(0x30, integer(USER_BASED), header, security, secured);
  // The code lies before the salt and the payload, whose lengths are known.
  const authAt = whole.length - secured.length - element(0x04, salt).length - authCode.length;
  return { whole, authAt };
}

/** Says which counter of RFC 3414 a message made grow, and thereby who we are. */
export function writeReport(engineId: Buffer, counter: number, count: number): Buffer {
  const oid = element(0x06, Buffer.from([0x2b, 6, 1, 6, 3, 15, 1, 1, counter, 0]));
  const varbinds = element(0x30, element(0x30, oid, integer(count, 0x41)));
  const pdu = element(0xa8, integer(0), integer(0), integer(0), varbinds);
  return element(0x30, element(0x04, engineId), element(0x04), pdu);
}

function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const length = contents.reduce((sum, { length: bytes }) => sum + bytes, 0);
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), ...contents]);
}

/** A number from 0 to 2^32 − 1, in as few bytes as may be. */
function integer(value: number, tag = 0x02): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUIntBE(value, 0, 5);
  let first = 0;
  while (first < 4 && bytes[first] === 0 && (bytes[first + 1] as number) < 0x80) first += 1;
  return element(tag, bytes.subarray(first));
}
