import { jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AvailabilityLog,
  AvailabilityQueries,
  AvailabilityService,
  CLOCK,
  ClockKeeper,
  type ClockName,
  CLOCKS,
  type ClockSeconds,
  type CountedHours,
  MonthSealer,
} from '@app/availability';
import { type InventorySnapshot, StoredInventory } from '@app/inventory';
import { DEVICE_STATUSES } from '@app/kernel';
import { coverageOf } from '@app/maintenance';
import { Chance } from '@testing/topology';
import { fixture } from './support/api.js';
import { startTestDatabase, temporaryFolder, type TestDatabase } from './support/database.js';

jest.setTimeout(60_000);

const DAY_S = 86_400;
const nothing = () => Promise.resolve();
const RECOMPUTE = new URL('availability.recompute.mjs', import.meta.url).pathname;

/** What really happened, second by second: kept by the test, in no way by the product. */
class Truth {
  readonly changes = new Map<number, { atS: number; clock: number }[]>();
  readonly watched: { fromS: number; toS: number }[] = [];

  clockAt(id: number, second: number): ClockName {
    const isWatched = this.watched.some(({ fromS, toS }) => second >= fromS && second < toS);
    const last = this.changes.get(id)?.findLast(({ atS }) => atS <= second);
    return CLOCKS[isWatched && last ? last.clock : CLOCK.UNOBSERVED];
  }

  /** Every instant at which anything may change: in between the same clock runs. */
  seconds(id: number, fromS: number, toS: number, hours: CountedHours): Record<ClockName, number> {
    const turns = new Set([
      fromS,
      toS,
      ...this.watched.flatMap((each) => [each.fromS, each.toS]),
      ...(this.changes.get(id) ?? []).map(({ atS }) => atS),
    ]);
    if (hours === 'DAYLIGHT')
      for (let day = Math.floor(fromS / DAY_S) - 1; day * DAY_S <= toS; day++) {
        // 06.00 and 18.00 in Jakarta.
        turns.add(day * DAY_S + 23 * 3_600);
        turns.add(day * DAY_S + 11 * 3_600);
      }
    const inOrder = [...turns].filter((turn) => turn >= fromS && turn <= toS).sort((a, b) => a - b);
    const sums = Object.fromEntries(CLOCKS.map((name) => [name, 0])) as Record<ClockName, number>;
    for (let i = 0; i + 1 < inOrder.length; i++) {
      const ofDay = (inOrder[i] + 7 * 3_600) % DAY_S;
      if (hours === 'DAYLIGHT' && (ofDay < 6 * 3_600 || ofDay >= 18 * 3_600)) continue;
      sums[this.clockAt(id, inOrder[i])] += inOrder[i + 1] - inOrder[i];
    }
    return sums;
  }
}

