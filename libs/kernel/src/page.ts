/** What a list was asked for: at most `first` items after the opaque cursor `after`. */
export interface PageRequest {
  readonly first: number;
  readonly after: string | null;
}

/** One page of a list that can grow; `totalCount` counts the whole filtered list. */
export interface Page<Item> {
  readonly items: readonly { readonly cursor: string; readonly item: Item }[];
  readonly hasNextPage: boolean;
  readonly totalCount: () => Promise<number>;
}

export const MAX_PAGE_SIZE = 200;
