import type { Clock } from '@app/kernel';
import type { SqlRunner } from '@app/platform';
import { tickHistory } from './history.clock.js';
import { TABLES, UPSERTS } from './inventory.tables.js';
import { canonicalRow } from './topology.canonical.js';
import type { RowsByList, TopologyDiff } from './topology.diff.js';
import { breathe, inPieces, keyOf, LISTS, type ListName, type Row } from './topology.kinds.js';

const READ_PIECE = 5_000;
const WRITE_PIECE = 5_000;

/** Reads and writes the rows of topology v1. Belongs inside a transaction. */
export class TopologyStore {
  constructor(private readonly sql: SqlRunner) {}

  /** One import at a time, whoever does it: two would each retire what the other adds. */
  async lock(): Promise<void> {
    await this.sql.query(`SELECT pg_advisory_xact_lock(hashtext('nadi.topology'))`);
  }

  async version(): Promise<number> {
    const [row] = (await this.sql.query('SELECT coalesce(max(id), 0)::int AS id FROM topology_version')) as { id: number }[];
    return row?.id ?? 0;
  }

  /** The rows that are valid now, or were at the instant of a revision; canonical, piece by piece in the order of their keys. */
  async current(revisedAt: Date | null = null): Promise<RowsByList> {
    const valid = revisedAt === null ? 'valid_to IS NULL' : 'valid_from <= $4 AND (valid_to IS NULL OR valid_to > $4)';
    const found = new Map<ListName, Map<string, Row>>();
    for (const list of LISTS) {
      const rows = new Map<string, Row>();
      for (let after = ''; ;) {
        const piece = (await this.sql.query(
          `SELECT key, row FROM inventory_revision WHERE kind = $1 AND ${valid} AND key > $2 ORDER BY key LIMIT $3`,
          revisedAt === null ? [list, after, READ_PIECE] : [list, after, READ_PIECE, revisedAt],
        )) as { key: string; row: Row }[];
        for (const { key, row } of piece) rows.set(key, canonicalRow(list, row));
        if (piece.length < READ_PIECE) break;
        after = piece[piece.length - 1].key;
        await breathe();
      }
      found.set(list, rows);
    }
    return found;
  }

  /** The row of one key that is valid now. */
  async find(list: ListName, key: string): Promise<Row | null> {
    const [found] = (await this.sql.query('SELECT row FROM inventory_revision WHERE kind = $1 AND key = $2 AND valid_to IS NULL', [
      list,
      key,
    ])) as {
      row: Row;
    }[];
    return found ? canonicalRow(list, found.row) : null;
  }

  /** The instant for the rows of a change: later than of any change before, also where the clock was set back. Under the lock. */
  async revisionInstant(clock: Clock): Promise<Date> {
    const rows = (await this.sql.query(
      `SELECT greatest($1::timestamptz, max(revised_at) + interval '1 millisecond') AS at FROM topology_version`,
      [clock.now()],
    )) as { at: Date }[];
    return rows[0].at;
  }

  async apply(diff: TopologyDiff, wanted: RowsByList, at: Date): Promise<void> {
    for (const list of LISTS.toReversed()) await this.retire(list, diff[list].retired, at);
    // Addresses may change hands within one import; the index on them is asked row by row.
    await this.sql.query('UPDATE device SET address = NULL WHERE name = ANY($1::text[])', [diff.devices.changed]);
    await this.sql.query(
      `INSERT INTO realm (code, valid_from) VALUES ('default', $1) ON CONFLICT (code) DO UPDATE SET valid_to = NULL WHERE realm.valid_to IS NOT NULL`,
      [at],
    );
    for (const list of LISTS) {
      const keys = [...diff[list].added, ...diff[list].changed];
      const rows = keys.map((key) => wanted.get(list)?.get(key)).filter((row) => row !== undefined);
      await this.upsert(list, rows, at);
      await this.revise(list, diff[list].changed, rows, at);
    }
  }

  /** The last thing before the commit, whose instant it takes. */
  async addVersion(actor: string, summary: object, revisedAt: Date, clock: Clock): Promise<number> {
    const at = await tickHistory(this.sql, clock);
    const [row] = (await this.sql.query(
      'INSERT INTO topology_version (at, revised_at, actor, summary) VALUES ($1, $2, $3, $4) RETURNING id',
      [at, revisedAt, actor, summary],
    )) as { id: number }[];
    return row.id;
  }

  private async upsert(list: ListName, rows: readonly Row[], at: Date): Promise<void> {
    // Statement by statement over all rows: rows of one list refer to each other (a station to its parent, a camera to its recorder).
    for (const statement of UPSERTS[list]) {
      const [sql, concerned] = typeof statement === 'string' ? [statement, rows] : [statement.sql, rows.filter(statement.of)];
      for await (const piece of inPieces(concerned, WRITE_PIECE)) await this.sql.query(sql, [JSON.stringify(piece), at]);
    }
  }

  private async retire(list: ListName, keys: readonly string[], at: Date): Promise<void> {
    if (keys.length === 0) return;
    const table = TABLES[list];
    const name = list === 'devices' ? 'name' : 'code';
    await this.sql.query(`UPDATE ${table} SET valid_to = $2 WHERE ${name} = ANY($1::text[]) AND valid_to IS NULL`, [keys, at]);
    await this.close(list, keys, at);
  }

  private async close(list: ListName, keys: readonly string[], at: Date): Promise<void> {
    await this.sql.query('UPDATE inventory_revision SET valid_to = $3 WHERE kind = $1 AND key = ANY($2::text[]) AND valid_to IS NULL', [
      list,
      keys,
      at,
    ]);
  }

  private async revise(list: ListName, changed: readonly string[], rows: readonly Row[], at: Date): Promise<void> {
    if (changed.length > 0) await this.close(list, changed, at);
    for await (const piece of inPieces(rows, WRITE_PIECE)) {
      await this.sql.query(
        `INSERT INTO inventory_revision (kind, key, row, valid_from) SELECT $1, entry ->> 'key', entry -> 'row', $3 FROM jsonb_array_elements($2::jsonb) AS entry`,
        [list, JSON.stringify(piece.map((row) => ({ key: keyOf(list, row), row }))), at],
      );
    }
  }
}
