/** What can be wrong with what is declared, for programs. */
export const FINDING_CODES = [
  'UNREADABLE',
  'NOT_TEXT',
  'MIXED_ENCODING',
  'UNCLOSED_QUOTE',
  'BROKEN_QUOTE',
  'RAGGED_ROW',
  'NO_HEADINGS',
  'UNKNOWN_HEADING',
  'DUPLICATE_HEADING',
  'MISSING_HEADING',
  'TOO_MANY_COLUMNS',
  'TOO_MANY_ROWS',
  'TOO_LONG',
  'EXAMPLE_ROW',
  'REQUIRED',
  'CONTROL_CHARACTER',
  'NOT_A_NUMBER',
  'OUT_OF_RANGE',
  'NOT_ONE_OF',
  'INVALID',
  'CELL_ERROR',
  'HOLDS_PASSWORD',
  'ADDRESS_REFUSED',
  'UNKNOWN_BUILDING',
  'OTHER_BUILDING',
  'UNKNOWN_REALM',
  'NOTHING_DECLARED',
  'DUPLICATE',
  'NEAR_DUPLICATE',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** One thing that is wrong, or should be looked at. */
export interface RowFinding {
  /** As a spreadsheet numbers it: the headings are row 1; 0: the file as a whole. */
  readonly row: number;
  /** The heading of the column; empty: the row as a whole. */
  readonly column: string;
  readonly code: FindingCode;
  readonly reason: string;
}

const MOST_FINDINGS = 1_000;
const LONGEST_SHOWN = 60;

/** Gathers findings: the first thousand whole, the rest counted. */
export class RowFindings {
  readonly list: RowFinding[] = [];
  count = 0;

  add(...found: readonly RowFinding[]): void {
    for (const each of found) {
      this.count += 1;
      if (this.list.length < MOST_FINDINGS) this.list.push(each);
    }
  }
}

/** A text of a file as it may be shown: cut, and with what steers terminals or hides letters written out. */
export function shown(text: string): string {
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return JSON.stringify(cut.toWellFormed()).replaceAll(STEERING, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Control characters, line separators, and what turns the direction of writing: none has any business in a name. */
// eslint-disable-next-line no-control-regex -- exactly these are looked for
export const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]/g;
