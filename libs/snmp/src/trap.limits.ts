interface Bucket {
  tokens: number;
  filledMs: number;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A device has a port flap a few times a second at most, and says each once. */
const A_SOURCE: Rate = { perSecond: 10, burst: 50 };
/** All together: what reading costs is bounded, even if every address sends all it may. */
const ALL: Rate = { perSecond: 1000, burst: 2000 };

/** How much of each source is read, by buckets of tokens. Time is an argument: monotonic milliseconds. */
export class SourceLimit {
  private readonly buckets = new Map<string, Bucket>();
  private readonly all: Bucket = { tokens: ALL.burst, filledMs: 0 };

  constructor(
    private readonly aSource: Rate = A_SOURCE,
    private readonly together: Rate = ALL,
  ) {
    this.all.tokens = together.burst;
  }

  /** Whether one more of this source may be read. Ask for known sources only: each has a bucket from then on. */
  admits(source: string, nowMs: number): boolean {
    let bucket = this.buckets.get(source);
    if (!bucket) {
      bucket = { tokens: this.aSource.burst, filledMs: nowMs };
      this.buckets.set(source, bucket);
    }
    // A source that is over its own measure takes nothing from the others.
    return take(bucket, this.aSource, nowMs) && take(this.all, this.together, nowMs);
  }

  /** The known sources are others now. */
  forget(): void {
    this.buckets.clear();
  }
}

function take(bucket: Bucket, { perSecond, burst }: Rate, nowMs: number): boolean {
  bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.filledMs) / 1000) * perSecond);
  bucket.filledMs = nowMs;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

const REMEMBERED_MS = 10_000;
const MAX_REMEMBERED = 4096;

/** Notifications that were told lately. It forgets by halves, so each is remembered for ten seconds at least, if there are not too many. */
export class RecentTraps {
  private newer = new Set<string>();
  private older = new Set<string>();
  private turnedMs = 0;

  /** Whether this mark was seen already; it is from now on. */
  isRepeated(mark: string, nowMs: number): boolean {
    if (nowMs - this.turnedMs > REMEMBERED_MS || this.newer.size >= MAX_REMEMBERED) {
      this.older = nowMs - this.turnedMs > 2 * REMEMBERED_MS ? new Set() : this.newer;
      this.newer = new Set();
      this.turnedMs = nowMs;
    }
    if (this.newer.has(mark)) return true;
    this.newer.add(mark);
    return this.older.has(mark);
  }
}
