import { stationSubtree } from '@app/inventory';
import type { Page, PageRequest } from '@app/kernel';
import { type Condition, KeysetList, type SqlSource } from '@app/platform';
import type { ClockedKind } from './availability.clock.js';

/** What somebody asks the time of. CAMERA: the devices that are cameras. */
export const OBJECT_KINDS = ['CAMERA', 'DEVICE', 'LINK', 'SPAN', 'STATION'] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

export interface ObjectFilter {
  readonly kind: ObjectKind;
  readonly codes?: readonly string[] | null;
  /** In the area of this station (by code) or of any below it; a link or span with either end there. */
  readonly within?: string | null;
  /** Cameras and devices of this building, by code. */
  readonly building?: string | null;
}

export interface ClockedObject {
  readonly id: number;
  readonly code: string;
}

export function clockedKindOf(kind: ObjectKind): ClockedKind {
  return kind === 'CAMERA' ? 'DEVICE' : kind;
}

const list = (from: string, id: string, code: string) =>
  new KeysetList<ClockedObject, ClockedObject>({
    columns: `${id} AS id, ${code} AS code`,
    from,
    order: [{ sql: code, type: 'text', keyOf: (raw) => raw.code }],
    toRow: (raw) => raw,
  });

const LISTS: Readonly<Record<ClockedKind, KeysetList<ClockedObject, ClockedObject>>> = {
  DEVICE: list('device', 'device.id', 'device.name'),
  LINK: list('link', 'link.id', 'link.code'),
  SPAN: list('span', 'span.id', 'span.code'),
  STATION: list('station JOIN place ON place.id = station.place_id', 'place.id', 'place.code'),
};

/** Which objects there are to ask the time of, as they exist now. */
export class AvailabilityQueries {
  constructor(private readonly source: SqlSource) {}

  page(filter: ObjectFilter, request: PageRequest): Promise<Page<ClockedObject>> {
    return LISTS[clockedKindOf(filter.kind)].page(this.source.manager, conditionsOf(filter), request);
  }

  all(filter: ObjectFilter): Promise<ClockedObject[]> {
    return LISTS[clockedKindOf(filter.kind)].all(this.source.manager, conditionsOf(filter));
  }
}

/** Places that lie in the area of a station or of any below it. */
function placesWithin(code: string): string {
  const area = stationSubtree(code);
  return `SELECT id FROM (${area}) AS own UNION ALL SELECT place_id FROM building WHERE station_place_id IN (${area})`;
}

function conditionsOf({ kind, codes, within, building }: ObjectFilter): Condition[] {
  switch (kind) {
    case 'CAMERA':
    case 'DEVICE':
      return [
        () => 'device.valid_to IS NULL',
        ...(kind === 'CAMERA' ? [() => `device.role = 'CAMERA'`] : []),
        ...named('device.name', codes),
        ...(within ? [(bind: (value: unknown) => string) => `device.place_id IN (${placesWithin(bind(within))})`] : []),
        ...(building
          ? [
              (bind: (value: unknown) => string) =>
                `device.place_id = (SELECT id FROM place WHERE code = ${bind(building)} AND valid_to IS NULL)`,
            ]
          : []),
      ];
    case 'LINK':
      return [
        () => 'link.valid_to IS NULL',
        ...named('link.code', codes),
        ...(within
          ? [
              (bind: (value: unknown) => string) =>
                `EXISTS (SELECT 1 FROM device WHERE device.id IN (link.a_device_id, link.z_device_id) AND device.place_id IN (${placesWithin(bind(within))}))`,
            ]
          : []),
      ];
    case 'SPAN':
      return [
        () => 'span.valid_to IS NULL',
        ...named('span.code', codes),
        ...(within
          ? [
              (bind: (value: unknown) => string) =>
                `EXISTS (SELECT 1 FROM (${placesWithin(bind(within))}) AS mine WHERE mine.id IN (span.a_place_id, span.z_place_id))`,
            ]
          : []),
      ];
    case 'STATION':
      return [
        () => 'place.valid_to IS NULL',
        ...named('place.code', codes),
        ...(within ? [(bind: (value: unknown) => string) => `place.id IN (${stationSubtree(bind(within))})`] : []),
      ];
  }
}

function named(column: string, codes: readonly string[] | null | undefined): Condition[] {
  return codes ? [(bind) => `${column} = ANY (${bind(codes)}::text[])`] : [];
}
