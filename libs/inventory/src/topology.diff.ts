import { canonicalRow } from './topology.canonical.js';
import { inPieces, keyOf, LISTS, type ListName, type Row } from './topology.kinds.js';

/** What changes of one list; keys in the order of the file, retired ones in the order of the database. */
export interface ListDiff {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly retired: readonly string[];
}
export type TopologyDiff = Readonly<Record<ListName, ListDiff>>;
export type RowsByList = ReadonlyMap<ListName, ReadonlyMap<string, Row>>;

/** Compares canonical rows; those of `wanted` are the whole truth, so what is missing there is retired. */
export async function diffRows(current: RowsByList, wanted: RowsByList): Promise<TopologyDiff> {
  const diff: Partial<Record<ListName, ListDiff>> = {};
  for (const list of LISTS) {
    const [before, after] = [current.get(list) ?? new Map<string, Row>(), wanted.get(list) ?? new Map<string, Row>()];
    const added: string[] = [];
    const changed: string[] = [];
    for await (const piece of inPieces([...after])) {
      for (const [key, row] of piece) {
        const old = before.get(key);
        if (old === undefined) added.push(key);
        else if (JSON.stringify(old) !== JSON.stringify(row)) changed.push(key);
      }
    }
    diff[list] = { added, changed, retired: [...before.keys()].filter((key) => !after.has(key)) };
  }
  return diff as TopologyDiff;
}

export function isEmpty(diff: TopologyDiff): boolean {
  return LISTS.every((list) => diff[list].added.length + diff[list].changed.length + diff[list].retired.length === 0);
}

/** Counts only, for the log of versions. */
export function summaryOf(diff: TopologyDiff): Record<string, { added: number; changed: number; retired: number }> {
  const counts = LISTS.map((list) => {
    const { added, changed, retired } = diff[list];
    return [list, { added: added.length, changed: changed.length, retired: retired.length }] as const;
  });
  return Object.fromEntries(counts.filter(([, { added, changed, retired }]) => added + changed + retired > 0));
}

/**
 * A station that is renamed keeps its former names, those the file tells and those the database remembers: people search by them.
 */
export function withFormerNames(row: Row, old: Row | undefined): Row {
  const remembered = old ? [...((old['formerNames'] ?? []) as string[]), String(old['name'])] : [];
  const told = (row['formerNames'] ?? []) as string[];
  const names = [...new Set([...told, ...remembered])].filter((name) => name !== row['name']);
  return canonicalRow('stations', { ...row, formerNames: names });
}

export function byKey(list: ListName, rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [keyOf(list, row), row]));
}
