import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import pg from 'pg';
import type { Log } from './log.js';
import type { PostgresRunner } from './postgres.runner.js';

/** Why the embedded database could not start, in words that say what to do. */
export class EmbeddedPostgresError extends Error {}

const PORT_TRIES = 5;
const START_TIMEOUT_MS = 60_000;
const RESTART_FIRST_MS = 250;
const RESTART_LONGEST_MS = 10_000;
const PORT_TAKEN = /could not (bind|create any TCP)/;
/** The server was killed, and its workers are about to notice. */
const STILL_ENDING = /pre-existing shared memory block|lock file "postmaster\.pid" already exists/;
const WRONG_PASSWORD = '28P01';
/** Small: the city's state is some hundred megabytes, and the operating system caches files anyway. */
const TUNING = {
  shared_buffers: '24MB',
  // The largest pool that the settings allow, and the connections that listen, lead and look after.
  max_connections: '120',
  jit: 'off',
  io_method: 'sync',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  password_encryption: 'scram-sha-256',
  log_min_messages: 'warning',
};

export interface ServerPlace {
  readonly cluster: string;
  readonly logFile: string;
  readonly runner: PostgresRunner;
  readonly password: string;
  readonly log: Log;
  /** A port to try; another one is asked for when it is taken. */
  readonly choosePort?: () => Promise<number>;
}

/** The server process on a cluster. One that ends by itself is started again at the same address. */
export class PostgresServer {
  private child: ChildProcess | null = null;
  private port = 0;
  private isStopped = false;
  private restart: NodeJS.Timeout | null = null;
  private pauseMs = RESTART_FIRST_MS;

  constructor(private readonly place: ServerPlace) {}

  get url(): string {
    return `postgres://nadi:${this.place.password}@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (let attempt = 1; ; attempt += 1) {
      this.port = await (this.place.choosePort ?? freePort)();
      const child = this.spawn();
      if (await this.answers(child)) return this.watch(child);
      await stopProcess(child);
      const said = readFileSync(this.place.logFile, 'utf8').trim().slice(-1_200);
      if (attempt < PORT_TRIES && PORT_TAKEN.test(said)) continue;
      if (!STILL_ENDING.test(said) || Date.now() > deadline)
        throw new EmbeddedPostgresError(`the embedded PostgreSQL did not start on ${this.place.cluster}. It said:\n${said}`);
      await new Promise((wake) => setTimeout(wake, RESTART_FIRST_MS));
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.restart) clearTimeout(this.restart);
    if (this.child) await stopProcess(this.child);
  }

  private watch(child: ChildProcess): void {
    this.child = child;
    const ended = () => {
      if (this.isStopped) return;
      this.place.log.warn(
        { exitCode: child.exitCode, signal: child.signalCode },
        'the embedded database ended by itself: starting it again',
      );
      this.again();
    };
    if (child.exitCode !== null || child.signalCode !== null) ended();
    else child.once('exit', ended);
  }

  /** At the same port: the pools find it by themselves. */
  private again(): void {
    this.restart = setTimeout(() => {
      const child = this.spawn();
      this.child = child;
      void this.answers(child).then(async (isUp) => {
        if (this.isStopped) return stopProcess(child);
        this.pauseMs = isUp ? RESTART_FIRST_MS : Math.min(2 * this.pauseMs, RESTART_LONGEST_MS);
        if (isUp) return this.watch(child);
        await stopProcess(child);
        this.place.log.error({ pauseMs: this.pauseMs }, 'the embedded database does not start again: trying once more');
        if (!this.isStopped) this.again();
      });
    }, this.pauseMs);
  }

  private spawn(): ChildProcess {
    const { cluster, logFile, runner } = this.place;
    const options = Object.entries(TUNING).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const where = ['-D', cluster, '-p', String(this.port), '-h', '127.0.0.1', '-k', ''];
    const words = [...runner.prefix, ...mourning(), runner.binaries.postgres, ...where, ...options];
    const log = openSync(logFile, 'w', 0o600);
    try {
      // Detached: Ctrl-C reaches the whole group of a terminal, and the database must outlast those who use it.
      const child = spawn(words[0], words.slice(1), { cwd: '/', stdio: ['ignore', log, log], detached: true, ...runner.user });
      child.on('error', () => undefined);
      return child;
    } finally {
      closeSync(log);
    }
  }

  /** Waits until the server answers; false when it ended first. */
  private async answers(child: ChildProcess): Promise<boolean> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline && child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 2_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return true;
      } catch (error) {
        if ((error as { code?: string }).code === WRONG_PASSWORD) return false;
        await new Promise((wake) => setTimeout(wake, 50));
      } finally {
        await client.end().catch(() => undefined);
      }
    }
    return false;
  }
}

/** The server goes down with us even when we are killed: an orphan would hold the folder. */
function mourning(): string[] {
  const words = ['setpriv', '--pdeathsig', 'INT'];
  return spawnSync(words[0], [...words.slice(1), 'true']).status === 0 ? words : [];
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
