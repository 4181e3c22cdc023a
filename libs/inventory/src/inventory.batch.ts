import type { Clock } from '@app/kernel';
import type { DomainEvents, Transactor } from '@app/platform';
import { canonicalRow } from './topology.canonical.js';
import { commitEdit, diffOfLists } from './topology.commit.js';
import { inPieces, keyOf, type ListName, realmOf, type Row } from './topology.kinds.js';
import { Problems, type Problem } from './topology.problems.js';
import { missing, referencesOf, shapeProblems } from './topology.references.js';
import { TopologyStore } from './topology.store.js';
import { rowProblems } from './topology.validation.js';

/** Lists whose rows come in numbers when cameras are declared; in the order in which they refer to each other. */
const BATCH_LISTS = ['realms', 'owners', 'buildings', 'devices'] as const;
export type BatchList = (typeof BATCH_LISTS)[number];
export type BatchRows = Readonly<Partial<Record<BatchList, readonly Row[]>>>;

export interface BatchChange {
  readonly rows: BatchRows;
  /** Names of devices to take out of service; those that something still needs stay. */
  readonly retiredDevices?: readonly string[];
  /** A row as the caller read it (null: there was none): if it is different by now, nothing is written. */
  readonly expected?: { readonly list: BatchList; readonly key: string; readonly row: Row | null };
}

export type BatchOutcome =
  | { readonly kind: 'saved'; readonly version: number }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'conflict'; readonly current: Row | null }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly problemCount: number };

type Rows = ReadonlyMap<BatchList, ReadonlyMap<string, Row>>;

