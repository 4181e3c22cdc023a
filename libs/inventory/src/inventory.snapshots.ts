import type { DeviceId, LinkId } from '@app/kernel';
import type { DomainEvents, SqlRunner, Transactor } from '@app/platform';
import { NetworkGraph } from '@app/topology';
import { Inventory, type InventorySnapshot, type Network } from './inventory.js';
import { toDocument } from './topology.canonical.js';
import { TopologyStore } from './topology.store.js';

/** Loads the network from the database and keeps the newest version for all who ask. */
export class StoredInventory extends Inventory {
  private kept: InventorySnapshot | null = null;
  private loading: Promise<InventorySnapshot> | null = null;
  private readonly listeners = new Set<() => void>();
  private isStale = true;

  constructor(
    private readonly transactor: Transactor,
    events: DomainEvents,
  ) {
    super();
    events.listen(({ type }) => {
      if (type !== 'topology.changed' && type !== 'resync') return;
      this.isStale = true;
      for (const listener of this.listeners) listener();
    });
  }

  override async snapshot(atLeast = 0): Promise<InventorySnapshot> {
    // What was being loaded when a change was told may be older than that change: load again.
    for (let loads = 0; this.kept === null || this.isStale || (this.kept.version < atLeast && loads < 2); loads++) {
      this.loading ??= this.load().finally(() => (this.loading = null));
      await this.loading;
    }
    return this.kept;
  }

  override onChanged(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async load(): Promise<InventorySnapshot> {
    this.isStale = false;
    try {
      // One transaction that sees one instant: rows and ids of the same version.
      this.kept = await this.transactor.run(async () => {
        const sql: SqlRunner = this.transactor.manager;
        await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
        return loadSnapshot(sql, this.kept);
      });
      return this.kept;
    } catch (error) {
      this.isStale = true;
      throw error;
    }
  }
}

async function loadSnapshot(sql: SqlRunner, kept: InventorySnapshot | null): Promise<InventorySnapshot> {
  const store = new TopologyStore(sql);
  const version = await store.version();
  // After a lost connection nobody knows whether anything changed; mostly it did not.
  if (kept?.version === version) return kept;
  const rows = await store.current();
  const document = toDocument(new Map([...rows].map(([list, byKey]) => [list, [...byKey.values()]])));
  const graph = NetworkGraph.from(document);
  return { ...(await networkOf(sql, version, graph)), actor: await lastImporter(sql), document };
}

/** A graph with the rows of the database that its parts are. */
export async function networkOf(sql: SqlRunner, version: number, graph: NetworkGraph): Promise<Network> {
  const deviceIds = await idsOf(sql, 'device', 'name', graph.deviceNames);
  const linkIds = await idsOf(sql, 'link', 'code', graph.linkCodes);
  const [deviceIndex, linkIndex] = [invert(deviceIds), invert(linkIds)];
  return {
    version,
    graph,
    deviceIds,
    linkIds,
    spanIds: await idsOf(sql, 'span', 'code', graph.spanCodes),
    conduitIds: await idsOf(sql, 'conduit', 'code', graph.conduitCodes),
    placeIds: await idsOf(sql, 'place', 'code', graph.placeCodes),
    indexOfDevice: (id: DeviceId) => deviceIndex.get(id) ?? -1,
    indexOfLink: (id: LinkId) => linkIndex.get(id) ?? -1,
  };
}

export async function lastImporter(sql: SqlRunner): Promise<string> {
  const [row] = (await sql.query(`SELECT actor FROM topology_version WHERE summary ? 'import' ORDER BY id DESC LIMIT 1`)) as {
    actor: string;
  }[];
  return row?.actor ?? '';
}

/** Retired rows keep their numbers, and get them again when they come back. */
async function idsOf(sql: SqlRunner, table: string, key: string, keys: readonly string[]): Promise<Int32Array> {
  const found = (await sql.query(`SELECT id, ${key} AS key FROM ${table}`)) as { id: number; key: string }[];
  const byKey = new Map(found.map((row) => [row.key, row.id]));
  return Int32Array.from(keys, (each) => byKey.get(each) ?? -1);
}

/** From id to position. No column: an upsert uses up a number even where it only changes a row, so ids have gaps. */
function invert(ids: Int32Array): ReadonlyMap<number, number> {
  return new Map(Array.from(ids, (id, position) => [id, position]));
}
