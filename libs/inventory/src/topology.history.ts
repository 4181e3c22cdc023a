import type { Clock } from '@app/kernel';
import type { SqlRunner, Transactor } from '@app/platform';
import { NetworkGraph, type TopologyDocument } from '@app/topology';
import { newestOfHistory } from './history.clock.js';
import type { Network } from './inventory.js';
import { networkOf } from './inventory.snapshots.js';
import { toDocument } from './topology.canonical.js';
import { TopologyStore } from './topology.store.js';

/** The version of the topology that was the newest at an instant. Version 0, before the first, is the empty network. */
export interface TopologyMoment {
  readonly version: number;
  /** The rows valid at this instant are those of the version. */
  readonly revisedAt: Date;
}

export type TopologyAsOf =
  | { readonly kind: 'found'; readonly moment: TopologyMoment }
  /** It has not come yet: nobody knows what will be. `newest` is the latest instant that may be asked for. */
  | { readonly kind: 'future'; readonly newest: Date };

/** Too many past networks are being loaded already: ask again. */
export class PastBusyError extends Error {}

const BEFORE_ALL: TopologyMoment = { version: 0, revisedAt: new Date(0) };
/** A past network of 100,000 devices holds some 30 MB. */
const MOST_KEPT = 3;
const MOST_WAITING = 8;

/** What existed at any past instant, from the revisions of each row. */
export class TopologyHistory {
  /** By version, the longest unused first. */
  private readonly networks = new Map<number, Promise<Network>>();
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
  ) {}

  /** Which version an instant means. An answer for good: whatever is committed later has a later instant. */
  momentOf(at: Date): Promise<TopologyAsOf> {
    return this.transactor.run(async () => {
      const sql: SqlRunner = this.transactor.manager;
      const newest = latest(this.clock.now(), await newestOfHistory(sql));
      if (at > newest) return { kind: 'future', newest };
      const rows = (await sql.query(
        'SELECT id AS version, revised_at AS "revisedAt" FROM topology_version WHERE at <= $1 ORDER BY at DESC LIMIT 1',
        [at],
      )) as TopologyMoment[];
      return { kind: 'found', moment: rows[0] ?? BEFORE_ALL };
    });
  }

  /** Byte for byte what an export printed while this version was the newest. */
  async document({ revisedAt }: TopologyMoment): Promise<TopologyDocument> {
    const rows = await new TopologyStore(this.transactor.manager).current(revisedAt);
    return toDocument(new Map([...rows].map(([list, byKey]) => [list, [...byKey.values()]])));
  }

  /** A few are kept; those who ask for the same at once share one load, and only one is loaded at a time. */
  network(moment: TopologyMoment): Promise<Network> {
    const known = this.networks.get(moment.version);
    if (known) {
      this.networks.delete(moment.version);
      this.networks.set(moment.version, known);
      return known;
    }
    if (this.waiting >= MOST_WAITING) return Promise.reject(new PastBusyError('too many past networks are being loaded'));
    this.waiting += 1;
    const loading = this.last.then(() => this.load(moment)).finally(() => (this.waiting -= 1));
    this.last = loading.catch(() => undefined);
    this.networks.set(moment.version, loading);
    loading.catch(() => this.networks.delete(moment.version));
    for (const version of [...this.networks.keys()].slice(0, -MOST_KEPT)) this.networks.delete(version);
    return loading;
  }

  private async load(moment: TopologyMoment): Promise<Network> {
    const graph = NetworkGraph.from(await this.document(moment));
    return networkOf(this.transactor.manager, moment.version, graph);
  }
}

function latest(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one;
}
