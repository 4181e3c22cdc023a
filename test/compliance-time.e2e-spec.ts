import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CameraTimeService, openRules, RuleBook } from '@app/compliance';
import { fixture } from './support/api.js';
import { startTestDatabase, type TestDatabase } from './support/database.js';
import { randomOf } from './support/random.history.js';

jest.setTimeout(60_000);

/** By hand: NADI_TEST_SEED=7 NADI_TEST_STEPS=500. */
const SEED = Number(process.env['NADI_TEST_SEED'] ?? 20261125);
const STEPS = Number(process.env['NADI_TEST_STEPS'] ?? 120);
const STATUSES = ['UP', 'DEGRADED', 'DOWN', 'UNREACHABLE', 'UNKNOWN'] as const;
/** Names by place of the small city; what stands where is read from it. */
const CAUSES = [
  { kind: 'DEVICE', code: 'gd1-cam-1' },
  { kind: 'DEVICE', code: 'gd2-cam-1' },
  { kind: 'DEVICE', code: 'psa-sw' },
  { kind: 'LINK', code: 'L-GD1-C1' },
  { kind: 'LINK', code: 'L-SUB-GD2' },
  { kind: 'SPAN', code: 'S5' },
  { kind: 'CONDUIT', code: 'DUCT1' },
  { kind: 'PLACE', code: 'GD1' },
  { kind: 'PLACE', code: 'GD2' },
];

interface Tally {
  up_s: number;
  down_s: number;
  excluded_s: number;
}

