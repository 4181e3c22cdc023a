import { parseArgs } from 'node:util';
import type { Io } from '../io.js';
import { machine, median, type Section } from './icmp.figures.js';
import type { SnmpReport } from './snmp.child.js';
import { SnmpExporter } from './snmp.exporter.js';
import { runAsker, startAgent } from './snmp.peers.js';
import type { SnmpTask } from './snmp.tasks.js';

const TASKS: Readonly<Record<SnmpTask, string>> = {
  get: 'GET of 10 objects',
  columns: 'the 13 columns that Nadi reads, 48 ports',
  walk: 'ifTable and ifXTable whole, 1,968 objects',
};
/** The ways take turns, so that what else the machine does meets all of them alike. */
const ROUNDS = 3;
/** The exporter takes so long that fewer devices tell as much. */
const EXPORTER_SHARE: Readonly<Record<SnmpTask, number>> = { get: 1, columns: 0.2, walk: 0.05 };
const STEADY = { devices: 10_000, intervalMs: 60_000, seconds: 30 } as const;

/**
 * `nadi bench snmp [--devices 2000] [--json]`: the poller's engine beside the package net-snmp and prometheus-snmp-exporter, all in the
 * same run, against agents in plain C at addresses of 127/8. Nothing is asserted: the machine and its other work decide the seconds.
 */
export async function runSnmpBench(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi bench snmp: ${asked}\n`);
    return 2;
  }
  const agent = await startAgent();
  if (typeof agent === 'string') {
    io.stderr.write(`nadi bench snmp: ${agent}\n`);
    return 1;
  }
  const print = (lines: readonly string[]) => void (asked.json || io.stdout.write(`${lines.join('\n')}\n`));
  const found: Record<string, unknown> = { machine: machine(), devices: asked.devices };
  const exporter = await SnmpExporter.start(agent.port);
  try {
    print([machine()]);
    for (const task of Object.keys(TASKS) as SnmpTask[]) {
      const { lines, figures } = await measureTask(task, asked.devices, agent.port, exporter);
      print(['', ...lines]);
      found[task] = figures;
    }
    const { lines, figures } = await measureSteady(agent.port);
    print(['', ...lines]);
    found.steady = figures;
  } finally {
    exporter?.stop();
    agent.stop();
  }
  if (asked.json) io.stdout.write(`${JSON.stringify(found)}\n`);
  return 0;
}

async function measureTask(task: SnmpTask, devices: number, port: number, exporter: SnmpExporter | null): Promise<Section> {
  const reports = { nadi: [] as SnmpReport[], library: [] as SnmpReport[], exporter: [] as SnmpReport[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    reports.nadi.push(await runAsker({ kind: 'passes', who: 'nadi', task, devices, port }));
    reports.library.push(await runAsker({ kind: 'passes', who: 'net-snmp', task, devices: Math.ceil(devices / 4), port }));
    if (exporter) reports.exporter.push(await exporter.measure(task, Math.max(20, Math.ceil(devices * EXPORTER_SHARE[task])), port));
  }
  const [ours, theirs, scraped] = [cost(reports.nadi), cost(reports.library), cost(reports.exporter)];
  return {
    figures: { cpuPer10k: { nadi: ours, netSnmp: theirs, exporter: scraped }, reports },
    lines: [
      `${TASKS[task]}: CPU seconds of the asking process for 10,000 devices (user and kernel; median of ${ROUNDS} rounds of each in turn)`,
      row('Nadi', reports.nadi),
      row('net-snmp', reports.library),
      exporter ? row('snmp_exporter', reports.exporter) : '  snmp_exporter  not run: no prometheus-snmp-exporter here',
      `  net-snmp/Nadi ${times(theirs / ours)}, snmp_exporter/Nadi ${times(scraped / ours)}`,
    ],
  };
}

async function measureSteady(port: number): Promise<Section> {
  const report = await runAsker({ kind: 'steady', ...STEADY, port });
  const share = (report.cpuSeconds / report.seconds) * 100;
  const { answered, asked, descriptors } = report;
  return {
    figures: { ...STEADY, coreShare: share / 100, report },
    lines: [
      `${STEADY.devices} devices of 48 ports each ${STEADY.intervalMs / 1000} s through the prober, steady for ${STEADY.seconds} s`,
      `  Nadi           ${share.toFixed(1)} % of one core, ${answered} of ${asked} read, ${megabytes(report)}, ${descriptors} descriptors more than at the start (${report.way})`,
    ],
  };
}

/** CPU seconds for 10,000 devices. */
function cost(reports: readonly SnmpReport[]): number {
  return median(reports.map(({ cpuSeconds, asked }) => (cpuSeconds / asked) * 10_000));
}

function row(name: string, reports: readonly SnmpReport[]): string {
  const perSecond = median(reports.map(({ asked, seconds }) => asked / seconds));
  const lost = reports.reduce((sum, { asked, answered }) => sum + asked - answered, 0);
  const [{ descriptors, latencyMs }] = reports;
  const own = Number.isNaN(descriptors) ? '' : `, ${descriptors} descriptors, median ${latencyMs[0].toFixed(1)} ms a device`;
  const figures = `${cost(reports).toFixed(2).padStart(8)} s  ${perSecond.toFixed(0).padStart(6)}/s  ${lost} not whole`;
  return `  ${name.padEnd(14)} ${figures}  (${megabytes(reports[0])}${own})`;
}

function megabytes({ rssBytes }: SnmpReport): string {
  return `${(rssBytes / 1e6).toFixed(0)} MB`;
}

function times(ratio: number): string {
  return Number.isNaN(ratio) ? '-' : `${ratio.toFixed(1)}x`;
}

/** What was asked for, or what is wrong with it. */
function readArguments(args: string[]): { devices: number; json: boolean } | string {
  try {
    const options = { devices: { type: 'string', default: '2000' }, json: { type: 'boolean', default: false } } as const;
    const { values } = parseArgs({ args, options });
    const devices = Number(values.devices);
    const isUsable = Number.isInteger(devices) && devices >= 100 && devices <= 50_000;
    return isUsable ? { devices, json: values.json } : `--devices takes 100 to 50000, not "${values.devices}"`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
