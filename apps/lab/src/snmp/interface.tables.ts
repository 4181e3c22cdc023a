import type { LabInterface } from '../truth/device.readings.js';
import { type DeviceAgent, macOf } from './device.agent.js';
import { counter32, counter64, gauge, identifier, integer, octets, oidOf, text, ticks } from './mib.values.js';
import type { Column, Oid, Rows } from './mib.view.js';

/** One instance, 0. */
export const SCALAR: Rows<DeviceAgent> = { count: () => 1, at: () => [0] };

const LAB_OBJECT = oidOf('1.3.6.1.4.1.8072.9999.1');
/** The lab's OLTs speak as Huawei's MA5600T. */
const OLT_OBJECT = oidOf('1.3.6.1.4.1.2011.2.115');
const MTU = 1500;
const LAYERS_2_TO_7 = 78;

const SYSTEM: Readonly<Record<number, (agent: DeviceAgent) => Buffer>> = {
  1: ({ role }) => text(role === 'OLT' ? 'Huawei Integrated Access Software (simulated by the Nadi lab)' : 'Nadi lab device (simulated)'),
  2: ({ role }) => identifier(role === 'OLT' ? OLT_OBJECT : LAB_OBJECT),
  3: ({ readings, device }) => ticks(readings.sysUpTimeTicks(device)),
  4: () => text('lab'),
  5: ({ row }) => text(row.name),
  6: ({ row }) => text(row.place),
  7: () => integer(LAYERS_2_TO_7),
};

/** snmpEngine (RFC 3411): who this is, whatever its address, and how often it has started. */
const ENGINE: Readonly<Record<number, (agent: DeviceAgent) => Buffer>> = {
  1: ({ device }) => octets(Uint8Array.of(0x80, 0, 0x1f, 0x88, 3, ...macOf(device, 0))),
  2: ({ readings, device }) => integer(readings.bootsOf(device)),
  3: ({ readings, device }) => integer(readings.upSeconds(device)),
  4: () => integer(8000),
};

/** ifTable (RFC 2863); the packet counters say a thousand bytes a packet. */
const IF_TABLE: Readonly<Record<number, (row: LabInterface, agent: DeviceAgent) => Buffer>> = {
  1: ({ ifIndex }) => integer(ifIndex),
  2: ({ ifName }) => text(ifName),
  3: ({ ifType }) => integer(ifType),
  4: () => integer(MTU),
  5: ({ speedBitsPerSecond }) => gauge(speedBitsPerSecond),
  // The hardware address stays with the port when it gets another number.
  6: ({ port }, agent) => octets(macOf(agent.device, port + 1)),
  7: ({ adminUp }) => integer(adminUp ? 1 : 2),
  8: ({ isUp }) => integer(isUp ? 1 : 2),
  9: ({ lastChangeTicks }) => ticks(lastChangeTicks),
  10: ({ receiveBytes }) => counter32(receiveBytes),
  11: ({ receiveBytes }) => counter32(receiveBytes / 1000n),
  13: () => counter32(0n),
  14: () => counter32(0n),
  16: ({ transmitBytes }) => counter32(transmitBytes),
  17: ({ transmitBytes }) => counter32(transmitBytes / 1000n),
  19: () => counter32(0n),
  20: () => counter32(0n),
};

const IF_X_TABLE: typeof IF_TABLE = {
  1: ({ ifName }) => text(ifName),
  2: () => counter32(0n),
  3: () => counter32(0n),
  4: () => counter32(0n),
  5: () => counter32(0n),
  6: ({ receiveBytes }) => counter64(receiveBytes),
  7: ({ receiveBytes }) => counter64(receiveBytes / 1000n),
  10: ({ transmitBytes }) => counter64(transmitBytes),
  11: ({ transmitBytes }) => counter64(transmitBytes / 1000n),
  14: () => integer(1),
  15: ({ speedBitsPerSecond }) => gauge(speedBitsPerSecond / 1e6),
  16: () => integer(2),
  17: () => integer(1),
  18: ({ ifAlias }) => text(ifAlias),
  19: () => ticks(0),
};

const BY_IF_INDEX: Rows<DeviceAgent> = {
  count: ({ portCount }) => portCount,
  at: ({ readings: { ports }, device }, row) => [ports.ifIndex(device, ports.portInRow(device, row))],
};

/** Scalars below one identifier, by their last number. */
export function scalars(
  prefix: Oid,
  values: Readonly<Record<number, (agent: DeviceAgent) => Buffer>>,
  rows = SCALAR,
): Column<DeviceAgent>[] {
  return Object.entries(values).map(([number, value]) => ({ oid: [...prefix, Number(number)], rows, value: (agent) => value(agent) }));
}

/** Columns of one entry, by their number. */
export function table(
  entry: Oid,
  rows: Rows<DeviceAgent>,
  columns: Readonly<Record<number, (agent: DeviceAgent, row: number) => Buffer>>,
): Column<DeviceAgent>[] {
  return Object.entries(columns).map(([number, value]) => ({ oid: [...entry, Number(number)], rows, value }));
}

function interfaceTable(entry: Oid, columns: typeof IF_TABLE): Column<DeviceAgent>[] {
  return Object.entries(columns).map(([number, value]) => ({
    oid: [...entry, Number(number)],
    rows: BY_IF_INDEX,
    value: (agent, row) => value(agent.interface(row), agent),
  }));
}

/** SNMPv2-MIB, IF-MIB and SNMP-FRAMEWORK-MIB. */
export const INTERFACE_COLUMNS: readonly Column<DeviceAgent>[] = [
  ...scalars(oidOf('1.3.6.1.2.1.1'), SYSTEM),
  ...scalars(oidOf('1.3.6.1.2.1.2'), { 1: ({ portCount }) => integer(portCount) }),
  ...interfaceTable(oidOf('1.3.6.1.2.1.2.2.1'), IF_TABLE),
  ...interfaceTable(oidOf('1.3.6.1.2.1.31.1.1.1'), IF_X_TABLE),
  ...scalars(oidOf('1.3.6.1.6.3.10.2.1'), ENGINE),
];
