import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { effectOf, NetworkGraph, reach, type TopologyDocument } from '@app/topology';
import type { Io } from '../io.js';
import { type ReceivedAlert, startAlertReceiver } from './alert.receiver.js';
import { processTree, usageOf } from './process.usage.js';

const MAIN = new URL('../main.js', import.meta.url).pathname;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * `nadi bench city [--cameras 100000] [--seconds 60] [--known-after 330] [--behind 5000]`: the whole service on a city of that size
 * (CPU of one core and memory, PostgreSQL included, the simulated hosts not) while each device is read whole for the first time, and
 * once that is over; then the cut of a span with so many cameras behind it.
 */
export async function runCityBench(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      cameras: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: '60' },
      // The default pause between two readings of sensors, and a little more.
      'known-after': { type: 'string', default: '330' },
      behind: { type: 'string', default: '5000' },
    },
  });
  const print = (line: string) => io.stdout.write(`${line}\n`);
  const dataDir = mkdtempSync(join(tmpdir(), 'nadi-bench-'));
  const receiver = await startAlertReceiver();
  const start = () => startCity(dataDir, values.cameras, receiver.url);
  let city = await start();
  try {
    print(`city: ${values.cameras} cameras, ready after ${seconds(city.tookMs)} (first start, import included)`);
    await settle(city.url, print);
    print(`after the first start: ${megabytes(usageOf(processesOf(city)).pssBytes)} (PSS), PostgreSQL included`);
    await stop(city);
    city = await start();
    print(`ready after ${seconds(city.tookMs)} (second start)`);
    const knownAtMs = Date.now() + Number(values['known-after']) * 1000;
    await settle(city.url, print);
    await measure('while each device is read whole', city, Number(values.seconds), print);
    await sleep(Math.max(0, knownAtMs - Date.now()));
    await measure('steady', city, Number(values.seconds), print);
    await measureScrape(city, print);
    const span = pickSpan(dataDir, Number(values.behind));
    if (!span) return fail(io, 'no span has cameras behind it');
    return await measureCut(dataDir, span, receiver.alerts, print);
  } finally {
    await stop(city);
    await receiver.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface City {
  readonly service: ChildProcess;
  readonly url: string;
  readonly tookMs: number;
}

/** As `npm start` runs it, with the same flags (apps/nadi/bin/run.mjs). */
async function startCity(dataDir: string, cameras: string, alertmanager: string): Promise<City> {
  const startedAtMs = Date.now();
  const service = spawn(
    process.execPath,
    ['--enable-source-maps', '--max-semi-space-size=16', '--heap-growing-percent=20', MAIN, 'up', '--data', dataDir, '--port', '0'],
    {
      env: { MALLOC_ARENA_MAX: '2', ...process.env, NADI_DEMO_CAMERAS: cameras, NADI_ALERTMANAGER_URLS: alertmanager },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const { url } = await whenReady(service);
  return { service, url, tookMs: Date.now() - startedAtMs };
}

async function stop({ service }: City): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  const closed = new Promise((resolve) => service.once('close', resolve));
  service.kill('SIGTERM');
  await closed;
}

/** The service and its PostgreSQL; not the hosts it plays for the demo. */
function processesOf({ service }: City): number[] {
  return processTree(service.pid as number, /lab/);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function fail(io: Io, why: string): number {
  io.stderr.write(`nadi bench city: ${why}\n`);
  return 1;
}

async function whenReady(service: ChildProcess): Promise<{ url: string }> {
  if (!service.stdout) throw new Error('the service has no output');
  const lines = createInterface({ input: service.stdout });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const ready = /ready at (http:\/\/\S+)/.exec(line);
      if (ready) resolve({ url: ready[1].replace(/\/$/, '') });
    });
    service.once('close', (code) => reject(new Error(`the service ended with ${code} before it was ready`)));
  });
}

/** Waits until every device that is asked has been believed, at most two minutes. */
async function settle(url: string, print: (line: string) => void): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += 5_000) {
    await sleep(5_000);
    const text = await (await fetch(`${url}/metrics`)).text();
    const up = text.match(/^nadi_device_up\{[^}]*\} 1$/gm)?.length ?? 0;
    const all = text.match(/^nadi_device_info\{/gm)?.length ?? 0;
    if (all > 0 && up === all) {
      print(`steady: ${up} devices up`);
      return;
    }
  }
  print('steady: not every device is up after two minutes');
}

