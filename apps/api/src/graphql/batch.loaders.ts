import type { Page, PageRequest } from '@app/kernel';
import DataLoader from 'dataloader';

/** Ids in one statement at most; a page of 200 with a few relations stays far below. */
const LARGEST_BATCH = 5_000;

/** One loader of single rows by key: as many statements as there are ticks, not as there are rows. */
export function rowLoader<Key extends string | number, Row>(
  read: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader(
    async (keys) => {
      const found = new Map((await read(keys)).map((row) => [keyOf(row), row]));
      return keys.map((key) => found.get(key) ?? null);
    },
    { maxBatchSize: LARGEST_BATCH },
  );
}

/** One loader of whatever belongs to a key, where the reader answers for every key. */
export function groupLoader<Key extends string | number, Group>(
  read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Group>>,
  none: Group,
): DataLoader<Key, Group> {
  return new DataLoader(
    async (keys) => {
      const groups = await read(keys);
      return keys.map((key) => groups.get(key) ?? none);
    },
    { maxBatchSize: LARGEST_BATCH },
  );
}

export interface RelationReader<ParentKey, Args, Row> {
  pages(
    parentIds: readonly ParentKey[],
    args: Args,
    request: PageRequest,
    countOf: (parentId: ParentKey) => Promise<number>,
  ): Promise<ReadonlyMap<ParentKey, Page<Row>>>;
  counts(parentIds: readonly ParentKey[], args: Args): Promise<ReadonlyMap<ParentKey, number>>;
}

/**
 * The pages of one relation for many parents. All parents of a page are asked with the same arguments, as the operation wrote them, so
 * there is one statement for the pages and, if a totalCount was selected, one for the counts.
 */
export class RelationLoader<ParentKey extends number | string, Args extends object, Row> {
  private readonly pageLoaders = new Map<string, DataLoader<ParentKey, Page<Row>>>();
  private readonly countLoaders = new Map<string, DataLoader<ParentKey, number>>();

  constructor(private readonly reader: RelationReader<ParentKey, Args, Row>) {}

  load(parentId: ParentKey, args: Args, request: PageRequest): Promise<Page<Row>> {
    const key = JSON.stringify([args, request]);
    let loader = this.pageLoaders.get(key);
    if (!loader) {
      const countOf = (id: ParentKey) => this.count(id, args);
      const none: Page<Row> = { items: [], hasNextPage: false, totalCount: async () => 0 };
      loader = groupLoader((ids: readonly ParentKey[]) => this.reader.pages(ids, args, request, countOf), none);
      this.pageLoaders.set(key, loader);
    }
    return loader.load(parentId);
  }

  private count(parentId: ParentKey, args: Args): Promise<number> {
    const key = JSON.stringify(args);
    let loader = this.countLoaders.get(key);
    if (!loader) {
      loader = groupLoader((ids: readonly ParentKey[]) => this.reader.counts(ids, args), 0);
      this.countLoaders.set(key, loader);
    }
    return loader.load(parentId);
  }
}
