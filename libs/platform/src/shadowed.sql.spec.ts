import { ShadowedSql, sqlText } from './shadowed.sql.js';

describe('tables as they were', () => {
  const asked: { sql: string; values: unknown[] | undefined }[] = [];
  const source = { manager: { query: (sql: string, values?: unknown[]) => Promise.resolve(asked.push({ sql, values })) } };
  const past = new ShadowedSql(
    source,
    [
      { name: 'now_device', sql: 'SELECT * FROM device' },
      { name: 'device', sql: 'SELECT * FROM now_device WHERE then' },
      { name: 'span', sql: 'SELECT 1' },
    ],
    { isOfPast: true },
  );
  beforeEach(() => (asked.length = 0));

  it('hide the tables that a statement names, after what they are made of', async () => {
    await past.manager.query('SELECT name FROM device WHERE id = $1', [7]);
    const device =
      'now_device AS NOT MATERIALIZED (SELECT * FROM device), device AS NOT MATERIALIZED (SELECT * FROM now_device WHERE then)';
    expect(asked).toEqual([{ sql: `WITH ${device} SELECT name FROM device WHERE id = $1`, values: [7] }]);
  });

  it('leave a statement alone that names none of them', async () => {
    await past.query('SELECT 1 FROM device_status');
    expect(asked[0]?.sql).toBe('SELECT 1 FROM device_status');
  });

  it('are never written to', () => {
    for (const sql of ['UPDATE device SET name = 1', 'WITH x AS (DELETE FROM device) SELECT 1', 'INSERT INTO span SELECT 1'])
      expect(() => past.query(sql)).toThrow('what is shadowed can only be read');
    expect(asked).toEqual([]);
  });

  it('may be hidden in turn: an area of the past is made of what the past shows', async () => {
    const area = new ShadowedSql(
      past,
      [
        { name: 'all_device', sql: 'SELECT * FROM device' },
        { name: 'device', sql: 'SELECT * FROM all_device WHERE mine' },
      ],
      { isOfPast: false },
    );
    await area.query('SELECT 1 FROM device');
    const inner =
      'SELECT * FROM (WITH all_device AS NOT MATERIALIZED (SELECT * FROM device), device AS NOT MATERIALIZED (SELECT * FROM all_device WHERE mine) SELECT 1 FROM device) AS seen';
    const outer = 'now_device AS NOT MATERIALIZED (SELECT * FROM device), device AS NOT MATERIALIZED (SELECT * FROM now_device WHERE then)';
    expect(asked[0]?.sql).toBe(`WITH ${outer} ${inner}`);
    expect(area.isOfPast).toBe(true);
  });

  it('refuse a table that has no shadow, where what is not known must not be shown', () => {
    const closed = new ShadowedSql(source, [{ name: 'device', sql: 'SELECT 1' }], { isOfPast: false, plain: ['realm'] });
    for (const sql of ['SELECT 1 FROM secret', 'SELECT 1 FROM device JOIN secret ON true', 'SELECT (SELECT 1 FROM secret)'])
      expect(() => closed.query(sql)).toThrow('the table secret has no shadow');
    const recursive =
      'SELECT 1 FROM device WHERE id IN (WITH RECURSIVE area(id) AS (SELECT 1 UNION SELECT id FROM area) SELECT id FROM area)';
    for (const sql of [
      'SELECT 1 FROM device JOIN realm ON true CROSS JOIN LATERAL (SELECT 1) AS x',
      'SELECT 1 FROM unnest($1::int[])',
      recursive,
    ])
      expect(() => closed.query(sql)).not.toThrow();
  });
});

describe('a text in SQL', () => {
  it('is a text whatever it holds', () => {
    expect(sqlText(`O'Neil`)).toBe(`'O''Neil'`);
    expect(sqlText('a\\b')).toBe(` E'a\\\\b'`);
    expect(() => sqlText('a\u0000')).toThrow(RangeError);
  });
});
