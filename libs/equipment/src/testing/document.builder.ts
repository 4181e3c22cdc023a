import type {
  DeviceDocument,
  DeviceFacts,
  InterfaceCounters,
  InterfaceFacts,
  Neighbour,
  OnuReading,
  SensorReading,
} from '../device.document.js';

const NO_COUNTERS: InterfaceCounters = {
  inOctets: null,
  outOctets: null,
  inErrors: null,
  outErrors: null,
  inDiscards: null,
  outDiscards: null,
};

/** A device that tells a little of itself; a test says what matters to it. */
export function facts(more: Partial<DeviceFacts> = {}): DeviceFacts {
  return {
    sysName: 'sw1',
    sysDescr: 'A switch',
    sysObjectID: '1.3.6.1.4.1.99999.1',
    sysContact: null,
    sysLocation: null,
    sysUpTimeTicks: 1_000_000,
    snmpEngineTimeSeconds: null,
    hrSystemUptimeTicks: null,
    snmpEngineBoots: null,
    snmpEngineId: null,
    chassisId: null,
    vendor: 'Contoh',
    model: 'S-48',
    serial: 'SN-1',
    software: '1.0',
    profiles: [],
    ...more,
  };
}

/** A gigabit port that is up, named by its number. */
export function port(ifIndex: number, more: Partial<InterfaceFacts> = {}): InterfaceFacts {
  return {
    ifIndex,
    ifName: `Gi0/${ifIndex}`,
    ifDescr: `GigabitEthernet0/${ifIndex}`,
    ifAlias: null,
    ifType: 6,
    ifMtu: 1500,
    speedBps: 1_000_000_000,
    ifPhysAddress: null,
    ifAdminStatus: 'up',
    ifOperStatus: 'up',
    counters: NO_COUNTERS,
    counterBits: 64,
    ...more,
  };
}

/** The light that a port receives. */
export function receivePower(ifIndex: number | null, value: number, more: Partial<SensorReading> = {}): SensorReading {
  return {
    class: 'dbm',
    kind: 'receive',
    oid: `1.3.6.1.4.1.99999.2.${ifIndex ?? 0}`,
    index: String(ifIndex ?? 0),
    value,
    descr: `Gi0/${ifIndex ?? 0} Rx power`,
    ifIndex,
    entPhysicalIndex: null,
    limits: { low: -24, lowWarn: -22, highWarn: null, high: null },
    source: 'vendor',
    ...more,
  };
}

export function onu(id: string, more: Partial<OnuReading> = {}): OnuReading {
  return {
    id,
    index: id.replaceAll(/\D+/g, '.'),
    serial: `ZZZZ${id}`,
    description: null,
    ifIndex: null,
    state: 'online',
    downCause: null,
    downCauseRaw: null,
    distanceMetres: null,
    ...more,
  };
}

export function neighbour(localIfName: string, remoteHostname: string, more: Partial<Neighbour> = {}): Neighbour {
  return {
    protocol: 'lldp',
    localIfIndex: null,
    localIfName,
    remoteHostname,
    remotePort: 'uplink',
    remotePortDescr: null,
    remoteChassisId: null,
    remoteMgmtAddr: null,
    remoteSysDescr: null,
    ...more,
  };
}

/** A document of these parts; what is not given is empty. */
export function deviceDocument({
  device,
  ...parts
}: Partial<Omit<DeviceDocument, 'device'>> & { device?: Partial<DeviceFacts> } = {}): DeviceDocument {
  return { device: facts(device), interfaces: [], sensors: [], neighbours: [], onus: [], inventory: [], faults: [], ...parts };
}