describe('the four clocks', () => {
  let nadi: TestDatabase;
  let snapshot: InventorySnapshot;
  const folder = temporaryFolder();
  beforeAll(async () => {
    nadi = await startTestDatabase();
    await nadi.importer.import(fixture('small-city.json'), { actor: 'test', dryRun: false });
    snapshot = await new StoredInventory(nadi.transactor, nadi.events).snapshot();
  });
  afterAll(async () => {
    await nadi.stop();
    folder.remove();
  });

  const nowS = () => Math.floor(nadi.clock.now().getTime() / 1_000);

  it('add up to the second to what happened: months, restarts, blindness and late news included; sealed months too', async () => {
    const chance = new Chance(6);
    const [truth, began] = [new Truth(), nowS()];
    const { graph } = snapshot;
    const statuses = new Uint8Array(graph.deviceCount);
    const since = new Float64Array(graph.deviceCount);
    let keeper = new ClockKeeper(nadi.transactor, nadi.clock);
    await keeper.takeLead();
    let watch: { fromS: number; toS: number } | null = null;
    const keep = async () => {
      await keeper.keep(
        {
          snapshot,
          statuses,
          deviceSince: since,
          outageOf: Array<null>(graph.deviceCount).fill(null),
          outages: [],
          operUp: new Int8Array(2 * graph.linkCount).fill(-1),
          interfaceSince: new Float64Array(2 * graph.linkCount),
          coverage: coverageOf(snapshot, []),
          turnedMs: 0,
        },
        nothing,
      );
      watch ??= (truth.watched.push({ fromS: nowS(), toS: nowS() }), truth.watched.at(-1)!);
      watch.toS = nowS();
    };
    const flip = (device: number, status: string, sinceMs: number) => {
      statuses[device] = (DEVICE_STATUSES as readonly string[]).indexOf(status);
      since[device] = sinceMs;
      const clock = status === 'UP' ? CLOCK.UP : status === 'DOWN' ? CLOCK.OWN : CLOCK.UNOBSERVED;
      const list = truth.changes.get(snapshot.deviceIds[device]) ?? [];
      const atS = Math.floor(sinceMs / 1_000);
      // What comes within the same second counts last.
      truth.changes.set(snapshot.deviceIds[device], [...list.filter((each) => each.atS < atS), { atS, clock }]);
    };
    for (let device = 0; device < graph.deviceCount; device++) flip(device, 'UP', nadi.clock.now().getTime());
    await keep();
    for (let step = 0; step < 400; step++) {
      const boundary = [Date.UTC(2026, 10, 30, 17), Date.UTC(2026, 11, 31, 17), Date.UTC(2027, 0, 31, 17)].find(
        (at) => at > nadi.clock.now().getTime(),
      );
      const jump = chance.below(10) === 0 && boundary !== undefined && boundary - nadi.clock.now().getTime() < 30 * DAY_S * 1_000;
      // Some news come a few seconds after midnight of the first, of the seconds before it.
      nadi.clock.advance(
        jump && step > 100 ? boundary - nadi.clock.now().getTime() + 5_000 : 1 + chance.below(chance.below(2) ? 40_000 : 20_000_000),
      );
      const now = nadi.clock.now().getTime();
      // Each at most once: what comes and goes between two judgements is never concluded.
      for (const device of new Set(Array.from({ length: chance.below(4) }, () => chance.below(graph.deviceCount)))) {
        const last = truth.changes.get(snapshot.deviceIds[device])?.at(-1)?.atS ?? 0;
        const sinceMs = Math.max(now - chance.below(20_000), (last + 1) * 1_000);
        if (sinceMs > now) continue;
        flip(device, ['UP', 'DOWN', 'UNKNOWN'][chance.below(3)], sinceMs);
      }
      const fate = chance.below(30);
      if (fate === 0) {
        await keeper.pause();
        if (watch) (watch as { toS: number }).toS = nowS();
        watch = null;
        nadi.clock.advance(chance.below(4_000_000));
      } else if (fate === 1) {
        // The process dies and another takes over: nobody watched since the last word.
        keeper = new ClockKeeper(nadi.transactor, nadi.clock);
        await keeper.takeLead();
        watch = null;
      }
      await keep();
    }
    const ended = nowS();
    const log = new AvailabilityLog(nadi.transactor);
    const ids = [...snapshot.deviceIds];
    const compare = async () => {
      let compared = 0;
      for (let i = 0; i < 40; i++) {
        const [one, other] = [began - DAY_S + chance.below(ended - began + 2 * DAY_S), began + chance.below(ended - began)];
        const [fromS, toS] = i === 0 ? [began, ended] : [Math.min(one, other), Math.max(one, other)];
        const period = await log.period({ fromS, toS }, ended);
        const hours = i % 2 === 0 ? 'ALL' : 'DAYLIGHT';
        const sums = await log.secondsOf('DEVICE', ids, period, hours);
        for (const id of ids) {
          expect([fromS, toS, id, hours, sums.get(id)]).toEqual([
            fromS,
            toS,
            id,
            hours,
            truth.seconds(id, fromS, Math.min(toS, ended), hours),
          ]);
          compared += sums.get(id)!.OWN;
        }
      }
      return compared;
    };
    expect(await compare()).toBeGreaterThan(1_000_000);
    const alone = snapshot.graph.deviceIndex('prb-rt');
    const station = snapshot.placeIds[snapshot.graph.placeIndex('PRB')];
    const whole = await log.period({ fromS: began, toS: ended }, ended);
    const of = async (kind: 'DEVICE' | 'STATION', id: number) => (await log.secondsOf(kind, [id], whole, 'ALL')).get(id) as ClockSeconds;
    expect(await of('STATION', station)).toEqual(await of('DEVICE', snapshot.deviceIds[alone]));

    await recomputed(began, ended);
    nadi.clock.advance(2 * DAY_S * 1_000);
    const sealer = new MonthSealer(nadi.transactor, nadi.clock);
    let sealed = 0;
    while ((await sealer.sealNext()) !== null) sealed += 1;
    expect(sealed).toBeGreaterThan(0);
    expect(await nadi.rows('SELECT 1 FROM availability_month')).not.toHaveLength(0);
    await compare();
    await recomputed(began, ended);
    // Of a month whose log is gone the sums stay; a part of it is not known any more.
    const [month] = await nadi.rows<{ from: Date; to: Date }>(
      `SELECT min(month_at) AS from, min(month_at) + interval '31 days' AS to FROM availability_sealed WHERE month_at >= '2026-11-30 17:00Z'`,
    );
    const id = ids[0];
    const december = { fromS: month.from.getTime() / 1_000, toS: month.to.getTime() / 1_000 };
    const known = truth.seconds(id, december.fromS, december.toS, 'ALL');
    nadi.clock.advance(400 * DAY_S * 1_000);
    while ((await sealer.sealNext()) !== null) sealed += 1;
    expect((await sealer.dropOlder(2)).length).toBeGreaterThan(1);
    const months = await log.period(december, nowS());
    expect((await log.secondsOf('DEVICE', [id], months, 'ALL')).get(id)).toEqual(known);
    const part = await log.period({ ...december, toS: december.toS - 10 }, nowS());
    expect((await log.secondsOf('DEVICE', [id], part, 'ALL')).get(id)?.UNOBSERVED).toBe(31 * DAY_S - 10);
  });

  /** An independent program comes to the same figures from the log alone. */
  async function recomputed(fromS: number, toS: number): Promise<void> {
    const service = new AvailabilityService(nadi.transactor, nadi.clock);
    const queries = new AvailabilityQueries(nadi.transactor);
    for (const [kind, hours, count] of [
      ['DEVICE', 'ALL', 10],
      ['DEVICE', 'DAYLIGHT', 10],
      ['STATION', 'ALL', 5],
    ] as const) {
      const ask = { from: new Date((fromS - DAY_S) * 1_000), to: new Date((toS - 12_345) * 1_000), hours };
      const lines: object[] = [];
      for await (const line of service.exportLines(queries, { kind }, ask)) lines.push(line);
      const file = join(folder.path, 'export.ndjson');
      const recompute = () => spawnSync(process.execPath, [RECOMPUTE, file], { encoding: 'utf8' });
      writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      expect(recompute()).toMatchObject({ status: 0, stdout: `${count} objects, 0 differ\n` });
      const forged = lines.map((line, i) => (i === 1 ? { ...line, seconds: { ...(line as { seconds: object }).seconds, UP: 1 } } : line));
      writeFileSync(file, forged.map((line) => `${JSON.stringify(line)}\n`).join(''));
      expect(recompute().status).toBe(1);
    }
  }

  it('say of a time before anybody watched, and of one that lies ahead, what they are', async () => {
    const log = new AvailabilityLog(nadi.transactor);
    const [id] = snapshot.deviceIds;
    const before = await log.period({ fromS: 1_000_000, toS: 2_000_000 }, nowS());
    expect(before.knownFromS).toBeGreaterThan(2_000_000);
    expect((await log.secondsOf('DEVICE', [id], before, 'ALL')).get(id)).toMatchObject({ UNOBSERVED: 1_000_000, UP: 0 });
    const ahead = await log.period({ fromS: nowS() + 10, toS: nowS() + 1_000 }, nowS());
    expect(ahead.toS).toBe(ahead.fromS);
    expect(Object.values((await log.secondsOf('DEVICE', [id], ahead, 'ALL')).get(id) as ClockSeconds).every((each) => each === 0)).toBe(
      true,
    );
  });
});
