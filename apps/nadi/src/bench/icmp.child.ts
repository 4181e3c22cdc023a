import { setTimeout as pause } from 'node:timers/promises';
import process from 'node:process';
import type { DeviceId } from '@app/kernel';
import { PROBE_OUTCOME, type ProbeBatch, type Target, ThreadIcmpProber } from '@app/probing';
import { benchAddress, type PassFigures } from './icmp.figures.js';

/** What the benchmark may have the engine do, in a process of its own. */
export type EngineOrder =
  /** All targets asked once, so many times over; the first passes are not measured, for a service has long been compiled. */
  | { readonly kind: 'passes'; readonly targets: number; readonly perSecond: number; readonly warmUps: number; readonly passes: number }
  /** Every target on its ordinary turn, for so long. */
  | { readonly kind: 'steady'; readonly targets: number; readonly intervalMs: number; readonly seconds: number }
  /** Few targets, gently: the round trips. */
  | { readonly kind: 'rtt'; readonly targets: number; readonly tries: number; readonly spacingMs: number };

export interface EnginePass extends PassFigures {
  /** Living targets that were taken for dead. */
  readonly timedOut: number;
  readonly failed: number;
}

export interface EngineReport {
  readonly engine: string;
  readonly passes: readonly EnginePass[];
  /** Seconds, sorted; thinned to at most 10,000. */
  readonly rtts: readonly number[];
}

/** No ordinary turn comes within the benchmark. */
const NO_TURN_MS = 2 ** 52;
const TIMEOUT_MS = 1000;

class Count {
  private readonly outcomes = [0, 0, 0, 0];
  rtts: number[] = [];
  private target = Number.POSITIVE_INFINITY;
  private reached: () => void = () => undefined;

  add(batch: ProbeBatch): void {
    for (let i = 0; i < batch.count; i += 1) {
      this.outcomes[batch.outcomes[i]] += 1;
      if (batch.outcomes[i] === PROBE_OUTCOME.REPLIED) this.rtts.push(batch.rttSeconds[i]);
    }
    if (this.all >= this.target) this.reached();
  }

  until(all: number): Promise<void> {
    this.target = all;
    return new Promise((resolve) => (this.reached = resolve));
  }

  private get all(): number {
    return this.outcomes.reduce((sum, count) => sum + count, 0);
  }

  /** What was counted since the last call. */
  take(): { answered: number; timedOut: number; failed: number } {
    const [answered, timedOut, rejected, failed] = this.outcomes;
    this.outcomes.fill(0);
    this.target = Number.POSITIVE_INFINITY;
    return { answered, timedOut, failed: failed + rejected };
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function targetsOf(count: number, intervalMs: number): Target[] {
  return Array.from({ length: count }, (_, i) => ({
    deviceId: i as DeviceId,
    check: 'icmp',
    address: benchAddress(i),
    realm: '',
    port: null,
    credential: null,
    intervalMs,
    timeoutMs: TIMEOUT_MS,
  }));
}

async function measure(count: Count, act: () => Promise<void>): Promise<EnginePass> {
  count.take();
  const started = performance.now();
  const used = cpuSeconds();
  await act();
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: cpuSeconds() - used, ...count.take() };
}

async function obey(order: EngineOrder): Promise<EngineReport> {
  const count = new Count();
  const prober = new ThreadIcmpProber(order.kind === 'passes' ? { maxPerSecond: order.perSecond } : {});
  const { engine, reason, able } = await prober.start((batch) => count.add(batch));
  if (!able) throw new Error(`nothing here can ask by ICMP: ${reason}`);
  const all = Array.from({ length: order.targets }, (_, i) => i as DeviceId);
  const once = async (tries: number, spacingMs: number) => {
    const done = count.until(order.targets * tries);
    prober.askNow(all, { tries, spacingMs });
    await done;
  };
  const passes: EnginePass[] = [];
  prober.assign(targetsOf(order.targets, order.kind === 'steady' ? order.intervalMs : NO_TURN_MS));
  switch (order.kind) {
    case 'passes':
      for (let i = 0; i < order.warmUps; i += 1) await measure(count, () => once(1, 0));
      for (let i = 0; i < order.passes; i += 1) {
        count.rtts = [];
        passes.push(await measure(count, () => once(1, 0)));
      }
      break;
    case 'steady':
      // After one interval every target has had its turn, and the code that asks is compiled.
      await pause(order.intervalMs + 2 * TIMEOUT_MS);
      count.rtts = [];
      passes.push(await measure(count, () => pause(order.seconds * 1000)));
      break;
    case 'rtt':
      passes.push(await measure(count, () => once(order.tries, order.spacingMs)));
      break;
  }
  const sorted = count.rtts.toSorted((a, b) => a - b);
  await prober.stop();
  const step = Math.max(1, Math.ceil(sorted.length / 10_000));
  return { engine, passes, rtts: sorted.filter((_, i) => i % step === 0) };
}

const report = await obey(JSON.parse(process.argv[2]) as EngineOrder);
process.send?.(report, () => process.disconnect());
