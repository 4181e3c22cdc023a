import type { Clock } from '@app/kernel';
import type { SqlSource, Transactor } from '@app/platform';

/** One entry of the list of causes that people choose from. */
export interface OutageCause {
  readonly code: string;
  readonly labelEn: string;
  readonly labelId: string;
  /** Null: it can be chosen. */
  readonly retiredAt: Date | null;
}

export type CauseOutcome = { readonly kind: 'kept'; readonly cause: OutageCause } | { readonly kind: 'bad-code' | 'unknown' };

const COLUMNS = 'code, label_en AS "labelEn", label_id AS "labelId", retired_at AS "retiredAt"';
/** As in Prometheus: a code may stand in labels and files. */
const CODE = /^[A-Z][A-Z0-9_]{1,39}$/;

/** The list of causes, for those who choose from it. */
export class OutageCauseQueries {
  constructor(private readonly source: SqlSource) {}

  async all(): Promise<readonly OutageCause[]> {
    return (await this.source.manager.query(`SELECT ${COLUMNS} FROM outage_cause ORDER BY retired_at IS NOT NULL, code`)) as OutageCause[];
  }
}

/** Keeps the list of causes. What was chosen once is never deleted, only retired. */
export class OutageCauseService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
  ) {}

  /** Adds a cause, gives one other labels, or takes a retired one back. */
  put({ code, labelEn, labelId }: Omit<OutageCause, 'retiredAt'>): Promise<CauseOutcome> {
    if (!CODE.test(code)) return Promise.resolve({ kind: 'bad-code' });
    return this.transactor.run(() =>
      this.kept(
        `INSERT INTO outage_cause (code, label_en, label_id) VALUES ($1, $2, $3)
         ON CONFLICT (code) DO UPDATE SET label_en = excluded.label_en, label_id = excluded.label_id, retired_at = NULL RETURNING ${COLUMNS}`,
        [code, labelEn, labelId],
      ),
    );
  }

  retire(code: string): Promise<CauseOutcome> {
    return this.transactor.run(() =>
      this.kept(
        `WITH retired AS (UPDATE outage_cause SET retired_at = coalesce(retired_at, $2) WHERE code = $1 RETURNING *) SELECT ${COLUMNS} FROM retired`,
        [code, this.clock.now()],
      ),
    );
  }

  private async kept(sql: string, values: unknown[]): Promise<CauseOutcome> {
    const [cause] = (await this.transactor.manager.query(sql, values)) as OutageCause[];
    return cause ? { kind: 'kept', cause } : { kind: 'unknown' };
  }
}
