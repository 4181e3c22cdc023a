import { type SqlSource, whereText } from '@app/platform';
import { complianceConditions, type ComplianceFilter, OF_BUILDINGS, STATE } from './compliance.queries.js';
import type { ReportCell, ReportGroup } from './compliance.report.js';

/** One building of a list that is exported. */
export interface ReportBuilding {
  readonly building: string;
  readonly name: string;
  readonly station: string | null;
  readonly stationName: string | null;
  readonly districts: readonly string[];
  readonly state: ReportCell['state'];
  readonly since: Date | null;
  readonly deadlineAt: Date | null;
  readonly isOverdue: boolean;
  readonly cameras: number;
  readonly camerasDeclared: number;
  readonly camerasVerified: number;
}

/**
 * Statements of readers begin with SELECT, so that what they name can be shadowed.
 * A subsector has no district of its own: it lies in those of the nearest station above it that has some.
 */
const STATIONS = `WITH RECURSIVE up(id, above, districts) AS (
    SELECT station.place_id, station.parent_place_id, station.district_codes FROM station
    UNION ALL SELECT up.id, station.parent_place_id, station.district_codes FROM up JOIN station ON station.place_id = up.above
      WHERE cardinality(up.districts) = 0
  ), seat AS (
    SELECT DISTINCT ON (up.id) up.id, up.districts FROM up ORDER BY up.id, cardinality(up.districts) = 0
  ), camera_count AS (
    SELECT device.place_id, count(*)::int AS cameras FROM device WHERE device.role = 'CAMERA' AND device.valid_to IS NULL GROUP BY 1
  ), declared AS (
    SELECT DISTINCT ON (declaration.building_code) declaration.building_code, declaration.camera_count, (SELECT count(*)::int FROM declared_camera
        WHERE declared_camera.declaration_id = declaration.id AND declared_camera.verification_outcome = 'VERIFIED') AS verified
      FROM declaration WHERE declaration.superseded_at IS NULL AND declaration.state <> 'REJECTED' ORDER BY declaration.building_code, declaration.version DESC
  )`;
const FROM = `${OF_BUILDINGS} LEFT JOIN seat ON seat.id = building.station_place_id LEFT JOIN camera_count ON camera_count.place_id = place.id
  LEFT JOIN declared ON declared.building_code = place.code LEFT JOIN place AS at ON at.id = building.station_place_id`;

/** One district is one key; of a station with several it is not known in which of them a building stands, so they are one key together. */
const DISTRICTS = `nullif(array_to_string(seat.districts, ' '), '')`;
const KEYS: Readonly<Record<ReportGroup, { readonly key: string; readonly name: string }>> = {
  CITY: { key: 'left(seat.districts[1], 5)', name: 'NULL::text' },
  DISTRICT: { key: DISTRICTS, name: 'NULL::text' },
  STATION: { key: 'at.code', name: 'at.name' },
  STATE: { key: STATE, name: 'NULL::text' },
};
const overdue = (at: string) => `(told.deadline_at IS NOT NULL AND told.deadline_at <= ${at}::timestamptz)`;

/** Counts and lists buildings by where they stand: of those that are there for who asks. */
export class ComplianceReportQueries {
  constructor(private readonly source: SqlSource) {}

  async cells(by: ReportGroup, filter: ComplianceFilter, at: Date): Promise<ReportCell[]> {
    const values: unknown[] = [at];
    const where = whereText(values, complianceConditions(filter));
    const { key, name } = KEYS[by];
    return (await this.source.manager.query(
      `SELECT told_by.* FROM (${STATIONS} SELECT ${key} AS key, ${name} AS name, ${STATE} AS state, count(*)::int AS buildings, (count(*) FILTER (WHERE ${overdue('$1')}))::int AS overdue,
         coalesce(sum(camera_count.cameras), 0)::int AS cameras, coalesce(sum(declared.camera_count), 0)::int AS "camerasDeclared",
         coalesce(sum(declared.verified), 0)::int AS "camerasVerified"
       FROM ${FROM} ${where} GROUP BY 1, 2, 3) AS told_by`,
      values,
    )) as ReportCell[];
  }

  /** Buildings by code, piece by piece: those after one. */
  async buildings(filter: ComplianceFilter, at: Date, after: string, most: number): Promise<ReportBuilding[]> {
    const values: unknown[] = [at, after, most];
    const where = whereText(values, [() => 'place.code > $2', ...complianceConditions(filter)]);
    return (await this.source.manager.query(
      `SELECT listed.* FROM (${STATIONS} SELECT place.code AS building, place.name, at.code AS station, at.name AS "stationName", coalesce(seat.districts, '{}') AS districts, ${STATE} AS state,
         told.since, told.deadline_at AS "deadlineAt", ${overdue('$1')} AS "isOverdue", coalesce(camera_count.cameras, 0) AS cameras,
         coalesce(declared.camera_count, 0) AS "camerasDeclared", coalesce(declared.verified, 0) AS "camerasVerified"
       FROM ${FROM} ${where} ORDER BY place.code LIMIT $3) AS listed`,
      values,
    )) as ReportBuilding[];
  }
}
