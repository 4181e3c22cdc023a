import type { Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { CLOCKED_KINDS, type ClockedKind, CLOCKS, type ClockSeconds } from './availability.clock.js';
import { AvailabilityLog } from './availability.log.js';
import { ClockStore } from './clock.store.js';
import { COUNTED_HOURS, monthsTouching, nextMonth } from './jakarta.time.js';

/** A month is added up so long after its end: what is concluded late of its last seconds is in by then. */
export const SEALED_AFTER_S = 86_400;
const DAY_S = 86_400;
/** Objects that are added up at a time: what is asked meanwhile does not wait long. */
const PIECE = 2_000;

const COLUMNS = COUNTED_HOURS.flatMap((hours) => CLOCKS.map((name) => `${hours === 'DAYLIGHT' ? 'daylight_' : ''}${name.toLowerCase()}_s`));

/** Adds months up once they are over, so that a year is twelve rows an object, whatever happened in it. */
export class MonthSealer {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
  ) {}

  /** Seals the oldest month that is due, if there is one. Answers its first second. */
  async sealNext(): Promise<number | null> {
    const nowS = Math.floor(this.clock.now().getTime() / 1_000);
    return this.transactor.run(async () => {
      await this.transactor.manager.query(`SELECT pg_advisory_xact_lock(hashtext('nadi.availability.seal'))`);
      const store = new ClockStore(this.transactor);
      const sealedToS = await store.sealedToS();
      const due = (await store.months()).find((month) => month >= sealedToS && nextMonth(month) + SEALED_AFTER_S <= nowS);
      if (due === undefined) return null;
      await this.seal(due, nowS);
      return due;
    });
  }

  /**
   * Drops the log of the months that were sealed longer ago than so many months, whole tables at a time; their sums stay. Answers the first
   * seconds of what was dropped.
   */
  async dropOlder(months: number): Promise<number[]> {
    const nowS = Math.floor(this.clock.now().getTime() / 1_000);
    return this.transactor.run(async () => {
      await this.transactor.manager.query(`SELECT pg_advisory_xact_lock(hashtext('nadi.availability.seal'))`);
      const store = new ClockStore(this.transactor);
      const sealedToS = await store.sealedToS();
      const kept = monthsTouching(nowS - months * 31 * DAY_S, nowS)[0] ?? nowS;
      const old = (await store.months()).filter((month) => nextMonth(month) <= Math.min(sealedToS, kept));
      for (const month of old) await store.dropMonth(month);
      return old;
    });
  }

  /** Within one transaction: a month is sealed whole, or not at all. */
  private async seal(month: number, nowS: number): Promise<void> {
    const sql = this.transactor.manager;
    const log = new AvailabilityLog(this.transactor);
    const period = await log.period({ fromS: month, toS: nextMonth(month) }, nowS);
    for (const kind of CLOCKED_KINDS) {
      const rows = (await sql.query(
        'SELECT DISTINCT object_id AS id FROM availability_transition WHERE kind = $1 AND at >= to_timestamp($2) AND at < to_timestamp($3) ORDER BY 1',
        [CLOCKED_KINDS.indexOf(kind), period.fromS, period.toS],
      )) as { id: number }[];
      for (let from = 0; from < rows.length; from += PIECE) {
        const ids = rows.slice(from, from + PIECE).map(({ id }) => id);
        const [all, daylight] = [await log.secondsOf(kind, ids, period, 'ALL'), await log.secondsOf(kind, ids, period, 'DAYLIGHT')];
        await this.insert(kind, month, ids, [all, daylight]);
      }
    }
    await sql.query('INSERT INTO availability_sealed (month_at, at) VALUES (to_timestamp($1), to_timestamp($2))', [month, nowS]);
  }

  private async insert(
    kind: ClockedKind,
    month: number,
    ids: readonly number[],
    sums: readonly ReadonlyMap<number, ClockSeconds>[],
  ): Promise<void> {
    const columns = sums.flatMap((byId) => CLOCKS.map((name) => ids.map((id) => byId.get(id)?.[name] ?? 0)));
    const arrays = columns.map((_, i) => `$${i + 4}::int[]`).join(', ');
    await this.transactor.manager.query(
      `INSERT INTO availability_month (month_at, kind, object_id, ${COLUMNS.join(', ')}) SELECT to_timestamp($1), $2::smallint, told.* FROM unnest($3::int[], ${arrays}) AS told`,
      [month, CLOCKED_KINDS.indexOf(kind), ids, ...columns],
    );
  }
}
