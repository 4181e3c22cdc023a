import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import process from 'node:process';
import type { DeviceId } from '@app/kernel';
import { NetSnmpProber, type Target } from '@app/probing';
import { openSnmpReader, type SnmpCredential } from '@app/snmp';
import { benchAddress } from './icmp.figures.js';
import { NetSnmpAsker } from './snmp.library.js';
import { COLUMNS, isWhole, OBJECTS, TABLES, type SnmpTask } from './snmp.tasks.js';

/** What the benchmark may have asked, in a process of its own. */
export type SnmpOrder =
  | { readonly kind: 'passes'; readonly who: 'nadi' | 'net-snmp'; readonly task: SnmpTask; readonly devices: number; readonly port: number }
  /** Every device on its ordinary turn through the product's own prober, for so long. */
  | { readonly kind: 'steady'; readonly devices: number; readonly intervalMs: number; readonly seconds: number; readonly port: number };

export interface SnmpReport {
  /** How the socket is used. */
  readonly way: string;
  readonly answered: number;
  readonly asked: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  /** Open descriptors at the most, less those it began with. */
  readonly descriptors: number;
  readonly latencyMs: readonly [number, number];
}

const CREDENTIAL: SnmpCredential = { version: 'v2c', community: 'public' };
/** Devices asked at once. */
const LANES = 64;
/** A service has long been compiled. */
const WARM_UPS = 1500;

type Ask = (host: string) => Promise<boolean>;

const began = readdirSync('/proc/self/fd').length;
const latencies: number[] = [];
let descriptors = 0;

async function lanes(devices: number, ask: Ask): Promise<number> {
  let next = 0;
  let answered = 0;
  const lane = async () => {
    while (next < devices) {
      const device = next++;
      const started = performance.now();
      if (await ask(benchAddress(device))) answered += 1;
      latencies.push(performance.now() - started);
      if (device % 100 === 0) descriptors = Math.max(descriptors, readdirSync('/proc/self/fd').length - began);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return answered;
}

async function ourAsk(port: number, task: SnmpTask): Promise<{ way: string; ask: Ask }> {
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') throw new Error(opened.reason);
  const { reader, reason: way } = opened;
  const tables = TABLES.map((oid) => ({ name: oid, oid, isDeep: true }));
  const asks: Record<SnmpTask, Ask> = {
    get: async (host) => {
      const read = await reader.visit(host, port, CREDENTIAL, {}, async (visit) => {
        const answer = await visit.get(OBJECTS);
        return answer.kind === 'answered' ? { kind: 'read' as const, count: answer.value.size } : answer;
      });
      return read.kind === 'read' && isWhole(task, read.count);
    },
    columns: async (host) => {
      const read = await reader.readInterfaces(host, port, CREDENTIAL);
      return (
        read.kind === 'read' && isWhole(task, read.interfaces.filter(({ ifHCInOctets }) => ifHCInOctets !== null).length * COLUMNS.length)
      );
    },
    walk: async (host) => {
      let count = 0;
      const read = await reader.visit(host, port, CREDENTIAL, {}, async (visit) => {
        const end = await visit.walk(tables, () => (count += 1));
        return end.kind === 'walked' ? { kind: 'read' as const } : end;
      });
      return read.kind === 'read' && isWhole(task, count);
    },
  };
  return { way, ask: asks[task] };
}

function theirAsk(port: number, task: SnmpTask): { way: string; ask: Ask } {
  const asker = new NetSnmpAsker(port);
  return { way: 'a session and a socket a device', ask: async (host) => isWhole(task, await asker.count(host, task)) };
}

async function obeyPasses(order: SnmpOrder & { kind: 'passes' }): Promise<SnmpReport> {
  const { way, ask } = order.who === 'nadi' ? await ourAsk(order.port, order.task) : theirAsk(order.port, order.task);
  await lanes(WARM_UPS, ask);
  latencies.length = 0;
  return report(way, order.devices, () => lanes(order.devices, ask));
}

async function obeySteady({ devices, intervalMs, seconds, port }: SnmpOrder & { kind: 'steady' }): Promise<SnmpReport> {
  const prober = new NetSnmpProber({ openCredential: () => Promise.resolve(null), defaultCredential: CREDENTIAL });
  const place = { check: 'snmp' as const, realm: '', port, credential: null, intervalMs, timeoutMs: 1000 };
  const targets = Array.from({ length: devices }, (_, i): Target => ({ deviceId: i as DeviceId, address: benchAddress(i), ...place }));
  let read = 0;
  let all = 0;
  const { reason } = await prober.start((result) => {
    all += 1;
    if (result.kind === 'read' && result.interfaces.length > 0) read += 1;
  });
  prober.assign(targets);
  // The code that asks is compiled by then.
  await pause(10_000);
  read = all = 0;
  const found = await report(reason, 0, async () => {
    await pause(seconds * 1000);
    return read;
  });
  descriptors = readdirSync('/proc/self/fd').length - began;
  await prober.stop();
  return { ...found, asked: all, descriptors };
}

async function report(way: string, asked: number, act: () => Promise<number>): Promise<SnmpReport> {
  const started = performance.now();
  const used = process.cpuUsage();
  const answered = await act();
  const { user, system } = process.cpuUsage(used);
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return {
    way,
    answered,
    asked,
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (user + system) / 1e6,
    rssBytes: process.memoryUsage().rss,
    descriptors,
    latencyMs: [at(0.5), at(0.99)],
  };
}

const order = JSON.parse(process.argv[2]) as SnmpOrder;
const found = await (order.kind === 'steady' ? obeySteady(order) : obeyPasses(order));
process.send?.(found, () => process.exit(0));
