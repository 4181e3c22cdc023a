import type { SqlSource } from '@app/platform';

/** What a retention rule is told of a piece of data. */
export interface LetterPiece {
  readonly count: number;
  /** When the oldest and the newest of it were made. */
  readonly fromAt: Date;
  readonly toAt: Date;
  /** SHA-256 (hexadecimal) over the letters, the oldest first, with an empty line between. */
  readonly digest: string;
}

const AT_ONCE = 1_000;
const KEPT = 'letter IS NOT NULL';

/** Letters name persons: they end some day, and the moves that they went with stay. Belongs inside a transaction. */
export class LetterStore {
  constructor(private readonly source: SqlSource) {}

  /** The oldest of those that were made before the instant; null: none was. */
  async due(before: Date): Promise<LetterPiece | null> {
    const [found] = (await this.source.manager.query(
      `SELECT count(*)::int AS count, min(at) AS "fromAt", max(at) AS "toAt", encode(sha256(convert_to(string_agg(letter, E'\\n\\n' ORDER BY at, id), 'UTF8')), 'hex') AS digest
       FROM (SELECT id, at, letter FROM compliance_move WHERE ${KEPT} AND at < $1 ORDER BY at, id LIMIT ${AT_ONCE}) AS made`,
      [before],
    )) as LetterPiece[];
    return found.count === 0 ? null : found;
  }

  /** Destroys exactly what `due` told, in the transaction in which it did. */
  async destroy({ count, toAt }: Pick<LetterPiece, 'count' | 'toAt'>): Promise<void> {
    await this.source.manager.query(
      `UPDATE compliance_move SET letter = NULL WHERE id = ANY (ARRAY(SELECT id FROM compliance_move WHERE ${KEPT} AND at <= $1 ORDER BY at, id LIMIT $2))`,
      [toAt, count],
    );
  }
}
