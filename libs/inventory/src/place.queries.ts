import { type AccessPointKind, type Page, type PageRequest, type PlaceId, type StationKind } from '@app/kernel';
import { type Condition, containsPattern, KeysetList, type Relation, type SqlSource } from '@app/platform';

interface PlaceBase {
  readonly placeId: PlaceId;
  readonly code: string;
  readonly name: string;
  readonly lat: number | null;
  readonly lon: number | null;
}
export interface StationView extends PlaceBase {
  readonly placeKind: 'STATION';
  readonly kind: StationKind;
  readonly parentId: PlaceId | null;
  readonly formerNames: readonly string[];
  readonly districtCodes: readonly string[];
  readonly isApproximate: boolean;
}
export interface BuildingView extends PlaceBase {
  readonly placeKind: 'BUILDING';
  readonly stationId: PlaceId;
  readonly ownerId: number | null;
  readonly address: string | null;
}
export interface AccessPointView extends PlaceBase {
  readonly placeKind: 'ACCESS_POINT';
  readonly kind: AccessPointKind;
}
export type PlaceView = StationView | BuildingView | AccessPointView;

export interface OwnerView {
  readonly ownerId: number;
  readonly code: string;
  readonly name: string;
  readonly contactName: string | null;
  readonly phone: string | null;
  readonly email: string | null;
}

export interface StationFilter {
  readonly codes?: readonly string[] | null;
  readonly kinds?: readonly StationKind[] | null;
  /** In the code, the name or a former name, in any case. */
  readonly text?: string | null;
  /** This station and all below it. */
  readonly within?: string | null;
}
export interface BuildingFilter {
  readonly codes?: readonly string[] | null;
  readonly text?: string | null;
  /** In the area of this station or of any below it. */
  readonly within?: string | null;
  readonly owner?: string | null;
}

interface PlaceRaw {
  id: number;
  code: string;
  place_kind: PlaceView['placeKind'];
  name: string;
  lat: number | null;
  lon: number | null;
  station_kind: StationKind;
  parent_place_id: number | null;
  former_names: string[];
  district_codes: string[];
  approximate: boolean;
  station_place_id: number;
  owner_id: number | null;
  address: string | null;
  access_point_kind: AccessPointKind;
}

/** Ids of a station's place and of all stations below it. UNION, not UNION ALL: it ends even on a cycle. */
export function stationSubtree(placeholder: string): string {
  return `WITH RECURSIVE area(id) AS (
    SELECT place.id FROM place JOIN station ON station.place_id = place.id WHERE place.code = ${placeholder} AND place.valid_to IS NULL
    UNION SELECT station.place_id FROM station JOIN area ON station.parent_place_id = area.id
  ) SELECT id FROM area`;
}

const COLUMNS = `place.id, place.code, place.kind AS place_kind, place.name, place.lat, place.lon, station.kind AS station_kind,
  station.parent_place_id, station.former_names, station.district_codes, station.approximate,
  building.station_place_id, building.owner_id, building.address, access_point.kind AS access_point_kind`;
const FROM = `place LEFT JOIN station ON station.place_id = place.id LEFT JOIN building ON building.place_id = place.id
  LEFT JOIN access_point ON access_point.place_id = place.id`;

const places = new KeysetList<PlaceRaw, PlaceView>({
  columns: COLUMNS,
  from: FROM,
  order: [{ sql: 'place.code', type: 'text', keyOf: (raw) => raw.code }],
  toRow: toPlace,
});
const BELOW: Relation<number> = { sql: 'station.parent_place_id = parent.id', keyType: 'int' };
const IN_AREA: Relation<number> = { sql: 'building.station_place_id = parent.id', keyType: 'int' };
const live: Condition = () => 'place.valid_to IS NULL';

/** Reads places for screens. Lists hold what exists now; lookups by id also find what was retired. */
export class PlaceQueries {
  constructor(private readonly source: SqlSource) {}

  stations(filter: StationFilter, request: PageRequest): Promise<Page<StationView>> {
    return places.page(this.source.manager, stationConditions(filter), request) as Promise<Page<StationView>>;
  }

  buildings(filter: BuildingFilter, request: PageRequest): Promise<Page<BuildingView>> {
    return places.page(this.source.manager, buildingConditions(filter), request) as Promise<Page<BuildingView>>;
  }

