import type { FileHandle } from 'node:fs/promises';
import { SharedStrings } from './shared.strings.js';
import { SheetRows } from './sheet.rows.js';
import { PIECE_ROWS, refuse, type TableRow } from './table.piece.js';
import { attribute, type XmlListener, XmlScanner } from './xml.scanner.js';
import { ZipArchive } from './zip.archive.js';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STRINGS = 'xl/sharedStrings.xml';
/** Of the small parts: a workbook's list of sheets. */
const MOST_INDEX_BYTES = 4 * 1024 * 1024;
const MOST_STRING_BYTES = 256 * 1024 * 1024;

/** The rows of the first sheet of an XLSX file, in pieces, while it is unpacked: no more of it is held than its shared texts. */
export async function* readXlsx(file: FileHandle): AsyncGenerator<readonly TableRow[]> {
  const archive = await ZipArchive.open(file);
  const sheet = await firstSheet(archive);
  const strings = new SharedStrings();
  if (archive.has(STRINGS)) {
    const scanner = new XmlScanner(strings);
    for await (const bytes of archive.read(STRINGS, MOST_STRING_BYTES)) scanner.write(bytes);
    scanner.end();
  }
  const rows = new SheetRows(strings.texts);
  const scanner = new XmlScanner(rows);
  for await (const bytes of archive.read(sheet)) {
    scanner.write(bytes);
    if (rows.length >= PIECE_ROWS) yield rows.take();
  }
  scanner.end();
  if (rows.length > 0) yield rows.take();
}

/** The part that holds the sheet which stands first in the workbook, whatever it is called. */
async function firstSheet(archive: ZipArchive): Promise<string> {
  if (!archive.has(WORKBOOK)) refuse('UNREADABLE', 'is a ZIP file, but no XLSX: it holds no workbook');
  const sheets: string[] = [];
  await scan(archive, WORKBOOK, (name, attributes) => {
    const id = name === 'sheet' ? relationOf(attributes) : null;
    if (id !== null) sheets.push(id);
  });
  let target: string | null = null;
  await scan(archive, RELATIONS, (name, attributes) => {
    if (name === 'Relationship' && attribute(attributes, 'Id') === sheets[0]) target = attribute(attributes, 'Target');
  });
  if (sheets.length === 0 || target === null) return refuse('UNREADABLE', 'is an XLSX file without a sheet');
  const path = (target as string).startsWith('/') ? (target as string).slice(1) : `xl/${target as string}`;
  if (!archive.has(path)) refuse('UNREADABLE', 'is an XLSX file whose first sheet is missing');
  return path;
}

/** The prefix of the relationships' name space is the writer's choice. */
function relationOf(attributes: string): string | null {
  const match = /\s[A-Za-z_][\w.-]*:id=(?:"([^"]*)"|'([^']*)')/.exec(attributes);
  return match?.[1] ?? match?.[2] ?? null;
}

async function scan(archive: ZipArchive, name: string, onOpen: XmlListener['onOpen']): Promise<void> {
  const scanner = new XmlScanner({ onOpen, onText: () => undefined, onClose: () => undefined });
  for await (const bytes of archive.read(name, MOST_INDEX_BYTES)) scanner.write(bytes);
  scanner.end();
}
