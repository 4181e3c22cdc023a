/**
 * What a spreadsheet takes for the beginning of a formula, also in full width and behind blanks: such a text may fetch, send or run
 * when the file is opened.
 */
const FORMULA = /^[\s']*[=+\-@\uff0b\uff0d\uff1d\uff20\t\r]/;

/**
 * A value as it may stand in a cell of any CSV or XLSX file that we write: a text that a spreadsheet would take for a formula is
 * preceded by an apostrophe, which makes it a text there. Numbers are numbers. Quoting for CSV is the writer's business.
 */
export function spreadsheetCell(value: string | number | boolean | Date | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  return FORMULA.test(value) ? `'${value}` : value;
}

/** The text that `spreadsheetCell` made a cell of. */
export function textOfCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
