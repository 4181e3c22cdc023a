import { type AuditRecord, lineOf, OUTCOMES } from './audit.record.js';
import { NotCanonicalError } from './canonical.json.js';

export const LONGEST_LINE = 1_048_576;

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => value === null || typeof value === 'string';
const isHash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isTime: Check = (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value);

const FIELDS: Readonly<Record<keyof AuditRecord, Check>> = {
  v: (value) => value === 1,
  seq: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  at: isTime,
  actor: isText,
  action: isText,
  outcome: (value) => OUTCOMES.some((each) => each === value),
  subjectKind: isText,
  subjects: (value) => Array.isArray(value) && value.every(isText),
  purpose: isTextOrNull,
  caseNumber: isTextOrNull,
  detail: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  previous: isHash,
  hash: isHash,
};

export type ReadRecord = { readonly kind: 'record'; readonly record: AuditRecord } | { readonly kind: 'refused'; readonly reason: string };

/** Reads one line of an export. Only the canonical text of a record is one: no byte may differ, no name be given twice. */
export function readRecord(line: string): ReadRecord {
  if (line.length > LONGEST_LINE) return refused(`is longer than ${LONGEST_LINE} characters`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refused('is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused('is no record');
  const given = value as Readonly<Record<string, unknown>>;
  for (const [name, isRight] of Object.entries(FIELDS)) if (!isRight(given[name])) return refused(`has no right "${name}"`);
  // What is not hashed could say anything.
  if (Object.keys(given).length > Object.keys(FIELDS).length) return refused('holds more than a record does');
  const record = given as unknown as AuditRecord;
  try {
    return lineOf(record) === line ? { kind: 'record', record } : refused('is not written canonically');
  } catch (error) {
    if (error instanceof NotCanonicalError || error instanceof RangeError) return refused(error.message);
    throw error;
  }
}

function refused(reason: string): ReadRecord {
  return { kind: 'refused', reason };
}
