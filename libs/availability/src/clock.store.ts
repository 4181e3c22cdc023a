import type { OutageId } from '@app/kernel';
import type { SqlRunner, SqlSource } from '@app/platform';
import { CLOCKED_KINDS, type ClockedKind } from './availability.clock.js';
import { monthName, monthStartOf, monthsTouching, nextMonth } from './jakarta.time.js';

/** One change of the clock of one object, whole seconds since 1970. */
export interface Transition {
  readonly kind: ClockedKind;
  readonly id: number;
  readonly atS: number;
  readonly clock: number;
  readonly outageId: OutageId | null;
}

const PIECE = 10_000;
const at = (column: string) => `to_timestamp(${column})`;
/** The rows of {@link columnsOf}. */
const ROWS = `SELECT kind, id, ${at('at')}, clock, outage FROM unnest($1::smallint[], $2::int[], $3::float8[], $4::smallint[], $5::uuid[]) AS told(kind, id, at, clock, outage)`;

/** Writes which clocks run. Belongs inside a transaction. */
export class ClockStore {
  constructor(private readonly source: SqlSource) {}

  private get sql(): SqlRunner {
    return this.source.manager;
  }

  /** Which clock runs for each object. */
  async states(): Promise<readonly Transition[]> {
    const rows = (await this.sql.query(
      'SELECT kind, object_id AS id, extract(epoch FROM at)::float8 AS "atS", clock, outage_id AS "outageId" FROM availability_state',
    )) as (Omit<Transition, 'kind'> & { kind: number })[];
    return rows.map((row) => ({ ...row, kind: CLOCKED_KINDS[row.kind] }));
  }

  /** Until where months are added up for good: nothing may be written before. 0: nothing is. */
  async sealedToS(): Promise<number> {
    const [row] = (await this.sql.query('SELECT extract(epoch FROM max(month_at))::float8 AS "monthS" FROM availability_sealed')) as {
      monthS: number | null;
    }[];
    return row?.monthS ? nextMonth(row.monthS) : 0;
  }

  /** The months that there is a table for, seconds since 1970, in order. */
  async months(): Promise<number[]> {
    const rows = (await this.sql.query(
      `SELECT child.relname AS name FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
       WHERE inhparent = 'availability_transition'::regclass ORDER BY child.relname`,
    )) as { name: string }[];
    return rows.map(({ name }) => monthStartOf(Date.parse(`${name.slice(-7).replace('_', '-')}-15T00:00:00Z`) / 1_000));
  }

  /** Makes the tables of all months up to an instant; each begins with the clock that runs for each object. */
  async openMonths(known: readonly number[], nowS: number): Promise<number[]> {
    const newest = known.at(-1);
    const from = newest === undefined ? nowS : nextMonth(newest);
    const opened = monthsTouching(from, nowS + 1).filter((month) => !known.includes(month));
    for (const month of opened) {
      const bounds = [month, nextMonth(month)].map((second) => `'${new Date(second * 1_000).toISOString()}'`);
      await this.sql.query(
        `CREATE TABLE "availability_transition_${monthName(month)}" PARTITION OF "availability_transition" FOR VALUES FROM (${bounds[0]}) TO (${bounds[1]})`,
      );
      await this.sql.query(
        `INSERT INTO availability_transition (kind, object_id, at, clock, outage_id)
         SELECT kind, object_id, ${at('$1')}, clock, outage_id FROM availability_state WHERE at < ${at('$1')}`,
        [month],
      );
    }
    return opened;
  }

  /** Forgets a month, but for its sums. */
  async dropMonth(month: number): Promise<void> {
    await this.sql.query(`DROP TABLE "availability_transition_${monthName(month)}"`);
  }

  async put(transitions: readonly Transition[]): Promise<void> {
    for (let from = 0; from < transitions.length; from += PIECE) {
      const piece = transitions.slice(from, from + PIECE);
      await this.putLog(piece);
      await this.sql.query(
        `INSERT INTO availability_state (kind, object_id, at, clock, outage_id) ${ROWS}
         ON CONFLICT (kind, object_id) DO UPDATE SET at = excluded.at, clock = excluded.clock, outage_id = excluded.outage_id`,
        columnsOf(piece),
      );
    }
  }

  /** What was told late of a month before: the months that have begun since begin with it. */
  async putMonthStarts(transitions: readonly Transition[], months: readonly number[]): Promise<void> {
    const starts = transitions.flatMap((told) => months.filter((month) => month > told.atS).map((atS) => ({ ...told, atS })));
    if (starts.length > 0) await this.putLog(starts);
  }

  private async putLog(transitions: readonly Transition[]): Promise<void> {
    await this.sql.query(
      `INSERT INTO availability_transition (kind, object_id, at, clock, outage_id) ${ROWS}
       ON CONFLICT (kind, object_id, at) DO UPDATE SET clock = excluded.clock, outage_id = excluded.outage_id`,
      columnsOf(transitions),
    );
  }

  /** Somebody watches from now on. Answers the row that says so. */
  async beginWatch(atS: number): Promise<number> {
    const [row] = (await this.sql.query(`INSERT INTO availability_watch (from_at, to_at) VALUES (${at('$1')}, ${at('$1')}) RETURNING id`, [
      atS,
    ])) as { id: number }[];
    return row.id;
  }

  async watchedTo(id: number, atS: number): Promise<void> {
    await this.sql.query(`UPDATE availability_watch SET to_at = greatest(to_at, ${at('$2::float8')}) WHERE id = $1`, [id, atS]);
  }

  /** The last second in which anybody watched; null: nobody ever did. */
  async lastWatchedS(): Promise<number | null> {
    const [row] = (await this.sql.query('SELECT extract(epoch FROM max(to_at))::float8 AS at FROM availability_watch')) as {
      at: number | null;
    }[];
    return row?.at ?? null;
  }
}

function columnsOf(transitions: readonly Transition[]): unknown[] {
  return [
    transitions.map(({ kind }) => CLOCKED_KINDS.indexOf(kind)),
    transitions.map(({ id }) => id),
    transitions.map(({ atS }) => atS),
    transitions.map(({ clock }) => clock),
    transitions.map(({ outageId }) => outageId),
  ];
}
