import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { CLUSTER_FOLDER, isOwnerAlive, readServerRecord, RECORD_FILE, runningServerPid, startTimeOf } from './postgres.owner.js';
import { findPostgresRunner, giveTo, type PostgresRunner, runPostgres } from './postgres.runner.js';

export interface EmbeddedPostgres {
  readonly url: string;
  /** In words: who it runs as, and what was found and done at the start. */
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

/** Why the embedded database could not start, in words that say what to do. */
export class EmbeddedPostgresError extends Error {}

const MAJOR = '18';
const PORT_TRIES = 5;
const START_TIMEOUT_MS = 60_000;
/** Small: the city's state is some hundred megabytes, and the operating system caches files anyway. */
const TUNING = {
  shared_buffers: '48MB',
  max_connections: '40',
  jit: 'off',
  io_method: 'sync',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  password_encryption: 'scram-sha-256',
  log_min_messages: 'warning',
};

/**
 * Starts the real PostgreSQL that npm brought, on `dataDir`/postgres, which outlives restarts and crashes. Listens on the loopback
 * alone, at a free port, with a random password that only the owner of the folder can read.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir);
  const cluster = join(folder, CLUSTER_FOLDER);
  makeFolder(folder);
  const notes = await clearTheWay(folder, cluster);
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  const found = await findPostgresRunner(cluster);
  if (found.kind === 'unable') throw new EmbeddedPostgresError(found.reason);
  const { runner } = found;
  const password = initialise(folder, cluster, runner);
  const server = await startServer(folder, cluster, runner, password);
  notes.push(`embedded PostgreSQL runs as ${runner.as}`);
  writePrivate(join(folder, RECORD_FILE), JSON.stringify({ url: server.url, ownerPid: process.pid, ownerStart: startTimeOf(process.pid) }));
  return {
    url: server.url,
    notes,
    async stop() {
      await stopProcess(server.child);
      rmSync(join(folder, RECORD_FILE), { force: true });
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw new EmbeddedPostgresError(`the data folder ${folder} cannot be made: ${(error as Error).message}. Set NADI_DATA_DIR`);
  }
  try {
    writeFileSync(join(folder, '.writable'), '');
    rmSync(join(folder, '.writable'));
  } catch (error) {
    throw new EmbeddedPostgresError(
      `the data folder ${folder} cannot be written: ${(error as Error).message}. Is it another user's, or the disk full?`,
    );
  }
}

/** A server left over by a killed Nadi is stopped; one that serves a living Nadi is respected. */
async function clearTheWay(folder: string, cluster: string): Promise<string[]> {
  const version = join(cluster, 'PG_VERSION');
  if (existsSync(version) && readFileSync(version, 'utf8').trim() !== MAJOR) {
    throw new EmbeddedPostgresError(
      `${cluster} was made by PostgreSQL ${readFileSync(version, 'utf8').trim()}, this one is ${MAJOR}: export the topology with the Nadi that made it, or use another NADI_DATA_DIR`,
    );
  }
  const record = readServerRecord(folder);
  if (record && record.ownerPid !== process.pid && isOwnerAlive(record)) {
    throw new EmbeddedPostgresError(
      `the data folder ${folder} is in use by the running process ${record.ownerPid}: stop it, or use another NADI_DATA_DIR`,
    );
  }
  const orphan = runningServerPid(cluster);
  if (orphan === null) return [];
  process.kill(orphan, 'SIGINT');
  if (!(await isGone(orphan, 20_000)))
    throw new EmbeddedPostgresError(
      `a PostgreSQL left over from an earlier run (process ${orphan}) does not stop: end it, then start again`,
    );
  return [`stopped the PostgreSQL that an earlier run left behind (process ${orphan})`];
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += 50) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
  return false;
}

/** Makes the cluster at the first start and answers the password. An initdb that was cut short is begun anew. */
function initialise(folder: string, cluster: string, runner: PostgresRunner): string {
  const passwordFile = join(folder, 'postgres.password');
  const done = join(folder, 'postgres.initialised');
  if (existsSync(done) && existsSync(passwordFile)) {
    checkOwner(cluster, runner);
    return readFileSync(passwordFile, 'utf8').trim();
  }
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { mode: 0o700 });
  giveTo(runner, cluster);
  const password = randomBytes(24).toString('base64url');
  writePrivate(passwordFile, password);
  const handed = join(folder, 'postgres.handed');
  writePrivate(handed, password);
  giveTo(runner, handed);
  const made = runPostgres(runner, runner.binaries.initdb, [
    '-D',
    cluster,
    '-U',
    'nadi',
    '--auth=scram-sha-256',
    `--pwfile=${handed}`,
    '--encoding=UTF8',
    '--locale=C',
  ]);
  rmSync(handed, { force: true });
  if (made.status !== 0)
    throw new EmbeddedPostgresError(
      `the database cannot be made in ${cluster}: ${(made.error?.message ?? (made.stderr || made.stdout)).trim().slice(-800)}`,
    );
  writeFileSync(done, '');
  return password;
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

async function startServer(
  folder: string,
  cluster: string,
  runner: PostgresRunner,
  password: string,
): Promise<{ url: string; child: ChildProcess }> {
  const logFile = join(folder, 'postgres.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const log = openSync(logFile, 'w', 0o600);
    const child = spawnServer(cluster, runner, port, log);
    closeSync(log);
    const url = `postgres://nadi:${password}@127.0.0.1:${port}/postgres`;
    if (await answers(url, child)) return { url, child };
    await stopProcess(child);
    const said = readFileSync(logFile, 'utf8').trim().slice(-1_200);
    if (attempt < PORT_TRIES && /could not (bind|create any TCP)/.test(said)) continue;
    throw new EmbeddedPostgresError(`the embedded PostgreSQL did not start on ${cluster}. It said:\n${said}`);
  }
}

function spawnServer(cluster: string, runner: PostgresRunner, port: number, log: number): ChildProcess {
  const options = Object.entries(TUNING).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // The server goes down with us even when we are killed: an orphan would hold the folder.
  const mourning = spawnSync('setpriv', ['--pdeathsig', 'INT', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'INT'] : [];
  const words = [
    ...runner.prefix,
    ...mourning,
    runner.binaries.postgres,
    '-D',
    cluster,
    '-p',
    String(port),
    '-h',
    '127.0.0.1',
    '-k',
    '',
    ...options,
  ];
  const child = spawn(words[0], words.slice(1), { cwd: '/', stdio: ['ignore', log, log], ...runner.user });
  child.on('error', () => undefined);
  return child;
}

/** Waits until the server answers; false when it ended first. */
async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      await new Promise((wake) => setTimeout(wake, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((wake) => child.once('exit', () => wake()));
  child.kill('SIGINT');
  const force = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await gone;
  clearTimeout(force);
}

function freePort(): Promise<number> {
  return new Promise((wake, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => wake(port));
    });
  });
}

function writePrivate(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  chmodSync(path, 0o600);
}
