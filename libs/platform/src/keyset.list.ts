import { decodeCursor, encodeCursor, InvalidCursorError, type Page, type PageRequest } from '@app/kernel';

/** Runs one SQL statement; an EntityManager does. */
export interface SqlRunner {
  /** Whether the tables are as they were, not as they are. */
  readonly isOfPast?: boolean;
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** Adds a value to the parameters of a statement and answers the placeholder that stands for it. */
export type Bind = (value: unknown) => string;

/** A condition of a list, written once the placeholders are known. */
export type Condition = (bind: Bind) => string;

/** How the rows of a list hang together with a parent. */
export interface Relation<ParentKey extends number | string> {
  /** The SQL that holds for a row of the parent whose key is `parent.id`. */
  readonly sql: string;
  readonly keyType: ParentKey extends number ? 'int' : 'uuid';
  /** The same for tables as they were, where the planner needs it put another way: such a table is made of several. */
  readonly pastSql?: string;
}

/** What a list is made of, in SQL. All texts are constants of the program; values go through Bind. */
export interface ListSource<Raw, Row> {
  readonly columns: string;
  readonly from: string;
  /** What to count, where that is less than what to read: its conditions name nothing else. */
  readonly countFrom?: string;
  /** What the list is sorted by, most significant first; together unique, so that a cursor means one place. */
  readonly order: readonly SortKey<Raw>[];
  toRow(raw: Raw): Row;
}

export interface SortKey<Raw> {
  readonly sql: string;
  /** The SQL type, so that a cursor's value is compared as the column is. */
  readonly type: 'text' | 'int' | 'bigint' | 'timestamptz' | 'uuid';
  readonly descending?: boolean;
  /** The value as a cursor carries it. */
  keyOf(raw: Raw): string | number;
}

/** What a cursor may hold for each type: anything else would only be refused by the database, as a fault of ours. */
const FORMS: Readonly<Record<SortKey<unknown>['type'], (key: string) => boolean>> = {
  text: () => true,
  int: (key) => /^-?\d{1,10}$/.test(key) && Math.abs(Number(key)) < 2 ** 31,
  bigint: (key) => /^-?\d{1,16}$/.test(key) && Number.isSafeInteger(Number(key)),
  timestamptz: (key) => /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/.test(key) && isOnCalendar(key),
  uuid: (key) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(key),
};
/** No 30th of February: a parser that is content with one reads another day. */
function isOnCalendar(key: string): boolean {
  const at = new Date(key.replace(/(\.\d{1,3})\d*Z$/, '$1Z'));
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(key.slice(0, 19));
}

const JS_TYPES = { text: 'string', int: 'number', bigint: 'number', timestamptz: 'string', uuid: 'string' } as const;

/**
 * A list that can grow, read page by page by its sort keys: the cost of a page does not depend on how far into the list it lies, and
 * rows that come or go meanwhile neither repeat nor hide others. One statement a page, whatever number of parents it is read for.
 */
export class KeysetList<Raw extends object, Row> {
  constructor(private readonly source: ListSource<Raw, Row>) {}

  async page(sql: SqlRunner, conditions: readonly Condition[], request: PageRequest): Promise<Page<Row>> {
    const values: unknown[] = [];
    const statement = this.select(binder(values), conditions, request);
    const raws = (await sql.query(statement, values)) as Raw[];
    return this.toPage(raws, request, () => this.count(sql, conditions));
  }

  /** The same page of the list of each parent, in one statement. `countOf` is called only if a total is wanted. */
  async pagesOf<ParentKey extends number | string>(
    sql: SqlRunner,
    relation: Relation<ParentKey>,
    parentIds: readonly ParentKey[],
    conditions: readonly Condition[],
    request: PageRequest,
    countOf: (parentId: ParentKey) => Promise<number>,
  ): Promise<ReadonlyMap<ParentKey, Page<Row>>> {
    const values: unknown[] = [];
    const bind = binder(values);
    const inner = this.select(bind, [() => relationSql(sql, relation), ...conditions], request);
    const statement = `SELECT parent.id AS parent_key, item.* FROM unnest(${bind(parentIds)}::${relation.keyType}[]) AS parent(id) CROSS JOIN LATERAL (${inner}) AS item`;
    const raws = (await sql.query(statement, values)) as (Raw & { parent_key: ParentKey })[];
    const groups = new Map<ParentKey, Raw[]>(parentIds.map((id) => [id, []]));
    for (const raw of raws) groups.get(raw.parent_key)?.push(raw);
    return new Map([...groups].map(([id, group]) => [id, this.toPage(group, request, () => countOf(id))]));
  }

