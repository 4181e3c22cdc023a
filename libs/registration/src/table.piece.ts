import type { RowFinding } from './row.finding.js';

/** One row of a table, whatever the file: its cells as texts. */
export interface TableRow {
  /** As a spreadsheet numbers it, from 1. */
  readonly row: number;
  /** The line of the file where it ends, where the file has lines. */
  readonly line: number | null;
  readonly cells: readonly string[];
}

/** What a file is read as, piece by piece: rows, or why it cannot be read any further; that is the last piece. */
export type TablePiece =
  { readonly kind: 'rows'; readonly rows: readonly TableRow[] } | { readonly kind: 'refused'; readonly finding: RowFinding };

/** What a table may measure, whoever made it. */
export const TABLE_LIMITS = {
  rows: 1_000_000,
  columns: 100,
  /** What a spreadsheet allows in a cell. */
  cellLength: 32_767,
  recordLength: 131_072,
} as const;

export const PIECE_ROWS = 1_000;

/** Thrown inside a reader to leave all its loops at once; its door turns it into a value. */
export class TableRefusal extends Error {
  constructor(readonly finding: RowFinding) {
    super(finding.reason);
  }
}

export function refuse(code: RowFinding['code'], reason: string, row = 0): never {
  throw new TableRefusal({ row, column: '', code, reason });
}

/** A reader's pieces, with its refusal as the last of them. */
export async function* withRefusal(pieces: AsyncIterable<readonly TableRow[]>): AsyncGenerator<TablePiece> {
  try {
    for await (const rows of pieces) yield { kind: 'rows', rows };
  } catch (error) {
    if (!(error instanceof TableRefusal)) throw error;
    yield { kind: 'refused', finding: error.finding };
  }
}
