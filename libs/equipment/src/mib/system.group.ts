import { type AgentVisit, type Answer, type Varbind } from '@app/snmp';
import type { DeviceFacts } from '../device.document.js';
import { numberIn, octetsIn, textIn } from './cell.values.js';

const SYSTEM = '1.3.6.1.2.1.1';
const OIDS = {
  sysDescr: `${SYSTEM}.1.0`,
  sysObjectID: `${SYSTEM}.2.0`,
  sysUpTime: `${SYSTEM}.3.0`,
  sysContact: `${SYSTEM}.4.0`,
  sysName: `${SYSTEM}.5.0`,
  sysLocation: `${SYSTEM}.6.0`,
  snmpEngineID: '1.3.6.1.6.3.10.2.1.1.0',
  snmpEngineBoots: '1.3.6.1.6.3.10.2.1.2.0',
  snmpEngineTime: '1.3.6.1.6.3.10.2.1.3.0',
  hrSystemUptime: '1.3.6.1.2.1.25.1.1.0',
  dot1dBaseBridgeAddress: '1.3.6.1.2.1.17.1.1.0',
  lldpLocChassisId: '1.0.8802.1.1.2.1.3.2.0',
} as const;

export type SystemGroup = Omit<DeviceFacts, 'vendor' | 'model' | 'serial' | 'software' | 'profiles'>;

/** The system group (RFC 3418) and what tells engine and chassis apart from others. */
export async function readSystemGroup(visit: AgentVisit, macOf: (bytes: Buffer) => string): Promise<Answer<SystemGroup>> {
  const answer = await visit.get(Object.values(OIDS));
  if (answer.kind !== 'answered') return answer;
  const cell = (name: keyof typeof OIDS): Varbind | undefined => answer.value.get(OIDS[name]);
  const text = (name: keyof typeof OIDS) => textIn(cell(name));
  const ticks = (name: keyof typeof OIDS) => {
    const value = numberIn(cell(name));
    return value === null ? null : value >>> 0;
  };
  const octets = (name: keyof typeof OIDS) => {
    const value = octetsIn(cell(name));
    return value && value.length > 0 ? value : null;
  };
  const engine = octets('snmpEngineID');
  const chassis = [octets('dot1dBaseBridgeAddress'), octets('lldpLocChassisId')].find((bytes) => bytes && bytes.some((byte) => byte !== 0));
  return {
    kind: 'answered',
    value: {
      sysName: text('sysName'),
      sysDescr: text('sysDescr'),
      sysObjectID: objectIdentifier(cell('sysObjectID')),
      sysContact: text('sysContact'),
      sysLocation: text('sysLocation'),
      sysUpTimeTicks: ticks('sysUpTime'),
      snmpEngineTimeSeconds: ticks('snmpEngineTime'),
      hrSystemUptimeTicks: ticks('hrSystemUptime'),
      snmpEngineBoots: ticks('snmpEngineBoots'),
      snmpEngineId: engine ? engine.subarray(0, 32).toString('hex') : null,
      chassisId: chassis ? macOf(chassis) : null,
    },
  };
}

function objectIdentifier(cell: Varbind | undefined): string | null {
  return typeof cell?.value === 'string' && /^\d+(\.\d+)*$/u.test(cell.value) ? cell.value : null;
}
