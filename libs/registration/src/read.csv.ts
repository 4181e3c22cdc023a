import { Readable } from 'node:stream';
import { CsvError, type Options, type Parser, parse } from 'csv-parse';
import { decodeText } from './decode.text.js';
import { PIECE_ROWS, refuse, TABLE_LIMITS, type TableRow } from './table.piece.js';

const SEPARATORS = [',', ';', '\t'] as const;
const LONGEST_HEADING_LINE = 65_536;

/** The rows of a CSV file, in pieces; which of comma, semicolon and tab separates the cells is seen from the first line. */
export async function* readCsv(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly TableRow[]> {
  const { delimiter, skipped, text } = await withSeparator(decodeText(chunks));
  const source = Readable.from(text, { objectMode: true, highWaterMark: 1 });
  const parser = parse(optionsOf(delimiter));
  // An error of the text ends the parser, and so the loop below.
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    yield* rowsOf(parser, skipped);
  } catch (error) {
    refuseCsv(error, skipped);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function optionsOf(delimiter: string): Options {
  return {
    delimiter,
    // Rows that are too long or too short are ours to name, with the others.
    relax_column_count: true,
    max_record_size: TABLE_LIMITS.recordLength,
    skip_empty_lines: false,
    on_record: (cells: string[], { lines }) => ({ cells, line: lines }) as unknown as string[],
  };
}

async function* rowsOf(parser: Parser, skipped: number): AsyncGenerator<readonly TableRow[]> {
  let piece: TableRow[] = [];
  let row = skipped;
  for await (const record of parser) {
    const { cells, line } = record as { cells: string[]; line: number };
    row += 1;
    if (row > TABLE_LIMITS.rows + 1 + skipped) refuse('TOO_MANY_ROWS', `has more than ${TABLE_LIMITS.rows} rows`, row);
    piece.push({ row, line: line + skipped, cells });
    if (piece.length < PIECE_ROWS) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** Reads as far as the first line ends. A line `sep=;` before the headings says it outright, as spreadsheets write it. */
async function withSeparator(text: AsyncGenerator<string>): Promise<{ delimiter: string; skipped: number; text: AsyncGenerator<string> }> {
  let head = '';
  for (;;) {
    const { done, value } = await text.next();
    head += done ? '' : value;
    if (done || endOfLine(head) >= 0 || head.length > LONGEST_HEADING_LINE) break;
  }
  const told = /^sep=([,;\t])(\r\n|\n|\r)/i.exec(head);
  const first = told ? head.slice(told[0].length) : head;
  const delimiter = told?.[1] ?? mostFrequent(first.slice(0, endOfLine(first) < 0 ? first.length : endOfLine(first)));
  return { delimiter, skipped: told ? 1 : 0, text: continued(first, text) };
}

async function* continued(head: string, text: AsyncGenerator<string>): AsyncGenerator<string> {
  if (head !== '') yield head;
  for await (const piece of text) if (piece !== '') yield piece;
}

/** Where the first line ends that is not within quotes; -1: not yet. */
function endOfLine(text: string): number {
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (letter === '\n' || letter === '\r')) return i;
  }
  return -1;
}

function mostFrequent(line: string): string {
  const outside = line.replaceAll(/"[^"]*"/g, '');
  const count = (separator: string) => outside.split(separator).length;
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** Says what the parser met in words for people who use spreadsheets; always with the line. */
function refuseCsv(error: unknown, skipped: number): never {
  if (!(error instanceof CsvError)) throw error;
  const lines = Number((error as unknown as { lines?: number }).lines ?? 0) + skipped;
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return refuse('UNCLOSED_QUOTE', `has a quote that is never closed: it was opened in the record before the end, line ${lines}`);
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return refuse('BROKEN_QUOTE', `line ${lines}: a quote within a cell; write it twice, and the cell in quotes`);
    case 'CSV_MAX_RECORD_SIZE':
      return refuse(
        'TOO_LONG',
        `line ${lines}: a row longer than ${TABLE_LIMITS.recordLength} characters, or a quote that is never closed`,
      );
    default:
      return refuse('UNREADABLE', `line ${lines}: cannot be read as CSV`);
  }
}
