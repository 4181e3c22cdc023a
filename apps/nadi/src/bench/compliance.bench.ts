import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CameraTimeService, ComplianceReportQueries, ComplianceService, openRules, REPORT_GROUPS } from '@app/compliance';
import { TopologyImporter } from '@app/inventory';
import { DomainEvents, SILENT_LOG, startEmbeddedPostgres, SystemClock, Transactor } from '@app/platform';
import { generateCity } from '../../../lab/src/index.js';
import { openNadiDatabase } from '../database.rooms.js';
import type { Io } from '../io.js';

const DAYS = 14;
/** Changes of a camera's state a day; half of them back to UP. */
const CHANGES_A_DAY = 2;
const ROUND_MINUTES = 15;

/** Every camera's changes over the days, at instants of its own, committed each minute. */
const HISTORY = [
  `INSERT INTO state_version (at, statuses) SELECT now() - interval '${DAYS} days' + each * interval '1 minute', 100 FROM generate_series(0, ${DAYS * 1_440}) AS each`,
  `INSERT INTO concluded_status (device_id, state_version, status, since) SELECT id, 1, 0, now() FROM device`,
  `INSERT INTO concluded_status (device_id, state_version, status, since)
   SELECT id, 2 + (each * ${Math.floor(1_440 / CHANGES_A_DAY)} + id % 300), CASE each % 2 WHEN 0 THEN 2 ELSE 0 END, now()
   FROM device CROSS JOIN generate_series(0, ${DAYS * CHANGES_A_DAY - 1}) AS each WHERE role = 'CAMERA' ON CONFLICT DO NOTHING`,
  'ANALYZE',
];
/** What the counting as time passes stands in for: all of the history at once. */
const PEER = `SELECT place_id, status, sum(extract(epoch FROM until - at)) FROM (
    SELECT device.place_id, told.status, version.at, lead(version.at, 1, now()) OVER (PARTITION BY told.device_id ORDER BY told.state_version) AS until
    FROM concluded_status AS told JOIN state_version AS version ON version.id = told.state_version JOIN device ON device.id = told.device_id) AS step GROUP BY 1, 2`;

/** `nadi bench compliance`: a round of counting and judging a city, its reports, and the same sums by one walk through the history. */
export async function runComplianceBench(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args, options: { cameras: { type: 'string', default: '100000' } } });
  const print = (line: string) => io.stdout.write(`${line}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'nadi-bench-'));
  const postgres = await startEmbeddedPostgres(folder);
  const database = await openNadiDatabase({ url: postgres.url, log: SILENT_LOG });
  try {
    const clock = new SystemClock();
    const transactor = new Transactor(database);
    const events = new DomainEvents(transactor, postgres.url, SILENT_LOG);
    const timed = async <Result>(what: string, work: () => Promise<Result>): Promise<number> => {
      const start = performance.now();
      await work();
      const ms = performance.now() - start;
      print(`${what}: ${ms.toFixed(0)} ms`);
      return ms;
    };
    print(
      `${values.cameras} cameras, ${DAYS} days, ${CHANGES_A_DAY} changes of each a day; ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`,
    );
    await new TopologyImporter(transactor, events, clock).import(generateCity({ cameras: Number(values.cameras) }), {
      dryRun: false,
      actor: 'bench',
    });
    await database.query(`UPDATE device SET valid_from = now() - interval '${DAYS + 1} days'`);
    for (const statement of HISTORY) await patiently(transactor, statement);
    const book = openRules(null);
    const service = new ComplianceService({ transactor, events, clock, book });
    const times = new CameraTimeService(transactor, clock, book, { lateMs: 0, longestMs: Number.MAX_SAFE_INTEGER });
    const countFrom = (ago: string) =>
      database.query(
        `INSERT INTO compliance_clock (id, tallied_to) VALUES (1, now() - $1::interval) ON CONFLICT (id) DO UPDATE SET tallied_to = excluded.tallied_to`,
        [ago],
      );
    await countFrom(`${ROUND_MINUTES} minutes`);
    const round = await timed(`camera time of ${ROUND_MINUTES} minutes`, () => times.tally());
    await timed('all buildings judged, each moved once', () => service.follow());
    await timed('all buildings judged, none moved', () => service.follow());
    for (const group of REPORT_GROUPS)
      await timed(`report by ${group}`, () => service.report(new ComplianceReportQueries(transactor), group, {}));
    const walk = await timed('beside it: all of the history walked once', () => patiently(transactor, PEER));
    print(`a round costs ${(round / walk).toFixed(2)} times that walk`);
    return 0;
  } finally {
    await database.destroy();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without the bound on what a statement may take. */
function patiently(transactor: Transactor, statement: string): Promise<unknown> {
  return transactor.run(async () => {
    await transactor.manager.query('SET LOCAL statement_timeout = 0');
    return transactor.manager.query(statement);
  });
}
