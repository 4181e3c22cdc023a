import type { TopologyDocument } from '@app/topology';

/** The lists of topology v1, in an order in which every row comes after those it refers to. */
export const LISTS = [
  'realms',
  'owners',
  'stations',
  'buildings',
  'accessPoints',
  'conduits',
  'spans',
  'devices',
  'links',
  'pollers',
] as const satisfies readonly (keyof TopologyDocument)[];
export type ListName = (typeof LISTS)[number];

export type Row = Readonly<Record<string, unknown>>;

/** What a row is known by: devices by name, all others by code. */
export function keyOf(list: ListName, row: Row): string {
  return String(list === 'devices' ? row['name'] : row['code']);
}

/** The address space of a device; 'default' always exists. */
export function realmOf(device: Row): string {
  return typeof device['realm'] === 'string' ? device['realm'] : 'default';
}

export function rowsOf(document: TopologyDocument, list: ListName): readonly Row[] {
  return (document[list] ?? []) as unknown as readonly Row[];
}

/** Lets the event loop turn between pieces of long work. */
export function breathe(): Promise<void> {
  return new Promise((wake) => setImmediate(wake));
}

const PIECE = 2_000;

/** Items in pieces, with a breath after each. */
export async function* inPieces<Item>(items: readonly Item[], size = PIECE): AsyncGenerator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) {
    yield items.slice(from, from + size);
    await breathe();
  }
}
