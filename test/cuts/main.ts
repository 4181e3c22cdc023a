import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TopologyDocument } from '@app/topology';
import { startAlertmanager } from '../support/alertmanager.js';
import { nadi, type RunningNadi, startNadi } from '../support/nadi.js';
import { program } from '../support/prometheus.js';
import { CityUnderTest } from './city.under.test.js';
import { type Cut, CutDraw, diceOf } from './cut.draw.js';
import { type TrialResult, tryCut } from './cut.trial.js';
import { keyOf, NaiveNetwork } from './naive.network.js';

const BAR_SECONDS = 10;
const LONG_MS = 300_000;
/** The tries on the fast clock, and a reading that times out. */
const JUDGING_MS = 4_000;
/** What the service says of itself on a deviation, characters. */
const MOST_PRINTED = 6_000;

const print = (line: string) => process.stdout.write(`${line}\n`);
const seconds = (value: number | null) => (value === null ? '–' : value.toFixed(1));

interface Done {
  readonly cut: Cut;
  readonly result: TrialResult;
  readonly load: number;
}

/** `npm run -s cuts -- [--seed N] [--cuts N] [--cameras N] [--from N]`: exit 0: every alert was right; 1: some were not; 2: it cannot run here. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '1' },
      cuts: { type: 'string', default: '50' },
      cameras: { type: 'string', default: '30000' },
      from: { type: 'string', default: '1' },
    },
  });
  const [seed, cuts, cameras, from] = [values.seed, values.cuts, values.cameras, values.from].map(Number);
  const alertmanager = program('prometheus-alertmanager');
  if (alertmanager === null || ![seed, cuts, cameras, from].every((each) => Number.isSafeInteger(each) && each > 0)) {
    process.stderr.write('cuts: wants whole numbers above 0, and prometheus-alertmanager installed\n');
    return 2;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'nadi-cuts-'));
  const telling = await startAlertmanager(alertmanager);
  let service: RunningNadi | null = null;
  try {
    // Devices tell of themselves, as README says of NADI_TRAP_PORT; all else is as it comes, or as the environment says.
    const env = {
      NADI_TRAP_PORT: process.env.NADI_TRAP_PORT ?? '0',
      NADI_DEMO_CAMERAS: String(cameras),
      // What is broken on purpose is broken often.
      NADI_ALERT_STORM_MOST: '10000',
      NADI_ALERT_FLAP_OPENINGS: '1000',
      NADI_ALERTMANAGER_URLS: telling.url,
    };
    service = await startNadi({ dataDir, env, readyTimeoutMs: LONG_MS, tokenTimeoutMs: LONG_MS });
    const city = new CityUnderTest(service, telling, {
      cameraMs: setting('NADI_CAMERA_INTERVAL_MS', 30_000),
      judgedMs: setting('NADI_SETTLE_MS', 2_000) + JUDGING_MS,
    });
    const { areReal, reason } = await city.packets();
    print(`${areReal ? 'real packets' : 'NO PACKETS ARE SENT'}: ${reason}`);
    if (!areReal) return 2;
    const { stdout } = await nadi(['export', '-', '--data', dataDir]);
    const network = new NaiveNetwork(JSON.parse(stdout) as TopologyDocument);
    print(
      `seed ${seed}: ${cuts} cuts in a city of ${network.deviceCount} devices, ${cameras} of them cameras asked each ${city.rounds.cameraMs / 1000} s; ${cpus().length} cores`,
    );
    await city.everybodyAnswers(LONG_MS);
    return summary(await runCuts(city, new CutDraw(network, diceOf(seed)), { from, to: cuts }));
  } finally {
    await service?.stop();
    await telling.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function setting(name: string, byDefault: number): number {
  return Number(process.env[name] ?? byDefault);
}

async function runCuts(city: CityUnderTest, draw: CutDraw, { from, to }: { from: number; to: number }): Promise<Done[]> {
  const done: Done[] = [];
  print('  # first s  full s  resolved s  load  what was cut → what was told');
  for (let number = 1; number <= to; number++) {
    const cut = draw.next();
    if (number < from) continue;
    const result = await tryCut(city, cut, (parts) => draw.expectation(parts));
    const load = loadavg()[0];
    done.push({ cut, result, load });
    print(row(number, cut, result, load));
    for (const complaint of result.complaints) print(`      WRONG: ${complaint}`);
    if (result.complaints.length > 0) print(result.printed.slice(0, MOST_PRINTED).replace(/^/gm, '      | '));
  }
  return done;
}

function row(number: number, cut: Cut, result: TrialResult, load: number): string {
  const gap =
    cut.parts.length > 1
      ? ` (${cut.gap.kind} ${(cut.gap.ms / 1000).toFixed(1)} s${cut.healGapMs === null ? '' : `, healed ${(cut.healGapMs / 1000).toFixed(1)} s apart`})`
      : '';
  const figures = [
    seconds(result.firstSeconds).padStart(7),
    seconds(result.fullSeconds).padStart(7),
    seconds(result.resolvedSeconds).padStart(11),
  ].join(' ');
  const alone = result.isSeenByCamerasAlone ? ' [cameras alone]' : '';
  return `${String(number).padStart(3)} ${figures} ${load.toFixed(1).padStart(5)}  ${cut.parts.map(keyOf).join(' + ')}${gap} → ${result.told.join(', ')}${alone}`;
}

/** The exit code. What only cameras can tell of waits for their round, and is counted apart. */
function summary(done: readonly Done[]): number {
  const wrong = done.filter(({ result }) => result.complaints.length > 0);
  const groups = [
    ['seen by devices that carry others', done.filter(({ result }) => !result.isSeenByCamerasAlone)],
    ['seen by cameras alone', done.filter(({ result }) => result.isSeenByCamerasAlone)],
  ] as const;
  print('');
  print(`${done.length - wrong.length} of ${done.length} cuts told exactly what they should, once, and resolved once`);
  for (const [what, group] of groups) {
    if (group.length === 0) continue;
    print(`${what} (${group.length}): from the last cut to its whole alert ${figures(group, ({ fullSeconds }) => fullSeconds)}`);
    print(`  from the first cut to the first alert ${figures(group, ({ firstSeconds }) => firstSeconds)}`);
  }
  print(`from the repair to the last resolve ${figures(done, ({ resolvedSeconds }) => resolvedSeconds)}`);
  const loads = done.map(({ load }) => load).sort((a, z) => a - z);
  print(`load of the machine meanwhile: ${loads[0]?.toFixed(1)} to ${loads.at(-1)?.toFixed(1)}, ${cpus().length} cores`);
  return wrong.length === 0 ? 0 : 1;
}

function figures(done: readonly Done[], figure: (result: TrialResult) => number | null): string {
  const values = done.flatMap(({ result }) => figure(result) ?? []).sort((a, z) => a - z);
  const at = (share: number) => seconds(values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? null);
  const within = values.filter((value) => value <= BAR_SECONDS).length;
  return `median ${at(0.5)} s, p95 ${at(0.95)} s, most ${at(1)} s; ${within} of ${done.length} within ${BAR_SECONDS} s`;
}
