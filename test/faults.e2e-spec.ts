import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@app/platform';
import pg from 'pg';
import { type AlertSink, startAlertSink } from './support/alert.sink.js';
import { City, cutOnce, isNone, isOne, kindsOf, pause, ROUNDS_MS, SPAN } from './support/city.js';
import { eventually } from './support/nadi.js';

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A PostgreSQL of the test's own, to be stopped and started at the same address. */
class OwnPostgres {
  private readonly folder = mkdtempSync(join(tmpdir(), 'nadi-own-postgres-'));
  private server: EmbeddedPostgres | null = null;
  private port = 0;

  async start(): Promise<void> {
    this.port ||= await freePort();
    this.server = await startEmbeddedPostgres(this.folder, { choosePort: () => Promise.resolve(this.port) });
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    this.server = null;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** An empty database, to be used as NADI_DATABASE_URL. */
  async database(name: string): Promise<string> {
    await this.query(`CREATE DATABASE ${name}`);
    return Object.assign(new URL(this.server?.url ?? ''), { pathname: `/${name}` }).href;
  }

  /** Ends the connection that holds the lead; both ends go on. */
  async cutOffLead(database: string): Promise<void> {
    await this.query(
      `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = 'nadi leader' AND a.datname = '${database}'`,
    );
  }

  private async query(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.server?.url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

describe('when things fail', () => {
  const postgres = new OwnPostgres();
  const cities: City[] = [];
  let alerts: AlertSink;

  beforeAll(() => postgres.start(), 60_000);
  beforeEach(async () => {
    alerts = await startAlertSink();
  });
  afterEach(async () => {
    for (const city of cities.splice(0)) await city.stop();
    await alerts.stop();
  }, 60_000);
  afterAll(async () => {
    await postgres.stop();
    postgres.remove();
  }, 60_000);

  async function city(env: Record<string, string> = {}, token?: string): Promise<City> {
    const made = new City({ NADI_ALERTMANAGER_URLS: alerts.url, ...env }, token);
    cities.push(made);
    return made.start();
  }

  describe('the database goes away and comes back', () => {
    it('asks on, ends nothing, and tells the cut of meanwhile once', async () => {
      const nadi = await city({ NADI_DATABASE_URL: await postgres.database('away') });
      await nadi.everybodyAnswers();
      await postgres.stop();
      await nadi.lab('cut', SPAN);
      const { missing } = await eventually(
        () => nadi.readiness(),
        ({ status }) => status === 503,
        'readyz to say no',
      );
      expect(missing.map(({ what }) => what)).toContain('database');
      const asked = await nadi.metric('nadi_probes_total');
      await pause(ROUNDS_MS);
      expect(await nadi.metric('nadi_probes_total')).toBeGreaterThan(asked);
      expect([await nadi.status('/healthz'), await nadi.status('/metrics')]).toEqual([200, 200]);
      expect((await nadi.readiness()).status).toBe(503);
      expect(alerts.turns).toEqual([]);

      await postgres.start();
      const [cut] = await eventually(() => nadi.open(), isOne, 'the outage');
      expect(cut).toMatchObject({ alertName: 'FibreSpanCut', rootCode: SPAN });
      await eventually(
        () => nadi.readiness(),
        ({ status }) => status === 200,
        'readyz to say yes',
      );
      await pause(ROUNDS_MS);
      expect((await nadi.open()).map(({ id }) => id)).toEqual([cut.id]);
      expect(alerts.turns).toEqual(cutOnce.slice(0, 1));

      await nadi.lab('heal', SPAN);
      await eventually(() => nadi.open(), isNone, 'the outage to clear');
      await nadi.everybodyAnswers();
      await pause(ROUNDS_MS);
      expect(alerts.turns).toEqual(cutOnce);
      expect(await nadi.outages()).toHaveLength(1);
    }, 90_000);

    it('keeps what is open over an absence, and clears what healed meanwhile', async () => {
      const nadi = await city({ NADI_DATABASE_URL: await postgres.database('healed') });
      await nadi.everybodyAnswers();
      await nadi.lab('cut', SPAN);
      const [cut] = await eventually(() => nadi.open(), isOne, 'the outage');
      await postgres.stop();
      await nadi.lab('heal', SPAN);
      await pause(ROUNDS_MS);
      // Nobody may be told what is not kept.
      expect(alerts.turns).toEqual(cutOnce.slice(0, 1));
      await postgres.start();
      await eventually(
        () => alerts.turns,
        (turns) => turns.length > 1,
        'the alert to be resolved',
      );
      const [after, ...others] = await eventually(
        () => nadi.outages(),
        ([each]) => !each.isOpen,
        'the outage to clear',
      );
      expect(others).toEqual([]);
      expect(after.id).toBe(cut.id);
      expect([kindsOf(after)[0], kindsOf(after).at(-1)]).toEqual(['opened', 'cleared']);
      expect(alerts.turns).toEqual(cutOnce);
    }, 90_000);
  });

  describe('two services on one database', () => {
    it('has one lead; the other follows within seconds when it is killed, and keeps what is open', async () => {
      const env = { NADI_DATABASE_URL: await postgres.database('two') };
      const first = await city(env);
      await first.everybodyAnswers();
      const second = await city(env, first.service.token);
      expect(await second.readiness()).toEqual({ status: 200, missing: [] });
      await Promise.all([first.lab('cut', SPAN), second.lab('cut', SPAN)]);
      const [cut] = await eventually(() => first.open(), isOne, 'the outage');
      await pause(ROUNDS_MS);
      expect((await second.open()).map(({ id }) => id)).toEqual([cut.id]);

      await first.kill();
      await eventually(
        () => second.metric('nadi_outages_open'),
        (open) => open === 1,
        'the other to lead',
      );
      await pause(ROUNDS_MS);
      expect((await second.open()).map(({ id }) => id)).toEqual([cut.id]);
      expect(alerts.turns).toEqual(cutOnce.slice(0, 1));

      await second.lab('heal', SPAN);
      await eventually(() => second.open(), isNone, 'the outage to clear');
      await second.everybodyAnswers();
      await pause(ROUNDS_MS);
      expect((await second.outages()).map(({ id }) => id)).toEqual([cut.id]);
      expect(alerts.turns).toEqual(cutOnce);
    }, 90_000);

    it('says nothing more once another leads, and leads again with nothing of before', async () => {
      const env = { NADI_DATABASE_URL: await postgres.database('handover') };
      const first = await city(env);
      await first.everybodyAnswers();
      const second = await city(env, first.service.token);
      await Promise.all([first.lab('cut', SPAN), second.lab('cut', SPAN)]);
      const [cut] = await eventually(() => first.open(), isOne, 'the outage');
      // Who leads tells of the whole city; who stands by, of itself alone.
      const leads = async (each: City) => (await each.metric('nadi_station_cameras')) > 0;
      await postgres.cutOffLead('handover');
      await eventually(() => leads(second), Boolean, 'the other to lead');
      await eventually(
        () => leads(first),
        (isLeading) => !isLeading,
        'the first to stand by',
      );
      expect(await first.readiness()).toEqual({ status: 200, missing: [] });

      await Promise.all([first.lab('heal', SPAN), second.lab('heal', SPAN)]);
      await eventually(() => second.open(), isNone, 'the outage to clear');
      await pause(ROUNDS_MS);
      expect(alerts.turns).toEqual(cutOnce);

      await second.kill();
      await eventually(() => leads(first), Boolean, 'the first to lead again');
      await first.everybodyAnswers();
      await pause(ROUNDS_MS);
      expect((await first.outages()).map(({ id, isOpen }) => ({ id, isOpen }))).toEqual([{ id: cut.id, isOpen: false }]);
      expect(alerts.turns).toEqual(cutOnce);
    }, 90_000);
  });

  describe('kill -9 at any moment', () => {
    it('never has two open outages of one root, nor one that stays', async () => {
      const nadi = await city();
      for (let round = 1; round <= 3; round++) {
        await nadi.everybodyAnswers();
        await nadi.lab('cut', SPAN);
        await pause(Math.random() * 4_000);
        await nadi.kill();
        // The simulated hosts come back whole.
        await nadi.start();
        await nadi.everybodyAnswers();
        await eventually(() => nadi.open(), isNone, 'all outages to clear');
      }
      const outages = await nadi.outages();
      expect(outages.length).toBeLessThanOrEqual(3);
      for (const each of outages) {
        expect(each.rootCode).toBe(SPAN);
        expect(kindsOf(each).filter((kind) => kind === 'opened' || kind === 'cleared')).toEqual(['opened', 'cleared']);
        expect([kindsOf(each)[0], kindsOf(each).at(-1)]).toEqual(['opened', 'cleared']);
      }
      await pause(ROUNDS_MS);
      expect(alerts.firing()).toEqual([]);
    }, 120_000);
  });

  describe('everything falls silent at once', () => {
    it('is the poller that is blind, and nothing else', async () => {
      const nadi = await city();
      await nadi.everybodyAnswers();
      const { reason } = (JSON.parse(await nadi.lab('status', '--json')) as { status: { reason: string } }).status;
      const host = /^process (\d+) plays/.exec(reason)?.[1];
      // Without a namespace no process plays the hosts.
      if (host === undefined) return;
      process.kill(Number(host), 'SIGKILL');
      const [blind] = await eventually(() => nadi.open(), isOne, 'the outage');
      expect(blind.alertName).toBe('PollerBlind');
      await eventually(
        () => nadi.count('UP, DOWN, UNREACHABLE, DEGRADED'),
        (known) => known === 0,
        'all to be unknown',
      );
      await pause(ROUNDS_MS);
      expect((await nadi.outages()).map(({ alertName }) => alertName)).toEqual(['PollerBlind']);
      expect(alerts.turns).toEqual([{ status: 'firing', alert: `PollerBlind ${blind.rootCode}` }]);
      expect(await nadi.metric('nadi_poller_blind')).toBe(1);

      await nadi.kill();
      await nadi.start();
      await nadi.everybodyAnswers();
      await eventually(() => nadi.open(), isNone, 'the outage to clear');
      expect((await nadi.outages()).map(({ id }) => id)).toEqual([blind.id]);
      expect(alerts.turns.slice(1)).toEqual([{ status: 'resolved', alert: `PollerBlind ${blind.rootCode}` }]);
    }, 90_000);
  });
});
