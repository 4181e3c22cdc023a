import { CLOCK, CLOCKS, type ClockSeconds, secondsOf } from './availability.clock.js';
import { type CountedHours, countedBefore } from './jakarta.time.js';

/** Seconds since 1970; the end is no part of it. */
export interface PeriodS {
  readonly fromS: number;
  readonly toS: number;
}

/** From this second on this clock runs. */
export interface ClockChange {
  readonly atS: number;
  /** Its place in CLOCKS. */
  readonly clock: number;
}

/** When nobody watched: whatever runs then is not observed. */
export class Gaps {
  private readonly starts: number[];
  private readonly ends: number[];
  /** Counted seconds of all gaps before each. */
  private readonly before: number[] = [];

  /** In order, and apart from each other. */
  constructor(
    gaps: readonly PeriodS[],
    private readonly hours: CountedHours,
  ) {
    this.starts = gaps.map(({ fromS }) => fromS);
    this.ends = gaps.map(({ toS }) => toS);
    let sum = 0;
    for (const { fromS, toS } of gaps) {
      this.before.push(sum);
      sum += countedBefore(toS, hours) - countedBefore(fromS, hours);
    }
  }

  /** Counted seconds of gaps between two instants. */
  within(fromS: number, toS: number): number {
    return this.upTo(toS) - this.upTo(fromS);
  }

  private upTo(atS: number): number {
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] < atS) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const last = low - 1;
    return this.before[last] + countedBefore(Math.min(atS, this.ends[last]), this.hours) - countedBefore(this.starts[last], this.hours);
  }
}

/** Adds up where the time of one object went: its changes come in order, the last one before the period among them. */
export class ClockFold {
  private readonly sums = new Float64Array(CLOCKS.length);
  private clock: number = CLOCK.UNOBSERVED;
  private sinceS: number;

  constructor(
    private readonly period: PeriodS,
    private readonly hours: CountedHours,
    private readonly gaps: Gaps,
  ) {
    this.sinceS = period.fromS;
  }

  change({ atS, clock }: ClockChange): void {
    const at = Math.min(Math.max(atS, this.period.fromS), this.period.toS);
    this.run(at);
    this.clock = clock;
  }

  end(): ClockSeconds {
    this.run(this.period.toS);
    return secondsOf((name) => this.sums[CLOCK[name]]);
  }

  private run(toS: number): void {
    if (toS <= this.sinceS) return;
    const all = countedBefore(toS, this.hours) - countedBefore(this.sinceS, this.hours);
    const blind = this.gaps.within(this.sinceS, toS);
    this.sums[this.clock] += all - blind;
    this.sums[CLOCK.UNOBSERVED] += blind;
    this.sinceS = toS;
  }
}

/** When nobody watched, of a period: what lies between the times that somebody did. `watched` in order. */
export function gapsOf(watched: readonly PeriodS[], { fromS, toS }: PeriodS): PeriodS[] {
  const gaps: PeriodS[] = [];
  let reached = fromS;
  for (const watch of watched) {
    if (watch.toS <= reached) continue;
    if (watch.fromS > reached) gaps.push({ fromS: reached, toS: Math.min(watch.fromS, toS) });
    reached = watch.toS;
    if (reached >= toS) break;
  }
  if (reached < toS) gaps.push({ fromS: reached, toS });
  return gaps.filter((gap) => gap.toS > gap.fromS);
}
