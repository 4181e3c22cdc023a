import { spreadsheetCell } from '@app/kernel';
import { stringify } from 'csv-stringify/sync';
import writeXlsxFile, { type Cell, type SheetData } from 'write-excel-file/node';
import { CAMERA_COLUMNS, type CameraColumn } from './camera.columns.js';
import type { DeclaredCamera } from './declared.camera.js';

/** Spreadsheets of this country take the comma for decimals, and so the semicolon between cells; the mark tells them it is UTF-8. */
const SEPARATOR = ';';
const MARK = '\ufeff';

type CellRows = readonly (readonly (string | number)[])[];

/** An empty list of cameras with its headings and one example row. */
export function templateCsv(): string {
  return MARK + csvOf([CAMERA_COLUMNS.map(({ heading }) => heading), CAMERA_COLUMNS.map(({ example }) => example)]);
}

/** The same as a workbook, with a sheet that explains each column in both languages. */
export async function templateXlsx(): Promise<Buffer> {
  const explanations = CAMERA_COLUMNS.map(({ heading, headingId, isRequired, example, explains }) =>
    [heading, headingId, isRequired ? 'ya / yes' : '', example, explains.id, explains.en].map(textCell),
  );
  const title = ['Kolom / Column', 'Nama lain / Also', 'Wajib / Required', 'Contoh / Example', 'Penjelasan', 'Explanation'].map(headCell);
  return writeXlsxFile([
    {
      sheet: 'Kamera',
      data: [CAMERA_COLUMNS.map(({ heading }) => headCell(heading)), CAMERA_COLUMNS.map(({ example }) => textCell(example))],
      columns: CAMERA_COLUMNS.map(({ heading }) => ({ width: Math.max(12, heading.length + 2) })),
      stickyRowsCount: 1,
    },
    {
      sheet: 'Keterangan',
      data: [title, ...explanations] as SheetData,
      columns: [18, 18, 16, 24, 70, 70].map((width) => ({ width })),
      stickyRowsCount: 1,
    },
  ]).toBuffer();
}

/** Declared cameras as a CSV file, piece by piece; read again they are the same. No cell of it is a formula. */
export async function* camerasCsv(pieces: AsyncIterable<readonly DeclaredCamera[]>): AsyncGenerator<string> {
  yield MARK + csvOf([CAMERA_COLUMNS.map(({ heading }) => heading)]);
  for await (const cameras of pieces) yield csvOf(cameras.map((camera) => CAMERA_COLUMNS.map((column) => valueOf(camera, column))));
}

/** Declared cameras as a workbook. It is made in memory: for the cameras of one declaration. */
export async function camerasXlsx(cameras: readonly DeclaredCamera[]): Promise<Buffer> {
  const rows = cameras.map((camera) =>
    CAMERA_COLUMNS.map((column) => {
      const value = valueOf(camera, column);
      return typeof value === 'number' ? { type: Number, value } : textCell(value);
    }),
  );
  return writeXlsxFile([CAMERA_COLUMNS.map(({ heading }) => headCell(heading)), ...rows] as SheetData, { sheet: 'Kamera' }).toBuffer();
}

function valueOf(camera: DeclaredCamera, { key }: CameraColumn): string | number {
  const value = camera[key];
  if (typeof value === 'boolean') return value ? 'ya' : 'tidak';
  return value ?? '';
}

function csvOf(rows: CellRows): string {
  const cells = rows.map((row) => row.map((value) => (typeof value === 'number' ? decimalComma(value) : spreadsheetCell(value))));
  return stringify(cells, { delimiter: SEPARATOR, record_delimiter: '\r\n', quoted_string: true, quoted_empty: false });
}

function decimalComma(value: number): string {
  return String(value).replace('.', ',');
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
