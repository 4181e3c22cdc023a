import type { SqlSource } from '@app/platform';

/** What a retention rule is told of a piece of data. */
export interface EndedPiece {
  readonly count: number;
  /** When the oldest and the newest of it ended. */
  readonly fromAt: Date;
  readonly toAt: Date;
  /** SHA-256 (hexadecimal) over the rows as JSON with their cameras, the oldest first, a line each. */
  readonly digest: string;
}

/** A later one took its place, or it was rejected: nobody needs it any more but to look back. */
const ENDED_AT = `coalesce(declaration.superseded_at, CASE declaration.state WHEN 'REJECTED' THEN declaration.reviewed_at END)`;
const AT_ONCE = 200;

/** Declarations that are over, with the addresses of their cameras. Belongs inside a transaction. */
export class EndedDeclarationsStore {
  constructor(private readonly source: SqlSource) {}

  /** The oldest of those that ended before the instant; null: none did. */
  async due(before: Date): Promise<EndedPiece | null> {
    const [found] = (await this.source.manager.query(
      `SELECT count(*)::int AS count, min(ended_at) AS "fromAt", max(ended_at) AS "toAt", encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY ended_at, id), 'UTF8')), 'hex') AS digest
       FROM (SELECT declaration.id, ${ENDED_AT} AS ended_at, jsonb_build_object('declaration', to_jsonb(declaration), 'cameras',
           (SELECT coalesce(jsonb_agg(to_jsonb(camera) ORDER BY camera.row), '[]') FROM declared_camera AS camera WHERE camera.declaration_id = declaration.id))::text AS line
         FROM declaration WHERE ${ENDED_AT} < $1 ORDER BY 2, 1 LIMIT ${AT_ONCE}) AS ended`,
      [before],
    )) as EndedPiece[];
    return found.count === 0 ? null : found;
  }

  /** Destroys exactly what `due` told, in the transaction in which it did. */
  async destroy({ count, toAt }: Pick<EndedPiece, 'count' | 'toAt'>): Promise<void> {
    await this.source.manager.query(
      `DELETE FROM declaration WHERE id = ANY (ARRAY(SELECT declaration.id FROM declaration WHERE ${ENDED_AT} <= $1 ORDER BY ${ENDED_AT}, declaration.id LIMIT $2))`,
      [toAt, count],
    );
  }
}
