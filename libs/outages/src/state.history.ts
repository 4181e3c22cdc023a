import { type Network, pastTables, type TopologyHistory, type TopologyMoment } from '@app/inventory';
import { type SqlSource, ShadowedSql, type Transactor } from '@app/platform';
import { pastStates } from './past.states.js';

/** What an instant means: which network there was, and what was concluded of it. */
export interface Moment {
  readonly at: Date;
  readonly topology: TopologyMoment;
  /** The newest version of what is concluded; null where nothing is recorded of that time. */
  readonly stateVersion: number | null;
}

export type AsOf = { readonly kind: 'found'; readonly moment: Moment } | { readonly kind: 'future'; readonly newest: Date };

/** How much is kept of what was concluded: whichever bound is reached first. */
export interface RetentionPolicy {
  readonly days: number;
  /** Changes of devices' statuses: so much that a network that flaps as a whole does not fill the disk. */
  readonly mostStatuses: number;
}

const DAY_MS = 86_400_000;
/** Rows deleted by one statement: what is written meanwhile does not wait long. */
const PRUNED_AT_ONCE = 20_000;

/** What existed and what was concluded at any past instant. */
export class StateHistory {
  constructor(
    private readonly transactor: Transactor,
    readonly topology: TopologyHistory,
  ) {}

  /** An answer for good: whatever is committed later has a later instant. */
  momentOf(at: Date): Promise<AsOf> {
    return this.transactor.run(async () => {
      const topology = await this.topology.momentOf(at);
      if (topology.kind === 'future') return topology;
      const [state] = (await this.transactor.manager.query('SELECT id FROM state_version WHERE at <= $1 ORDER BY at DESC LIMIT 1', [
        at,
      ])) as { id: number }[];
      return { kind: 'found', moment: { at, topology: topology.moment, stateVersion: state?.id ?? null } };
    });
  }

  /** All tables of inventory and outages as they were. */
  sourceAt({ topology, stateVersion }: Moment): SqlSource {
    return new ShadowedSql(this.transactor, [...pastTables(topology), ...pastStates(stateVersion ?? 0)], { isOfPast: true });
  }

  networkAt({ topology }: Moment): Promise<Network> {
    return this.topology.network(topology);
  }

  /** From when on everything that was concluded is known; null before the first conclusion. */
  async recordedSince(): Promise<Date | null> {
    const [row] = (await this.transactor.manager.query('SELECT min(at) AS at FROM state_version')) as { at: Date | null }[];
    return row?.at ?? null;
  }

  /**
   * Forgets what lies before the bounds, piece by piece: what held at the bound stays. Answers how many rows it deleted. Instants before
   * the bound are unknown from the first piece on, never half known.
   */
  async prune(now: Date, { days, mostStatuses }: RetentionPolicy): Promise<number> {
    const sql = this.transactor.manager;
    const [{ horizon }] = (await sql.query(
      `SELECT greatest(
         (SELECT max(id) FROM state_version WHERE at <= $1),
         (SELECT max(id) FROM (SELECT id, sum(statuses) OVER (ORDER BY id DESC) AS kept FROM state_version) AS version WHERE kept > $2)
       ) AS horizon`,
      [new Date(now.getTime() - days * DAY_MS), mostStatuses],
    )) as { horizon: number | null }[];
    if (horizon === null) return 0;
    let deleted = await this.deleted('DELETE FROM state_version WHERE id < $1', [horizon]);
    for (const [table, key] of [
      ['concluded_status', 'device_id'],
      ['outage_revision', 'outage_id'],
    ] as const) {
      // A row is over at the horizon where another of its key came after it, but not after the horizon.
      const over = `SELECT old.ctid FROM ${table} AS old WHERE old.state_version < $1 AND EXISTS (SELECT 1 FROM ${table} AS next
        WHERE next.${key} = old.${key} AND next.state_version > old.state_version AND next.state_version <= $1) LIMIT ${PRUNED_AT_ONCE}`;
      for (let count = PRUNED_AT_ONCE; count === PRUNED_AT_ONCE; deleted += count)
        count = await this.deleted(`DELETE FROM ${table} WHERE ctid = ANY(ARRAY(${over}))`, [horizon]);
    }
    return deleted;
  }

  private async deleted(sql: string, values: unknown[]): Promise<number> {
    const [, count] = (await this.transactor.manager.query(sql, values)) as [unknown, number];
    return count;
  }
}
