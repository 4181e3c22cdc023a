import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addSeconds, AvailabilityLog, type ClockSeconds, MonthSealer, NO_SECONDS } from '@app/availability';
import { Clock } from '@app/kernel';
import { SILENT_LOG, startEmbeddedPostgres, Transactor } from '@app/platform';
import { openNadiDatabase } from '../database.rooms.js';
import type { Io } from '../io.js';

const DAY_S = 86_400;
/** Changes of an object in a year; half of them back to UP. */
const CHANGES = 50;
/** Two half months and eleven sealed ones between them. */
const BEGAN_S = Date.UTC(2025, 9, 31, 17) / 1_000;
const PERIOD = { fromS: BEGAN_S + 14 * DAY_S, toS: BEGAN_S + 14 * DAY_S + 365 * DAY_S };
const NOW_S = BEGAN_S + 400 * DAY_S;

class BenchClock extends Clock {
  override now(): Date {
    return new Date(NOW_S * 1_000);
  }

  override monotonicMs(): number {
    return performance.now();
  }
}

/** A year of every object, each with instants of its own; the first second of each month as the keeper writes it. */
function fill(objects: number): string[] {
  const months = Array.from({ length: 14 }, (_, i) => `('2025-11-01 00:00+07'::timestamptz + interval '${i} months')`);
  return [
    `SET timezone = 'Asia/Jakarta'`,
    ...months.map(
      (month, i) =>
        `DO $$ BEGIN EXECUTE format('CREATE TABLE availability_transition_%s PARTITION OF availability_transition FOR VALUES FROM (%L) TO (%L)',
          to_char(${month}, 'YYYY_MM'), ${month}, ${months[i + 1] ?? `${month} + interval '1 month'`}); END $$`,
    ),
    `INSERT INTO availability_transition (kind, object_id, at, clock) SELECT 0, id, to_timestamp(${BEGAN_S} + (id * 7919 + n * ${Math.floor((395 * DAY_S) / CHANGES)}) % (${395 * DAY_S})),
      CASE n % 2 WHEN 0 THEN 0 ELSE 1 + id % 3 END FROM generate_series(1, ${objects}) AS id, generate_series(1, ${CHANGES}) AS n ON CONFLICT DO NOTHING`,
    ...months.map(
      (month) =>
        `INSERT INTO availability_transition (kind, object_id, at, clock) SELECT 0, id, ${month}, 0 FROM generate_series(1, ${objects}) AS id ON CONFLICT DO NOTHING`,
    ),
    `INSERT INTO availability_watch (from_at, to_at) SELECT to_timestamp(${BEGAN_S} + n * ${7 * DAY_S}), to_timestamp(${BEGAN_S} + (n + 1) * ${7 * DAY_S} - 30) FROM generate_series(0, 57) AS n`,
    'ANALYZE',
  ];
}

/** What sums and sealed months stand in for: all of the log at once, without what nobody watched. */
const PEER = `SELECT clock, sum(extract(epoch FROM least(until, to_timestamp($2)) - greatest(at, to_timestamp($1)))) FROM (
    SELECT clock, at, lead(at, 1, to_timestamp($2)) OVER (PARTITION BY object_id ORDER BY at) AS until FROM availability_transition
    WHERE kind = 0 AND at < to_timestamp($2)) AS step WHERE until > to_timestamp($1) GROUP BY clock`;

/** `nadi bench availability`: a year of a station, of a regency and of a city, sealing a month, and what the log weighs. */
export async function runAvailabilityBench(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args, options: { objects: { type: 'string', default: '100000' } } });
  const objects = Number(values.objects);
  const print = (line: string) => io.stdout.write(`${line}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'nadi-bench-'));
  const postgres = await startEmbeddedPostgres(folder);
  const database = await openNadiDatabase({ url: postgres.url, log: SILENT_LOG });
  try {
    const transactor = new Transactor(database);
    print(`${objects} objects, ${CHANGES} changes of each in 395 days; ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`);
    const timed = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
      const start = performance.now();
      const result = await work();
      print(`${what}: ${(performance.now() - start).toFixed(0)} ms`);
      return result;
    };
    await timed('filling', () => transactor.run(() => inTurn(transactor, fill(objects))));
    const log = new AvailabilityLog(transactor);
    const period = await log.period(PERIOD, NOW_S);
    const year = async (count: number): Promise<ClockSeconds> => {
      const ids = Array.from({ length: count }, (_, i) => i + 1);
      return [...(await log.secondsOf('DEVICE', ids, period, 'ALL')).values()].reduce(addSeconds, NO_SECONDS);
    };
    const before = await timed('a year of a station of 1,500, no month sealed', () => year(1_500));
    const sealer = new MonthSealer(transactor, new BenchClock());
    let months = 0;
    const start = performance.now();
    while ((await sealer.sealNext()) !== null) months += 1;
    print(`sealing a month: ${((performance.now() - start) / months).toFixed(0)} ms (${months} months)`);
    const after = await timed('a year of a station of 1,500, sealed', () => year(1_500));
    print(JSON.stringify(before) === JSON.stringify(after) ? 'sealed and not, the same to the second' : 'DIFFERENT');
    await timed('a year of a regency of 10,000', () => year(Math.min(10_000, objects)));
    await timed(`a year of the city of ${objects}`, () => year(objects));
    await timed('peer: one walk through the log in SQL', () => transactor.manager.query(PEER, [PERIOD.fromS, PERIOD.toS]));
    const sizes = (await transactor.manager.query(
      `SELECT CASE WHEN relname LIKE 'availability_transition%' THEN 'log' ELSE relname END AS name, sum(pg_total_relation_size(oid))::float8 / 1e6 AS mb
       FROM pg_class WHERE relname LIKE 'availability%' AND relkind = 'r' GROUP BY 1 ORDER BY 2 DESC`,
    )) as { name: string; mb: number }[];
    print(sizes.map(({ name, mb }) => `${name} ${mb.toFixed(0)} MB`).join(', '));
    return 0;
  } finally {
    await database.destroy();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inTurn(transactor: Transactor, statements: readonly string[]): Promise<void> {
  await transactor.manager.query('SET LOCAL statement_timeout = 0');
  for (const statement of statements) await transactor.manager.query(statement);
}