/** Adds and replaces many rows at once, as one version: all or nothing, held to the same rules as an import. */
export class InventoryBatch {
  constructor(
    private readonly transactor: Transactor,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** The row of a key that is valid now, as an import would write it. */
  find(list: ListName, key: string): Promise<Row | null> {
    return new TopologyStore(this.transactor.manager).find(list, key);
  }

  /** The rows of the devices in a place, by name. */
  async devicesIn(place: string): Promise<ReadonlyMap<string, Row>> {
    const found = (await this.transactor.manager.query(
      `SELECT revision.row FROM device JOIN place ON place.id = device.place_id
       JOIN inventory_revision AS revision ON revision.kind = 'devices' AND revision.key = device.name AND revision.valid_to IS NULL
       WHERE place.code = $1 AND device.valid_to IS NULL`,
      [place],
    )) as { row: Row }[];
    return new Map(found.map(({ row }) => [keyOf('devices', row), canonicalRow('devices', row)]));
  }

  async save(change: BatchChange, actor: string): Promise<BatchOutcome> {
    const problems = new Problems();
    const wanted = await checkedRows(change.rows, problems);
    if (problems.count > 0) return refused(problems);
    return this.transactor.run(async () => {
      const store = new TopologyStore(this.transactor.manager);
      await store.lock();
      const { expected } = change;
      if (expected) {
        const current = await store.find(expected.list, expected.key);
        const asRead = expected.row && canonicalRow(expected.list, expected.row);
        if (JSON.stringify(asRead) !== JSON.stringify(current)) return { kind: 'conflict', current };
      }
      const retired = await this.unneeded(change.retiredDevices ?? []);
      await this.checkReferences(store, wanted, retired, problems);
      if (problems.count > 0) return refused(problems);
      const changes = await this.changesOf(wanted);
      if (retired.length > 0) changes.devices = { ...changes.devices, retired };
      const diff = diffOfLists(changes);
      if (BATCH_LISTS.every((list) => Object.values(diff[list]).every((keys) => keys.length === 0))) return { kind: 'unchanged' };
      return { kind: 'saved', version: await commitEdit(store, diff, wanted, actor, this.parts) };
    });
  }

  private get parts() {
    return { events: this.events, clock: this.clock };
  }

  /** What of the rows is new, and what is different from what is there. */
  private async changesOf(wanted: Rows): Promise<Partial<Record<BatchList, { added?: string[]; changed?: string[]; retired?: string[] }>>> {
    const changes: Partial<Record<BatchList, { added: string[]; changed: string[] }>> = {};
    for (const [list, rows] of wanted) {
      const current = (await this.transactor.manager.query(
        'SELECT key, row FROM inventory_revision WHERE kind = $1 AND key = ANY($2::text[]) AND valid_to IS NULL',
        [list, [...rows.keys()]],
      )) as { key: string; row: Row }[];
      const before = new Map(current.map(({ key, row }) => [key, JSON.stringify(canonicalRow(list, row))]));
      const keys = [...rows.keys()];
      changes[list] = {
        added: keys.filter((key) => !before.has(key)),
        changed: keys.filter((key) => before.has(key) && before.get(key) !== JSON.stringify(rows.get(key))),
      };
    }
    return changes;
  }

  private async checkReferences(store: TopologyStore, wanted: Rows, retired: readonly string[], problems: Problems): Promise<void> {
    const known = new Map<string, Promise<boolean>>();
    const isThere = (list: ListName, key: string) => {
      const name = `${list} ${key}`;
      const found =
        known.get(name) ??
        (wanted.get(list as BatchList)?.has(key) ? Promise.resolve(true) : store.find(list, key).then((row) => row !== null));
      known.set(name, found);
      return found;
    };
    for (const [list, rows] of wanted) {
      let index = 0;
      for await (const piece of inPieces([...rows.values()])) {
        for (const row of piece) {
          for (const [field, reason] of shapeProblems(list, row)) problems.row(list, index, row, field, reason);
          for (const reference of referencesOf(list, row)) {
            let leads = false;
            for (const other of reference.lists) leads ||= await isThere(other, reference.key);
            if (!leads) problems.row(list, index, row, reference.field, missing(reference));
          }
          index += 1;
        }
      }
    }
    await this.checkCodes(wanted, problems);
    await this.checkAddresses(wanted, retired, problems);
  }

  /** One name space of places: a building may not have the code of a station. */
  private async checkCodes(wanted: Rows, problems: Problems): Promise<void> {
    const codes = [...(wanted.get('buildings')?.keys() ?? [])];
    if (codes.length === 0) return;
    const taken = (await this.transactor.manager.query(
      `SELECT code, kind FROM place WHERE code = ANY($1::text[]) AND kind <> 'BUILDING' AND valid_to IS NULL`,
      [codes],
    )) as { code: string; kind: string }[];
    for (const { code } of taken) problems.row('buildings', codes.indexOf(code), { code }, 'code', 'is the code of another place');
  }

  /** One device an address in a realm, among these and beside those that stay. */
  private async checkAddresses(wanted: Rows, retired: readonly string[], problems: Problems): Promise<void> {
    const rows = [...(wanted.get('devices')?.values() ?? [])];
    const byAddress = new Map<string, number>();
    rows.forEach((row, index) => {
      if (typeof row['address'] !== 'string') return;
      const key = `${realmOf(row)} ${row['address']}`;
      const first = byAddress.get(key);
      if (first === undefined) byAddress.set(key, index);
      else problems.row('devices', index, row, 'address', `${row['address']} is also that of ${JSON.stringify(rows[first]['name'])}`);
    });
    const ours = [...rows.map((row) => row['name'] as string), ...retired];
    const taken = (await this.transactor.manager.query(
      `SELECT device.name, realm.code AS realm, device.address FROM unnest($1::text[], $2::text[]) AS wanted(realm, address)
       JOIN realm ON realm.code = wanted.realm JOIN device ON device.realm_id = realm.id AND device.address = wanted.address AND device.valid_to IS NULL
       WHERE NOT EXISTS (SELECT 1 FROM unnest($3::text[]) AS ours(name) WHERE ours.name = device.name)`,
      [[...byAddress.values()].map((i) => realmOf(rows[i])), [...byAddress.values()].map((i) => rows[i]['address']), ours],
    )) as { name: string; realm: string; address: string }[];
    for (const { name, realm, address } of taken) {
      const index = byAddress.get(`${realm} ${address}`) ?? 0;
      problems.row('devices', index, rows[index], 'address', `${address} is also that of ${JSON.stringify(name)} in realm ${realm}`);
    }
  }

  /** Devices in service that nothing in service refers to. */
  private async unneeded(names: readonly string[]): Promise<string[]> {
    if (names.length === 0) return [];
    const found = (await this.transactor.manager.query(
      `SELECT device.name FROM device WHERE device.name = ANY($1::text[]) AND device.valid_to IS NULL
       AND NOT EXISTS (SELECT 1 FROM link WHERE device.id IN (link.a_device_id, link.z_device_id) AND link.valid_to IS NULL)
       AND NOT EXISTS (SELECT 1 FROM poller WHERE poller.device_id = device.id AND poller.valid_to IS NULL) ORDER BY 1`,
      [names],
    )) as { name: string }[];
    return found.map(({ name }) => name);
  }
}

async function checkedRows(rows: BatchRows, problems: Problems): Promise<Map<BatchList, Map<string, Row>>> {
  const wanted = new Map<BatchList, Map<string, Row>>();
  for (const list of BATCH_LISTS) {
    const byKey = new Map<string, Row>();
    let index = 0;
    for await (const piece of inPieces(rows[list] ?? [])) {
      for (const row of piece) {
        for (const { place, reason } of rowProblems(list, row)) problems.add(place.replace('[0]', `[${index}]`), reason);
        if (byKey.has(keyOf(list, row))) problems.row(list, index, row, '', 'is there twice');
        byKey.set(keyOf(list, row), canonicalRow(list, row));
        index += 1;
      }
    }
    if (byKey.size > 0) wanted.set(list, byKey);
  }
  return wanted;
}

function refused(problems: Problems): BatchOutcome {
  return { kind: 'refused', problems: problems.list, problemCount: problems.count };
}
