import type { CheckKind, DeviceId, DeviceRole, Page, PageRequest, PlaceId } from '@app/kernel';
import { type Condition, containsPattern, KeysetList, type Relation, type SqlSource } from '@app/platform';
import { stationSubtree } from './place.queries.js';

export interface DeviceView {
  readonly deviceId: DeviceId;
  readonly name: string;
  readonly role: DeviceRole;
  readonly placeId: PlaceId;
  /** The station in whose own area it stands, null where none is known. */
  readonly stationId: PlaceId | null;
  readonly address: string | null;
  readonly realm: string;
  readonly port: number | null;
  readonly checks: readonly CheckKind[];
  /** The name of a stored credential, never the secret. */
  readonly credential: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  /** What only cameras have; null for others. */
  readonly camera: CameraView | null;
  readonly isRetired: boolean;
}

export interface CameraView {
  readonly headingDeg: number | null;
  readonly fieldOfViewDeg: number | null;
  readonly isStreetFacing: boolean | null;
  readonly recorderId: DeviceId | null;
  /** As it was written, whether or not a device has this name. */
  readonly recorderName: string | null;
  readonly channel: number | null;
  readonly retentionDays: number | null;
  readonly rtspPath: string | null;
}

export interface DeviceFilter {
  readonly names?: readonly string[] | null;
  readonly roles?: readonly DeviceRole[] | null;
  /** Codes of the places they stand in. */
  readonly places?: readonly string[] | null;
  /** In the area of this station or of any below it. */
  readonly within?: string | null;
  readonly realm?: string | null;
  readonly address?: string | null;
  readonly checks?: readonly CheckKind[] | null;
  /** In the name, address, vendor or model, in any case. */
  readonly text?: string | null;
}

/** How the devices of a list hang together with a parent; other rooms may bring relations of their own. */
export const DEVICES_IN_PLACE: Relation<number> = { sql: 'device.place_id = parent.id', keyType: 'int' };
const PLACES_OF_STATION = 'SELECT parent.id UNION ALL SELECT area.place_id FROM building AS area WHERE area.station_place_id = parent.id';
/** In the station itself and in the buildings of its own area. */
export const DEVICES_IN_STATION: Relation<number> = {
  sql: `device.place_id IN (${PLACES_OF_STATION})`,
  keyType: 'int',
  pastSql: `device.place_id = ANY (ARRAY(${PLACES_OF_STATION}))`,
};

interface DeviceRaw {
  id: number;
  name: string;
  role: DeviceRole;
  place_id: number;
  station_id: number | null;
  address: string | null;
  realm: string;
  port: number | null;
  checks: CheckKind[];
  credential: string | null;
  vendor: string | null;
  model: string | null;
  lat: number | null;
  lon: number | null;
  camera_device_id: number | null;
  heading_deg: number | null;
  field_of_view_deg: number | null;
  street_facing: boolean | null;
  recorder_device_id: number | null;
  recorder: string | null;
  channel: number | null;
  retention_days: number | null;
  rtsp_path: string | null;
  is_retired: boolean;
}

const devices = new KeysetList<DeviceRaw, DeviceView>({
  columns: `device.id, device.name, device.role, device.place_id, device.address, realm.code AS realm, device.port, device.checks, device.credential, device.vendor,
    device.model, device.lat, device.lon, device.valid_to IS NOT NULL AS is_retired, camera.device_id AS camera_device_id, camera.heading_deg,
    camera.field_of_view_deg, camera.street_facing, camera.recorder_device_id, camera.recorder, camera.channel, camera.retention_days, camera.rtsp_path,
    coalesce(building.station_place_id, station.place_id) AS station_id`,
  from: `device JOIN realm ON realm.id = device.realm_id LEFT JOIN building ON building.place_id = device.place_id
    LEFT JOIN station ON station.place_id = device.place_id LEFT JOIN camera ON camera.device_id = device.id`,
  countFrom: 'device',
  order: [{ sql: 'device.name', type: 'text', keyOf: (raw) => raw.name }],
  toRow: (raw) => ({
    deviceId: raw.id as DeviceId,
    name: raw.name,
    role: raw.role,
    placeId: raw.place_id as PlaceId,
    stationId: raw.station_id as PlaceId | null,
    address: raw.address,
    realm: raw.realm,
    port: raw.port,
    checks: raw.checks,
    credential: raw.credential,
    vendor: raw.vendor,
    model: raw.model,
    lat: raw.lat,
    lon: raw.lon,
    camera: raw.camera_device_id === null ? null : toCamera(raw),
    isRetired: raw.is_retired,
  }),
});

