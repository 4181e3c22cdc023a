import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const MINUTE_S = 60;
/** Whoever is not known shares with others of the same remainder, so that however many ask, this many counters are kept. */
const STRANGERS = 4_096;

/** Counts what each viewer uses up, in the cost of operations, within a minute. What is too much is not run. */
export class CostLimit {
  private readonly limiter: RateLimiterMemory | null;
  /** How often somebody was refused. */
  refused = 0;

  constructor(private readonly costPerMinute: number | null) {
    this.limiter = costPerMinute === null ? null : new RateLimiterMemory({ points: costPerMinute, duration: MINUTE_S });
  }

  /** In how many seconds to try again; null: go on. One operation alone is never too much: its own bounds are others. */
  async secondsToWait(who: { readonly account: string } | { readonly address: string }, cost: number): Promise<number | null> {
    if (this.limiter === null || this.costPerMinute === null) return null;
    const key = 'account' in who ? who.account : `stranger ${createHash('sha256').update(who.address).digest().readUInt32LE() % STRANGERS}`;
    try {
      await this.limiter.consume(key, Math.min(cost, this.costPerMinute));
      return null;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      this.refused += 1;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
    }
  }
}
