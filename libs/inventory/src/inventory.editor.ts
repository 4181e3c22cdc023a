import type { Clock } from '@app/kernel';
import type { DomainEvents, SqlRunner, Transactor } from '@app/platform';
import { canonicalRow } from './topology.canonical.js';
import type { TopologyDiff } from './topology.diff.js';
import { commitEdit, diffOf } from './topology.commit.js';
import { keyOf, type ListName, realmOf, type Row } from './topology.kinds.js';
import { missing, referencesOf, shapeProblems } from './topology.references.js';
import { TopologyStore } from './topology.store.js';
import type { Problem } from './topology.problems.js';
import { rowProblems } from './topology.validation.js';

export type EditableList = 'devices' | 'links' | 'spans';

export type EditOutcome =
  | { readonly kind: 'saved'; readonly key: string; readonly version: number }
  | { readonly kind: 'unchanged'; readonly key: string }
  /** The row changed since the caller read it; nothing was written. */
  | { readonly kind: 'conflict'; readonly current: Row | null }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

export type RetireOutcome =
  | { readonly kind: 'retired'; readonly version: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'in-use'; readonly by: readonly string[] };

/** Changes single rows, held to the same rules as an import. */
export class InventoryEditor {
  constructor(
    private readonly transactor: Transactor,
    readonly events: DomainEvents,
    readonly clock: Clock,
  ) {}

  /**
   * Adds or replaces one row, given whole. `expected` is the row as the caller read it: null means "there is none yet", undefined
   * "whatever there is".
   */
  async upsert(list: EditableList, input: Row, actor: string, expected?: Row | null): Promise<EditOutcome> {
    const problems = rowProblems(list, input);
    if (problems.length > 0) return { kind: 'refused', problems };
    const row = canonicalRow(list, input);
    return this.transactor.run(async () => {
      const store = new TopologyStore(this.transactor.manager);
      await store.lock();
      const key = keyOf(list, row);
      const current = await store.find(list, key);
      if (expected !== undefined && JSON.stringify(expected && canonicalRow(list, expected)) !== JSON.stringify(current))
        return { kind: 'conflict', current };
      if (JSON.stringify(current) === JSON.stringify(row)) return { kind: 'unchanged', key };
      const wrong = await this.referenceProblems(store, list, row);
      if (wrong.length > 0) return { kind: 'refused', problems: wrong };
      const diff = diffOf(list, { [current ? 'changed' : 'added']: [key] });
      return { kind: 'saved', key, version: await this.commit(store, diff, new Map([[list, new Map([[key, row]])]]), actor) };
    });
  }

  /** Takes a row out of service; its history stays. Refused while something that is in service needs it. */
  async retire(list: ListName, key: string, actor: string): Promise<RetireOutcome> {
    return this.transactor.run(async () => {
      const store = new TopologyStore(this.transactor.manager);
      await store.lock();
      if (!(await store.find(list, key))) return { kind: 'unknown' };
      const by = await this.usersOf(list, key);
      if (by.length > 0) return { kind: 'in-use', by };
      return { kind: 'retired', version: await this.commit(store, diffOf(list, { retired: [key] }), new Map(), actor) };
    });
  }

  private commit(
    store: TopologyStore,
    diff: TopologyDiff,
    rows: ReadonlyMap<ListName, ReadonlyMap<string, Row>>,
    actor: string,
  ): Promise<number> {
    return commitEdit(store, diff, rows, actor, this);
  }

  private async referenceProblems(store: TopologyStore, list: EditableList, row: Row): Promise<Problem[]> {
    const problems: Problem[] = shapeProblems(list, row).map(([place, reason]) => ({ place, reason }));
    for (const reference of referencesOf(list, row)) {
      let isThere = false;
      for (const other of reference.lists) isThere ||= (await store.find(other, reference.key)) !== null;
      if (!isThere) problems.push({ place: reference.field, reason: missing(reference) });
    }
    return [...problems, ...(await takenProblems(this.transactor.manager, list, row))];
  }

