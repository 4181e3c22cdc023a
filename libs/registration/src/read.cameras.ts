import { type CameraColumn, CAMERA_COLUMNS, columnOfHeading } from './camera.columns.js';
import { type CameraReading, readCamera } from './read.camera.js';
import { type FindingCode, type RowFinding, shown } from './row.finding.js';
import { TABLE_LIMITS, type TablePiece, type TableRow } from './table.piece.js';

/** Readings of the rows of a table, piece by piece in their order. A finding of row 0 or 1 is of the file, and the last. */
export async function* readCameras(pieces: AsyncIterable<TablePiece>, building: string | null): AsyncGenerator<readonly CameraReading[]> {
  let headings: Headings | null = null;
  for await (const piece of pieces) {
    if (piece.kind === 'refused') {
      yield [{ kind: 'wrong', findings: [piece.finding] }];
      return;
    }
    const readings: CameraReading[] = [];
    for (const row of piece.rows) {
      if (isBlank(row)) continue;
      if (headings === null) {
        headings = readHeadings(row);
        if (headings.findings.length === 0) continue;
        yield [{ kind: 'wrong', findings: headings.findings }];
        return;
      }
      readings.push(readRow(row, headings, building));
    }
    if (readings.length > 0) yield readings;
  }
  if (headings === null) yield [{ kind: 'wrong', findings: [{ row: 0, column: '', code: 'NO_HEADINGS', reason: 'holds no row at all' }] }];
}

interface Headings {
  readonly width: number;
  readonly positions: ReadonlyMap<CameraColumn, number>;
  readonly findings: readonly RowFinding[];
}

function isBlank({ cells }: TableRow): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function readHeadings({ row, cells }: TableRow): Headings {
  const findings: RowFinding[] = [];
  const blame = (column: string, code: FindingCode, reason: string) => findings.push({ row, column, code, reason });
  const positions = new Map<CameraColumn, number>();
  if (cells.length > TABLE_LIMITS.columns)
    blame('', 'TOO_MANY_COLUMNS', `there are ${cells.length} columns; allowed are ${TABLE_LIMITS.columns}`);
  else
    cells.forEach((heading, position) => {
      if (heading.trim() === '') return;
      const column = columnOfHeading(heading);
      if (column === null) blame(heading.slice(0, 60), 'UNKNOWN_HEADING', `${shown(heading)} is no column of this list`);
      else if (positions.has(column)) blame(column.heading, 'DUPLICATE_HEADING', `${shown(heading)} is there twice`);
      else positions.set(column, position);
    });
  for (const column of CAMERA_COLUMNS)
    if (column.isRequired && !positions.has(column)) blame(column.heading, 'MISSING_HEADING', `the column ${column.heading} is missing`);
  return { width: cells.length, positions, findings };
}

function readRow({ row, line, cells }: TableRow, { width, positions }: Headings, building: string | null): CameraReading {
  // A spreadsheet writes no cells after the last that is filled; a CSV file does, and empty ones beyond the headings mean nothing.
  const isShort = line !== null && cells.length < width;
  if (isShort || cells.slice(width).some((cell) => cell.trim() !== '')) {
    const reason = `has ${cells.length} cells where the headings are ${width}${line === null ? '' : ` (line ${line})`}`;
    return { kind: 'wrong', findings: [{ row, column: '', code: 'RAGGED_ROW', reason }] };
  }
  const cellOf = (column: CameraColumn) => cells[positions.get(column) ?? -1] ?? '';
  return readCamera(row, cellOf, building);
}
