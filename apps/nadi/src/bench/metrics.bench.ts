import { fork } from 'node:child_process';
import { get, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Gauge, Registry } from 'prom-client';
import {
  DEFAULT_EXPORTER_OPTIONS,
  ExporterGate,
  FleetExposition,
  FleetSource,
  type FleetView,
  type LabelTable,
  MetricsEndpoint,
} from '@app/exporter';
import type { Io } from '../io.js';

/** Of each device: up, status, info, rtt, loss. */
const SERIES_A_DEVICE = 5;
const REPEATS = 5;
const INFO = ['device', 'role', 'place', 'station', 'polres', 'realm', 'vendor', 'model'];

/** What one way of rendering took. Times are the median of the repeats, the block is the worst of all. */
interface Figures {
  readonly way: string;
  readonly series: number;
  readonly prepareMs: number;
  readonly firstMs: number;
  readonly renderMs: number;
  readonly longestBlockMs: number;
  readonly longestBlockFirstMs: number;
  readonly megabytes: number;
  readonly peakRssMb: number;
}

type Way = 'ours' | 'ours over HTTP' | 'prom-client';

/** `nadi bench metrics [--series N] [--json]`: rendering a fleet's series beside prom-client's renderer of the same series. */
export async function runMetricsBench(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi bench metrics: ${asked}\n`);
    return 2;
  }
  const { series, json } = asked;
  const figures: Figures[] = [];
  for (const way of ['ours', 'ours over HTTP', 'prom-client'] as const) figures.push(await inItsOwnProcess(way, series));
  io.stdout.write(json ? `${JSON.stringify({ machine: machine(), figures })}\n` : report(figures));
  return 0;
}

/** What was asked for, or what is wrong with it. */
function readArguments(args: string[]): { series: number; json: boolean } | string {
  try {
    const options = { series: { type: 'string', default: '500000' }, json: { type: 'boolean', default: false } } as const;
    const { values } = parseArgs({ args, options });
    const series = Number(values.series);
    const isUsable = Number.isInteger(series) && series >= SERIES_A_DEVICE && series <= 5_000_000;
    return isUsable ? { series, json: values.json } : `--series takes 5 to 5000000, not "${values.series}"`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function machine(): string {
  return `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`;
}

function report(figures: readonly Figures[]): string {
  const lines = figures.map((figure) => {
    const peer = figures.at(-1) ?? figure;
    const ratio =
      peer === figure
        ? ''
        : ` | ${(peer.renderMs / figure.renderMs).toFixed(1)}x faster, ${(peer.peakRssMb / figure.peakRssMb).toFixed(1)}x less memory`;
    return `${figure.way.padEnd(15)} ${figure.renderMs.toFixed(0).padStart(6)} ms (first ${figure.firstMs.toFixed(0)}) | longest block ${figure.longestBlockMs.toFixed(0)} ms (first scrape ${figure.longestBlockFirstMs.toFixed(0)}) | peak RSS ${figure.peakRssMb.toFixed(0)} MB | ${figure.megabytes.toFixed(1)} MB of text${ratio}`;
  });
  return `${figures[0].series} series, median of ${REPEATS} scrapes after the first; ${machine()}\n${lines.join('\n')}\n`;
}

/** The peak of memory belongs to a process, so each way gets one of its own. */
async function inItsOwnProcess(way: Way, series: number): Promise<Figures> {
  const call = `import(${JSON.stringify(import.meta.url)}).then((bench) => bench.measure(${JSON.stringify(way)}, ${series})).then((figures) => process.send(figures, () => process.exit(0)))`;
  const child = fork(pathToFileURL('/dev/null').pathname, {
    execArgv: ['--input-type=module', '--eval', call],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (figures) => resolve(figures as Figures));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the process that measures ${way} ended with ${code}`)));
  });
}

/** Measures one way in this process. */
export async function measure(way: Way, series: number): Promise<Figures> {
  const devices = Math.floor(series / SERIES_A_DEVICE);
  const started = performance.now();
  const scrape = await (way === 'prom-client' ? preparePromClient(devices) : prepareOurs(devices, way === 'ours over HTTP'));
  const prepareMs = performance.now() - started;
  const times: number[] = [];
  const blocks: number[] = [];
  let bytes = 0;
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    const watch = watchEventLoop();
    await pause(20);
    const before = performance.now();
    bytes = await scrape();
    times.push(performance.now() - before);
    await pause(5);
    blocks.push(watch.stop());
  }
  const [firstMs, ...later] = times;
  return {
    way,
    series: devices * SERIES_A_DEVICE,
    prepareMs,
    firstMs,
    renderMs: later.toSorted((a, b) => a - b)[later.length >> 1],
    longestBlockMs: Math.max(...blocks.slice(1)),
    longestBlockFirstMs: blocks[0],
    megabytes: bytes / 1e6,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  };
}

/** The longest time between two turns of a timer that is due each millisecond. */
function watchEventLoop(): { stop: () => number } {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return longest;
    },
  };
}

