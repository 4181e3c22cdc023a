import { escapeLiteral } from 'pg';
import type { SqlRunner } from './keyset.list.js';

/** Where statements of reads are run; a Transactor is one. */
export interface SqlSource {
  readonly manager: SqlRunner;
}

/**
 * A SELECT that stands in for the table of its name, or for a name that shadows after it use. Constants of the program, no input; what
 * must be written into it goes through `sqlText`.
 */
export interface Shadow {
  readonly name: string;
  readonly sql: string;
  /** For small tables: read once a statement, whatever joins it. Others are not: conditions then reach the indexes below. */
  readonly isSmall?: boolean;
}

export interface ShadowOptions {
  /** Whether the tables are as they were, not as they are. */
  readonly isOfPast: boolean;
  /** Tables that are read as they are. Given, any other table without a shadow is refused: what was forgotten is not shown. */
  readonly plain?: readonly string[];
}

/** A text as it is written into SQL, whatever it holds. */
export function sqlText(text: string): string {
  if (text.includes('\u0000')) throw new RangeError('a text with NUL cannot be written into SQL');
  return escapeLiteral(text);
}

/**
 * Runs statements that were written for the tables on other rows than they have: a common table expression hides each table that a
 * statement names. So what reads the present reads the past, and what reads everything reads an area, by the same words. One may stand
 * on another: its shadows are then made of what that one shows.
 */
export class ShadowedSql implements SqlRunner, SqlSource {
  readonly isOfPast: boolean;
  private readonly patterns: readonly RegExp[];
  private readonly known: ReadonlySet<string> | null;

  constructor(
    private readonly source: SqlSource,
    private readonly shadows: readonly Shadow[],
    { isOfPast, plain }: ShadowOptions,
  ) {
    this.patterns = shadows.map(({ name }) => new RegExp(`\\b${name}\\b`));
    this.known = plain ? new Set([...plain, ...shadows.map(({ name }) => name)]) : null;
    this.isOfPast = isOfPast || source.manager.isOfPast === true;
  }

  get manager(): SqlRunner {
    return this;
  }

  query(sql: string, parameters?: unknown[]): Promise<unknown> {
    if (!/^\s*SELECT\b/i.test(sql)) throw new Error('what is shadowed can only be read');
    return this.run(sql, parameters);
  }

  private run(sql: string, parameters: unknown[] | undefined): Promise<unknown> {
    if (this.known) refuseUnknown(sql, this.known);
    const whole = this.preamble(sql) + sql;
    if (!(this.source instanceof ShadowedSql)) return this.source.manager.query(whole, parameters);
    // A statement has one WITH. PostgreSQL keeps the order of a subquery that is read as it comes.
    return this.source.run(`SELECT * FROM (${whole}) AS seen`, parameters);
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

/** Statements of this program name tables after FROM and JOIN alone, and never two with a comma between. */
function refuseUnknown(sql: string, known: ReadonlySet<string>): void {
  const own = new Set(Array.from(sql.matchAll(/\b([a-z_]+)(?:\([a-z_, ]*\))? AS (?:NOT )?(?:MATERIALIZED )?\(/g), ([, name]) => name));
  for (const [, name] of sql.matchAll(/\b(?:FROM|JOIN)\s+(?:LATERAL\s+)?([a-z_]+)\b(?!\s*\()/gi))
    if (!known.has(name) && !own.has(name)) throw new Error(`the table ${name} has no shadow: what it shows of others is not known`);
}
