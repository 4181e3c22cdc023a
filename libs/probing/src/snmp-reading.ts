import type { InterfaceRow } from '@app/snmp';
import type { InterfaceReading } from './probe.result.js';

const ADMIN_UP = 1;
const OPER_UNKNOWN = 4;
/** ifSpeed of anything faster than it can say (RFC 2863 section 3.1.7). */
const SPEED_BEYOND = 0xffff_ffff;

/** The rows of an agent as the product knows interfaces. A row that tells no state at all tells nothing. */
export function toReadings(rows: readonly InterfaceRow[]): InterfaceReading[] {
  return rows.filter((row) => row.ifOperStatus !== null || row.ifAdminStatus !== null).map(toReading);
}

function toReading(row: InterfaceRow): InterfaceReading {
  // Never one of each width: a device's two directions are compared with each other.
  const isWide = row.ifHCInOctets !== null || row.ifHCOutOctets !== null;
  return {
    ifIndex: row.ifIndex,
    ifName: row.ifName || row.ifDescr || String(row.ifIndex),
    ifAlias: row.ifAlias || null,
    adminUp: row.ifAdminStatus === ADMIN_UP,
    operStatus: row.ifOperStatus ?? OPER_UNKNOWN,
    speedBitsPerSecond: speedOf(row),
    receiveBytes: isWide ? row.ifHCInOctets : row.ifInOctets,
    transmitBytes: isWide ? row.ifHCOutOctets : row.ifOutOctets,
    counterBits: isWide ? 64 : 32,
    counterDiscontinuityTicks: row.ifCounterDiscontinuityTime,
  };
}

function speedOf({ ifHighSpeed, ifSpeed }: InterfaceRow): number | null {
  if (ifHighSpeed) return ifHighSpeed * 1_000_000;
  return ifSpeed && ifSpeed !== SPEED_BEYOND ? ifSpeed : null;
}
