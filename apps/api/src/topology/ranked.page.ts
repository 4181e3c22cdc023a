import { decodeCursor, encodeCursor, type Page, type PageRequest } from '@app/kernel';

type Key = string | number;

/** A list that lies in memory, sorted by the keys of its items: all but the last two falling, the last two rising. */
export interface Ranking<Item> {
  readonly length: number;
  readonly at: (position: number) => Item;
  readonly keysOf: (item: Item) => readonly Key[];
  readonly types: readonly ('string' | 'number')[];
}

/** A page that begins after the keys of the cursor, whether or not what had them is still there. */
export function rankedPage<Item>({ length, at, keysOf, types }: Ranking<Item>, { first, after }: PageRequest): Page<Item> {
  const keys = decodeCursor(after, types);
  let [from, end] = [0, keys === null ? 0 : length];
  while (keys !== null && from < end) {
    const middle = (from + end) >> 1;
    if (isAfter(keysOf(at(middle)), keys)) end = middle;
    else from = middle + 1;
  }
  const wanted = Array.from({ length: Math.max(0, Math.min(first, length - from)) }, (_, i) => at(from + i));
  return {
    items: wanted.map((item) => ({ cursor: encodeCursor(keysOf(item)), item })),
    hasNextPage: from + first < length,
    totalCount: async () => length,
  };
}

function isAfter(one: readonly Key[], other: readonly Key[]): boolean {
  const at = one.findIndex((key, i) => key !== other[i]);
  if (at < 0) return false;
  return at < one.length - 2 ? one[at]! < other[at]! : one[at]! > other[at]!;
}
