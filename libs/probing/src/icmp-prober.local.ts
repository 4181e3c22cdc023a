import { openEchoAsker, processClock, type EchoAsker, type EchoClock, type EngineName, type Loan } from '@app/icmp';
import type { DeviceId } from '@app/kernel';
import { packTargets, type TargetColumns } from './icmp-targets.js';
import type { ProbeBatch } from './probe.result.js';
import { IcmpProber, type ProberFigures, type ProberStatus } from './prober.js';
import { EchoSchedule, type ScheduleOptions } from './schedule.js';
import type { FastClock, Target } from './target.js';

export interface IcmpProberOptions extends ScheduleOptions {
  /** Default: the best that works here. */
  readonly engine?: EngineName;
  /** Sockets of another process, to ask from its network namespace. */
  readonly borrow?: Loan;
}

const NO_FIGURES: ProberFigures = {
  lagSeconds: 0,
  cycleSeconds: 0,
  sent: 0,
  byOutcome: { replied: 0, 'timed-out': 0, rejected: 0, failed: 0, duplicate: 0, late: 0 },
};

/** Asks in the thread it is made in. A blocked event loop delays it, so the service uses ThreadIcmpProber, which runs one of these. */
export class LocalIcmpProber extends IcmpProber {
  private asker: EchoAsker | null = null;
  private schedule: EchoSchedule | null = null;
  private timer: NodeJS.Timeout | undefined;
  private columns: TargetColumns | null = null;
  private isStopped = false;

  constructor(
    private readonly options: IcmpProberOptions = {},
    private readonly clock: EchoClock = processClock,
    private readonly open: typeof openEchoAsker = openEchoAsker,
  ) {
    super();
  }

  override async start(onResults: (batch: ProbeBatch) => void): Promise<ProberStatus> {
    const { engine, borrow } = this.options;
    const opened = await this.open({ clock: this.clock, ...(engine ? { engine } : {}), ...(borrow ? { borrow } : {}) });
    this.asker = opened.asker;
    this.schedule = new EchoSchedule(opened.asker, this.clock, onResults, this.options);
    if (this.columns) this.schedule.assign(this.columns);
    if (!this.isStopped) this.run();
    return { engine: opened.asker.engine, reason: opened.reason, able: opened.able };
  }

  override assign(targets: readonly Target[]): void {
    this.assignColumns(packTargets(targets));
  }

  assignColumns(columns: TargetColumns): void {
    this.columns = columns;
    this.schedule?.assign(columns);
    this.wake();
  }

  override askNow(deviceIds: Iterable<DeviceId>, clock: FastClock): void {
    this.schedule?.askNow(deviceIds, clock.tries, clock.spacingMs);
    this.wake();
  }

  override figures(): ProberFigures {
    return this.schedule?.figures() ?? NO_FIGURES;
  }

  override async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.schedule?.flush();
    await this.asker?.close();
  }

  private readonly run = (): void => {
    const pauseMs = this.schedule?.tick() ?? 0;
    if (!this.isStopped) this.timer = setTimeout(this.run, pauseMs);
  };

  private wake(): void {
    if (!this.schedule || this.isStopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.run, 0);
  }
}
