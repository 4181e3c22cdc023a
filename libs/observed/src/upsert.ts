import type { SqlRunner } from '@app/platform';
import { placeholders } from './column.values.js';

/** One column of a table, and what of a row stands in it. */
export interface Column<Row> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: Row) => unknown;
}

/** Rows of one statement: enough to be fast, few enough to breathe between. */
const PIECE = 2_000;

/** Inserts rows, or overwrites those that are there, some thousand a statement: a round trip a row would be a hundred times as long. */
export class Upsert<Row> {
  private readonly statement: string;

  constructor(
    table: string,
    key: string,
    private readonly columns: readonly Column<Row>[],
  ) {
    const names = columns.map(({ name }) => name).join(', ');
    const set = columns
      .filter(({ name }) => name !== key)
      .map(({ name }) => `${name} = excluded.${name}`)
      .join(', ');
    // An array of arrays is one array to unnest: such a column travels as JSON.
    const types = columns.map(({ type }) => (type.endsWith('[]') ? 'text' : type));
    const picked = columns.map(({ name, type }) =>
      type.endsWith('[]') ? `ARRAY(SELECT jsonb_array_elements_text(${name}::jsonb))` : name,
    );
    this.statement = `INSERT INTO ${table} (${names}) SELECT ${picked.join(', ')} FROM unnest(${placeholders(types)}) AS row(${names})
      ON CONFLICT (${key}) DO UPDATE SET ${set}`;
  }

  async write(sql: SqlRunner, rows: readonly Row[]): Promise<void> {
    for (let from = 0; from < rows.length; from += PIECE) {
      const piece = rows.slice(from, from + PIECE);
      await sql.query(
        this.statement,
        this.columns.map(({ of }) => piece.map(of)),
      );
    }
  }
}