function toCamera(raw: DeviceRaw): CameraView {
  return {
    headingDeg: raw.heading_deg,
    fieldOfViewDeg: raw.field_of_view_deg,
    isStreetFacing: raw.street_facing,
    recorderId: raw.recorder_device_id as DeviceId | null,
    recorderName: raw.recorder,
    channel: raw.channel,
    retentionDays: raw.retention_days,
    rtspPath: raw.rtsp_path,
  };
}

/** Reads devices for screens. Lists hold what exists now; lookups by id also find what was retired. */
export class DeviceQueries {
  constructor(private readonly source: SqlSource) {}

  /** `more` are conditions of other rooms on the row `device`, e.g. on its concluded status. */
  page(filter: DeviceFilter, request: PageRequest, more: readonly Condition[] = []): Promise<Page<DeviceView>> {
    return devices.page(this.source.manager, [...deviceConditions(filter), ...more], request);
  }

  pagesOf<ParentKey extends number | string>(
    relation: Relation<ParentKey>,
    parentIds: readonly ParentKey[],
    filter: DeviceFilter,
    request: PageRequest,
    countOf: (id: ParentKey) => Promise<number>,
    more: readonly Condition[] = [],
  ): Promise<ReadonlyMap<ParentKey, Page<DeviceView>>> {
    const conditions = [...deviceConditions(filter), ...more];
    return devices.pagesOf(this.source.manager, relation, parentIds, conditions, request, countOf);
  }

  countsOf<ParentKey extends number | string>(
    relation: Relation<ParentKey>,
    parentIds: readonly ParentKey[],
    filter: DeviceFilter,
    more: readonly Condition[] = [],
  ): Promise<ReadonlyMap<ParentKey, number>> {
    return devices.countsOf(this.source.manager, relation, parentIds, [...deviceConditions(filter), ...more]);
  }

  /** Those of these ids that match a filter, e.g. of devices that just changed. */
  matching(ids: readonly number[], filter: DeviceFilter, more: readonly Condition[] = []): Promise<DeviceView[]> {
    const among: Condition = (bind) => `device.id = ANY(${bind(ids)}::int[])`;
    return devices.all(this.source.manager, [among, ...deviceConditions(filter), ...more]);
  }

  byIds(ids: readonly number[]): Promise<DeviceView[]> {
    return devices.all(this.source.manager, [(bind) => `device.id = ANY(${bind(ids)}::int[])`]);
  }

  byNames(names: readonly string[]): Promise<DeviceView[]> {
    return devices.all(this.source.manager, [live, (bind) => `device.name = ANY(${bind(names)}::text[])`]);
  }
}

const live: Condition = () => 'device.valid_to IS NULL';

/** The conditions of a filter on the row `device`, for other rooms that count devices. */
export function deviceConditions(filter: DeviceFilter): Condition[] {
  const conditions: Condition[] = [live];
  const { names, roles, places, within, realm, address, checks, text } = filter;
  if (names) conditions.push((bind) => `device.name = ANY(${bind(names)}::text[])`);
  if (roles) conditions.push((bind) => `device.role = ANY(${bind(roles)}::text[])`);
  if (places)
    conditions.push((bind) => `device.place_id IN (SELECT id FROM place WHERE code = ANY(${bind(places)}::text[]) AND valid_to IS NULL)`);
  if (within) {
    conditions.push((bind) => {
      const area = stationSubtree(bind(within));
      // As an array: joined, the planner goes through all devices by name until it has enough, a second for a Polres of 100,000 cameras.
      return `device.place_id = ANY (ARRAY(SELECT id FROM (${area}) AS stations UNION ALL SELECT building.place_id FROM building WHERE building.station_place_id IN (${area})))`;
    });
  }
  if (realm) conditions.push((bind) => `device.realm_id = (SELECT id FROM realm WHERE code = ${bind(realm)})`);
  if (address) conditions.push((bind) => `device.address = ${bind(address)}`);
  if (checks) conditions.push((bind) => `device.checks && ${bind(checks)}::text[]`);
  if (text) {
    conditions.push((bind) => {
      const pattern = bind(containsPattern(text));
      return ['name', 'address', 'vendor', 'model'].map((column) => `device.${column} ILIKE ${pattern}`).join(' OR ');
    });
  }
  return conditions;
}
