import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { benchAddress } from './icmp.figures.js';
import { usageOf } from './process.usage.js';
import type { SnmpReport } from './snmp.child.js';
import { COLUMNS, OBJECTS, TABLES, type SnmpTask } from './snmp.tasks.js';

const START_MS = 5000;
/** Scrapes at once: it makes a session of its own for each. */
const LANES = 10;

/** Columns of both tables that are numbers, as its published module if_mib has them. */
const GAUGES = [3, 4, 5, 7, 8, 9, 21];
const COUNTERS = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
const X_GAUGES = [14, 15, 16, 17, 19];
const X_COUNTERS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

/** Debian's prometheus-snmp-exporter, which answers a scrape with a walk. */
export class SnmpExporter {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  /** Null if there is none here. */
  static async start(agentPort: number): Promise<SnmpExporter | null> {
    const folder = mkdtempSync(join(tmpdir(), 'nadi-bench-snmp-'));
    const config = join(folder, 'snmp.yml');
    writeFileSync(config, configuration());
    const port = await freePort();
    const args = [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'];
    const child = spawn('prometheus-snmp-exporter', args, { stdio: 'ignore' });
    const exporter = new SnmpExporter(child, port, folder);
    const isGone = new Promise<boolean>((resolve) => child.once('error', () => resolve(true)).once('exit', () => resolve(true)));
    const deadline = performance.now() + START_MS;
    while (performance.now() < deadline) {
      if (await Promise.race([isGone, pause(100, false)])) break;
      if ((await exporter.scrape('get', 0, agentPort)) > 0) return exporter;
    }
    exporter.stop();
    return null;
  }

  async measure(task: SnmpTask, devices: number, agentPort: number): Promise<SnmpReport> {
    await this.lanes(task, Math.min(devices, 2 * LANES), agentPort);
    const pids = [this.child.pid as number];
    const before = usageOf(pids).cpuSeconds;
    const started = performance.now();
    const answered = await this.lanes(task, devices, agentPort);
    const { cpuSeconds, pssBytes } = usageOf(pids);
    const seconds = (performance.now() - started) / 1000;
    const nothing = { descriptors: Number.NaN, latencyMs: [Number.NaN, Number.NaN] as const };
    return { way: 'a scrape a device', answered, asked: devices, seconds, cpuSeconds: cpuSeconds - before, rssBytes: pssBytes, ...nothing };
  }

  stop(): void {
    this.child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async lanes(task: SnmpTask, devices: number, agentPort: number): Promise<number> {
    let next = 0;
    let answered = 0;
    const lane = async () => {
      while (next < devices) if ((await this.scrape(task, next++, agentPort)) > 0) answered += 1;
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return answered;
  }

  /** How many samples it gave. */
  private async scrape(task: SnmpTask, device: number, agentPort: number): Promise<number> {
    try {
      const url = `http://127.0.0.1:${this.port}/snmp?module=${task}&target=${benchAddress(device)}:${agentPort}`;
      const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
      const text = await response.text();
      return response.ok ? text.split('\n').filter((line) => line.startsWith('c_')).length : 0;
    } catch {
      return 0;
    }
  }
}

/** A module for each task: the same objects, labelled by the interface's name as its own module if_mib does. */
function configuration(): string {
  const [table, extension] = TABLES;
  const columns = [
    ...GAUGES.map((column) => [`${table}.${column}`, 'gauge']),
    ...COUNTERS.map((column) => [`${table}.${column}`, 'counter']),
    ...X_GAUGES.map((column) => [`${extension}.${column}`, 'gauge']),
    ...X_COUNTERS.map((column) => [`${extension}.${column}`, 'counter']),
  ];
  const metric = ([oid, type]: string[]) => [
    `  - {name: c_${oid.replaceAll('.', '_')}, oid: ${oid}, type: ${type},`,
    `     indexes: [{labelname: ifIndex, type: gauge}], lookups: [`,
    ...[`ifAlias, oid: ${extension}.18`, `ifDescr, oid: ${table}.2`, `ifName, oid: ${extension}.1`].map(
      (lookup) => `       {labels: [ifIndex], labelname: ${lookup}, type: DisplayString},`,
    ),
    '     ]}',
  ];
  const part = (name: string, asked: string, metrics: readonly string[]) => [
    `${name}:`,
    `  ${asked}`,
    '  version: 2',
    `  max_repetitions: 25`,
    '  auth: {community: public}',
    '  metrics:',
    ...metrics,
  ];
  const objects = OBJECTS.map((oid) => `  - {name: c_${oid.replaceAll('.', '_')}, oid: ${oid}, type: counter}`);
  return [
    ...part('get', `get: [${OBJECTS.join(', ')}]`, objects),
    ...part('columns', `walk: [${COLUMNS.join(', ')}]`, columns.filter(([oid]) => COLUMNS.includes(oid)).flatMap(metric)),
    ...part('walk', `walk: [${TABLES.map((oid) => oid.replace(/\.1$/, '')).join(', ')}]`, columns.flatMap(metric)),
    '',
  ].join('\n');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
