import type { Clock } from '@app/kernel';
import type { DomainEvents, Transactor } from '@app/platform';
import { NetworkGraph, type TopologyDocument, type TopologyWarning, topologyWarnings } from '@app/topology';
import { canonicalRow, toDocument } from './topology.canonical.js';
import { byKey, diffRows, isEmpty, type RowsByList, summaryOf, type TopologyDiff, withFormerNames } from './topology.diff.js';
import { inPieces, keyOf, LISTS, type ListName, type Row, rowsOf } from './topology.kinds.js';
import { TopologyStore } from './topology.store.js';
import type { Problem } from './topology.problems.js';
import { validateTopology } from './topology.validation.js';

/** What somebody should look at, though it was taken: the first thousand whole, the rest counted. */
export interface ImportWarnings {
  readonly warnings: readonly TopologyWarning[];
  readonly warningCount: number;
}

export type ImportOutcome =
  | ({ readonly kind: 'imported'; readonly version: number; readonly diff: TopologyDiff } & ImportWarnings)
  | ({ readonly kind: 'unchanged' | 'dry-run'; readonly diff: TopologyDiff } & ImportWarnings)
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly problemCount: number };

const MOST_WARNINGS = 1_000;

/** Takes whole documents in and out. A document is the whole truth: what it does not hold is retired, never deleted. */
export class TopologyImporter {
  constructor(
    private readonly transactor: Transactor,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** The newest version; 0 where there never was any. */
  version(): Promise<number> {
    return new TopologyStore(this.transactor.manager).version();
  }

  /** All or nothing, in one transaction. */
  async import(input: unknown, { dryRun, actor }: { dryRun: boolean; actor: string }): Promise<ImportOutcome> {
    const checked = await validateTopology(input);
    if (checked.kind === 'refused') return checked;
    const wanted = await canonicalRows(checked.document);
    // Before the lock is taken: others need not wait for it.
    const warnings = warningsOf(wanted);
    return this.transactor.run(async () => {
      const store = new TopologyStore(this.transactor.manager);
      await store.lock();
      const current = await store.current();
      keepFormerNames(current, wanted);
      const diff = await diffRows(current, wanted);
      if (dryRun || isEmpty(diff)) return { kind: dryRun ? 'dry-run' : 'unchanged', diff, ...warnings };
      const revisedAt = await store.revisionInstant(this.clock);
      await store.apply(diff, wanted, revisedAt);
      const version = await store.addVersion(actor, { import: true, ...summaryOf(diff) }, revisedAt, this.clock);
      await this.events.publish({ type: 'topology.changed', id: String(version) });
      return { kind: 'imported', version, diff, ...warnings };
    });
  }

  /** Canonical: imported again it changes nothing. */
  async export(): Promise<TopologyDocument> {
    // One transaction that sees one instant: an import may be committed between two lists.
    const rows = await this.transactor.run(async () => {
      await this.transactor.manager.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return new TopologyStore(this.transactor.manager).current();
    });
    return toDocument(new Map([...rows].map(([list, found]) => [list, [...found.values()]])));
  }
}

function warningsOf(wanted: RowsByList): ImportWarnings {
  const document = toDocument(new Map([...wanted].map(([list, rows]) => [list, [...rows.values()]])));
  const all = topologyWarnings(NetworkGraph.from(document));
  return { warnings: all.slice(0, MOST_WARNINGS), warningCount: all.length };
}

async function canonicalRows(document: TopologyDocument): Promise<Map<ListName, Map<string, Row>>> {
  const wanted = new Map<ListName, Map<string, Row>>();
  for (const list of LISTS) {
    const rows = new Map<string, Row>();
    for await (const piece of inPieces(rowsOf(document, list)))
      for (const row of piece) rows.set(keyOf(list, row), canonicalRow(list, row));
    wanted.set(list, rows);
  }
  return wanted;
}

function keepFormerNames(current: RowsByList, wanted: Map<ListName, Map<string, Row>>): void {
  const before = current.get('stations') ?? byKey('stations', []);
  const stations = wanted.get('stations') ?? new Map<string, Row>();
  for (const [key, row] of stations) stations.set(key, withFormerNames(row, before.get(key)));
}
