import type { DeviceDocument, DeviceFacts, InterfaceFacts, Neighbour } from '@app/equipment';
import { NO_TABLES, type DeviceTables, type Finding, type PortFacts, type Reading } from '../finding.js';

const NOTHING_TOLD: Reading = {
  sysName: null,
  sysDescr: null,
  sysObjectID: null,
  engineId: null,
  chassisId: null,
  serial: null,
  vendor: null,
  model: null,
  software: null,
  ports: [],
  neighbours: [],
  hasAllNeighbours: true,
  tables: NO_TABLES,
  faults: [],
};

/** A reading that tells only what a test says. */
export function reading(told: Partial<Omit<Reading, 'tables'>> & { readonly tables?: Partial<DeviceTables> } = {}): Reading {
  return { ...NOTHING_TOLD, ...told, tables: { ...NO_TABLES, ...told.tables } };
}

export function finding(address: string, told: Parameters<typeof reading>[0] | null = {}): Finding {
  return { address, credential: told === null ? null : 'core', reading: told === null ? null : reading(told) };
}

/** A port that is up. */
export function port(ifIndex: number, ifName: string, more: Partial<PortFacts> = {}): PortFacts {
  return { ifIndex, ifName, ifDescr: null, ifAlias: null, mac: null, operStatus: 'up', ...more };
}

export function lldp(localIfIndex: number, remoteHostname: string, remotePort: string, more: Partial<Neighbour> = {}): Neighbour {
  return {
    protocol: 'lldp',
    localIfIndex,
    localIfName: null,
    remoteHostname,
    remotePort,
    remotePortDescr: null,
    remoteChassisId: null,
    remoteMgmtAddr: null,
    remoteSysDescr: null,
    ...more,
  };
}

const NO_FACTS: DeviceFacts = {
  sysName: null,
  sysDescr: null,
  sysObjectID: null,
  sysContact: null,
  sysLocation: null,
  sysUpTimeTicks: null,
  snmpEngineTimeSeconds: null,
  hrSystemUptimeTicks: null,
  snmpEngineBoots: null,
  snmpEngineId: null,
  chassisId: null,
  vendor: null,
  model: null,
  serial: null,
  software: null,
  profiles: [],
};

const NO_COUNTERS = { inOctets: null, outOctets: null, inErrors: null, outErrors: null, inDiscards: null, outDiscards: null };

/** A document as an inspector would give it. */
export function documentOf(
  device: Partial<DeviceFacts>,
  ports: readonly PortFacts[] = [],
  neighbours: readonly Neighbour[] = [],
): DeviceDocument {
  const interfaces = ports.map((each): InterfaceFacts => ({
    ifIndex: each.ifIndex,
    ifName: each.ifName,
    ifDescr: each.ifDescr,
    ifAlias: each.ifAlias,
    ifType: 6,
    ifMtu: 1500,
    speedBps: 1_000_000_000,
    ifPhysAddress: each.mac,
    ifAdminStatus: 'up',
    ifOperStatus: each.operStatus,
    counters: NO_COUNTERS,
    counterBits: null,
  }));
  return { device: { ...NO_FACTS, ...device }, interfaces, sensors: [], neighbours, onus: [], inventory: [], faults: [] };
}
