import { tickHistory } from '@app/inventory';
import type { Clock, DeviceId, DeviceStatus, OutageId } from '@app/kernel';
import type { SqlRunner } from '@app/platform';

/** The numbers by which states are logged: they stand in databases, so none is ever given another meaning. */
export const LOGGED_STATUSES = ['UP', 'DEGRADED', 'DOWN', 'UNREACHABLE', 'UNKNOWN'] as const satisfies readonly DeviceStatus[];

/** The version that is being written: under the lock, the newest. */
export const NEWEST_STATE = '(SELECT max(id) FROM state_version)';

/** Rows of one statement: enough to be fast, few enough to breathe between. */
const PIECE = 5_000;

/**
 * Keeps what was concluded for those who ask later. Belongs inside the transaction that writes it: `begin` before anything else is
 * written or locked, `end` as the last thing before the commit.
 */
export class StateLog {
  constructor(private readonly sql: SqlRunner) {}

  /** One change at a time, whoever makes it, so that versions are in the order of their commits. */
  async lock(): Promise<void> {
    await this.sql.query(`SELECT pg_advisory_xact_lock(hashtext('nadi.state'))`);
  }

  async begin(): Promise<void> {
    await this.sql.query(`INSERT INTO state_version (at) VALUES ('infinity')`);
  }

  /** As they stand in device_status by now. */
  async keepStatuses(deviceIds: readonly DeviceId[]): Promise<void> {
    for (let from = 0; from < deviceIds.length; from += PIECE)
      await this.sql.query(
        `INSERT INTO concluded_status (device_id, state_version, status, since, outage_id)
         SELECT device_id, ${NEWEST_STATE}, array_position($2::text[], status) - 1, since, outage_id FROM device_status WHERE device_id = ANY($1::int[])`,
        [deviceIds.slice(from, from + PIECE), LOGGED_STATUSES],
      );
  }

  /** As they stand in outage by now. */
  async keepOutages(ids: readonly OutageId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.sql.query(
      `INSERT INTO outage_revision (outage_id, state_version, is_open, row)
       SELECT id, ${NEWEST_STATE}, cleared_at IS NULL, to_jsonb(outage) FROM outage WHERE id = ANY($1::uuid[])`,
      [ids],
    );
  }

  async end(clock: Clock, statuses: number): Promise<void> {
    const at = await tickHistory(this.sql, clock);
    await this.sql.query(`UPDATE state_version SET at = $1, statuses = $2 WHERE id = ${NEWEST_STATE}`, [at, statuses]);
  }
}
