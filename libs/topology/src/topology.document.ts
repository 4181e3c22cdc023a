import type { AccessPointKind, CheckKind, DeviceRole, StationKind } from '@app/kernel';

/** Topology v1, as users write it (JSON). The schema lies in libs/inventory; these are its shapes. */
export interface TopologyDocument {
  readonly version: 1;
  readonly stations: readonly StationRow[];
  readonly owners?: readonly OwnerRow[];
  readonly buildings?: readonly BuildingRow[];
  readonly accessPoints?: readonly AccessPointRow[];
  readonly realms?: readonly RealmRow[];
  readonly conduits?: readonly ConduitRow[];
  readonly spans?: readonly SpanRow[];
  readonly devices: readonly DeviceRow[];
  readonly links: readonly LinkRow[];
  readonly pollers?: readonly PollerRow[];
}

export interface StationRow {
  readonly code: string;
  readonly kind: StationKind;
  readonly name: string;
  readonly parent?: string | null;
  readonly formerNames?: readonly string[];
  readonly districtCodes?: readonly string[];
  readonly lat?: number;
  readonly lon?: number;
  readonly approximate?: boolean;
}

export interface OwnerRow {
  readonly code: string;
  readonly name: string;
  readonly contactName?: string;
  readonly phone?: string;
  readonly email?: string;
}

export interface BuildingRow {
  readonly code: string;
  readonly name: string;
  readonly station: string;
  readonly owner?: string;
  readonly address?: string;
  readonly lat?: number;
  readonly lon?: number;
}

export interface AccessPointRow {
  readonly code: string;
  readonly kind: AccessPointKind;
  readonly name?: string;
  readonly lat?: number;
  readonly lon?: number;
}

export interface RealmRow {
  readonly code: string;
  readonly name?: string;
}

export interface ConduitRow {
  readonly code: string;
  readonly name?: string;
}

export interface SpanRow {
  readonly code: string;
  readonly cable?: string;
  readonly a: string;
  readonly z: string;
  readonly lengthM?: number;
  readonly conduit?: string;
  /** [longitude, latitude] points from a to z, degrees WGS 84. */
  readonly route?: readonly (readonly [number, number])[];
}

export interface CameraRow {
  readonly headingDeg?: number;
  readonly fieldOfViewDeg?: number;
  readonly streetFacing?: boolean;
  readonly recorder?: string;
  readonly channel?: number;
  readonly retentionDays?: number;
  readonly rtspPath?: string;
}

export interface DeviceRow {
  readonly name: string;
  readonly role: DeviceRole;
  readonly place: string;
  readonly address?: string;
  readonly realm?: string;
  readonly port?: number;
  readonly checks?: readonly CheckKind[];
  readonly credential?: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly lat?: number;
  readonly lon?: number;
  readonly camera?: CameraRow;
}

export interface LinkEnd {
  readonly device: string;
  readonly interface?: string;
}

export interface LinkRow {
  readonly code: string;
  readonly a: LinkEnd;
  readonly z: LinkEnd;
  readonly spans?: readonly string[];
}

export interface PollerRow {
  readonly code: string;
  readonly attachedTo: string;
  readonly realms?: readonly string[];
}
