import type { TopologyDocument } from '@app/topology';
import { canonicalAddress } from './topology.canonical.js';
import { inPieces, keyOf, LISTS, type ListName, realmOf, type Row, rowsOf } from './topology.kinds.js';
import type { Problems } from './topology.problems.js';

type Indexes = ReadonlyMap<ListName, ReadonlyMap<string, number>>;

const PLACE_LISTS: readonly ListName[] = ['stations', 'buildings', 'accessPoints'];

/** One reference of a row: the rows of `lists` that it may lead to, by key. */
export interface Reference {
  readonly field: string;
  readonly key: string;
  readonly lists: readonly ListName[];
}

/** Every reference that a row holds. */
export function referencesOf(list: ListName, row: Row): Reference[] {
  const one = (field: string, lists: readonly ListName[], value: unknown = row[field]): Reference[] =>
    typeof value === 'string' ? [{ field, key: value, lists }] : [];
  switch (list) {
    case 'stations':
      return one('parent', ['stations']);
    case 'buildings':
      return [...one('station', ['stations']), ...one('owner', ['owners'])];
    case 'spans':
      return [...one('a', PLACE_LISTS), ...one('z', PLACE_LISTS), ...one('conduit', ['conduits'])];
    case 'devices':
      return [...one('place', PLACE_LISTS), ...(row['realm'] === 'default' ? [] : one('realm', ['realms']))];
    case 'links': {
      const ends = (['a', 'z'] as const).flatMap((end) => one(`${end}.device`, ['devices'], (row[end] as { device: string }).device));
      const spans = ((row['spans'] ?? []) as string[]).flatMap((span, index) => one(`spans[${index}]`, ['spans'], span));
      return [...ends, ...spans];
    }
    case 'pollers':
      return [
        ...one('attachedTo', ['devices']),
        ...((row['realms'] ?? []) as string[]).flatMap((realm, i) => (realm === 'default' ? [] : one(`realms[${i}]`, ['realms'], realm))),
      ];
    case 'realms':
    case 'owners':
    case 'accessPoints':
    case 'conduits':
      return [];
  }
}

/** What is wrong with a row by itself that the schema cannot say: field and reason. */
export function shapeProblems(list: ListName, row: Row): [string, string][] {
  if (list === 'spans' && row['a'] === row['z']) return [['z', 'is the place where it begins']];
  if (list !== 'links') return [];
  const [a, z] = [row['a'], row['z']] as { device: string }[];
  const spans = (row['spans'] ?? []) as string[];
  const found: [string, string][] = [];
  if (a.device === z.device) found.push(['z.device', 'is the device where it begins']);
  if (new Set(spans).size !== spans.length) found.push(['spans', 'names a span twice']);
  return found;
}

export function missing({ key, lists }: Reference): string {
  return `${JSON.stringify(key.slice(0, 80))} does not exist among the ${lists.join(', ')}`;
}

/** Holds the rows of a document against each other. Every row has already passed its schema. */
export async function checkReferences(document: TopologyDocument, problems: Problems): Promise<void> {
  const indexes = indexKeys(document, problems);
  checkParents(document, problems);
  for (const list of LISTS) {
    await each(document, list, (row, i) => {
      for (const [field, reason] of shapeProblems(list, row)) problems.row(list, i, row, field, reason);
      for (const reference of referencesOf(list, row)) {
        if (!reference.lists.some((other) => indexes.get(other)?.has(reference.key)))
          problems.row(list, i, row, reference.field, missing(reference));
      }
    });
  }
  await checkAddresses(document, problems);
  await checkInterfaces(document, problems);
}

async function each(document: TopologyDocument, list: ListName, check: (row: Row, index: number) => void): Promise<void> {
  let index = 0;
  for await (const piece of inPieces(rowsOf(document, list))) for (const row of piece) check(row, index++);
}

function indexKeys(document: TopologyDocument, problems: Problems): Indexes {
  const indexes = new Map<ListName, Map<string, number>>();
  const places = new Map<string, string>();
  for (const list of LISTS) {
    const index = new Map<string, number>();
    rowsOf(document, list).forEach((row, i) => {
      const key = keyOf(list, row);
      const first = index.get(key);
      if (first !== undefined) problems.row(list, i, row, '', `is there twice: see ${list}[${first}]`);
      else if (PLACE_LISTS.includes(list) && places.has(key))
        problems.row(list, i, row, '', `has the code of another place: see ${places.get(key)}`);
      index.set(key, i);
      if (PLACE_LISTS.includes(list)) places.set(key, `${list}[${i}]`);
    });
    indexes.set(list, index);
  }
  return indexes;
}

/** No station may be its own ancestor. */
function checkParents(document: TopologyDocument, problems: Problems): void {
  const parents = new Map(document.stations.map(({ code, parent }) => [code, parent ?? null]));
  const isSound = new Set<string>();
  document.stations.forEach((row, i) => {
    const way: string[] = [];
    const seen = new Set<string>();
    let at: string | null = row.code;
    while (at !== null && !isSound.has(at)) {
      if (seen.has(at)) {
        problems.row(
          'stations',
          i,
          row as unknown as Row,
          'parent',
          `leads back to itself: ${[...way.slice(way.indexOf(at)), at].join(' → ')}`,
        );
        return;
      }
      seen.add(at);
      way.push(at);
      at = parents.get(at) ?? null;
    }
    for (const code of way) isSound.add(code);
  });
}

async function checkAddresses(document: TopologyDocument, problems: Problems): Promise<void> {
  const addresses = new Map<string, number>();
  await each(document, 'devices', (row, i) => {
    if (typeof row['address'] !== 'string') return;
    const realm = realmOf(row);
    const key = `${realm} ${canonicalAddress(row['address'])}`;
    const first = addresses.get(key);
    if (first === undefined) addresses.set(key, i);
    else
      problems.row(
        'devices',
        i,
        row,
        'address',
        `${row['address']} is also that of devices[${first}] ${JSON.stringify(document.devices[first]?.name)} in realm ${realm}`,
      );
  });
}

async function checkInterfaces(document: TopologyDocument, problems: Problems): Promise<void> {
  const interfaces = new Map<string, string>();
  await each(document, 'links', (row, i) => {
    for (const end of ['a', 'z'] as const) {
      const { device, interface: name } = row[end] as { device: string; interface?: string };
      if (name === undefined) continue;
      const key = `${device}\u0000${name}`;
      const other = interfaces.get(key);
      if (other === undefined) interfaces.set(key, `links[${i}] ${JSON.stringify(row['code'])}`);
      else
        problems.row(
          'links',
          i,
          row,
          `${end}.interface`,
          `${JSON.stringify(name)} of ${JSON.stringify(device)} is already claimed by ${other}`,
        );
    }
  });
}