  /** What in service refers to a row: at most ten, for people to read. */
  private async usersOf(list: ListName, key: string): Promise<string[]> {
    const sql = USERS[list];
    if (sql === undefined) return [];
    return (
      (await this.transactor.manager.query(`SELECT name FROM (${sql}) AS used (name) ORDER BY 1 LIMIT 10`, [key])) as { name: string }[]
    ).map(({ name }) => name);
  }
}

const USES_PLACE = `SELECT 'device ' || device.name FROM device JOIN place ON place.id = device.place_id WHERE place.code = $1 AND device.valid_to IS NULL
  UNION ALL SELECT 'span ' || span.code FROM span JOIN place ON place.id IN (span.a_place_id, span.z_place_id) WHERE place.code = $1 AND span.valid_to IS NULL`;
const USES_STATION = `${USES_PLACE} UNION ALL SELECT 'building ' || b.code FROM building JOIN place AS b ON b.id = building.place_id JOIN place ON place.id = building.station_place_id WHERE place.code = $1 AND b.valid_to IS NULL
  UNION ALL SELECT 'station ' || s.code FROM station JOIN place AS s ON s.id = station.place_id JOIN place ON place.id = station.parent_place_id WHERE place.code = $1 AND s.valid_to IS NULL`;
const USERS: Readonly<Partial<Record<ListName, string>>> = {
  realms: `SELECT 'device ' || device.name FROM device JOIN realm ON realm.id = device.realm_id WHERE realm.code = $1 AND device.valid_to IS NULL
    UNION ALL SELECT 'poller ' || poller.code FROM poller WHERE $1 = ANY(poller.realms) AND poller.valid_to IS NULL`,
  owners: `SELECT 'building ' || place.code FROM building JOIN place ON place.id = building.place_id JOIN owner ON owner.id = building.owner_id WHERE owner.code = $1 AND place.valid_to IS NULL`,
  stations: USES_STATION,
  buildings: USES_PLACE,
  accessPoints: USES_PLACE,
  conduits: `SELECT 'span ' || span.code FROM span JOIN conduit ON conduit.id = span.conduit_id WHERE conduit.code = $1 AND span.valid_to IS NULL`,
  spans: `SELECT 'link ' || link.code FROM link JOIN link_span ON link_span.link_id = link.id JOIN span ON span.id = link_span.span_id WHERE span.code = $1 AND link.valid_to IS NULL`,
  devices: `SELECT 'link ' || link.code FROM link JOIN device ON device.id IN (link.a_device_id, link.z_device_id) WHERE device.name = $1 AND link.valid_to IS NULL
    UNION ALL SELECT 'poller ' || poller.code FROM poller JOIN device ON device.id = poller.device_id WHERE device.name = $1 AND poller.valid_to IS NULL`,
};

async function takenProblems(sql: SqlRunner, list: EditableList, row: Row): Promise<Problem[]> {
  if (list === 'devices' && typeof row['address'] === 'string') {
    const [other] = (await sql.query(
      `SELECT device.name FROM device JOIN realm ON realm.id = device.realm_id WHERE realm.code = $1 AND device.address = $2 AND device.name <> $3 AND device.valid_to IS NULL`,
      [realmOf(row), row['address'], row['name']],
    )) as { name: string }[];
    return other
      ? [
          {
            place: 'address',
            reason: `${row['address']} is also that of ${JSON.stringify(other.name)} in realm ${realmOf(row)}`,
          },
        ]
      : [];
  }
  if (list !== 'links') return [];
  const problems: Problem[] = [];
  for (const end of ['a', 'z'] as const) {
    const { device, interface: name } = row[end] as { device: string; interface?: string };
    if (name === undefined) continue;
    const [other] = (await sql.query(
      `SELECT link.code FROM link JOIN device ON device.name = $1 WHERE link.valid_to IS NULL AND link.code <> $3
       AND ((link.a_device_id = device.id AND link.a_interface = $2) OR (link.z_device_id = device.id AND link.z_interface = $2))`,
      [device, name, row['code']],
    )) as { code: string }[];
    if (other)
      problems.push({
        place: `${end}.interface`,
        reason: `${JSON.stringify(name)} of ${JSON.stringify(device)} is already claimed by link ${JSON.stringify(other.code)}`,
      });
  }
  return problems;
}
