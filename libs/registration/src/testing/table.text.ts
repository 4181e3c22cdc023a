import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeclaredCamera } from '../declared.camera.js';
import { readCameras } from '../read.cameras.js';
import type { RowFinding } from '../row.finding.js';
import { readTableFile } from '../table.file.js';
import type { TablePiece } from '../table.piece.js';

export interface ReadFile {
  readonly cameras: DeclaredCamera[];
  readonly findings: RowFinding[];
}

/** Puts bytes into a file for as long as they are worked on. */
export async function withFile<Result>(content: string | Buffer, work: (path: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-table-'));
  try {
    const path = join(folder, 'file');
    writeFileSync(path, content);
    return await work(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All that a file is read as. */
export function readPieces(content: string | Buffer): Promise<TablePiece[]> {
  return withFile(content, async (path) => {
    const pieces: TablePiece[] = [];
    for await (const piece of readTableFile(path)) pieces.push(piece);
    return pieces;
  });
}

/** The cells of a file, or the code of its refusal as the last row. */
export async function readCells(content: string | Buffer): Promise<string[][]> {
  const pieces = await readPieces(content);
  return pieces.flatMap((piece) => (piece.kind === 'rows' ? piece.rows.map(({ cells }) => [...cells]) : [[piece.finding.code]]));
}

export function readFile(content: string | Buffer, building: string | null = 'GD1'): Promise<ReadFile> {
  return withFile(content, async (path) => {
    const cameras: DeclaredCamera[] = [];
    const findings: RowFinding[] = [];
    for await (const readings of readCameras(readTableFile(path), building))
      for (const reading of readings)
        if (reading.kind === 'camera') cameras.push(reading.camera);
        else findings.push(...reading.findings);
    return { cameras, findings };
  });
}
