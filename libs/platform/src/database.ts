import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import type { Log } from './log.js';

type ClassOf<T> = new (...args: never[]) => T;

export interface DatabaseOptions {
  readonly url: string;
  readonly entities: readonly (ClassOf<object> | EntitySchema)[];
  readonly migrations: readonly ClassOf<MigrationInterface>[];
  readonly poolSize?: number;
  readonly log: Log;
}

/** Opens the pool and brings the tables up to date. Throws with the database's own words when it cannot. */
export async function openDatabase({ url, entities, migrations, poolSize = 8, log }: DatabaseOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: [...entities],
    migrations: [...migrations],
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    poolSize,
    connectTimeoutMS: 5_000,
    // A restart of the server breaks idle connections; the pool replaces them, and nothing else may come of it.
    // The driver hangs the whole connection on its error: only the words are worth a line, and none at all once we have closed.
    poolErrorHandler: (err: Error) => {
      if (dataSource.isInitialized) log.warn({ reason: err.message }, 'database connection lost');
    },
    extra: { statement_timeout: 60_000, keepAlive: true, application_name: 'nadi' },
  });
  await dataSource.initialize();
  try {
    await checkVersion(dataSource);
    await underLock(dataSource, async () => {
      await dropInvalidIndexes(dataSource, log);
      await dataSource.runMigrations({ transaction: 'each' });
    });
  } catch (err) {
    await dataSource.destroy();
    throw err;
  }
  return dataSource;
}

const LEAST_VERSION = 15;

async function checkVersion(dataSource: DataSource): Promise<void> {
  const [row] = (await dataSource.query('SHOW server_version')) as { server_version: string }[];
  if (Number.parseInt(row?.server_version ?? '', 10) >= LEAST_VERSION) return;
  throw new Error(`the database is PostgreSQL ${row?.server_version}; ${LEAST_VERSION} or newer is needed`);
}

/** Of two processes that start at once the second finds the tables made; on a connection of its own, since the work uses the pool. */
async function underLock(dataSource: DataSource, work: () => Promise<void>): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(hashtext('nadi.migrations'))`);
    try {
      await work();
    } finally {
      await runner.query(`SELECT pg_advisory_unlock(hashtext('nadi.migrations'))`);
    }
  } finally {
    await runner.release();
  }
}

/** A CREATE INDEX CONCURRENTLY that was killed leaves an index that nothing uses and every write pays for. */
async function dropInvalidIndexes(dataSource: DataSource, log: Log): Promise<void> {
  const rows = (await dataSource.query(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND n.nspname = current_schema()`,
  )) as { name: string }[];
  for (const { name } of rows) {
    log.warn({ index: name }, 'dropping an index that was left unfinished');
    await dataSource.query(`DROP INDEX ${name}`);
  }
}
