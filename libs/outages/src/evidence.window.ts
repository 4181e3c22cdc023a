export interface WindowPolicy {
  /** It stays open at least so long after the first contradiction, milliseconds. */
  readonly settleMs: number;
  /**
   * So long after the first certain change it does not wait for answers any more, milliseconds; after twice that not for the end of a
   * wave either.
   */
  readonly maxMs: number;
}

/** How a window closed: all that was asked for is in, or it was open for so long that nobody waits any more. */
export type Closing = 'settled' | 'overdue';

/** What a judgement should wait for. */
export interface Pending {
  /** Infrastructure whose state is soft, and what was asked for and is not in yet. */
  readonly count: number;
  /** Infrastructure is falling silent right now: who is to blame may be found silent next. */
  readonly isWave: boolean;
}

/**
 * When to judge. Opens with the first sign that something changed, and closes when the wave of contradictions behind it is over, so
 * that a child that was missed first is not blamed before its parent was asked. Times are milliseconds of a clock that never goes back.
 */
export class EvidenceWindow {
  private suspectedAt: number | null = null;
  private changedAt: number | null = null;

  constructor(private readonly policy: WindowPolicy) {}

  get isOpen(): boolean {
    return this.suspectedAt !== null;
  }

  /** Something contradicts what is believed; it may be nothing. */
  suspect(now: number): void {
    this.suspectedAt ??= now;
  }

  /** Something is certainly another than before: there will be a judgement. */
  change(now: number): void {
    this.suspectedAt ??= now;
    this.changedAt ??= now;
  }

  /** Opens anew, whatever was open: there is somebody to judge from now on. */
  open(now: number): void {
    this.suspectedAt = now;
    this.changedAt = now;
  }

  /** Whether to judge now, or null. */
  close(now: number, { count, isWave }: Pending): Closing | null {
    if (this.suspectedAt === null) return null;
    const isSettled = now - this.suspectedAt >= this.policy.settleMs && count === 0;
    const openMs = now - (this.changedAt ?? this.suspectedAt);
    const isOverdue = !isSettled && openMs >= (isWave ? 2 : 1) * this.policy.maxMs;
    if (!isSettled && !isOverdue) return null;
    const isDue = this.changedAt !== null;
    this.suspectedAt = null;
    this.changedAt = null;
    if (!isDue) return null;
    // What is still going on is judged once it is settled, also if it comes to what was believed before.
    if (isOverdue) this.open(now);
    return isSettled ? 'settled' : 'overdue';
  }
}
