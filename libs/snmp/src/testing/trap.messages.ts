import { codeBytes, codeOf, encrypt, type UserCredential } from '../trap.keys.js';
import { writeSecured } from '../trap.message.js';
import { element, identifier, integer, octets, sequence } from './ber.js';

const UP_TIME = '1.3.6.1.2.1.1.3.0';
const TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';
const IF_INDEX = '1.3.6.1.2.1.2.2.1.1';

function varbinds(ifIndex: number | null, ...first: readonly Buffer[]): Buffer {
  const port = ifIndex === null ? [] : [sequence(identifier(`${IF_INDEX}.${ifIndex}`), integer(ifIndex))];
  return sequence(...first, ...port);
}

function notification(tag: number, trapOid: string, ifIndex: number | null, requestId: number): Buffer {
  const upTime = sequence(identifier(UP_TIME), integer(4711, 0x43));
  const what = sequence(identifier(TRAP_OID), identifier(trapOid));
  return element(tag, integer(requestId), integer(0), integer(0), varbinds(ifIndex, upTime, what));
}

/** The PDU of an SNMPv2 trap. */
export function trap(trapOid: string, ifIndex: number | null = null, requestId = 1): Buffer {
  return notification(0xa7, trapOid, ifIndex, requestId);
}

/** The PDU of an inform. */
export function inform(trapOid: string, ifIndex: number | null = null, requestId = 1): Buffer {
  return notification(0xa6, trapOid, ifIndex, requestId);
}

/** The PDU of an SNMPv1 trap. */
export function oldTrap(enterprise: string, generic: number, specific = 0, ifIndex: number | null = null): Buffer {
  const address = octets(Buffer.from([192, 0, 2, 1]), 0x40);
  return element(0xa4, identifier(enterprise), address, integer(generic), integer(specific), integer(4711, 0x43), varbinds(ifIndex));
}

export function message(version: 'v1' | 'v2c', community: string, pdu: Buffer): Buffer {
  return sequence(integer(version === 'v1' ? 0 : 1), octets(community), pdu);
}

export interface SecuredFields {
  readonly credential: UserCredential;
  readonly engineId: Buffer;
  readonly boots: number;
  readonly time: number;
  readonly pdu: Buffer;
  readonly isReportable?: boolean;
}

/** An SNMPv3 message as its sender would secure it. */
export function secured({ credential, engineId, boots, time, pdu, isReportable = false }: SecuredFields): Buffer {
  const { level, user } = credential;
  const flags = { noAuthNoPriv: 0, authNoPriv: 1, authPriv: 3 }[level] | (isReportable ? 4 : 0);
  const scoped = sequence(octets(engineId), octets(''), pdu);
  const hidden =
    credential.level === 'authPriv' ? encrypt(credential, { engineID: engineId, engineBoots: boots, engineTime: time }, scoped) : null;
  const payload = hidden?.encryptedPdu ?? scoped;
  const salt = hidden?.msgPrivacyParameters ?? Buffer.alloc(0);
  const authCode = Buffer.alloc(credential.level === 'noAuthNoPriv' ? 0 : codeBytes(credential));
  const { whole, authAt } = writeSecured({ id: 77, flags, engineId, boots, time, user, authCode, salt, payload });
  if (credential.level !== 'noAuthNoPriv') codeOf(credential, engineId, whole, authAt).copy(whole, authAt);
  return whole;
}
