import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { type Log, SILENT_LOG } from './log.js';
import {
  claimFolder,
  CLUSTER_FOLDER,
  isRunning,
  releaseFolder,
  runningServerPid,
  writePrivate,
  writeServerRecord,
} from './postgres.owner.js';
import { findPostgresRunner, giveTo, type PostgresRunner, runPostgres } from './postgres.runner.js';
import { EmbeddedPostgresError, PostgresServer } from './postgres.server.js';

export interface EmbeddedPostgres {
  readonly url: string;
  /** In words: who it runs as, and what was found and done at the start. */
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly log?: Log;
  readonly choosePort?: () => Promise<number>;
}

const MAJOR = '18';
const ORPHAN_STOP_MS = 20_000;

/**
 * Starts the real PostgreSQL that npm brought, on `dataDir`/postgres, which outlives restarts and crashes. Listens on the loopback
 * alone, at a free port, with a random password that only the owner of the folder can read.
 */
export async function startEmbeddedPostgres(dataDir: string, options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir);
  makeFolder(folder);
  const holder = claimFolder(folder);
  if (holder !== null) {
    throw new EmbeddedPostgresError(
      `the data folder ${folder} is in use by the running process ${holder}: stop it, or use another NADI_DATA_DIR`,
    );
  }
  try {
    return await startOn(folder, options);
  } catch (error) {
    releaseFolder(folder);
    throw error;
  }
}

async function startOn(folder: string, { log = SILENT_LOG, choosePort }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = join(folder, CLUSTER_FOLDER);
  checkVersion(cluster);
  const notes = await stopOrphan(cluster);
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  const found = await findPostgresRunner(cluster);
  if (found.kind === 'unable') throw new EmbeddedPostgresError(found.reason);
  const { runner } = found;
  const password = initialise(folder, cluster, runner);
  const server = new PostgresServer({ cluster, logFile: join(folder, 'postgres.log'), runner, password, log, choosePort });
  await server.start();
  writeServerRecord(folder, server.url);
  notes.push(`embedded PostgreSQL runs as ${runner.as}`);
  return {
    url: server.url,
    notes,
    async stop() {
      await server.stop();
      releaseFolder(folder);
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw new EmbeddedPostgresError(`the data folder ${folder} cannot be made: ${(error as Error).message}. Set NADI_DATA_DIR`);
  }
  const probe = join(folder, `.writable.${process.pid}`);
  try {
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `the data folder ${folder} cannot be written: ${(error as Error).message}. Is it another user's, or the disk full?`,
    );
  }
}

function checkVersion(cluster: string): void {
  const version = join(cluster, 'PG_VERSION');
  if (!existsSync(version)) return;
  const found = readFileSync(version, 'utf8').trim();
  if (found === MAJOR) return;
  throw new EmbeddedPostgresError(
    `${cluster} was made by PostgreSQL ${found}, this one is ${MAJOR}: export the topology with the Nadi that made it, or use another NADI_DATA_DIR`,
  );
}

/** Stops a server left over by a killed Nadi. The folder is ours by now, so it serves nobody. */
async function stopOrphan(cluster: string): Promise<string[]> {
  const orphan = runningServerPid(cluster);
  if (orphan === null) return [];
  try {
    process.kill(orphan, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw orphanError(orphan, "it is another user's");
  }
  for (let waited = 0; isRunning(orphan); waited += 50) {
    if (waited >= ORPHAN_STOP_MS) throw orphanError(orphan, 'it does not stop');
    await new Promise((wake) => setTimeout(wake, 50));
  }
  return [`stopped the PostgreSQL that an earlier run left behind (process ${orphan})`];
}

function orphanError(orphan: number, why: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `a PostgreSQL is left over from an earlier run (process ${orphan}), and ${why}: end it, then start again`,
  );
}

/** Makes the cluster at the first start and answers the password. An initdb that was cut short is begun anew. */
function initialise(folder: string, cluster: string, runner: PostgresRunner): string {
  const passwordFile = join(folder, 'postgres.password');
  const done = join(folder, 'postgres.initialised');
  if (existsSync(done)) {
    if (!existsSync(passwordFile))
      throw new EmbeddedPostgresError(`${passwordFile} is missing, and ${cluster} cannot be opened without it`);
    checkOwner(cluster, runner);
    return readFileSync(passwordFile, 'utf8').trim();
  }
  clearCluster(cluster);
  mkdirSync(cluster, { mode: 0o700 });
  giveTo(runner, cluster);
  const password = randomBytes(24).toString('base64url');
  writePrivate(passwordFile, password);
  makeCluster(folder, cluster, runner, password);
  writePrivate(done, '');
  return password;
}

/** What looks like a database is put aside, never deleted: it may be a backup that somebody laid there. */
function clearCluster(cluster: string): void {
  if (existsSync(join(cluster, 'PG_VERSION'))) renameSync(cluster, `${cluster}.unfinished-${Date.now()}`);
  else rmSync(cluster, { recursive: true, force: true });
}

function makeCluster(folder: string, cluster: string, runner: PostgresRunner, password: string): void {
  const handed = join(folder, 'postgres.handed');
  writePrivate(handed, password);
  giveTo(runner, handed);
  const login = ['-U', 'nadi', '--auth=scram-sha-256', `--pwfile=${handed}`];
  const made = runPostgres(runner, runner.binaries.initdb, ['-D', cluster, ...login, '--encoding=UTF8', '--locale=C']);
  rmSync(handed, { force: true });
  if (made.status === 0) return;
  const said = (made.error?.message ?? (made.stderr || made.stdout)).trim().slice(-800);
  throw new EmbeddedPostgresError(`the database cannot be made in ${cluster}: ${said}`);
}

function checkOwner(cluster: string, runner: PostgresRunner): void {
  const mine = runner.user?.uid ?? process.getuid?.();
  const { uid } = statSync(cluster);
  if (mine !== undefined && uid !== mine) {
    throw new EmbeddedPostgresError(
      `${cluster} belongs to uid ${uid}, but PostgreSQL would run as uid ${mine}: start Nadi as the user who made it, or change its owner (chown -R ${mine} ${cluster})`,
    );
  }
}
