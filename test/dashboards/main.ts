import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { api, complaints, program, seriesOf, startPrometheus } from '../support/prometheus.js';
import { serveFleet } from '../support/served.fleet.js';
import { CityFleet } from './city.fleet.js';
import { type QueryTimes, timeQueries } from './query.times.js';
import { drawWall } from './wall.picture.js';

/** As in docker/prometheus.yml. */
const INTERVAL_MS = 15_000;
/** Rates of five minutes need a few scrapes. */
const SCRAPES = 5;
const SLOWEST = 25;
/** A group of rules waits for its minute, and a scrape of a large city takes seconds. */
const PATIENCE_MS = 180_000;

const print = (line: string) => process.stdout.write(`${line}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface RuleGroup {
  readonly name: string;
  readonly evaluationTime: number;
  readonly rules: readonly {
    readonly name: string;
    readonly evaluationTime: number;
    readonly health: string;
    readonly lastError?: string;
  }[];
}

/**
 * `npm run -s dashboards -- [--cameras N] [--interval MS] [--all] [--picture FILE [--language id]]`: the city's exposition, scraped by a real Prometheus as in docker/, rules evaluated, each
 * query timed. Exit 0: all return data; 1: some do not; 2: it cannot run here.
 */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      cameras: { type: 'string', default: '100000' },
      interval: { type: 'string', default: String(INTERVAL_MS) },
      all: { type: 'boolean', default: false },
      picture: { type: 'string' },
      language: { type: 'string', default: 'en' },
    },
  });
  const prometheus = program('prometheus');
  if (prometheus === null) {
    print('no Prometheus on this machine');
    return 2;
  }
  const cameras = Number(values.cameras);
  print(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}; the demo city with ${cameras} cameras`);
  const fleet = new CityFleet(cameras);
  const served = await serveFleet(
    fleet,
    fleet.document.stations.map(({ code }) => code),
  );
  const intervalMs = Number(values.interval);
  // A small city is looked at at once: its rules wait for no minute.
  const isQuick = intervalMs < INTERVAL_MS;
  const running = await startPrometheus(prometheus, {
    targets: [served.target],
    scrapeIntervalMs: intervalMs,
    ...(isQuick ? {} : { evaluationMs: intervalMs }),
  });
  try {
    await pause(SCRAPES * intervalMs);
    const empty = await untilComplete(running.url, fleet.choices, PATIENCE_MS);
    await printPrometheus(running.url, running.pid);
    const times = await timeQueries(running.url, fleet.choices);
    printTimes(times, values.all ? Infinity : SLOWEST);
    if (values.picture !== undefined) await drawWall(running.url, values.picture, values.language);
    for (const line of empty) print(line);
    return empty.length === 0 ? 0 : 1;
  } finally {
    await running.stop();
    served.stop();
  }
}

/** What is without data after some rounds more, in words. */
async function untilComplete(url: string, choices: Readonly<Record<string, string>>, patienceMs: number): Promise<readonly string[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await complaints(url, choices, () => true);
    if (found.length === 0 || Date.now() > deadline) return found;
    await pause(1000);
  }
}

async function printPrometheus(url: string, pid: number): Promise<void> {
  const one = async (query: string) => Number((await seriesOf(url, query))[0]?.value?.[1] ?? NaN);
  print(
    `Prometheus: ${await one('sum(scrape_samples_scraped{job="nadi"})')} samples a scrape, ${(await one('max(scrape_duration_seconds{job="nadi"})')).toFixed(2)} s a scrape`,
  );
  print(`  ${await one('sum(prometheus_tsdb_head_series)')} series in memory, ${residentMegabytes(pid)} MB resident`);
  const { groups } = await api<{ groups: RuleGroup[] }>(url, 'rules', {});
  for (const { name, evaluationTime, rules } of groups) {
    print(`  rules ${name.padEnd(26)} ${(evaluationTime * 1000).toFixed(0).padStart(6)} ms`);
    for (const rule of rules.filter((each) => each.evaluationTime > 0.1))
      print(`    ${rule.name.padEnd(40)} ${(rule.evaluationTime * 1000).toFixed(0).padStart(6)} ms`);
  }
}

function residentMegabytes(pid: number): string {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) / 1024).toFixed(0);
}

function printTimes({ queries, boards }: QueryTimes, most: number): void {
  print('\na dashboard, all its queries at once');
  for (const { board, queries: count, milliseconds } of boards)
    print(`${milliseconds.toFixed(0).padStart(6)} ms  ${board} (${count} queries)`);
  print(`\nthe wall's queries one after the other: ${sum(queries.filter(({ board }) => board === 'wall')).toFixed(0)} ms in all`);
  for (const one of queries.filter(({ board }) => board === 'wall'))
    print(`${one.milliseconds.toFixed(1).padStart(8)} ms  ${one.place}, ${one.series} series`);
  print(`\n${Number.isFinite(most) ? `the ${most} slowest queries` : 'all queries'} of ${queries.length}`);
  for (const one of queries.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, most))
    print(`${one.milliseconds.toFixed(1).padStart(8)} ms  ${one.place}, ${one.series} series`);
}

function sum(queries: QueryTimes['queries']): number {
  return queries.reduce((total, { milliseconds }) => total + milliseconds, 0);
}
