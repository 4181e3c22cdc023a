import fc from 'fast-check';
import { buildLabels, LabelColumns, labelSet, labelText } from './label.column.js';
import { table } from './testing/index.js';

const textOf = (column: { bytes: Uint8Array; offsets: Uint32Array }, row: number) =>
  Buffer.from(column.bytes.subarray(column.offsets[row], column.offsets[row + 1])).toString();

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
