import type { Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { CameraTimeStore } from './camera.time.store.js';
import type { RuleBook } from './compliance.rule.js';

/** Buckets of the shortest span that is judged: so exact are its edges. */
const BUCKETS = 24;
const SHORTEST_BUCKET_MS = 1_000;
/** So many of the longest spans are kept. */
const KEPT = 2;

export type TallyOutcome =
  | { readonly kind: 'begun' | 'nothing' }
  | { readonly kind: 'counted'; readonly from: Date; readonly to: Date }
  /** Nobody watched in between, so nothing is known of it. */
  | { readonly kind: 'skipped'; readonly from: Date; readonly to: Date };

/** Counts the time that cameras were reachable, as it passes: what happened while nobody watched counts neither way. */
export class CameraTimeService {
  private readonly store: CameraTimeStore;

  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly book: RuleBook,
    /** How late it is counted, so that what is concluded late is concluded by then; and the longest pause that is counted. Milliseconds. */
    private readonly bounds: { readonly lateMs: number; readonly longestMs: number },
  ) {
    this.store = new CameraTimeStore(transactor);
  }

  tally(): Promise<TallyOutcome> {
    return this.transactor.run(async () => {
      const from = await this.store.holdTalliedTo();
      const now = this.clock.now();
      const to = new Date(now.getTime() - this.bounds.lateMs);
      if (from !== null && from >= to) return { kind: 'nothing' };
      await this.store.setTalliedTo(to);
      if (from === null) return { kind: 'begun' };
      if (to.getTime() - from.getTime() > this.bounds.longestMs) return { kind: 'skipped', from, to };
      const { integrated, lapsed, repairedOverMs, countsPower } = this.book.at(now);
      const spans = [integrated.overMs, lapsed.overMs, repairedOverMs];
      const bucketMs = Math.max(SHORTEST_BUCKET_MS, Math.min(...spans) / BUCKETS);
      const startsAt = new Date(Math.floor(from.getTime() / bucketMs) * bucketMs);
      await this.store.add(from, to, startsAt, countsPower);
      await this.store.prune(new Date(now.getTime() - KEPT * Math.max(...spans)));
      return { kind: 'counted', from, to };
    });
  }
}
