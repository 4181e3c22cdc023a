import { type FileHandle, open } from 'node:fs/promises';
import { bytesAt, bytesOf } from './file.bytes.js';
import { readCsv } from './read.csv.js';
import { readXlsx } from './read.xlsx.js';
import { refuse, type TablePiece, type TableRow, withRefusal } from './table.piece.js';

export type TableFormat = 'CSV' | 'XLSX';

/** The rows of a CSV or XLSX file on disk. Which one it is shows in its first bytes, not in its name. Throws only what the disk does. */
export async function* readTableFile(path: string): AsyncGenerator<TablePiece> {
  const file = await open(path, 'r');
  try {
    yield* withRefusal(rowsOf(file));
  } finally {
    await file.close();
  }
}

/** What the first bytes say a file is. */
export async function formatOfFile(path: string): Promise<TableFormat> {
  const file = await open(path, 'r');
  try {
    return (await bytesAt(file, 0, 8)).subarray(0, 2).toString('latin1') === 'PK' ? 'XLSX' : 'CSV';
  } finally {
    await file.close();
  }
}

async function* rowsOf(file: FileHandle): AsyncGenerator<readonly TableRow[]> {
  const head = await bytesAt(file, 0, 8);
  const start = head.toString('latin1');
  if (start.startsWith('\u00d0\u00cf\u0011\u00e0'))
    refuse('UNREADABLE', 'is an old XLS file, or one with a password: save it as XLSX without');
  if (start.startsWith('%PDF')) refuse('UNREADABLE', 'is a PDF: send the table itself, as XLSX or CSV');
  if (start.startsWith('PK')) yield* readXlsx(file);
  else yield* readCsv(bytesOf(file));
}
