import type { Clock } from '@app/kernel';
import type { DomainEvents, Transactor } from '@app/platform';
import type { TopologyDocument } from '@app/topology';
import { canonicalRow, toDocument } from './topology.canonical.js';
import { byKey, diffRows, isEmpty, type RowsByList, summaryOf, type TopologyDiff, withFormerNames } from './topology.diff.js';
import { inPieces, keyOf, LISTS, type ListName, type Row, rowsOf } from './topology.kinds.js';
import { TopologyStore } from './topology.store.js';
import type { Problem } from './topology.problems.js';
import { validateTopology } from './topology.validation.js';

export type ImportOutcome =
  | { readonly kind: 'imported'; readonly version: number; readonly diff: TopologyDiff }
  | { readonly kind: 'unchanged' | 'dry-run'; readonly diff: TopologyDiff }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly problemCount: number };

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
    return this.transactor.run(async () => {
      const store = new TopologyStore(this.transactor.manager);
      await store.lock();
      const current = await store.current();
      keepFormerNames(current, wanted);
      const diff = await diffRows(current, wanted);
      if (dryRun || isEmpty(diff)) return { kind: dryRun ? 'dry-run' : 'unchanged', diff };
      const revisedAt = await store.revisionInstant(this.clock);
      await store.apply(diff, wanted, revisedAt);
      const version = await store.addVersion(actor, { import: true, ...summaryOf(diff) }, revisedAt, this.clock);
      await this.events.publish({ type: 'topology.changed', id: String(version) });
      return { kind: 'imported', version, diff };
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
