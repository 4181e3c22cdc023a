import { encodeCursor, InvalidCursorError } from '@app/kernel';
import { containsPattern, KeysetList, type SqlRunner } from './keyset.list.js';

interface Raw {
  readonly at: string;
  readonly id: number;
}

const list = new KeysetList<Raw, number>({
  columns: 'at, id',
  from: 'event',
  order: [
    { sql: 'at', type: 'timestamptz', descending: true, keyOf: (raw) => raw.at },
    { sql: 'id', type: 'int', descending: true, keyOf: (raw) => raw.id },
  ],
  toRow: (raw) => raw.id,
});

class FakeSql implements SqlRunner {
  readonly asked: { sql: string; values: unknown[] }[] = [];
  constructor(private readonly rows: unknown[]) {}

  async query(sql: string, values: unknown[] = []): Promise<unknown> {
    this.asked.push({ sql, values });
    return this.rows;
  }
}

const AT = '2026-11-23T02:00:00.123456Z';

describe('a page of a list', () => {
  it('asks for one row more than it shows, to tell whether there are more', async () => {
    const sql = new FakeSql([1, 2, 3].map((id) => ({ at: AT, id })));
    const page = await list.page(sql, [(bind) => `kind = ${bind('x')}`], { first: 2, after: null });
    expect(page.items.map(({ item }) => item)).toEqual([1, 2]);
    expect(page.hasNextPage).toBe(true);
    expect(sql.asked).toEqual([{ sql: 'SELECT at, id FROM event WHERE (kind = $1) ORDER BY at DESC, id DESC LIMIT $2', values: ['x', 3] }]);
  });

  it('goes on after the last row shown, compared as the columns are', async () => {
    const sql = new FakeSql([]);
    await list.page(sql, [], { first: 2, after: encodeCursor([AT, 2_147_483_647]) });
    expect(sql.asked[0]).toMatchObject({
      sql: expect.stringContaining('WHERE ((at, id) < ($1::timestamptz, $2::int))') as string,
      values: [AT, 2_147_483_647, 3],
    });
  });

  it.each([
    ['2026-02-30T00:00:00Z', 1],
    ['0000-01-01T00:00:00Z', 1],
    ['2026-01-01T25:00:00Z', 1],
    ['yesterday', 1],
    [AT, 2_147_483_648],
    [AT, 1.5],
  ])('takes %s, %d for no cursor before the database has to', async (at, id) => {
    const sql = new FakeSql([]);
    await expect(list.page(sql, [], { first: 2, after: encodeCursor([at, id]) })).rejects.toThrow(InvalidCursorError);
    expect(sql.asked).toEqual([]);
  });

  it('looks for what was typed, not for a pattern', () => {
    expect(containsPattern('100%_\\')).toBe('%100\\%\\_\\\\%');
  });
});
