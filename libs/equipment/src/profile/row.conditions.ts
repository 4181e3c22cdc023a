import type { DeviceTables, TableRow } from './device.tables.js';
import type { Condition } from './profile.schema.js';
import { parseReference, type Reference } from './reference.js';

/** Whether all conditions hold for the row. A cell that is missing fulfils only "not". */
export function isWanted(conditions: readonly Condition[] | undefined, tables: DeviceTables, row: TableRow | null): boolean {
  return conditions?.every((condition) => holds(condition, tables, row)) ?? true;
}

function holds(condition: Condition, tables: DeviceTables, row: TableRow | null): boolean {
  const { is, not, above, below, matches } = condition;
  const text = subjectOf(condition, tables, row);
  if (text === null) return is === undefined && above === undefined && below === undefined && matches === undefined;
  const number = Number(text);
  const equals = (literal: string | number) => (typeof literal === 'number' ? number === literal : text === literal);
  if (is && !is.some(equals)) return false;
  if (not?.some(equals)) return false;
  if (above !== undefined && !(number > above)) return false;
  if (below !== undefined && !(number < below)) return false;
  return matches?.test(text) ?? true;
}

function subjectOf({ column, index }: Condition, tables: DeviceTables, row: TableRow | null): string | null {
  if (column !== undefined) return tables.text(parseReference(column) as Reference, row);
  const number = index === undefined ? undefined : row?.index.at(index > 0 ? index - 1 : index);
  return number === undefined ? null : String(number);
}
