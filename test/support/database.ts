import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InventoryEditor, TopologyImporter } from '@app/inventory';
import { type DomainEvent, DomainEvents, SILENT_LOG, startEmbeddedPostgres, Transactor } from '@app/platform';
import { FakeClock } from '@testing/kernel';
import { type NadiDatabase, openNadiDatabase } from '../../apps/nadi/src/database.rooms.js';

/** A real PostgreSQL of its own with all tables of the product, and the use cases of the inventory on it. */
export interface TestDatabase {
  readonly url: string;
  readonly database: NadiDatabase;
  readonly transactor: Transactor;
  readonly clock: FakeClock;
  readonly events: DomainEvents;
  /** Every event heard so far. */
  readonly heard: DomainEvent[];
  readonly importer: TopologyImporter;
  readonly editor: InventoryEditor;
  rows<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Empties all tables of the product but the audit trail. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'nadi-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function startTestDatabase(): Promise<TestDatabase> {
  const folder = temporaryFolder();
  const server = await startEmbeddedPostgres(folder.path);
  const database = await openNadiDatabase({ url: server.url, log: SILENT_LOG });
  const transactor = new Transactor(database);
  const clock = new FakeClock();
  const events = new DomainEvents(transactor, server.url, SILENT_LOG);
  const heard: DomainEvent[] = [];
  events.listen((event) => heard.push(event));
  await events.start();
  // The trail refuses to be emptied.
  const emptied = database.entityMetadatas.filter(({ tableName }) => tableName !== 'audit_event');
  const tables = emptied.map(({ tableName }) => `"${tableName}"`).join(', ');
  return {
    url: server.url,
    database,
    transactor,
    clock,
    events,
    heard,
    importer: new TopologyImporter(transactor, events, clock),
    editor: new InventoryEditor(transactor, events, clock),
    rows: async <Row>(sql: string, parameters?: unknown[]) => (await database.query(sql, parameters)) as Row[],
    clear: async () => {
      await database.query(`TRUNCATE ${tables} RESTART IDENTITY CASCADE`);
      heard.length = 0;
    },
    async stop() {
      await events.stop();
      await database.destroy();
      await server.stop();
      folder.remove();
    },
  };
}
