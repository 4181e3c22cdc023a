import {
  createLog,
  EmbeddedPostgresError,
  findRunningServer,
  loadProcessSettings,
  type Log,
  type Settings,
  startEmbeddedPostgres,
} from '@app/platform';
import { type NadiDatabase, openNadiDatabase } from './database.rooms.js';
import type { Io } from './io.js';

/** What a command that needs the database works with. */
export interface DatabaseSession {
  readonly database: NadiDatabase;
  readonly url: string;
  readonly settings: Settings;
  readonly log: Log;
}

/** The operating system's words (ECONNREFUSED, ENOTFOUND), and PostgreSQL's for logins, missing databases and starting up. */
const NO_CONNECTION = /^(E[A-Z_]+|28...|3D000|53300|57P03)$/;

/**
 * Runs one command's work on the database that the settings name, on the embedded one of the service that runs on the data folder, or
 * on an embedded one that is started for this and stopped again. Answers exit code 2, with the reason told, where there is none.
 */
export async function withDatabase(dataDir: string | undefined, io: Io, work: (session: DatabaseSession) => Promise<number>) {
  const read = loadProcessSettings(dataDir === undefined ? {} : { NADI_DATA_DIR: dataDir });
  if (read.kind === 'refused') {
    for (const problem of read.problems) io.stderr.write(`nadi: ${problem}\n`);
    return 2;
  }
  for (const warning of read.warnings) io.stderr.write(`nadi: warning: ${warning}\n`);
  const { settings } = read;
  const log = createLog(settings.NADI_LOG_LEVEL === 'info' ? 'warn' : settings.NADI_LOG_LEVEL);
  const server = await findServer(settings, io);
  if (server === null) return 2;
  try {
    const database = await open(server.url, log, io);
    if (database === null) return 2;
    try {
      return await work({ database, url: server.url, settings, log });
    } finally {
      await database.destroy();
    }
  } finally {
    await server.stop();
  }
}

/** Null, with the reason told, where the server cannot be reached or lets us not in; what is wrong on our side is thrown. */
async function open(url: string, log: Log, io: Io): Promise<NadiDatabase | null> {
  try {
    return await openNadiDatabase({ url, poolSize: 2, log });
  } catch (error) {
    const { code, message, errors } = error as { code?: string; message: string; errors?: Error[] };
    if (code === undefined || !NO_CONNECTION.test(code)) throw error;
    const { hostname, port } = new URL(url);
    io.stderr.write(`nadi: the database at ${hostname}:${port || '5432'} cannot be opened: ${message || errors?.[0]?.message || code}\n`);
    return null;
  }
}

async function findServer(settings: Settings, io: Io): Promise<{ url: string; stop: () => Promise<void> } | null> {
  const url = settings.NADI_DATABASE_URL ?? findRunningServer(settings.NADI_DATA_DIR)?.url ?? null;
  if (url !== null) return { url, stop: async () => undefined };
  try {
    return await startEmbeddedPostgres(settings.NADI_DATA_DIR);
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    io.stderr.write(`nadi: ${error.message}\n`);
    return null;
  }
}
