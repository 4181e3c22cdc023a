import type { ComponentKind, DeviceRole } from '@app/kernel';

// What is read of the other rooms, and no more of it: their own types fit these shapes, and the tests need no engine.

/** Rows of positions: row i is items[start[i]] … items[start[i + 1] − 1]. */
export interface Rows {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

/** Of the graph of a topology version. */
export interface GraphInput {
  readonly deviceCount: number;
  readonly linkCount: number;
  readonly spanCount: number;
  readonly deviceNames: readonly string[];
  readonly deviceRoles: readonly DeviceRole[];
  readonly devicePlace: Int32Array;
  readonly linkCodes: readonly string[];
  readonly linkA: Int32Array;
  readonly linkZ: Int32Array;
  readonly linkInterfaces: { readonly a: readonly (string | null)[]; readonly z: readonly (string | null)[] };
  readonly spanCodes: readonly string[];
  readonly spanA: Int32Array;
  readonly spanZ: Int32Array;
  readonly spanConduit: Int32Array;
  /** Metres, -1 where unknown. */
  readonly spanLengthM: Float64Array;
  readonly conduitCodes: readonly string[];
  readonly conduitSpans: Rows;
  readonly spanLinks: Rows;
  readonly adjStart: Int32Array;
  readonly placeCodes: readonly string[];
  /** Position of the station in whose area a place lies, -1 for none. Stations are the first places. */
  readonly placeStation: Int32Array;
}

interface PlaceRow {
  readonly code: string;
  readonly lat?: number;
  readonly lon?: number;
}

/** Of a topology version, as users wrote it. */
export interface DocumentInput {
  readonly stations: readonly (PlaceRow & { readonly kind: string; readonly name: string; readonly parent?: string | null })[];
  readonly buildings?: readonly (PlaceRow & { readonly name: string })[];
  readonly accessPoints?: readonly (PlaceRow & { readonly kind: string })[];
  readonly devices: readonly {
    readonly name: string;
    readonly address?: string;
    readonly realm?: string;
    readonly port?: number;
    readonly checks?: readonly string[];
    readonly vendor?: string;
    readonly model?: string;
  }[];
}

export interface TopologyInput {
  readonly version: number;
  readonly graph: GraphInput;
  readonly document: DocumentInput;
}

/** Of what is believed; arrays by device of the graph, of interfaces by link end (2 × link, + 1 for the z end). */
export interface BeliefsInput {
  /** 0 unknown, 1 up, 2 down. */
  readonly status: Uint8Array;
  readonly rttSeconds: Float32Array;
  readonly lossRatio: Float32Array;
  /** Devices in a soft state. */
  readonly soft: number;
  /** -1 not known, 0 down, 1 up. */
  readonly operUp: Int8Array;
  /** Newest counters and speed, NaN where there are none; null where none are kept at all. */
  readonly counters: {
    readonly receiveBytes: Float64Array;
    readonly transmitBytes: Float64Array;
    readonly speedBitsPerSecond: Float64Array;
  } | null;
}

/** Of what is concluded. */
export interface ConclusionsInput {
  /** Position in DEVICE_STATUSES, by device of the graph. */
  readonly statuses: Uint8Array;
  readonly openOutages: readonly {
    readonly id: string;
    readonly alertName: string;
    readonly kind: ComponentKind;
    readonly rootCode: string;
    readonly severity: string;
    readonly station: string | null;
    readonly openedAt: Date;
    readonly affectedCameras: number;
  }[];
  /** By place of a station: 0, 1 or 2 ways to its equipment, -1 where none stands; null where nobody can tell. */
  readonly stationWays: Int8Array | null;
}

/** Everything that is told, as it stands at one moment; null before the first topology is known. */
export interface FleetInputs {
  readonly topology: TopologyInput;
  readonly beliefs: BeliefsInput;
  readonly conclusions: ConclusionsInput;
  readonly probers: readonly ProberInput[];
  /** Null where nobody listens to traps. */
  readonly traps: TrapsInput | null;
  readonly pollers: readonly { readonly code: string; readonly blind: boolean }[];
  /** Null where nobody reads equipment. */
  readonly observed: ObservedInput | null;
}

/** Rows of label values; the same object as long as none has changed. */
export interface NamedRowsInput {
  readonly names: readonly (readonly string[])[];
}

/** Of what devices told of themselves; columns by row of the names beside them, NaN where nothing is known now. */
export interface ObservedInput {
  readonly sensors: NamedRowsInput;
  readonly sensorInfo: NamedRowsInput;
  readonly values: Float64Array;
  readonly ports: NamedRowsInput;
  readonly receiveDbm: Float64Array;
  readonly marginDb: Float64Array;
  readonly medianDbm: Float64Array;
  readonly driftDb: Float64Array;
  readonly onus: NamedRowsInput;
  readonly onuUp: Float64Array;
  readonly onuCounts: readonly { readonly device: string; readonly state: string; readonly cause: string; readonly count: number }[];
  /** By position of the device; the same object as long as none has changed. */
  readonly models: ReadonlyMap<number, { readonly vendor: string; readonly model: string }>;
}

/** Of the receiver of traps: whether it can listen, and what became of what it heard. */
export interface TrapsInput {
  readonly able: boolean;
  readonly counts: readonly { readonly kind: string; readonly result: string; readonly count: number }[];
}

/** Of one prober: which check it makes, what it is, and its figures. */
export interface ProberInput {
  readonly check: string;
  readonly status: { readonly engine: string; readonly reason: string; readonly able: boolean };
  readonly figures: {
    readonly lagSeconds: number;
    readonly cycleSeconds: number;
    readonly byOutcome: Readonly<Record<'replied' | 'timed-out' | 'rejected' | 'failed' | 'duplicate' | 'late', number>>;
  };
}
