import type { SqlSource } from '@app/platform';
import { addSeconds, CLOCKED_KINDS, type ClockedKind, type ClockSeconds, CLOCKS, NO_SECONDS, secondsOf } from './availability.clock.js';
import { type ClockChange, ClockFold, Gaps, gapsOf, type PeriodS } from './fold.clocks.js';
import { type CountedHours, monthStartOf, nextMonth } from './jakarta.time.js';

/** What a period means, as far as it is known. */
export interface CountedPeriod extends PeriodS {
  /** From where on anything is known; null: nothing is. */
  readonly knownFromS: number | null;
  /** When nobody watched, within the period. */
  readonly gaps: readonly PeriodS[];
}

interface Row extends ClockChange {
  readonly id: number;
  readonly outageId: string | null;
}

/** Whoever watches says so each 5 s; so long after the last word they are taken as still watching, seconds. */
const STILL_WATCHED_S = 30;
/** Objects of one statement. */
const PIECE = 2_000;

/** Reads where the time of objects went, from the log of their clocks; sealed months from their sums. */
export class AvailabilityLog {
  constructor(private readonly source: SqlSource) {}

  /** A period as it can be counted: what lies ahead is left out, what nobody watched is a gap. */
  async period({ fromS, toS }: PeriodS, nowS: number): Promise<CountedPeriod> {
    const period = { fromS, toS: Math.min(toS, nowS) };
    const [first] = (await this.source.manager.query('SELECT extract(epoch FROM min(from_at))::float8 AS at FROM availability_watch')) as {
      at: number | null;
    }[];
    if (period.toS <= fromS) return { fromS, toS: fromS, knownFromS: first?.at ?? null, gaps: [] };
    const watched = (await this.source.manager.query(
      `SELECT extract(epoch FROM from_at)::float8 AS "fromS", extract(epoch FROM to_at)::float8 AS "toS" FROM availability_watch
       WHERE to_at >= to_timestamp($1) AND from_at < to_timestamp($2) ORDER BY from_at, id`,
      [fromS - STILL_WATCHED_S, period.toS],
    )) as PeriodS[];
    const last = watched.at(-1);
    const isOn = last !== undefined && nowS - last.toS < STILL_WATCHED_S;
    const until = isOn ? [...watched.slice(0, -1), { fromS: last.fromS, toS: Math.max(last.toS, nowS) }] : watched;
    return { ...period, knownFromS: first?.at ?? null, gaps: gapsOf(until, period) };
  }

  /** Where the time of each of these objects went. One that nothing is known of was not observed. */
  async secondsOf(
    kind: ClockedKind,
    ids: readonly number[],
    period: CountedPeriod,
    hours: CountedHours,
  ): Promise<ReadonlyMap<number, ClockSeconds>> {
    const sealed = await this.sealedWithin(period);
    const sums = new Map<number, ClockSeconds>();
    for (let from = 0; from < ids.length; from += PIECE) {
      const piece = ids.slice(from, from + PIECE);
      for (const part of partsAround(period, sealed)) {
        const found = part.isSealed
          ? await this.sumsOf(kind, piece, part, hours)
          : await this.folded(kind, piece, part, period.gaps, hours);
        for (const id of piece) sums.set(id, addSeconds(sums.get(id) ?? NO_SECONDS, found.get(id) ?? unobserved(part, hours)));
      }
    }
    return sums;
  }

  /** All changes of these objects in a period, the clock that runs at its beginning first; in order. */
  async changesOf(kind: ClockedKind, ids: readonly number[], { fromS, toS }: PeriodS): Promise<ReadonlyMap<number, readonly Row[]>> {
    const changes = new Map<number, Row[]>(ids.map((id) => [id, []]));
    const rows = (await this.source.manager.query(
      `SELECT object_id AS id, extract(epoch FROM at)::float8 AS "atS", clock, outage_id AS "outageId" FROM availability_transition
       WHERE kind = $1 AND object_id = ANY ($2::int[]) AND at >= to_timestamp($3) AND at < to_timestamp($4) ORDER BY object_id, at`,
      [CLOCKED_KINDS.indexOf(kind), ids, monthStartOf(fromS), toS],
    )) as Row[];
    for (const row of rows) {
      const list = changes.get(row.id) as Row[];
      // Only the last before the period says what runs at its beginning.
      if (row.atS <= fromS && list.length > 0) list.pop();
      list.push(row);
    }
    return changes;
  }

