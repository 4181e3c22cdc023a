import { spreadsheetCell } from '@app/kernel';
import { stringify } from 'csv-stringify/sync';
import writeXlsxFile, { type Cell, type SheetData } from 'write-excel-file/node';

/** Spreadsheets of this country take the comma for decimals, and so the semicolon between cells; the mark tells them it is UTF-8. */
const SEPARATOR = ';';
export const CSV_MARK = '\ufeff';

export type CellValue = string | number;
export type CellRows = readonly (readonly CellValue[])[];

export interface Sheet {
  readonly name: string;
  readonly headings: readonly string[];
  readonly rows: CellRows;
  /** Characters; as wide as their headings where none are given. */
  readonly widths?: readonly number[];
}

/** Rows as CSV. No cell of it is a formula. A file begins with CSV_MARK. */
export function csvOf(rows: CellRows): string {
  const cells = rows.map((row) => row.map((value) => (typeof value === 'number' ? decimalComma(value) : spreadsheetCell(value))));
  return stringify(cells, { delimiter: SEPARATOR, record_delimiter: '\r\n', quoted_string: true, quoted_empty: false });
}

/** A workbook (XLSX). It is made in memory. No cell of it is a formula. */
export function workbookOf(sheets: readonly Sheet[]): Promise<Buffer> {
  return writeXlsxFile(
    sheets.map(({ name, headings, rows, widths }) => ({
      sheet: name,
      data: [headings.map(headCell), ...rows.map((row) => row.map(cellOf))] as SheetData,
      columns: headings.map((heading, i) => ({ width: widths?.[i] ?? Math.max(12, heading.length + 2) })),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
}

function decimalComma(value: number): string {
  return String(value).replace('.', ',');
}

function cellOf(value: CellValue): Cell {
  return typeof value === 'number' ? { type: Number, value } : textCell(value);
}

function textCell(text: string): Cell {
  // What looks like a spreadsheet's own way to write a control character is text.
  const escaped = spreadsheetCell(text).replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  return text === '' ? null : { type: String, value: escaped in Object.prototype ? coded(escaped) : escaped };
}

/** The library keeps texts as the keys of an object, and takes "valueOf" for one that it has: its first letter is written as a code. */
function coded(text: string): string {
  return `_x${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_${text.slice(1)}`;
}

function headCell(text: string): Cell {
  return { type: String, value: text, fontWeight: 'bold' };
}