  async count(sql: SqlRunner, conditions: readonly Condition[]): Promise<number> {
    const values: unknown[] = [];
    const statement = `SELECT count(*)::int AS count FROM ${this.source.countFrom ?? this.source.from} ${whereText(values, conditions)}`;
    const [row] = (await sql.query(statement, values)) as { count: number }[];
    return row?.count ?? 0;
  }

  async countsOf<ParentKey extends number | string>(
    sql: SqlRunner,
    relation: Relation<ParentKey>,
    parentIds: readonly ParentKey[],
    conditions: readonly Condition[],
  ): Promise<ReadonlyMap<ParentKey, number>> {
    const values: unknown[] = [];
    const bind = binder(values);
    const inner = `SELECT count(*)::int AS count FROM ${this.source.countFrom ?? this.source.from} ${where(bind, [() => relationSql(sql, relation), ...conditions])}`;
    const statement = `SELECT parent.id AS parent_key, item.count FROM unnest(${bind(parentIds)}::${relation.keyType}[]) AS parent(id) CROSS JOIN LATERAL (${inner}) AS item`;
    const rows = (await sql.query(statement, values)) as { parent_key: ParentKey; count: number }[];
    return new Map(rows.map((row) => [row.parent_key, row.count]));
  }

  /** Rows without paging, for lookups by key; the caller bounds the number of keys. */
  async all(sql: SqlRunner, conditions: readonly Condition[]): Promise<Row[]> {
    const values: unknown[] = [];
    const statement = `SELECT ${this.source.columns} FROM ${this.source.from} ${whereText(values, conditions)}`;
    return ((await sql.query(statement, values)) as Raw[]).map((raw) => this.source.toRow(raw));
  }

  private select(bind: Bind, conditions: readonly Condition[], request: PageRequest): string {
    const { columns, from, order } = this.source;
    const keys = decodeCursor(
      request.after,
      order.map((key) => JS_TYPES[key.type]),
    );
    const all = keys ? [...conditions, (inner: Bind) => this.after(inner, keys)] : conditions;
    const by = order.map((key) => `${key.sql}${key.descending ? ' DESC' : ''}`).join(', ');
    // One row more than asked for tells whether there is a next page.
    return `SELECT ${columns} FROM ${from} ${where(bind, all)} ORDER BY ${by} LIMIT ${bind(request.first + 1)}`;
  }

  /** The rows after a cursor. Keys that all sort the same way compare as one row, which an index can follow. */
  private after(bind: Bind, keys: readonly (string | number)[]): string {
    const { order } = this.source;
    const isDescending = order[0]?.descending ?? false;
    if (order.some((key) => (key.descending ?? false) !== isDescending)) throw new Error('sort keys of a list must all go one way');
    if (order.some((key, index) => !FORMS[key.type](String(keys[index])))) throw new InvalidCursorError();
    const columns = order.map((key) => key.sql).join(', ');
    const values = order.map((key, index) => `${bind(keys[index])}::${key.type}`).join(', ');
    return `(${columns}) ${isDescending ? '<' : '>'} (${values})`;
  }

  private toPage(raws: readonly Raw[], request: PageRequest, totalCount: () => Promise<number>): Page<Row> {
    const items = raws.slice(0, request.first).map((raw) => ({
      cursor: encodeCursor(this.source.order.map((key) => key.keyOf(raw))),
      item: this.source.toRow(raw),
    }));
    return { items, hasNextPage: raws.length > request.first, totalCount };
  }
}

function relationSql(runner: SqlRunner, { sql, pastSql }: Relation<never>): string {
  return (runner.isOfPast && pastSql) || sql;
}

/** The WHERE of a statement that is not a list, e.g. a GROUP BY over the same conditions; adds to `values`. */
export function whereText(values: unknown[], conditions: readonly Condition[]): string {
  return where(binder(values), conditions);
}

function where(bind: Bind, conditions: readonly Condition[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.map((condition) => `(${condition(bind)})`).join(' AND ')}`;
}

function binder(values: unknown[]): Bind {
  return (value) => `$${values.push(value)}`;
}

/** For a text that the user typed: a substring match in which % and _ mean themselves. */
export function containsPattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (each) => `\\${each}`)}%`;
}
