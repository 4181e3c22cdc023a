import type { Clock } from '@app/kernel';
import type { SqlSource } from '@app/platform';
import { addSeconds, type ClockSeconds, NO_SECONDS } from './availability.clock.js';
import { AvailabilityLog, type CountedPeriod } from './availability.log.js';
import { AvailabilityQueries, type ClockedObject, clockedKindOf, type ObjectFilter, type ObjectKind } from './availability.queries.js';
import type { CountedHours } from './jakarta.time.js';

export interface AvailabilityAsk {
  readonly from: Date;
  readonly to: Date;
  readonly hours: CountedHours;
}

/** Where the time of all objects of a filter went together. */
export interface AvailabilityTotals {
  readonly objects: number;
  readonly seconds: ClockSeconds;
}

/** Answers where time went. Objects are those that the reader of whoever asks shows; their log is nobody's secret once they are. */
export class AvailabilityService {
  private readonly log: AvailabilityLog;

  constructor(
    source: SqlSource,
    private readonly clock: Clock,
  ) {
    this.log = new AvailabilityLog(source);
  }

  now(): Date {
    return this.clock.now();
  }

  period({ from, to }: AvailabilityAsk): Promise<CountedPeriod> {
    return this.log.period({ fromS: wholeSecond(from), toS: wholeSecond(to) }, wholeSecond(this.clock.now()));
  }

  secondsOf(kind: ObjectKind, objects: readonly ClockedObject[], period: CountedPeriod, hours: CountedHours) {
    return this.log.secondsOf(
      clockedKindOf(kind),
      objects.map(({ id }) => id),
      period,
      hours,
    );
  }

  async totals(
    queries: AvailabilityQueries,
    filter: ObjectFilter,
    period: CountedPeriod,
    hours: CountedHours,
  ): Promise<AvailabilityTotals> {
    const objects = await queries.all(filter);
    const seconds = await this.secondsOf(filter.kind, objects, period, hours);
    return { objects: objects.length, seconds: [...seconds.values()].reduce(addSeconds, NO_SECONDS) };
  }

  /** One JSON document a line: the period with its gaps, then each object with its changes and its figures. */
  async *exportLines(queries: AvailabilityQueries, filter: ObjectFilter, ask: AvailabilityAsk): AsyncGenerator<object> {
    const period = await this.period(ask);
    const { fromS, toS, knownFromS, gaps } = period;
    yield {
      v: 1,
      kind: filter.kind,
      hours: ask.hours,
      from: fromS,
      to: toS,
      knownFrom: knownFromS,
      gaps: gaps.map((gap) => [gap.fromS, gap.toS]),
    };
    const objects = await queries.all(filter);
    for (let at = 0; at < objects.length; at += PIECE) {
      const piece = objects.slice(at, at + PIECE);
      const ids = piece.map(({ id }) => id);
      const seconds = await this.secondsOf(filter.kind, piece, period, ask.hours);
      const changes = await this.log.changesOver(clockedKindOf(filter.kind), ids, period);
      for (const { id, code } of piece)
        yield {
          code,
          changes: (changes.get(id) ?? []).map((each) => [each.atS, each.clock, ...(each.outageId === null ? [] : [each.outageId])]),
          seconds: seconds.get(id),
        };
    }
  }
}

/** Objects of one piece of an export. */
const PIECE = 500;

function wholeSecond(at: Date): number {
  return Math.floor(at.getTime() / 1_000);
}
