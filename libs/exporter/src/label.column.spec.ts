import fc from 'fast-check';
import { buildLabels, type LabelColumn, LabelColumns, labelSet, labelText, ROW_BITS } from './label.column.js';
import { table } from './testing/index.js';

function textOf({ blocks, ends }: LabelColumn, row: number): string {
  const start = row % (1 << ROW_BITS) === 0 ? 0 : ends[row - 1];
  return Buffer.from(blocks[row >> ROW_BITS].subarray(start, ends[row])).toString();
}

describe('the labels of many rows', () => {
  it('lie one after the other, escaped, each with the space before its value', async () => {
    const column = await buildLabels(
      table(
        ['device', 'place'],
        [
          ['a"b\\c\nd', 'é😀'],
          ['', 'x'],
          ['', ''],
        ],
      ),
    );
    expect([0, 1, 2].map((row) => textOf(column, row))).toEqual(['{device="a\\"b\\\\c\\nd",place="é😀"} ', '{place="x"} ', ' ']);
  });

  it('are the same bytes as one row at a time gives, for any text and any number of rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string())), async (rows) => {
        const names = ['a', 'b'];
        const column = await buildLabels(table(names, rows));
        rows.forEach((values, row) => expect(textOf(column, row)).toBe(labelSet(names, values)));
      }),
    );
  });

  it('are right on both sides of a block of rows, in any script', async () => {
    const rows = Array.from({ length: 2500 }, (_, row) => [row % 3 === 0 ? `é${row}` : `a${row}`]);
    const column = await buildLabels(table(['a'], rows));
    for (const row of [0, 1, 1022, 1023, 1024, 1025, 2047, 2048, 2499]) expect(textOf(column, row)).toBe(`{a="${rows[row][0]}"} `);
  });

  it('are built once a table, and again for a new table', async () => {
    const columns = new LabelColumns();
    const first = table(['a'], [['x']]);
    const [one, two] = await Promise.all([columns.of(first), columns.of(first)]);
    expect(two).toBe(one);
    expect(await columns.of(table(['a'], [['x']]))).not.toBe(one);
  });
});

describe('the text of a label', () => {
  it('carries no control character, whatever a device calls itself', () => {
    expect(labelText('\u001b[31mred\u0000\r\n')).toBe('\ufffd[31mred\ufffd\ufffd\\n');
  });

  it('is bounded, and two long names stay two', () => {
    const long = 'x'.repeat(5000);
    expect(labelText(`${long}1`)).toHaveLength(200);
    expect(labelText(`${long}1`)).not.toBe(labelText(`${long}2`));
    expect(labelText('😀'.repeat(500)).isWellFormed()).toBe(true);
  });
});
