const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const REPORT = 0xa8;
const AUTHENTICATED = 1;
const ENCRYPTED = 2;

/**
 * Whether an SNMPv3 message is secured as the session demands. net-snmp takes the level from the answer's own flags, so that a
 * forged answer that says "not authenticated" would be believed. Only a Report may come in the clear (RFC 3414 section 3.2).
 */
export function isSecuredAs(level: 'noAuthNoPriv' | 'authNoPriv' | 'authPriv', message: Buffer): boolean {
  if (level === 'noAuthNoPriv') return true;
  const wanted = level === 'authPriv' ? AUTHENTICATED | ENCRYPTED : AUTHENTICATED;
  const header = readHeader(message);
  if (header === null) return false;
  return (header.flags & wanted) === wanted || header.pduTag === REPORT;
}

interface Header {
  readonly flags: number;
  /** Tag of the PDU if it is not encrypted, else 0. */
  readonly pduTag: number;
}

function readHeader(message: Buffer): Header | null {
  const whole = enter(message, 0, SEQUENCE);
  const version = whole && enter(message, whole.from, INTEGER);
  const global = version && enter(message, version.to, SEQUENCE);
  const id = global && enter(message, global.from, INTEGER);
  const size = id && enter(message, id.to, INTEGER);
  const flagBytes = size && enter(message, size.to, OCTET_STRING);
  const model = flagBytes && enter(message, flagBytes.to, INTEGER);
  // net-snmp reads on from where the last field ends, so the lengths must agree, or it would read another message than this did.
  if (!global || !flagBytes || flagBytes.to - flagBytes.from !== 1 || model?.to !== global.to) return null;
  const flags = message[flagBytes.from] as number;
  const security = enter(message, global.to, OCTET_STRING);
  if (!security) return null;
  if ((flags & ENCRYPTED) !== 0) return { flags, pduTag: 0 };
  const scoped = enter(message, security.to, SEQUENCE);
  const engine = scoped && enter(message, scoped.from, OCTET_STRING);
  const context = engine && enter(message, engine.to, OCTET_STRING);
  return context ? { flags, pduTag: message[context.to] ?? 0 } : null;
}

/** The contents of the element at `at`, if it has this tag and lies wholly within the message. */
function enter(message: Buffer, at: number, tag: number): { readonly from: number; readonly to: number } | null {
  if (message[at] !== tag) return null;
  const first = message[at + 1];
  if (first === undefined || first === 0x80) return null;
  let from = at + 2;
  let length = first;
  if (first > 0x80) {
    const bytes = first & 0x7f;
    if (bytes > 4 || from + bytes > message.length) return null;
    length = message.readUIntBE(from, bytes);
    from += bytes;
  }
  return from + length <= message.length ? { from, to: from + length } : null;
}
