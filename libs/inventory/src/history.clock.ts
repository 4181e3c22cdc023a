import type { Clock } from '@app/kernel';
import type { SqlRunner } from '@app/platform';

const LOCK = `hashtext('nadi.history')`;

/**
 * The instant of a change, to be taken as the last thing before its commit, which it holds up other changes until. Of two changes the
 * one that was committed later has the later instant, by a millisecond at least, also where the clock was set back between them.
 */
export async function tickHistory(sql: SqlRunner, clock: Clock): Promise<Date> {
  // The clock is read under the lock: who was told what was true at an instant is never told otherwise later.
  await sql.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
  const rows = (await sql.query(
    `INSERT INTO history_clock AS clock (id, at) VALUES (1, $1)
     ON CONFLICT (id) DO UPDATE SET at = greatest(excluded.at, clock.at + interval '1 millisecond') RETURNING at`,
    [clock.now()],
  )) as { at: Date }[];
  return rows[0].at;
}

/**
 * The newest instant of the history, once every change that has taken its instant is committed. Belongs inside a transaction: what is
 * read in it afterwards is complete up to now.
 */
export async function newestOfHistory(sql: SqlRunner): Promise<Date | null> {
  await sql.query(`SELECT pg_advisory_xact_lock_shared(${LOCK})`);
  const [row] = (await sql.query('SELECT at FROM history_clock')) as { at: Date }[];
  return row?.at ?? null;
}
