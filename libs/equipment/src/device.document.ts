/** What one device tells of itself, in words that are the same for every vendor. Null is what it does not tell, or tells wrongly. */
export interface DeviceDocument {
  readonly device: DeviceFacts;
  readonly interfaces: readonly InterfaceFacts[];
  readonly sensors: readonly SensorReading[];
  readonly neighbours: readonly Neighbour[];
  readonly onus: readonly OnuReading[];
  /** Parts of the chassis that have a model or a serial number of their own (ENTITY-MIB, RFC 6933). */
  readonly inventory: readonly PhysicalPart[];
  /** What was asked for and not got, each with its reason, e.g. 'lldpRemSysName: walk went backwards'. */
  readonly faults: readonly string[];
}

export interface DeviceFacts {
  readonly sysName: string | null;
  readonly sysDescr: string | null;
  /** In dotted numbers without a leading dot. */
  readonly sysObjectID: string | null;
  readonly sysContact: string | null;
  readonly sysLocation: string | null;
  /** Hundredths of a second, mod 2^32 (RFC 3418); null where the agent has none. */
  readonly sysUpTimeTicks: number | null;
  /** snmpEngineTime (RFC 3411), seconds since the engine's last boot. */
  readonly snmpEngineTimeSeconds: number | null;
  /** hrSystemUptime (RFC 2790), hundredths of a second since the host booted. */
  readonly hrSystemUptimeTicks: number | null;
  /** snmpEngineBoots and snmpEngineID (as hexadecimal digits): who this is, whatever its address. */
  readonly snmpEngineBoots: number | null;
  readonly snmpEngineId: string | null;
  /** dot1dBaseBridgeAddress or lldpLocChassisId, "aa:bb:cc:dd:ee:ff" where it is a MAC address. */
  readonly chassisId: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly software: string | null;
  /** The vendor profiles that were applied, by file name. */
  readonly profiles: readonly string[];
}

export const INTERFACE_STATES = ['up', 'down', 'testing', 'unknown', 'dormant', 'notPresent', 'lowerLayerDown'] as const;
export type InterfaceState = (typeof INTERFACE_STATES)[number];

/** One row of ifTable and ifXTable (RFC 2863). */
export interface InterfaceFacts {
  readonly ifIndex: number;
  readonly ifName: string | null;
  readonly ifDescr: string | null;
  readonly ifAlias: string | null;
  /** IANAifType number. */
  readonly ifType: number | null;
  /** Octets. */
  readonly ifMtu: number | null;
  /** Bits a second: ifHighSpeed × 10^6 if that is above 0, else ifSpeed. */
  readonly speedBps: number | null;
  /** "aa:bb:cc:dd:ee:ff" if the address has six octets. */
  readonly ifPhysAddress: string | null;
  /** up, down or testing; agents tell the others too. */
  readonly ifAdminStatus: InterfaceState | null;
  readonly ifOperStatus: InterfaceState | null;
  readonly counters: InterfaceCounters;
  /** Of the octet counters: 64 where there are any such. */
  readonly counterBits: 64 | 32 | null;
}

export interface InterfaceCounters {
  readonly inOctets: bigint | null;
  readonly outOctets: bigint | null;
  readonly inErrors: bigint | null;
  readonly outErrors: bigint | null;
  readonly inDiscards: bigint | null;
  readonly outDiscards: bigint | null;
}

export const SENSOR_CLASSES = ['dbm', 'temperature', 'voltage', 'current', 'percent'] as const;
export type SensorClass = (typeof SENSOR_CLASSES)[number];

export const SENSOR_UNITS: Readonly<Record<SensorClass, string>> = {
  dbm: 'dBm',
  temperature: '°C',
  voltage: 'V',
  current: 'A',
  percent: '%',
};

/** What a reading is about, where that matters to somebody: receive and transmit are optical powers (or their laser). */
export const SENSOR_KINDS = ['receive', 'transmit', 'cpu', 'memory', 'load', 'storage', 'battery'] as const;
export type SensorKind = (typeof SENSOR_KINDS)[number];

export interface SensorLimits {
  readonly low: number | null;
  readonly lowWarn: number | null;
  readonly highWarn: number | null;
  readonly high: number | null;
}

/** One reading that means something now: a sensor that is absent, failed or sees no light has no value, hence no row. */
export interface SensorReading {
  readonly class: SensorClass;
  readonly kind: SensorKind | null;
  /** The object read, with its instance: what the sensor is known by as long as the agent does not renumber. */
  readonly oid: string;
  readonly index: string;
  /** In the unit of its class: dBm, °C, V, A, %. */
  readonly value: number;
  readonly descr: string;
  /** The port it belongs to, if it belongs to one. */
  readonly ifIndex: number | null;
  readonly entPhysicalIndex: number | null;
  /** In the same unit; null where the device names none. */
  readonly limits: SensorLimits | null;
  readonly source: 'standard' | 'vendor';
}

/** Who is seen at the other end of a port (IEEE 802.1AB; CDP). */
export interface Neighbour {
  readonly protocol: 'lldp' | 'cdp';
  readonly localIfIndex: number | null;
  readonly localIfName: string | null;
  /** sysName, else chassis id, else management address. */
  readonly remoteHostname: string;
  /** Port id, else port description. */
  readonly remotePort: string;
  readonly remotePortDescr: string | null;
  /** "aa:bb:cc:dd:ee:ff" where it is a MAC address. */
  readonly remoteChassisId: string | null;
  readonly remoteMgmtAddr: string | null;
  readonly remoteSysDescr: string | null;
}

export const ONU_STATES = ['online', 'offline', 'disabled', 'unknown'] as const;
export type OnuState = (typeof ONU_STATES)[number];

/** Why an ONU left, as the OLT tells (ITU-T G.984.3, G.987.3): dying gasp says power, loss of signal says fibre. */
export const ONU_DOWN_CAUSES = ['dying-gasp', 'loss-of-signal', 'deactivated', 'reboot', 'other', 'unknown'] as const;
export type OnuDownCause = (typeof ONU_DOWN_CAUSES)[number];

export interface OnuReading {
  /** As the vendor writes its place, e.g. "0/1/3:12" (frame/slot/port:ONU). */
  readonly id: string;
  readonly index: string;
  readonly serial: string | null;
  readonly description: string | null;
  /** The PON port it hangs on. */
  readonly ifIndex: number | null;
  readonly state: OnuState;
  /** Of the last time it left; null where none is told. */
  readonly downCause: OnuDownCause | null;
  /** The vendor's own number or word, for whoever knows it better. */
  readonly downCauseRaw: string | null;
  readonly distanceMetres: number | null;
}

/** A row of entPhysicalTable that names a model or a serial number. */
export interface PhysicalPart {
  readonly entPhysicalIndex: number;
  readonly containedIn: number | null;
  /** IANAPhysicalClass number: chassis 3, module 9, port 10. */
  readonly class: number | null;
  readonly name: string | null;
  readonly descr: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly hardware: string | null;
  readonly firmware: string | null;
  readonly software: string | null;
}

/** The parts of a document that are read apart, each for whoever wants it. The system group is always read. */
export const DOCUMENT_PARTS = ['interfaces', 'sensors', 'neighbours', 'onus', 'inventory'] as const;
export type DocumentPart = (typeof DOCUMENT_PARTS)[number];
