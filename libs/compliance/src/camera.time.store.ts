import { LOGGED_STATUSES } from '@app/outages';
import type { SqlRunner, SqlSource } from '@app/platform';
import { type CameraTime, NO_TIME } from './building.facts.js';

const [UP, DEGRADED, DOWN, UNREACHABLE] = LOGGED_STATUSES.map((_status, number) => number);
const PIECE = 20_000;

/** A span of time that is summed up; it ends now. */
export type Windows = Readonly<Record<'integrated' | 'lapsed' | 'repaired', Date>>;
export type WindowTimes = Readonly<Record<keyof Windows, CameraTime>>;
export const NO_WINDOW_TIMES: WindowTimes = { integrated: NO_TIME, lapsed: NO_TIME, repaired: NO_TIME };

/**
 * Camera time from what was concluded of the cameras in buildings between two instants, by what an outage's candidates say of whose it is:
 * it lies in the building only if all of them do. Shared with nobody else: who was not reachable because of the street is not to blame.
 */
const TALLY = `
  WITH bound AS (
    SELECT (SELECT max(id) FROM state_version WHERE at <= $1) AS first, (SELECT max(id) FROM state_version WHERE at <= $2) AS last
  ), camera AS (
    SELECT device.id, device.valid_from, place.id AS place_id, place.code FROM device
      JOIN building ON building.place_id = device.place_id JOIN place ON place.id = device.place_id
    WHERE device.role = 'CAMERA' AND device.valid_to IS NULL AND device.valid_from < $2
  ), piece AS (
    SELECT camera.place_id, camera.code, told.status, told.outage_id,
      sum(extract(epoch FROM least(told.until, $2::timestamptz) - greatest(told.at, $1::timestamptz, camera.valid_from))) AS seconds
    FROM bound CROSS JOIN camera CROSS JOIN LATERAL (
      SELECT step.status, step.outage_id, step.at, lead(step.at, 1, 'infinity') OVER (ORDER BY step.state_version) AS until FROM (
        (SELECT status, outage_id, state_version, '-infinity'::timestamptz AS at FROM concluded_status
          WHERE device_id = camera.id AND state_version <= bound.first ORDER BY state_version DESC LIMIT 1)
        UNION ALL
        (SELECT later.status, later.outage_id, later.state_version, state_version.at FROM concluded_status AS later
          JOIN state_version ON state_version.id = later.state_version
          WHERE later.device_id = camera.id AND later.state_version > coalesce(bound.first, 0) AND later.state_version <= bound.last)
      ) AS step
    ) AS told
    WHERE least(told.until, $2::timestamptz) > greatest(told.at, $1::timestamptz, camera.valid_from)
    GROUP BY 1, 2, 3, 4
  ), judged AS (
    SELECT piece.code, piece.status, piece.seconds,
      piece.status IN (${DOWN}, ${UNREACHABLE}) AND outage.id IS NOT NULL AND ($4 OR outage.probable_cause IS DISTINCT FROM 'power')
        AND NOT EXISTS (
          SELECT 1 FROM (SELECT outage.kind, outage.root_code AS code
            UNION SELECT one ->> 'kind', one ->> 'code' FROM jsonb_array_elements(outage.candidates) AS one) AS suspect
          WHERE NOT CASE suspect.kind
            WHEN 'DEVICE' THEN EXISTS (SELECT 1 FROM device WHERE device.name = suspect.code AND device.place_id = piece.place_id)
            WHEN 'LINK' THEN EXISTS (SELECT 1 FROM link JOIN device AS a ON a.id = link.a_device_id JOIN device AS z ON z.id = link.z_device_id
              WHERE link.code = suspect.code AND a.place_id = piece.place_id AND z.place_id = piece.place_id)
            WHEN 'PLACE' THEN suspect.code = piece.code
            ELSE false END
        ) AS is_theirs
    FROM piece LEFT JOIN outage ON outage.id = piece.outage_id
  )
  INSERT INTO compliance_tally AS tally (building_code, starts_at, up_s, down_s, excluded_s)
  SELECT code, $3::timestamptz, coalesce(sum(seconds) FILTER (WHERE status IN (${UP}, ${DEGRADED})), 0), coalesce(sum(seconds) FILTER (WHERE is_theirs), 0),
    coalesce(sum(seconds) FILTER (WHERE status NOT IN (${UP}, ${DEGRADED}) AND NOT is_theirs), 0)
  FROM judged GROUP BY code
  ON CONFLICT (building_code, starts_at) DO UPDATE SET up_s = tally.up_s + excluded.up_s, down_s = tally.down_s + excluded.down_s,
    excluded_s = tally.excluded_s + excluded.excluded_s`;

/** Counts and sums up camera time. Writing belongs inside a transaction. */
export class CameraTimeStore {
  constructor(private readonly source: SqlSource) {}

  private get sql(): SqlRunner {
    return this.source.manager;
  }

  /** Until when it is counted; null: nothing is. Whoever asks holds it until the end of the transaction. */
  async holdTalliedTo(): Promise<Date | null> {
    await this.sql.query(`SELECT pg_advisory_xact_lock(hashtext('nadi.compliance.tally'))`);
    const [row] = (await this.sql.query('SELECT tallied_to AS at FROM compliance_clock')) as { at: Date }[];
    return row?.at ?? null;
  }

  /** Adds the time between two instants to what begins at `startsAt`. */
  async add(from: Date, to: Date, startsAt: Date, countsPower: boolean): Promise<void> {
    await this.sql.query(TALLY, [from, to, startsAt, countsPower]);
  }

  async setTalliedTo(at: Date): Promise<void> {
    await this.sql.query(
      'INSERT INTO compliance_clock (id, tallied_to) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET tallied_to = excluded.tallied_to',
      [at],
    );
  }

  async prune(before: Date): Promise<void> {
    for (let count = PIECE; count === PIECE;) {
      const [, deleted] = (await this.sql.query(
        `DELETE FROM compliance_tally WHERE ctid = ANY (ARRAY(SELECT ctid FROM compliance_tally WHERE starts_at < $1 LIMIT ${PIECE}))`,
        [before],
      )) as [unknown, number];
      count = deleted;
    }
  }

  /** The sums since the beginning of each window, by building. */
  async sums(buildings: readonly string[], { integrated, lapsed, repaired }: Windows): Promise<ReadonlyMap<string, WindowTimes>> {
    const sum = (column: string, place: number) => `coalesce(sum(${column}) FILTER (WHERE starts_at >= $${place}), 0)`;
    const times = (name: string, place: number) =>
      `json_build_object('upS', ${sum('up_s', place)}, 'downS', ${sum('down_s', place)}, 'excludedS', ${sum('excluded_s', place)}) AS ${name}`;
    const rows = (await this.sql.query(
      `SELECT building_code AS building, ${times('integrated', 2)}, ${times('lapsed', 3)}, ${times('repaired', 4)} FROM compliance_tally
       WHERE building_code = ANY ($1::text[]) AND starts_at >= least($2::timestamptz, $3, $4) GROUP BY building_code`,
      [buildings, integrated, lapsed, repaired],
    )) as (WindowTimes & { building: string })[];
    return new Map(rows.map(({ building, ...found }) => [building, found]));
  }
}
