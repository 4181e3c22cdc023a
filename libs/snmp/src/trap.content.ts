import type { TrapVarbind } from './trap.js';
import { BerCursor } from './trap.cursor.js';
import { cleanText } from './varbind.value.js';

export const PDU = { RESPONSE: 0xa2, TRAP_V1: 0xa4, INFORM: 0xa6, TRAP: 0xa7, REPORT: 0xa8 } as const;

/** What a notification says, the same for all versions. */
export interface TrapContent {
  readonly isInform: boolean;
  readonly trapOid: string;
  readonly ifIndex: number | null;
  readonly varbinds: readonly TrapVarbind[];
  /** The same for a notification that is sent again, another for the next. */
  readonly mark: string;
}

/** Objects that are kept of a notification; the standard ones have three. */
const MAX_VARBINDS = 32;
const SNMP_TRAPS = '1.3.6.1.6.3.1.1.5';
const SNMP_TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';
const SYS_UP_TIME = '1.3.6.1.2.1.1.3.0';
const ENTERPRISE_SPECIFIC = 6;
/** A column of ifTable or ifXTable, whose row is the port. */
const PORT = /^1\.3\.6\.1\.2\.1\.(?:2\.2|31\.1\.1)\.1\.[0-9]+\.([0-9]+)$/;
const MAX_IF_INDEX = 2 ** 31 - 1;

/** Reads the PDU of a notification; null for what is none. */
export function readContent(pdu: BerCursor): TrapContent | null {
  const { tag } = pdu;
  if (tag === PDU.TRAP_V1) return readOldTrap(pdu.enter(tag));
  if (tag !== PDU.TRAP && tag !== PDU.INFORM) return null;
  const fields = pdu.enter(tag);
  const requestId = fields.integer();
  fields.integer();
  fields.integer();
  const varbinds = readVarbinds(fields);
  const trapOid = varbinds.find(({ oid }) => oid === SNMP_TRAP_OID)?.value;
  if (!fields.isSound || typeof trapOid !== 'string' || !/^[0-9.]+$/.test(trapOid)) return null;
  const upTime = varbinds.find(({ oid }) => oid === SYS_UP_TIME)?.value ?? null;
  const others = varbinds.filter(({ oid }) => oid !== SNMP_TRAP_OID && oid !== SYS_UP_TIME);
  return content(tag === PDU.INFORM, trapOid, others, `${requestId} ${upTime}`);
}

/** RFC 3584 section 3.1. The address it carries is not believed: anybody may write any. */
function readOldTrap(fields: BerCursor): TrapContent | null {
  const enterprise = fields.identifier();
  fields.skip();
  const generic = fields.integer();
  const specific = fields.integer();
  const upTime = fields.unsigned(0x43);
  const varbinds = readVarbinds(fields);
  if (!fields.isSound || generic < 0 || generic > ENTERPRISE_SPECIFIC || specific < 0) return null;
  const trapOid = generic === ENTERPRISE_SPECIFIC ? `${enterprise}.0.${specific}` : `${SNMP_TRAPS}.${generic + 1}`;
  return content(false, trapOid, varbinds, `${upTime}`);
}

function content(isInform: boolean, trapOid: string, varbinds: readonly TrapVarbind[], mark: string): TrapContent {
  const ifIndex = portOf(varbinds);
  // Old agents number nothing, or give every trap the same number: the port and the time tell them apart.
  return { isInform, trapOid, ifIndex, varbinds, mark: `${trapOid} ${ifIndex} ${mark}` };
}

function portOf(varbinds: readonly TrapVarbind[]): number | null {
  for (const { oid } of varbinds) {
    const row = PORT.exec(oid);
    const ifIndex = row ? Number(row[1]) : 0;
    if (ifIndex >= 1 && ifIndex <= MAX_IF_INDEX) return ifIndex;
  }
  return null;
}

function readVarbinds(fields: BerCursor): TrapVarbind[] {
  const list = fields.enter(0x30);
  const varbinds: TrapVarbind[] = [];
  while (!list.isAtEnd && varbinds.length < MAX_VARBINDS) {
    const pair = list.enter(0x30);
    const oid = pair.identifier();
    const value = readValue(pair);
    varbinds.push({ oid, value });
  }
  return varbinds;
}

function readValue(pair: BerCursor): TrapVarbind['value'] {
  const { tag } = pair;
  switch (tag) {
    case 0x02:
      return pair.integer();
    case 0x04:
      return cleanText(pair.octets(tag));
    case 0x06:
      return pair.identifier();
    case 0x40:
      return pair.octets(tag).join('.').slice(0, 255);
    case 0x41:
    case 0x42:
    case 0x43:
      return pair.unsigned(tag);
    case 0x46:
      return pair.counter64(tag);
    default:
      pair.skip();
      return null;
  }
}
