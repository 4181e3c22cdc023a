import type { SqlRunner } from './keyset.list.js';

/** Where statements of reads are run; a Transactor is one. */
export interface SqlSource {
  readonly manager: SqlRunner;
}

/** A SELECT that stands in for the table of its name, or for a name that shadows after it use. Constants of the program, no input. */
export interface Shadow {
  readonly name: string;
  readonly sql: string;
  /** For small tables: read once a statement, whatever joins it. Others are not: conditions then reach the indexes below. */
  readonly isSmall?: boolean;
}

/**
 * Runs statements that were written for tables as they are on tables as they were: a common table expression hides each table that a
 * statement names. So what reads the present reads the past, by the same words.
 */
export class ShadowedSql implements SqlRunner, SqlSource {
  readonly isOfPast = true;
  private readonly patterns: readonly RegExp[];

  constructor(
    private readonly source: SqlSource,
    private readonly shadows: readonly Shadow[],
  ) {
    this.patterns = shadows.map(({ name }) => new RegExp(`\\b${name}\\b`));
  }

  get manager(): SqlRunner {
    return this;
  }

  query(sql: string, parameters?: unknown[]): Promise<unknown> {
    if (!/^\s*SELECT\b/i.test(sql)) throw new Error('the past can only be read');
    return this.source.manager.query(this.preamble(sql) + sql, parameters);
  }

  /** Only what is used, each after what it is made of: others would be parsed for nothing. */
  private preamble(sql: string): string {
    const used: Shadow[] = [];
    let text = sql;
    for (let i = this.shadows.length - 1; i >= 0; i--) {
      if (!this.patterns[i].test(text)) continue;
      used.unshift(this.shadows[i]);
      text += ` ${this.shadows[i].sql}`;
    }
    const written = used.map(({ name, sql: select, isSmall }) => `${name} AS ${isSmall ? '' : 'NOT '}MATERIALIZED (${select})`);
    return written.length === 0 ? '' : `WITH ${written.join(', ')} `;
  }
}
