import { processClock, type EchoClock } from '@app/icmp';
import type { DeviceId } from '@app/kernel';
import { Worker } from 'node:worker_threads';
import type { IcmpProberOptions } from './icmp-prober.local.js';
import type { FromProber, ProberThreadData, ToProber } from './icmp-prober.messages.js';
import { packTargets, type TargetColumns } from './icmp-targets.js';
import { PROBE_OUTCOME, type ProbeBatch } from './probe.result.js';
import { IcmpProber, type ProberFigures, type ProberStatus } from './prober.js';
import { BatchBuilder } from './schedule.batch.js';
import type { FastClock, Target } from './target.js';

export interface ThreadProberOptions extends IcmpProberOptions {
  /** Told when the engine changes after the start: it died, it is back. */
  readonly onStatus?: (status: ProberStatus) => void;
}

const RESTART_MS = 1000;
const STOP_MS = 2000;
const NOTHING = { replied: 0, 'timed-out': 0, rejected: 0, failed: 0, duplicate: 0, late: 0 };

/**
 * Asks in a thread of its own, so that a busy main thread delays no question and no measurement. If the thread dies, every target
 * FAILED (unknown, not down), and a new thread takes over.
 */
export class ThreadIcmpProber extends IcmpProber {
  private worker: Worker | null = null;
  private columns: TargetColumns | null = null;
  private onResults: (batch: ProbeBatch) => void = () => undefined;
  private restart: NodeJS.Timeout | undefined;
  private isStopped = false;
  private current: ProberFigures = { lagSeconds: 0, cycleSeconds: 0, sent: 0, byOutcome: NOTHING };
  /** What threads that died had counted: counters of a metric never go back. */
  private carried: ProberFigures = this.current;

  constructor(
    private readonly options: ThreadProberOptions = {},
    private readonly clock: EchoClock = processClock,
  ) {
    super();
  }

  override start(onResults: (batch: ProbeBatch) => void): Promise<ProberStatus> {
    this.onResults = onResults;
    return this.spawn();
  }

  override assign(targets: readonly Target[]): void {
    this.columns = packTargets(targets);
    this.tell({ kind: 'assign', columns: this.columns });
  }

  override askNow(deviceIds: Iterable<DeviceId>, clock: FastClock): void {
    const ids = Int32Array.from(deviceIds);
    if (ids.length > 0) this.tell({ kind: 'ask-now', deviceIds: ids, tries: clock.tries, spacingMs: clock.spacingMs });
  }

  override figures(): ProberFigures {
    return this.current;
  }

  override async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.restart);
    const { worker } = this;
    this.worker = null;
    if (!worker) return;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ kind: 'stop' } satisfies ToProber);
    const guard = setTimeout(() => void worker.terminate(), STOP_MS);
    await exited;
    clearTimeout(guard);
  }

  private tell(message: ToProber): void {
    this.worker?.postMessage(message);
  }

  private spawn(): Promise<ProberStatus> {
    const { onStatus: _, ...options } = this.options;
    const worker = new Worker(new URL('./icmp-prober.worker.js', import.meta.url), {
      workerData: { options } satisfies ProberThreadData,
      name: 'icmp',
      // The flags of the main thread (--input-type, --eval, a debugger's port) are not meant for this one.
      execArgv: [],
    });
    this.worker = worker;
    if (this.columns) this.tell({ kind: 'assign', columns: this.columns });
    return new Promise((resolve) => {
      let fault = 'it ended';
      worker.on('message', (message: FromProber) => {
        if (message.kind === 'started') resolve(message.status);
        else this.hear(message);
      });
      worker.on('error', (error) => (fault = error instanceof Error ? error.message : String(error)));
      worker.on('exit', () => {
        const status: ProberStatus = { engine: 'none', reason: `the asking thread died: ${fault}`, able: false };
        resolve(status);
        if (this.worker === worker) this.died(status);
      });
    });
  }

  private hear(message: FromProber): void {
    if (message.kind === 'results' || message.kind === 'figures') this.current = add(this.carried, message.figures);
    if (message.kind === 'results' && !this.isStopped) this.onResults(message.batch);
  }

  private died(status: ProberStatus): void {
    this.worker = null;
    this.carried = this.current;
    this.options.onStatus?.(status);
    this.failAll();
    this.restart = setTimeout(() => void this.respawn(), RESTART_MS);
  }

  private async respawn(): Promise<void> {
    this.options.onStatus?.(await this.spawn());
  }

  private failAll(): void {
    const now = this.clock.wallMs();
    const builder = new BatchBuilder();
    for (const deviceId of this.columns?.deviceIds ?? []) builder.add(deviceId, PROBE_OUTCOME.FAILED, Number.NaN, now, now, null);
    if (builder.count > 0) this.onResults(builder.take());
  }
}

function add(before: ProberFigures, now: ProberFigures): ProberFigures {
  const byOutcome = { ...now.byOutcome };
  for (const kind of Object.keys(byOutcome) as (keyof typeof byOutcome)[]) byOutcome[kind] += before.byOutcome[kind];
  return { ...now, sent: now.sent + before.sent, byOutcome };
}
