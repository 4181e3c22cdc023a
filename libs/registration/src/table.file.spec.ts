import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import writeXlsxFile from 'write-excel-file/node';
import { readCells, readPieces } from './testing/table.text.js';
import { CELL_ERROR } from './sheet.rows.js';

const refusalOf = async (content: string | Buffer) => {
  const last = (await readPieces(content)).at(-1);
  return last?.kind === 'refused' ? last.finding : null;
};

describe('a CSV file', () => {
  it.each([
    ['comma', 'a,b\r\n1,2\r\n'],
    ['semicolon', 'a;b\n1;2\n'],
    ['tab', 'a\tb\n1\t2'],
    ['carriage return alone', 'a,b\r1,2\r'],
    ['told', 'sep=;\r\na;b\r\n1;2\r\n'],
    ['mark of UTF-8', '\ufeffa,b\n1,2\n'],
  ])('is read, whatever separates its cells: %s', async (_what, text) => {
    expect(await readCells(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps lines, separators and quotes within quotes', async () => {
    expect(await readCells('"a;1","b\nc","d ""e"""\n1,2,3\n')).toEqual([
      ['a;1', 'b\nc', 'd "e"'],
      ['1', '2', '3'],
    ]);
  });

  it('tells rows as a spreadsheet does, and lines as an editor does', async () => {
    const [piece] = await readPieces('a,b\n"x\ny",2\n\n3,4\n');
    expect(piece.kind === 'rows' && piece.rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 1],
      [2, 3],
      [3, 4],
      [4, 5],
    ]);
  });

  it('is UTF-8 or Windows-1252, wherever its pieces are cut', async () => {
    const filler = 'x'.repeat(65_535);
    expect(await readCells(`${filler}é,ü\n€,„“\n`)).toEqual([
      [`${filler}é`, 'ü'],
      ['€', '„“'],
    ]);
    const bytes = Buffer.concat([Buffer.from(filler), Buffer.from([0xe9, 0x2c, 0x80, 0x0a, 0x96, 0x2c, 0x8e, 0x0a])]);
    expect(await readCells(bytes)).toEqual([
      [`${filler}é`, '€'],
      ['–', 'Ž'],
    ]);
  });

  it.each([
    ['UTF-16, little end first', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 'NOT_TEXT', /UTF-16/],
    ['UTF-16 without a mark', Buffer.from('a,b\n1,2\n', 'utf16le'), 'NOT_TEXT', /NUL bytes/],
    ['a NUL', Buffer.from('a,b\n1,\u00002\n'), 'NOT_TEXT', /NUL bytes/],
    ['now UTF-8, now not', Buffer.concat([Buffer.from('é'.repeat(80_000)), Buffer.from([0xe9, 0x2c])]), 'MIXED_ENCODING', /UTF-8/],
    ['a quote that is never closed', 'a,b\n1,"2\n3,4\n', 'UNCLOSED_QUOTE', /line \d/],
    ['a quote in the middle', 'a,b\n1,"2"x\n3,4\n', 'BROKEN_QUOTE', /line 2/],
    ['a name of 10 MB', `a,b\n1,${'n'.repeat(10_000_000)}\n`, 'TOO_LONG', /line 2/],
    ['a heading of 10 MB', `${'n'.repeat(10_000_000)},b\n1,2\n`, 'TOO_LONG', /line 1/],
    ['an old XLS', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4]), 'UNREADABLE', /XLS/],
    ['a PDF', '%PDF-1.7', 'UNREADABLE', /PDF/],
  ])('is refused by name: %s', async (_what, content, code, reason) => {
    const finding = await refusalOf(content);
    expect(finding).toMatchObject({ code, reason: expect.stringMatching(reason) as string });
  });
});

/** An archive as attackers write them: entries as given, whatever they say of themselves. */
function zip(entries: readonly { name: string; packed: Buffer; bytes?: number; crc?: number; method?: number; flags?: number }[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, packed, bytes = 0, crc = 0, method = 8, flags = 0 } of entries) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(crc, 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(bytes, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const middle = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(middle.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, middle, end]);
}

/** A workbook whose sheet is this XML. */
async function workbook(sheetData: string, doctype = ''): Promise<Buffer> {
  const { crc32 } = await import('node:zlib');
  const part = (name: string, text: string) => {
    const plain = Buffer.from(text);
    return { name, packed: deflateRawSync(plain), bytes: plain.length, crc: crc32(plain) };
  };
  return zip([
    part('xl/workbook.xml', '<workbook xmlns:r="x"><sheets><sheet name="A" sheetId="1" r:id="rId7"/></sheets></workbook>'),
    part('xl/_rels/workbook.xml.rels', '<Relationships><Relationship Id="rId7" Target="worksheets/one.xml"/></Relationships>'),
    part('xl/worksheets/one.xml', `<?xml version="1.0"?>${doctype}<worksheet><sheetData>${sheetData}</sheetData></worksheet>`),
  ]);
}