describe(`camera time (seed ${SEED})`, () => {
  const random = randomOf(SEED);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)];
  let nadi: TestDatabase;
  let cameras: { id: number; code: string }[];
  let placeOf: Map<string, string[]>;

  beforeAll(async () => {
    nadi = await startTestDatabase();
  });
  afterAll(() => nadi.stop());
  beforeEach(async () => {
    await nadi.clear();
    await nadi.importer.import(fixture('small-city.json'), { dryRun: false, actor: 'test' });
    cameras = await nadi.rows(
      `SELECT device.id, place.code FROM device JOIN place ON place.id = device.place_id JOIN building ON building.place_id = place.id WHERE device.role = 'CAMERA' ORDER BY 1`,
    );
    const devices = await nadi.rows<{ name: string; code: string }>(
      `SELECT device.name, place.code FROM device JOIN place ON place.id = device.place_id
       UNION ALL SELECT link.code, place.code FROM link JOIN device ON device.id IN (link.a_device_id, link.z_device_id) JOIN place ON place.id = device.place_id`,
    );
    placeOf = new Map();
    for (const { name, code } of devices) placeOf.set(name, [...(placeOf.get(name) ?? []), code]);
  });

  /** Whether all that an outage may be lies in the building; found apart from the product. */
  function isTheirs(suspects: readonly (typeof CAUSES)[number][], cause: string | null, code: string): boolean {
    if (cause === 'power') return false;
    return suspects.every(({ kind, code: suspect }) => {
      if (kind === 'PLACE') return suspect === code;
      if (kind !== 'DEVICE' && kind !== 'LINK') return false;
      return (placeOf.get(suspect) ?? ['?']).every((place) => place === code);
    });
  }

  async function outage(): Promise<{ id: string; suspects: (typeof CAUSES)[number][]; cause: string | null }> {
    const suspects = [pick(CAUSES), ...(random() < 0.4 ? [pick(CAUSES)] : [])];
    const cause = pick([null, null, 'power', 'fibre']);
    const id = randomUUID();
    await nadi.rows(
      `INSERT INTO outage (id, alert_name, severity, kind, root_code, candidates, opened_at, cleared_at, affected_devices, affected_cameras, affected_stations, topology_version, probable_cause)
       VALUES ($1, 'DeviceDown', 'minor', $2, $3, $4::jsonb, now(), now(), '{}', 0, '{}', 1, $5)`,
      [id, suspects[0].kind, suspects[0].code, JSON.stringify(suspects), cause],
    );
    return { id, suspects, cause };
  }

  it('is what happened, second by second, whenever it was counted', async () => {
    const start = nadi.clock.now().getTime() + 3_600_000;
    await nadi.rows('UPDATE device SET valid_from = $1', [new Date(start - 1_000)]);
    const outages = [await outage(), await outage(), await outage(), await outage(), await outage()];
    const book = openRules(null);
    const service = new CameraTimeService(nadi.transactor, nadi.clock, book, { lateMs: 0, longestMs: 86_400_000 });
    nadi.clock.advance(3_600_000);
    expect(await service.tally()).toEqual({ kind: 'begun' });

    // What each camera is, as the oracle knows it; null: nobody ever concluded anything.
    const now = new Map<number, { status: string; outage: (typeof outages)[number] | null } | null>(cameras.map(({ id }) => [id, null]));
    const expected = new Map<string, Tally>();
    for (let step = 0; step < STEPS; step += 1) {
      const seconds = pick([0, 1, 7, 60, 3_600]);
      for (const { id, code } of cameras) {
        const is = now.get(id);
        if (!is || seconds === 0) continue;
        const tally = expected.get(code) ?? { up_s: 0, down_s: 0, excluded_s: 0 };
        if (is.status === 'UP' || is.status === 'DEGRADED') tally.up_s += seconds;
        else if (is.status !== 'UNKNOWN' && is.outage && isTheirs(is.outage.suspects, is.outage.cause, code)) tally.down_s += seconds;
        else tally.excluded_s += seconds;
        expected.set(code, tally);
      }
      nadi.clock.advance(seconds * 1_000);
      if (random() < 0.3) await service.tally();
      const [{ id: version }] = await nadi.rows<{ id: number }>('INSERT INTO state_version (at, statuses) VALUES ($1, 1) RETURNING id', [
        nadi.clock.now(),
      ]);
      for (const { id } of cameras) {
        if (random() < 0.5) continue;
        const status = pick(STATUSES);
        const at = status === 'UP' || random() < 0.2 ? null : pick(outages);
        now.set(id, { status, outage: at });
        await nadi.rows('INSERT INTO concluded_status (device_id, state_version, status, since, outage_id) VALUES ($1, $2, $3, $4, $5)', [
          id,
          version,
          STATUSES.indexOf(status),
          nadi.clock.now(),
          at?.id ?? null,
        ]);
      }
    }
    await service.tally();
    const found = await nadi.rows<Tally & { code: string }>(
      `SELECT building_code AS code, sum(up_s) AS up_s, sum(down_s) AS down_s, sum(excluded_s) AS excluded_s FROM compliance_tally GROUP BY 1 ORDER BY 1`,
    );
    const rounded = ({ up_s, down_s, excluded_s }: Tally) => ({
      up_s: Math.round(up_s),
      down_s: Math.round(down_s),
      excluded_s: Math.round(excluded_s),
    });
    const told = new Map(found.map(({ code, ...tally }) => [code, rounded(tally)]));
    expect(told).toEqual(new Map([...expected].map(([code, tally]) => [code, rounded(tally)])));
    const all = [...expected.values()];
    for (const part of ['up_s', 'down_s', 'excluded_s'] as const) expect(all.some((tally) => tally[part] > 0)).toBe(true);
  });

  it('of a pause in which nobody watched is not counted, and twice at once is counted once', async () => {
    const service = new CameraTimeService(nadi.transactor, nadi.clock, openRules(null), { lateMs: 0, longestMs: 60_000 });
    const [{ id }] = cameras;
    await nadi.rows('UPDATE device SET valid_from = $1', [new Date(0)]);
    const [{ id: version }] = await nadi.rows<{ id: number }>('INSERT INTO state_version (at, statuses) VALUES ($1, 1) RETURNING id', [
      new Date(1),
    ]);
    await nadi.rows('INSERT INTO concluded_status (device_id, state_version, status, since) VALUES ($1, $2, 0, $3)', [
      id,
      version,
      new Date(1),
    ]);
    await service.tally();
    nadi.clock.advance(600_000);
    expect((await service.tally()).kind).toBe('skipped');
    nadi.clock.advance(50_000);
    const both = await Promise.all([service.tally(), service.tally()]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['counted', 'nothing']);
    expect(await nadi.rows('SELECT sum(up_s) AS up_s, sum(down_s) AS down_s FROM compliance_tally')).toEqual([{ up_s: 50, down_s: 0 }]);
  });

  it('that is older than anything judges by is forgotten', async () => {
    const [rule] = openRules(null).rules;
    const short = new RuleBook([
      { ...rule, integrated: { ratio: 0.9, overMs: 60_000 }, lapsed: { ratio: 0.9, overMs: 60_000 }, repairedOverMs: 30_000 },
    ]);
    const service = new CameraTimeService(nadi.transactor, nadi.clock, short, { lateMs: 0, longestMs: 1e9 });
    await nadi.rows(
      `INSERT INTO compliance_tally (building_code, starts_at, up_s, down_s, excluded_s) VALUES ('GD1', $1, 1, 0, 0), ('GD1', $2, 2, 0, 0)`,
      [new Date(nadi.clock.now().getTime() - 121_000), new Date(nadi.clock.now().getTime() - 60_000)],
    );
    await service.tally();
    nadi.clock.advance(1_000);
    await service.tally();
    expect(await nadi.rows('SELECT up_s FROM compliance_tally WHERE up_s > 0')).toEqual([{ up_s: 2 }]);
  });
});
