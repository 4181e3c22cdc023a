import type { Clock } from '@app/kernel';

const WINDOW_MS = 60_000;
const MOST_EACH = 20;
const MOST_ALL = 200;

/** Lets so many refusals a minute through to the trail, and counts the others: who floods the service must not fill the disk. */
export class RefusalBound {
  private since = -Infinity;
  private all = 0;
  private readonly each = new Map<string, number>();
  private unrecorded = 0;

  constructor(private readonly clock: Clock) {}

  /** How many were left out before this one; null: leave it out too. */
  admit(actor: string): number | null {
    const now = this.clock.monotonicMs();
    if (now - this.since >= WINDOW_MS) {
      this.since = now;
      this.all = 0;
      this.each.clear();
    }
    const count = this.each.get(actor) ?? 0;
    if (this.all >= MOST_ALL || count >= MOST_EACH) {
      this.unrecorded += 1;
      return null;
    }
    this.all += 1;
    this.each.set(actor, count + 1);
    const leftOut = this.unrecorded;
    this.unrecorded = 0;
    return leftOut;
  }
}