describe('an XLSX file', () => {
  it('is read from its first sheet: texts, numbers, truths, and what is not there', async () => {
    const bytes = await writeXlsxFile([
      {
        sheet: 'Kamera',
        data: [
          [{ value: 'a & <b>' }, { value: '' }, { value: 'c\nd' }],
          [
            { value: -6.2, type: Number },
            { value: true, type: Boolean },
            { value: 1234567890123, type: Number },
          ],
        ],
      },
      { sheet: 'Other', data: [[{ value: 'not read' }]] },
    ]).toBuffer();
    expect(await readCells(bytes)).toEqual([
      ['a & <b>', '', 'c\nd'],
      ['-6.2', 'true', '1234567890123'],
    ]);
  });

  it('is read as other programs write it: without references, with prefixes, formulas, rich and inline texts', async () => {
    const bytes = await workbook(
      '<x:row xmlns:x="y"><c t="inlineStr"><is><t>in</t></is></c><c t="inlineStr"><is><r><t>ri</t></r><r><t xml:space="preserve">ch </t></r><rPh><t>no</t></rPh></is></c></x:row>' +
        '<row r="4"><c r="B4"><f>1&gt;2</f><v>6.1999999999999996E+0</v></c><c r="C4" t="e"><v>#N/A</v></c><c r="D4" t="str"><v>a_x000D_&#x41;&#66;&unknown;</v></c></row>',
    );
    expect(await readCells(bytes)).toEqual([
      ['in', 'rich '],
      ['', '6.2', `${CELL_ERROR}#N/A`, 'a\rAB&unknown;'],
    ]);
  });

  it.each<[string, Promise<Buffer> | Buffer, string, RegExp]>([
    ['rows that go back', workbook('<row r="3"/><row r="2"/>'), 'UNREADABLE', /follow/],
    ['a cell far to the right', workbook('<row><c r="XFD1"><v>1</v></c></row>'), 'TOO_MANY_COLUMNS', /100/],
    ['a row far below', workbook('<row r="1048576"><c><v>1</v></c></row>'), 'TOO_MANY_ROWS', /1000000/],
    ['a text that is too long', workbook(`<row><c t="str"><v>${'x'.repeat(40_000)}</v></c></row>`), 'TOO_LONG', /32767/],
    ['a shared text that is not there', workbook('<row><c t="s"><v>5</v></c></row>'), 'UNREADABLE', /text/],
    ['a document type', workbook('', '<!DOCTYPE a [<!ENTITY b "c">]>'), 'UNREADABLE', /document type/],
    ['XML that is cut off', workbook('<row><c><v>1</v'), 'UNREADABLE', /cut off/],
    ['no workbook', zip([{ name: 'a', packed: Buffer.alloc(0) }]), 'UNREADABLE', /no XLSX/],
    ['no end', Buffer.from('PK\u0003\u0004 and no more'), 'UNREADABLE', /cut off/],
    ['a password', zip([{ name: 'xl/workbook.xml', packed: Buffer.from('x'), flags: 1 }]), 'UNREADABLE', /password/],
    ['another way to pack', zip([{ name: 'xl/workbook.xml', packed: Buffer.from('x'), method: 99 }]), 'UNREADABLE', /packed/],
    ['bytes that do not unpack', zip([{ name: 'xl/workbook.xml', packed: Buffer.from('xyz') }]), 'UNREADABLE', /unpacked/],
    [
      'a wrong sum',
      zip([{ name: 'xl/workbook.xml', packed: deflateRawSync(Buffer.from('<a/>')), bytes: 4, crc: 1 }]),
      'UNREADABLE',
      /damaged/,
    ],
    ['a bomb', zip([{ name: 'xl/workbook.xml', packed: deflateRawSync(Buffer.alloc(20_000_000, '<a/>')), bytes: 1 }]), 'TOO_LONG', /bomb/],
  ])('is refused by name: %s', async (_what, content, code, reason) => {
    const finding = await refusalOf(await content);
    expect(finding).toMatchObject({ code, reason: expect.stringMatching(reason) as string });
  });

  it('that is cut off anywhere ends in a refusal', async () => {
    const whole = await writeXlsxFile([[{ value: 'Name' }], [{ value: 'a' }]]).toBuffer();
    for (let length = 8; length < whole.length; length += 97) expect((await refusalOf(whole.subarray(0, length)))?.code).toBe('UNREADABLE');
  });
});

describe('any bytes', () => {
  it('end in rows or in one named refusal, never in a crash', async () => {
    const start = fc.constantFrom('', 'PK\u0003\u0004', 'Name,Reach\n', '\ufeff', '"');
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 400 }), async (head, bytes) => {
        const pieces = await readPieces(Buffer.concat([Buffer.from(head), bytes]));
        expect(pieces.slice(0, -1).every(({ kind }) => kind === 'rows')).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('that were an XLSX file before they were damaged, too', async () => {
    const whole = await writeXlsxFile([
      [{ value: 'Name' }, { value: 'Reach' }],
      [{ value: 'a' }, { value: 'ON_SITE' }],
    ]).toBuffer();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        const pieces = await readPieces(damaged);
        expect(pieces.slice(0, -1).every(({ kind }) => kind === 'rows')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
