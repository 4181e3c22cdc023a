import type { OutageId } from '@app/kernel';
import type { Transactor } from '@app/platform';
import type { Explanation } from './explanation.js';

/** Rows of one statement. */
const PIECE = 500;

export interface KeptExplanation {
  readonly outageId: OutageId;
  readonly explanation: Explanation;
}

/** Writes why outages are taken for what they are. */
export class ExplanationStore {
  constructor(private readonly transactor: Transactor) {}

  async ofOpen(): Promise<KeptExplanation[]> {
    const rows: unknown = await this.transactor.manager.query(
      `SELECT outage_id AS "outageId", explanation FROM outage_explanation JOIN outage ON outage.id = outage_id WHERE cleared_at IS NULL`,
    );
    return rows as KeptExplanation[];
  }

  async save(kept: readonly KeptExplanation[], at: Date): Promise<void> {
    for (let from = 0; from < kept.length; from += PIECE) {
      const piece = kept.slice(from, from + PIECE);
      await this.transactor.manager.query(
        `INSERT INTO outage_explanation (outage_id, explained_at, explanation)
         SELECT id, $3, explanation FROM unnest($1::uuid[], $2::jsonb[]) AS kept(id, explanation)
         ON CONFLICT (outage_id) DO UPDATE SET explained_at = excluded.explained_at, explanation = excluded.explanation`,
        [piece.map(({ outageId }) => outageId), piece.map(({ explanation }) => JSON.stringify(explanation)), at],
      );
    }
  }
}
