import { ShadowedSql } from './shadowed.sql.js';

describe('tables as they were', () => {
  const asked: { sql: string; values: unknown[] | undefined }[] = [];
  const source = { manager: { query: (sql: string, values?: unknown[]) => Promise.resolve(asked.push({ sql, values })) } };
  const past = new ShadowedSql(source, [
    { name: 'now_device', sql: 'SELECT * FROM device' },
    { name: 'device', sql: 'SELECT * FROM now_device WHERE then' },
    { name: 'span', sql: 'SELECT 1' },
  ]);
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
      expect(() => past.query(sql)).toThrow('the past can only be read');
    expect(asked).toEqual([]);
  });
});
