import type { ComponentKind, DeviceRole } from '@app/kernel';
import type { LabelTable } from './label.column.js';

/** Marks "no sample" in a column of bytes that has no NaN to say it. */
export const ABSENT = 255;

/** The devices of one topology version; a new version is a new object. */
export interface DeviceTable extends LabelTable {
  readonly roles: readonly DeviceRole[];
  /** Index into `stations` of the station in whose area the device stands, -1 where none is known. */
  readonly station: Int32Array;
  readonly stations: readonly StationLabels[];
  readonly models: CameraModels;
  /** The eight labels of nadi_device_info. */
  readonly info: LabelTable;
}

/** Which vendor and model each camera is of; '' where that is not known. */
export interface CameraModels {
  readonly names: readonly { readonly vendor: string; readonly model: string }[];
  /** Index into `names` by row of the device table; -1 for what is no camera. */
  readonly of: Int32Array;
}

export interface StationLabels {
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  /** Code of the Polres it belongs to, '' for none (a Polda). */
  readonly polres: string;
  /** Code of the Polsek it is or belongs to, '' for none. */
  readonly polsek: string;
  /** Code of the station above it, '' for none. */
  readonly parent: string;
  /** Degrees WGS 84 as text, '' where not known. */
  readonly latitude: string;
  readonly longitude: string;
}

/** What is told of each device; all arrays by row of the device table. */
export interface DeviceColumns {
  /** 1 answers, 0 does not, ABSENT unknown. */
  readonly up: Uint8Array;
  /** Position in DEVICE_STATUSES, ABSENT where nothing is concluded. */
  readonly status: Uint8Array;
  /** Seconds, NaN where no echo was ever answered. */
  readonly rttSeconds: Float32Array;
  /** 0 … 1, NaN where nothing was asked. */
  readonly lossRatio: Float32Array;
}

/** What is told of each interface; all arrays by row of the interface table (labels device, interface). */
export interface InterfaceColumns {
  readonly table: LabelTable;
  /** 1 up, 0 anything else, ABSENT unknown. */
  readonly operUp: Uint8Array;
  /** Octets since the agent began to count; NaN where unknown. */
  readonly receiveBytes: Float64Array;
  readonly transmitBytes: Float64Array;
  /** Bits per second, NaN where unknown. */
  readonly speedBitsPerSecond: Float64Array;
}

/** The state of links or spans: 1 up, 0 down, ABSENT unknown, by row of the table. */
export interface StateColumn {
  readonly table: LabelTable;
  readonly info: LabelTable;
  readonly up: Uint8Array;
}

export interface SpanColumns extends StateColumn {
  /** Metres, NaN where unknown; by row of `table`. */
  readonly lengthMeters: Float64Array;
}

/** The buildings of one topology version. */
export interface BuildingTable {
  readonly count: number;
  /** building, name, station. */
  readonly info: LabelTable;
  /** building, status: a row for each status of each building. */
  readonly cameras: LabelTable;
  /** By row of the device table: the building that a camera stands in; -1 for all else. */
  readonly ofCamera: Int32Array;
}

/** What devices told of what they measure; columns by row of the tables beside them, NaN where nothing is known now. */
export interface ObservedColumns {
  /** device, sensor, class, unit. */
  readonly sensors: LabelTable;
  /** device, sensor, class, interface, kind. */
  readonly sensorInfo: LabelTable;
  readonly values: Float64Array;
  /** device, interface. */
  readonly ports: LabelTable;
  readonly receiveDbm: Float64Array;
  readonly marginDb: Float64Array;
  readonly medianDbm: Float64Array;
  readonly driftDb: Float64Array;
  /** device, onu. */
  readonly onus: LabelTable;
  readonly onuUp: Float64Array;
  readonly onuCounts: readonly { readonly device: string; readonly state: string; readonly cause: string; readonly count: number }[];
}

export interface OutageFigures {
  readonly outage: string;
  readonly alertname: string;
  readonly kind: ComponentKind;
  readonly severity: string;
  readonly root: string;
  /** Code of the station that it is told under, '' for none. */
  readonly station: string;
  readonly openedSeconds: number;
  readonly affectedCameras: number;
}

export interface TrapFigures {
  /** Whether the port could be opened. */
  readonly able: boolean;
  readonly counts: readonly { readonly kind: string; readonly result: string; readonly count: number }[];
}

export interface ProberFigures {
  readonly check: string;
  readonly engine: string;
  readonly reason: string;
  readonly able: boolean;
  readonly lagSeconds: number;
  readonly cycleSeconds: number;
  /** Questions settled since the start, by result (replied, timed-out, rejected, failed). */
  readonly settled: Readonly<Record<string, number>>;
  /** Replies that count for nothing, by reason (duplicate, late). */
  readonly discarded: Readonly<Record<string, number>>;
}

/**
 * The fleet at one moment. Tables are immutable and keep their identity while nothing in them changes; columns may be the live arrays:
 * they are read within a fraction of a second, and a number that changes meanwhile is as true as the one before.
 */
export interface FleetView {
  readonly topologyVersion: number;
  readonly deviceTable: DeviceTable;
  readonly devices: DeviceColumns;
  readonly interfaces: InterfaceColumns;
  readonly links: StateColumn;
  readonly spans: SpanColumns;
  /** place, kind, station, latitude, longitude of all places whose coordinates are known. */
  readonly places: LabelTable;
  readonly buildings: BuildingTable;
  /** By station of the device table: 0, 1 or 2 ways, ABSENT where nothing stands; null where nobody can tell. */
  readonly stationWays: Uint8Array | null;
  readonly observed: ObservedColumns | null;
  readonly outages: readonly OutageFigures[];
  readonly probers: readonly ProberFigures[];
  /** Null where nobody listens to traps. */
  readonly traps: TrapFigures | null;
  readonly pollers: readonly { readonly code: string; readonly blind: boolean }[];
  /** Devices in a soft state. */
  readonly contradictions: number;
}

/** One address that can be asked, for Prometheus' service discovery. */
export interface DiscoveredDevice {
  readonly device: string;
  readonly address: string;
  readonly port: number | null;
  readonly checks: readonly string[];
  readonly role: string;
  readonly place: string;
  readonly station: string;
  readonly polres: string;
  readonly realm: string;
  readonly vendor: string;
  readonly model: string;
}

/** Where the exporter learns what to tell. */
export abstract class FleetSource {
  /** The fleet as it stands now, or null before the first topology is known. Cheap: called at each scrape. */
  abstract view(): FleetView | null;
  /** Every device that has an address, in the order of the topology. */
  abstract discovered(): Iterable<DiscoveredDevice>;
}
