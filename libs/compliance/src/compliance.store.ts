import type { SqlRunner, SqlSource } from '@app/platform';
import type { ComplianceMove } from './compliance.move.js';
import { NEVER_MOVED, type Standing } from './compliance.state.js';

/** A building with where it stands. */
export interface HeldBuilding {
  readonly building: string;
  /** Counts its moves; 0: none yet. */
  readonly version: number;
  readonly standing: Standing;
}

interface Raw {
  readonly building: string;
  readonly version: number | null;
  readonly state: Standing['state'] | null;
  readonly since: Date;
  readonly deadlineAt: Date | null;
  readonly wasNotified: boolean;
  readonly warnedFrom: Standing['warnedFrom'];
  readonly disputedFrom: Standing['disputedFrom'];
  readonly leftMs: string | null;
}

const SELECT = `SELECT place.code AS building, told.version, told.state, told.since, told.deadline_at AS "deadlineAt", told.was_notified AS "wasNotified",
    told.warned_from AS "warnedFrom", told.disputed_from AS "disputedFrom", told.left_ms AS "leftMs"
  FROM place JOIN building ON building.place_id = place.id LEFT JOIN building_compliance AS told ON told.building_code = place.code WHERE place.valid_to IS NULL`;

/** Keeps where buildings stand and how they came there. Belongs inside a transaction. */
export class ComplianceStore {
  constructor(private readonly source: SqlSource) {}

  private get sql(): SqlRunner {
    return this.source.manager;
  }

  /** One at a time for a building: who comes second reads what the first has written. */
  async hold(buildings: readonly string[]): Promise<void> {
    await this.sql.query(
      `SELECT pg_advisory_xact_lock(hashtext('nadi.compliance'), hashtext(code)) FROM (SELECT DISTINCT unnest($1::text[]) COLLATE "C" AS code ORDER BY 1) AS each`,
      [buildings],
    );
  }

  async find(building: string): Promise<HeldBuilding | null> {
    const [found] = await this.rows(`${SELECT} AND place.code = $1`, [building]);
    return found ?? null;
  }

  /** Buildings by code, piece by piece: those after one. */
  after(code: string, most: number): Promise<HeldBuilding[]> {
    return this.rows(`${SELECT} AND place.code > $1 ORDER BY place.code LIMIT $2`, [code, most]);
  }

  /** Writes a move and where the building stands by it. Answers the key of the move. */
  async write(move: ComplianceMove, standing: Standing): Promise<string> {
    const { building, version, from, to, at, cause, by, reason, reference, letter, deadlineAt, evidence, ruleVersion } = move;
    await this.sql.query(
      `INSERT INTO building_compliance (building_code, state, since, deadline_at, was_notified, warned_from, disputed_from, left_ms, rule_version, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (building_code) DO UPDATE SET state = excluded.state, since = excluded.since, deadline_at = excluded.deadline_at, was_notified = excluded.was_notified,
         warned_from = excluded.warned_from, disputed_from = excluded.disputed_from, left_ms = excluded.left_ms, rule_version = excluded.rule_version, version = excluded.version`,
      [
        building,
        to,
        at,
        standing.deadlineAt,
        standing.wasNotified,
        standing.warnedFrom,
        standing.disputedFrom,
        standing.leftMs === null ? null : Math.round(standing.leftMs),
        ruleVersion,
        version,
      ],
    );
    const [{ id }] = (await this.sql.query(
      `INSERT INTO compliance_move (building_code, version, from_state, to_state, at, cause, moved_by, reason, reference, letter, deadline_at, evidence, rule_version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13) RETURNING id`,
      [building, version, from, to, at, cause, by, reason, reference, letter, deadlineAt, JSON.stringify(evidence), ruleVersion],
    )) as { id: string }[];
    return id;
  }

  private async rows(sql: string, values: unknown[]): Promise<HeldBuilding[]> {
    return ((await this.sql.query(sql, values)) as Raw[]).map(toHeld);
  }
}

function toHeld({ building, version, state, leftMs, ...told }: Raw): HeldBuilding {
  const standing = state === null ? NEVER_MOVED : { ...told, state, leftMs: leftMs === null ? null : Number(leftMs) };
  return { building, version: version ?? 0, standing };
}
