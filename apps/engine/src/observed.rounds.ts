import type { AlertSender } from '@app/alerting';
import type { ProbeFeed } from '@app/feed';
import type { Clock } from '@app/kernel';
import type { ObservedService } from '@app/observed';
import type { ConcludingService } from '@app/outages';
import type { Log } from '@app/platform';
import { hiddenOf } from './hidden.light.js';
import type { Watch } from './watch.js';

export interface ObservedRoundsParts {
  readonly observed: ObservedService;
  readonly alerts: AlertSender;
  readonly feed: ProbeFeed;
  readonly clock: Clock;
  readonly log: Log;
}

/** What devices told is kept so often, milliseconds. */
const KEEP_MS = 500;
/** After a round that could not be kept, the next waits so long. */
const RETRY_MS = 1_000;

/** Keeps what devices tell, beside all else: it may take long, and no judgement waits for it. */
export class ObservedRounds {
  private running: Promise<void> | null = null;
  private notBefore = 0;
  private isTroubled = false;

  constructor(
    private readonly parts: ObservedRoundsParts,
    private readonly concluding: ConcludingService,
    private readonly isLeading: () => boolean,
  ) {}

  /** Begins another round, if it is time and none is under way. */
  turn(watch: Watch, nowMs: number): void {
    if (this.running === null && nowMs >= this.notBefore) this.running = this.round(watch);
  }

  async settled(): Promise<void> {
    await this.running;
  }

  private async round(watch: Watch): Promise<void> {
    const { observed, alerts, feed, clock, log } = this.parts;
    try {
      const { alarms, again } = await observed.keep(watch.snapshot, hiddenOf(watch, this.concluding), () => this.concluding.hold());
      if (this.isTroubled) log.info({}, 'what devices tell is kept again');
      this.isTroubled = false;
      for (const { id, root, severity, clearedAt } of alarms)
        log.info({ alarm: id, root, severity }, clearedAt === null ? 'light is low' : 'light is well again');
      if (this.isLeading()) alerts.tell(alarms);
      if (again.length > 0) feed.inspectNow(again);
    } catch (err) {
      if (!this.isTroubled) log.error({ err }, 'what devices tell cannot be kept');
      this.isTroubled = true;
    }
    this.notBefore = clock.monotonicMs() + (this.isTroubled ? RETRY_MS : KEEP_MS);
    this.running = null;
  }
}
