import type { OnuReading } from '../device.document.js';
import type { TableRow } from './device.tables.js';
import type { OnuRule } from './profile.schema.js';
import { parseReference, type Reference } from './reference.js';
import { isWanted } from './row.conditions.js';
import { portOf, type Rules } from './sensor.rules.js';

/** ONUs of a table: their state, and why they left the last time. A code that the profile does not know is unknown, never guessed. */
export function readOnus(rule: OnuRule, rules: Rules): OnuReading[] {
  const { tables } = rules;
  if (rule.unless !== undefined && tables.rows(rule.unless).length > 0) return [];
  return tables.rows(rule.from).flatMap((row) => {
    if (!isWanted(rule.where, tables, row)) return [];
    const text = (field: string | undefined) => (field === undefined ? null : tables.text(parseReference(field) as Reference, row) || null);
    const state = mapped(rule.state, row, rules);
    if (state === null) return [];
    const index = row.index.join('.');
    const about = rules.known.about(rule, index, () => {
      const port = portOf(rule, row, rules);
      const distance = Number(text(rule.distanceMetres) ?? Number.NaN);
      return {
        id: tables.fill(rule.id, row, port) || index,
        serial: text(rule.serial),
        description: text(rule.description),
        ifIndex: port.ifIndex,
        distanceMetres: Number.isFinite(distance) && distance >= 0 && distance < 1e6 ? distance : null,
      };
    });
    if (!about) return [];
    const causeRaw = text(rule.cause?.column);
    return {
      index,
      ...about,
      state: state.word ?? 'unknown',
      downCause: rule.cause ? (mapped(rule.cause, row, rules)?.word ?? (causeRaw === null ? null : 'unknown')) : null,
      downCauseRaw: causeRaw,
    };
  });
}

/** Null where the row lacks the column; a null word where the map lacks the code. */
function mapped<Word extends string>(
  {
    column,
    map,
    otherwise,
  }: { readonly column: string; readonly map: Readonly<Record<string, Word>>; readonly otherwise?: Word | undefined },
  row: TableRow,
  { tables }: Rules,
): { readonly word: Word | null } | null {
  const text = tables.text(parseReference(column) as Reference, row);
  if (text === null) return null;
  return { word: (Object.hasOwn(map, text) ? map[text] : undefined) ?? otherwise ?? null };
}
