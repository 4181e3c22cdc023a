import { CSV_MARK, csvOf, workbookOf } from '@app/platform';
import { CAMERA_COLUMNS, type CameraColumn } from './camera.columns.js';
import type { DeclaredCamera } from './declared.camera.js';

const HEADINGS = CAMERA_COLUMNS.map(({ heading }) => heading);

/** An empty list of cameras with its headings and one example row. */
export function templateCsv(): string {
  return CSV_MARK + csvOf([HEADINGS, CAMERA_COLUMNS.map(({ example }) => example)]);
}

/** The same as a workbook, with a sheet that explains each column in both languages. */
export async function templateXlsx(): Promise<Buffer> {
  return workbookOf([
    { name: 'Kamera', headings: HEADINGS, rows: [CAMERA_COLUMNS.map(({ example }) => example)] },
    {
      name: 'Keterangan',
      headings: ['Kolom / Column', 'Nama lain / Also', 'Wajib / Required', 'Contoh / Example', 'Penjelasan', 'Explanation'],
      rows: CAMERA_COLUMNS.map(({ heading, headingId, isRequired, example, explains }) => [
        heading,
        headingId,
        isRequired ? 'ya / yes' : '',
        example,
        explains.id,
        explains.en,
      ]),
      widths: [18, 18, 16, 24, 70, 70],
    },
  ]);
}

/** Declared cameras as a CSV file, piece by piece; read again they are the same. No cell of it is a formula. */
export async function* camerasCsv(pieces: AsyncIterable<readonly DeclaredCamera[]>): AsyncGenerator<string> {
  yield CSV_MARK + csvOf([HEADINGS]);
  for await (const cameras of pieces) yield csvOf(cameras.map(cellsOf));
}

/** Declared cameras as a workbook. It is made in memory: for the cameras of one declaration. */
export async function camerasXlsx(cameras: readonly DeclaredCamera[]): Promise<Buffer> {
  return workbookOf([{ name: 'Kamera', headings: HEADINGS, rows: cameras.map(cellsOf) }]);
}

function cellsOf(camera: DeclaredCamera): (string | number)[] {
  return CAMERA_COLUMNS.map((column) => valueOf(camera, column));
}

function valueOf(camera: DeclaredCamera, { key }: CameraColumn): string | number {
  const value = camera[key];
  if (typeof value === 'boolean') return value ? 'ya' : 'tidak';
  return value ?? '';
}
