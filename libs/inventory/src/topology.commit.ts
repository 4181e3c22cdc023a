import type { Clock } from '@app/kernel';
import type { DomainEvents } from '@app/platform';
import type { TopologyDiff } from './topology.diff.js';
import { LISTS, type ListName, type Row } from './topology.kinds.js';
import type { TopologyStore } from './topology.store.js';

type ListDiff = TopologyDiff[ListName];

/** Writes a change of some rows as a version of its own, and tells of it with the commit. Under the store's lock. */
export async function commitEdit(
  store: TopologyStore,
  diff: TopologyDiff,
  rows: ReadonlyMap<ListName, ReadonlyMap<string, Row>>,
  actor: string,
  { events, clock }: { readonly events: DomainEvents; readonly clock: Clock },
): Promise<number> {
  const revisedAt = await store.revisionInstant(clock);
  await store.apply(diff, rows, revisedAt);
  const changed = LISTS.map((list) => [list, diff[list]] as const).filter(([, one]) => !isNone(one));
  const version = await store.addVersion(actor, { edit: Object.fromEntries(changed) }, revisedAt, clock);
  await events.publish({ type: 'topology.changed', id: String(version) });
  return version;
}

const NOTHING = { added: [], changed: [], retired: [] };

export function diffOf(list: ListName, change: Partial<ListDiff>): TopologyDiff {
  return diffOfLists({ [list]: change });
}

export function diffOfLists(changes: Readonly<Partial<Record<ListName, Partial<ListDiff>>>>): TopologyDiff {
  return Object.fromEntries(LISTS.map((list) => [list, { ...NOTHING, ...changes[list] }])) as unknown as TopologyDiff;
}

function isNone({ added, changed, retired }: ListDiff): boolean {
  return added.length + changed.length + retired.length === 0;
}