  /** The stations directly below each of these. */
  stationsBelow(parentIds: readonly number[], request: PageRequest, countOf: (id: number) => Promise<number>) {
    const sql = this.source.manager;
    return places.pagesOf(sql, BELOW, parentIds, [live], request, countOf) as Promise<ReadonlyMap<number, Page<StationView>>>;
  }

  countStationsBelow(parentIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return places.countsOf(this.source.manager, BELOW, parentIds, [live]);
  }

  /** The buildings in the own area of each of these stations. */
  buildingsIn(stationIds: readonly number[], request: PageRequest, countOf: (id: number) => Promise<number>) {
    const sql = this.source.manager;
    return places.pagesOf(sql, IN_AREA, stationIds, [live], request, countOf) as Promise<ReadonlyMap<number, Page<BuildingView>>>;
  }

  countBuildingsIn(stationIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return places.countsOf(this.source.manager, IN_AREA, stationIds, [live]);
  }

  byIds(ids: readonly number[]): Promise<PlaceView[]> {
    return places.all(this.source.manager, [(bind) => `place.id = ANY(${bind(ids)}::int[])`]);
  }

  byCodes(codes: readonly string[]): Promise<PlaceView[]> {
    return places.all(this.source.manager, [live, (bind) => `place.code = ANY(${bind(codes)}::text[])`]);
  }

  /** Which of these codes are owners that are there. */
  async knownOwners(codes: readonly string[]): Promise<ReadonlySet<string>> {
    const rows: unknown = await this.source.manager.query('SELECT code FROM owner WHERE code = ANY($1::text[]) AND valid_to IS NULL', [
      codes,
    ]);
    return new Set((rows as { code: string }[]).map(({ code }) => code));
  }

  async ownersByIds(ids: readonly number[]): Promise<OwnerView[]> {
    const rows: unknown = await this.source.manager.query(
      `SELECT id AS "ownerId", code, name, contact_name AS "contactName", phone, email FROM owner WHERE id = ANY($1::int[])`,
      [ids],
    );
    return rows as OwnerView[];
  }
}

function stationConditions(filter: StationFilter): Condition[] {
  const conditions: Condition[] = [live, () => `place.kind = 'STATION'`];
  const { codes, kinds, text, within } = filter;
  if (codes) conditions.push((bind) => `place.code = ANY(${bind(codes)}::text[])`);
  if (kinds) conditions.push((bind) => `station.kind = ANY(${bind(kinds)}::text[])`);
  if (text) {
    conditions.push((bind) => {
      const pattern = bind(containsPattern(text));
      return `place.code ILIKE ${pattern} OR place.name ILIKE ${pattern} OR EXISTS (SELECT 1 FROM unnest(station.former_names) AS former WHERE former ILIKE ${pattern})`;
    });
  }
  if (within) conditions.push((bind) => `place.id IN (${stationSubtree(bind(within))})`);
  return conditions;
}

function buildingConditions(filter: BuildingFilter): Condition[] {
  const conditions: Condition[] = [live, () => `place.kind = 'BUILDING'`];
  const { codes, text, within, owner } = filter;
  if (codes) conditions.push((bind) => `place.code = ANY(${bind(codes)}::text[])`);
  if (text) {
    conditions.push((bind) => {
      const pattern = bind(containsPattern(text));
      return `place.code ILIKE ${pattern} OR place.name ILIKE ${pattern} OR building.address ILIKE ${pattern}`;
    });
  }
  if (within) conditions.push((bind) => `building.station_place_id IN (${stationSubtree(bind(within))})`);
  if (owner) conditions.push((bind) => `building.owner_id = (SELECT id FROM owner WHERE code = ${bind(owner)} AND valid_to IS NULL)`);
  return conditions;
}

function toPlace(raw: PlaceRaw): PlaceView {
  const base = { placeId: raw.id as PlaceId, code: raw.code, name: raw.name, lat: raw.lat, lon: raw.lon };
  switch (raw.place_kind) {
    case 'STATION':
      return {
        ...base,
        placeKind: 'STATION',
        kind: raw.station_kind,
        parentId: raw.parent_place_id as PlaceId | null,
        formerNames: raw.former_names,
        districtCodes: raw.district_codes,
        isApproximate: raw.approximate,
      };
    case 'BUILDING':
      return {
        ...base,
        placeKind: 'BUILDING',
        stationId: raw.station_place_id as PlaceId,
        ownerId: raw.owner_id,
        address: raw.address,
      };
    case 'ACCESS_POINT':
      return { ...base, placeKind: 'ACCESS_POINT', kind: raw.access_point_kind };
  }
}
