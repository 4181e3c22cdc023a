import { jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import {
  DomainEvents,
  EmbeddedPostgresError,
  findRunningServer,
  LeaderLock,
  SILENT_LOG,
  type Standing,
  startEmbeddedPostgres,
  Transactor,
} from '@app/platform';
import { openNadiDatabase } from '../apps/nadi/src/database.rooms.js';
import { temporaryFolder } from './support/database.js';
import { eventually } from './support/nadi.js';

jest.setTimeout(60_000);
const ALMOST_A_HEARTBEAT_MS = 4_300;

const ROOT = new URL('../', import.meta.url).pathname;
const PLATFORM = join(ROOT, process.env.NADI_TEST_DIST ?? 'dist', 'libs/platform/src/index.js');

let folder: ReturnType<typeof temporaryFolder>;
const children = new Set<ChildProcess>();
beforeEach(() => (folder = temporaryFolder()));
afterEach(async () => {
  for (const child of children) await killed(child);
  children.clear();
  folder.remove();
});

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

interface Owner {
  readonly child: ChildProcess;
  readonly url?: string;
  readonly error?: string;
}

/** Another process that starts the database on our folder and keeps it. */
async function owner(): Promise<Owner> {
  const child = spawn(process.execPath, [join(ROOT, 'test/support/database.owner.mjs'), PLATFORM, folder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  children.add(child);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const line = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the owner ended with ${code}, saying nothing`)));
  });
  return { child, ...(JSON.parse(line) as object) };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** The server on our folder, which this test started. */
function serverPid(): number {
  return Number(readFileSync(join(folder.path, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

describe('the embedded database', () => {
  it('keeps its data over a restart, and leaves nothing running', async () => {
    const first = await startEmbeddedPostgres(folder.path);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS seven');
    expect(findRunningServer(folder.path)?.url).toBe(first.url);
    const pid = serverPid();
    await first.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(findRunningServer(folder.path)).toBeNull();
    const second = await startEmbeddedPostgres(folder.path);
    expect(await ask(second.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    await second.stop();
  });

  it.each(['its owner alone is', 'its owner and it are'])('keeps what was committed when %s killed', async (who) => {
    const { child, url = '' } = await owner();
    await ask(url, 'CREATE TABLE kept AS SELECT 7 AS seven');
    if (who === 'its owner and it are') process.kill(serverPid(), 'SIGKILL');
    await killed(child);
    const again = await startEmbeddedPostgres(folder.path);
    expect(await ask(again.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    await again.stop();
  });

  it('belongs to one living process, which is named to a second', async () => {
    const { child, url = '' } = await owner();
    await expect(startEmbeddedPostgres(folder.path)).rejects.toThrow(
      `the data folder ${folder.path} is in use by the running process ${child.pid}: stop it, or use another NADI_DATA_DIR`,
    );
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(findRunningServer(folder.path)?.url).toBe(url);
  });

  it('belongs to one of several that start at the same moment', async () => {
    const owners = await Promise.all([owner(), owner(), owner()]);
    const [winner, ...others] = owners.filter(({ url }) => url !== undefined);
    expect(others).toEqual([]);
    for (const { error } of owners.filter((each) => each !== winner))
      expect(error).toContain(`in use by the running process ${winner.child.pid}`);
    expect(await ask(winner.url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('takes another port when one is taken', async () => {
    const other = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const taken = (other.address() as AddressInfo).port;
    const ports = [taken, taken, taken + 1, taken + 2, taken + 3];
    const running = await startEmbeddedPostgres(folder.path, { choosePort: async () => ports.shift() ?? 0 });
    expect(Number(new URL(running.url).port)).toBeGreaterThan(taken);
    await running.stop();
    other.close();
  });

  it('says what is wrong with its folder', async () => {
    const refused = async (path: string) => {
      const error: unknown = await startEmbeddedPostgres(path)
        .then((running) => running.stop())
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(EmbeddedPostgresError);
      return (error as Error).message;
    };
    expect(await refused('/dev/null/nadi')).toMatch(/^the data folder \/dev\/null\/nadi cannot be made: ENOTDIR.*Set NADI_DATA_DIR$/);
    writeFileSync(join(folder.path, 'file'), '');
    expect(await refused(join(folder.path, 'file'))).toMatch(/cannot be made: EEXIST/);
    mkdirSync(join(folder.path, 'old', 'postgres'), { recursive: true });
    writeFileSync(join(folder.path, 'old', 'postgres', 'PG_VERSION'), '16\n');
    expect(await refused(join(folder.path, 'old'))).toMatch(/was made by PostgreSQL 16, this one is 18: export the topology/);
  });

  it('never deletes a database: not for a lost password, not for a lost mark', async () => {
    const first = await startEmbeddedPostgres(folder.path);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS seven');
    await first.stop();
    const password = join(folder.path, 'postgres.password');
    renameSync(password, `${password}.away`);
    await expect(startEmbeddedPostgres(folder.path)).rejects.toThrow(`${password} is missing`);
    rmSync(join(folder.path, 'postgres.initialised'));
    const fresh = await startEmbeddedPostgres(folder.path);
    await fresh.stop();
    const aside = readdirSync(folder.path).find((name) => name.startsWith('postgres.unfinished-')) ?? '';
    expect(existsSync(join(folder.path, aside, 'PG_VERSION'))).toBe(true);
  });
});

describe('what stands on the database', () => {
  it('makes the tables once when two processes start at once', async () => {
    const server = await startEmbeddedPostgres(folder.path);
    const open = () => openNadiDatabase({ url: server.url, poolSize: 2, log: SILENT_LOG });
    const pools = await Promise.all([open(), open(), open()]);
    expect(await ask(server.url, 'SELECT count(*)::int - count(DISTINCT name)::int AS twice FROM migrations')).toEqual([{ twice: 0 }]);
    for (const pool of pools) await pool.destroy();
    await server.stop();
  });

  it('goes on after the database went away and came back', async () => {
    const server = await startEmbeddedPostgres(folder.path);
    const database = await openNadiDatabase({ url: server.url, log: SILENT_LOG });
    const events = new DomainEvents(new Transactor(database), server.url, SILENT_LOG);
    const heard: string[] = [];
    events.listen(({ type, id }) => heard.push(`${type} ${id}`));
    await events.start();
    const terms: Standing[] = [];
    const leader = new LeaderLock(server.url, SILENT_LOG, (standing) => terms.push(standing));
    await leader.start();
    expect(leader.isLeader).toBe(true);

    process.kill(serverPid(), 'SIGKILL');
    await eventually(
      () => leader.isLeader,
      (isLeader) => !isLeader,
      'the end of the term',
    );
    await eventually(
      () => heard,
      (all) => all.includes('resync '),
      'the resync',
    );
    await eventually(
      () => leader.isLeader,
      (isLeader) => isLeader,
      'a new term',
    );
    expect(terms).toEqual(['leading', 'cut-off', 'leading']);
    await events.publish({ type: 'outage.opened', id: '7' });
    await eventually(
      () => heard,
      (all) => all.at(-1) === 'outage.opened 7',
      'an event after that',
    );
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);

    await leader.stop();
    await events.stop();
    await database.destroy();
    await server.stop();
  });
});

describe('on one database', () => {
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  let database: Awaited<ReturnType<typeof openNadiDatabase>>;
  let place: ReturnType<typeof temporaryFolder>;
  beforeAll(async () => {
    place = temporaryFolder();
    server = await startEmbeddedPostgres(place.path);
    database = await openNadiDatabase({ url: server.url, log: SILENT_LOG });
  });
  afterAll(async () => {
    await database.destroy();
    await server.stop();
    place.remove();
  });

  it('of two engines one leads, and the other follows when its connection dies', async () => {
    const engines = [0, 1].map(() => new LeaderLock(server.url, SILENT_LOG, () => undefined));
    for (const engine of engines) await engine.start();
    expect(engines.map(({ isLeader }) => isLeader)).toEqual([true, false]);
    await engines[0].stop();
    await eventually(
      () => engines[1].isLeader,
      (isLeader) => isLeader,
      'the second to lead',
    );
    await ask(server.url, `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted`);
    await eventually(
      () => engines[1].isLeader,
      (isLeader) => !isLeader,
      'the loss',
    );
    await eventually(
      () => engines[1].isLeader,
      (isLeader) => isLeader,
      'the same to lead again',
    );
    await engines[1].stop();
    await eventually(
      () => ask(server.url, `SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`),
      (locks) => locks.length === 0,
      'no lock',
    );
  });

  it('an engine whose line is cut gives way to the one that stands by', async () => {
    const engines = [0, 1].map(() => new LeaderLock(server.url, SILENT_LOG, () => undefined));
    for (const engine of engines) await engine.start();
    expect(engines.map(({ isLeader }) => isLeader)).toEqual([true, false]);
    // By now the first is about to look after its line by itself, and would be quicker than the other.
    await new Promise((resolve) => setTimeout(resolve, ALMOST_A_HEARTBEAT_MS));
    await ask(server.url, `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted`);
    await eventually(
      () => engines.map(({ isLeader }) => isLeader),
      ([first, second]) => !first && second,
      'the other to lead',
      8_000,
    );
    for (const engine of engines) await engine.stop();
  });

  it('an engine that is stopped while it connects leaves no lock', async () => {
    const engine = new LeaderLock(server.url, SILENT_LOG, () => undefined);
    const starting = engine.start();
    await engine.stop();
    await starting;
    await eventually(
      () => ask(server.url, `SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`),
      (locks) => locks.length === 0,
      'no lock',
    );
  });

  it('events leave with the commit, all of them, and not with a rollback', async () => {
    const transactor = new Transactor(database);
    const events = new DomainEvents(transactor, server.url, SILENT_LOG);
    const heard: string[] = [];
    events.listen(({ id }) => heard.push(id));
    await events.start();
    const ids = Array.from({ length: 3_000 }, (_, i) => `kamera-${i}-é"`);
    const broken = transactor.run(async () => {
      await events.publish({ type: 'a', id: 'never' });
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    await transactor.run(() => events.publishMany('b', ids));
    await eventually(
      () => heard.length,
      (count) => count >= ids.length,
      'all ids',
    );
    expect(heard).toEqual(ids);
    await events.stop();
  });

  it('a stranger on the channel and a listener that fails disturb nobody', async () => {
    const events = new DomainEvents(new Transactor(database), server.url, SILENT_LOG);
    const heard: string[] = [];
    events.listen(() => {
      throw new Error('this listener is broken');
    });
    events.listen(({ id }) => heard.push(id));
    await events.start();
    for (const payload of ['', 'hello', '{}', 'null', '{"type":"a","ids":[7]}'])
      await ask(server.url, `SELECT pg_notify('nadi', '${payload}')`);
    await events.publish({ type: 'a', id: '8' });
    await eventually(
      () => heard,
      (all) => all.length > 0,
      'the event',
    );
    expect(heard).toEqual(['8']);
    await events.stop();
  });

  it('a listener whose connection is cut says so when it listens again', async () => {
    const events = new DomainEvents(new Transactor(database), server.url, SILENT_LOG);
    const heard: string[] = [];
    events.listen(({ type }) => heard.push(type));
    await events.start();
    await ask(server.url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'nadi events'`);
    await eventually(
      () => heard,
      (all) => all.length > 0,
      'the resync',
    );
    await events.publish({ type: 'a', id: '1' });
    await eventually(
      () => heard,
      (all) => all.length > 1,
      'the next event',
    );
    expect(heard).toEqual(['resync', 'a']);
    await events.stop();
  });
});