async function measure(what: string, city: City, forSeconds: number, print: (line: string) => void): Promise<void> {
  const pids = processesOf(city);
  const before = usageOf(pids);
  const startedAtMs = Date.now();
  await sleep(forSeconds * 1000);
  const after = usageOf(pids);
  const share = (after.cpuSeconds - before.cpuSeconds) / ((Date.now() - startedAtMs) / 1000);
  print(
    `${what}, for ${forSeconds} s: ${(share * 100).toFixed(1)} % of one core, ${megabytes(after.pssBytes)} (PSS) in ${pids.length} processes, PostgreSQL included`,
  );
}

async function measureScrape({ url }: City, print: (line: string) => void): Promise<void> {
  const scrapeAtMs = Date.now();
  const text = await (await fetch(`${url}/metrics`)).text();
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  const blocked = /^nadi_event_loop_delay_max_seconds (\S+)/m.exec(text)?.[1];
  print(
    `/metrics: ${series} series in ${seconds(Date.now() - scrapeAtMs)}; event loop blocked for ${blocked ?? '?'} s at most since the last scrape`,
  );
}

/** The span behind which the number of cameras is nearest to the one wished. */
function pickSpan(dataDir: string, behind: number): { code: string; cameras: number } | null {
  const file = join(dataDir, 'bench-topology.json');
  const done = spawnSync(process.execPath, [MAIN, 'export', file], {
    env: { ...process.env, NADI_DATA_DIR: dataDir },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status !== 0) return null;
  const graph = NetworkGraph.from(JSON.parse(readFileSync(file, 'utf8')) as TopologyDocument);
  let best: { code: string; cameras: number } | null = null;
  for (let span = 0; span < graph.spanCount; span += 1) {
    const links = new Uint8Array(graph.linkCount);
    for (const link of effectOf(graph, 'SPAN', span).links) links[link] = 1;
    const lit = reach(graph, graph.pollers[0].device, { links, offDevices: new Uint8Array(graph.deviceCount) });
    let cameras = 0;
    for (let device = 0; device < graph.deviceCount; device += 1)
      if (lit[device] === 0 && graph.deviceRoles[device] === 'CAMERA') cameras += 1;
    if (cameras > 0 && (best === null || Math.abs(cameras - behind) < Math.abs(best.cameras - behind)))
      best = { code: graph.spanCodes[span], cameras };
  }
  return best;
}

async function measureCut(
  dataDir: string,
  span: { code: string; cameras: number },
  alerts: ReceivedAlert[],
  print: (line: string) => void,
): Promise<number> {
  const lab = (...words: string[]) =>
    spawnSync(process.execPath, [MAIN, 'lab', ...words], { env: { ...process.env, NADI_DATA_DIR: dataDir }, stdio: 'inherit' });
  const seen = alerts.length;
  lab('cut', span.code);
  const cutAtMs = Date.now();
  print(`cut: span ${span.code} with ${span.cameras} cameras behind it`);
  while (alerts.length === seen && Date.now() - cutAtMs < 60_000) await sleep(50);
  const first = alerts[seen];
  if (!first) {
    print('no alert within 60 s');
    return 1;
  }
  print(
    `first alert after ${seconds(first.receivedAtMs - cutAtMs)}: ${first.labels['alertname']} ${first.labels['root']}; candidates ${first.annotations['candidates']}`,
  );
  await sleep(60_000);
  const told = new Set(alerts.slice(seen).map(({ labels }) => JSON.stringify(labels)));
  print(
    `alerts told within a minute: ${told.size} (${[...told].join(' ')}); ${alerts.at(-1)?.annotations['affected_cameras']} cameras affected`,
  );
  lab('heal', span.code);
  const healedAtMs = Date.now();
  const isResolved = ({ endsAt, receivedAtMs }: ReceivedAlert) => endsAt !== undefined && new Date(endsAt).getTime() <= receivedAtMs;
  while (!alerts.slice(seen).some(isResolved) && Date.now() - healedAtMs < 60_000) await sleep(50);
  const resolved = alerts.slice(seen).find(isResolved);
  print(resolved ? `resolved ${seconds(resolved.receivedAtMs - healedAtMs)} after the repair` : 'not resolved within 60 s of the repair');
  return told.size === 1 && resolved ? 0 : 1;
}