  /** The same without the months' first seconds, at which nothing changed. */
  async changesOver(kind: ClockedKind, ids: readonly number[], period: PeriodS): Promise<ReadonlyMap<number, readonly Row[]>> {
    const all = await this.changesOf(kind, ids, period);
    const isNews = (row: Row, i: number, rows: readonly Row[]) =>
      i === 0 || row.clock !== rows[i - 1].clock || row.outageId !== rows[i - 1].outageId;
    return new Map([...all].map(([id, rows]) => [id, rows.filter(isNews)]));
  }

  private async folded(
    kind: ClockedKind,
    ids: readonly number[],
    part: PeriodS,
    gaps: readonly PeriodS[],
    hours: CountedHours,
  ): Promise<Map<number, ClockSeconds>> {
    const blind = new Gaps(gaps, hours);
    const changes = await this.changesOf(kind, ids, part);
    return new Map(
      [...changes].map(([id, rows]) => {
        const fold = new ClockFold(part, hours, blind);
        for (const row of rows) fold.change(row);
        return [id, fold.end()];
      }),
    );
  }

  private async sumsOf(
    kind: ClockedKind,
    ids: readonly number[],
    { fromS, toS }: PeriodS,
    hours: CountedHours,
  ): Promise<Map<number, ClockSeconds>> {
    const prefix = hours === 'DAYLIGHT' ? 'daylight_' : '';
    const sums = CLOCKS.map((name) => `sum(${prefix}${name.toLowerCase()}_s)::float8 AS "${name}"`).join(', ');
    const rows = (await this.source.manager.query(
      `SELECT object_id AS id, ${sums} FROM availability_month WHERE kind = $1 AND object_id = ANY ($2::int[]) AND month_at >= to_timestamp($3) AND month_at < to_timestamp($4)
       GROUP BY object_id`,
      [CLOCKED_KINDS.indexOf(kind), ids, fromS, toS],
    )) as ({ id: number } & ClockSeconds)[];
    return new Map(rows.map((row) => [row.id, secondsOf((name) => row[name])]));
  }

  /** The sealed months that lie whole within a period, as one stretch: months are sealed one after the other. */
  private async sealedWithin({ fromS, toS }: PeriodS): Promise<PeriodS | null> {
    const rows = (await this.source.manager.query(
      'SELECT extract(epoch FROM month_at)::float8 AS "monthS" FROM availability_sealed WHERE month_at >= to_timestamp($1) AND month_at < to_timestamp($2) ORDER BY month_at',
      [fromS, toS],
    )) as { monthS: number }[];
    const whole = rows.map(({ monthS }) => monthS).filter((month) => nextMonth(month) <= toS);
    const last = whole.at(-1);
    return last === undefined ? null : { fromS: whole[0], toS: nextMonth(last) };
  }
}

type Part = PeriodS & { readonly isSealed: boolean };

function partsAround({ fromS, toS }: PeriodS, sealed: PeriodS | null): Part[] {
  if (sealed === null) return [{ fromS, toS, isSealed: false }];
  return [
    { fromS, toS: sealed.fromS, isSealed: false },
    { ...sealed, isSealed: true },
    { fromS: sealed.toS, toS, isSealed: false },
  ].filter((part) => part.toS > part.fromS);
}

/** A part of which nothing is known of an object. */
function unobserved(part: PeriodS, hours: CountedHours): ClockSeconds {
  return new ClockFold(part, hours, new Gaps([], hours)).end();
}