async function prepareOurs(devices: number, overHttp: boolean): Promise<() => Promise<number>> {
  const source = new BenchFleet(devices);
  if (overHttp) return serveToAnother(source);
  const exposition = new FleetExposition();
  return async () => {
    let bytes = 0;
    await exposition.render(source.view(), [], 'text', (chunk) => {
      bytes += chunk.length;
      return Promise.resolve();
    });
    return bytes;
  };
}

/** The whole way of a scrape, read by a client in this same process: its reading is in the figure. */
async function serveToAnother(source: FleetSource): Promise<() => Promise<number>> {
  const endpoint = new MetricsEndpoint(new ExporterGate(DEFAULT_EXPORTER_OPTIONS), source, new FleetExposition(), new Registry());
  const server = createServer((request, response) => void endpoint.handleMetrics(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return () =>
    new Promise((resolve, reject) => {
      let bytes = 0;
      get({ port, host: '127.0.0.1' }, (response) => {
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        response.once('end', () => resolve(bytes));
      }).once('error', reject);
    });
}

async function preparePromClient(devices: number): Promise<() => Promise<number>> {
  const registry = new Registry();
  const source = new BenchFleet(devices).view();
  const gauge = (name: string, labelNames: string[]) => new Gauge({ name, help: 'The same series', labelNames, registers: [registry] });
  const up = gauge('nadi_device_up', ['device']);
  const status = gauge('nadi_device_status', ['device']);
  const info = gauge('nadi_device_info', INFO);
  const rtt = gauge('nadi_icmp_rtt_seconds', ['device']);
  const loss = gauge('nadi_icmp_loss_ratio', ['device']);
  for (let row = 0; row < devices; row++) {
    const [device] = source.deviceTable.valuesAt(row);
    up.set({ device }, source.devices.up[row]);
    status.set({ device }, source.devices.status[row]);
    info.set(Object.fromEntries(source.deviceTable.info.valuesAt(row).map((value, index) => [INFO[index], value])), 1);
    rtt.set({ device }, source.devices.rttSeconds[row]);
    loss.set({ device }, source.devices.lossRatio[row]);
  }
  return async () => Buffer.byteLength(await registry.metrics());
}

/** Cameras by the hundred in buildings by the station, as a city has them. */
class BenchFleet extends FleetSource {
  private readonly fleet: FleetView;

  constructor(devices: number) {
    super();
    const none: LabelTable = { count: 0, labelNames: [], valuesAt: () => [] };
    const noBytes = new Uint8Array();
    const noNumbers = new Float64Array();
    const table = (labelNames: string[], valuesAt: LabelTable['valuesAt']): LabelTable => ({ count: devices, labelNames, valuesAt });
    const name = (row: number) => `cam-jaksel-${String(row).padStart(6, '0')}`;
    const info = table(INFO, (row) => [
      name(row),
      'CAMERA',
      `GD-${row % 2000}`,
      `PSK-${row % 100}`,
      `PRS-${row % 13}`,
      'default',
      'Contoh',
      'C-200',
    ]);
    this.fleet = {
      topologyVersion: 1,
      deviceTable: {
        ...table(['device'], (row) => [name(row)]),
        models: { names: [{ vendor: 'Contoh', model: 'C-200' }], of: new Int32Array(devices) },
        roles: Array.from({ length: devices }, () => 'CAMERA' as const),
        station: Int32Array.from({ length: devices }, (_, row) => row % 100),
        stations: Array.from({ length: 100 }, (_, at) => ({
          code: `PSK-${at}`,
          kind: 'POLSEK',
          name: `Polsek ${at}`,
          polres: `PRS-${at % 13}`,
          polsek: `PSK-${at}`,
          parent: `PRS-${at % 13}`,
          latitude: '-6.2',
          longitude: '106.8',
        })),
        info,
      },
      devices: {
        up: new Uint8Array(devices).fill(1),
        status: new Uint8Array(devices),
        // As clocks give them: nanoseconds, so nine digits are written and none is spared.
        rttSeconds: Float32Array.from({ length: devices }, (_, row) => 0.0003 + ((row * 7919) % 100_003) * 1.23456789e-7),
        lossRatio: Float32Array.from({ length: devices }, (_, row) => (row % 50 === 0 ? 0.05 : 0)),
      },
      interfaces: { table: none, operUp: noBytes, receiveBytes: noNumbers, transmitBytes: noNumbers, speedBitsPerSecond: noNumbers },
      links: { table: none, info: none, up: noBytes },
      spans: { table: none, info: none, up: noBytes, lengthMeters: noNumbers },
      places: none,
      buildings: { count: 0, info: none, cameras: none, ofCamera: new Int32Array() },
      stationWays: null,
      outages: [],
      probers: [],
      traps: null,
      pollers: [],
      observed: null,
      contradictions: 0,
    };
  }

  override view(): FleetView {
    return this.fleet;
  }

  override discovered(): [] {
    return [];
  }
}
