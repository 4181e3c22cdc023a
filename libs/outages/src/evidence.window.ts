export interface WindowPolicy {
  /** It stays open at least so long after the first contradiction, milliseconds. */
  readonly settleMs: number;
  /** It closes at the latest so long after the first certain change, milliseconds. */
  readonly maxMs: number;
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

  /** Whether to judge now. `pending`: infrastructure whose state is soft, and readings that were asked for and are not in yet. */
  close(now: number, pending: number): boolean {
    if (this.suspectedAt === null) return false;
    const isSettled = now - this.suspectedAt >= this.policy.settleMs && pending === 0;
    const isOver = now - (this.changedAt ?? this.suspectedAt) >= this.policy.maxMs;
    if (!isSettled && !isOver) return false;
    const isDue = this.changedAt !== null;
    this.suspectedAt = null;
    this.changedAt = null;
    return isDue;
  }
}
