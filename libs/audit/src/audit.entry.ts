import { canonicalJson, FORMAT_VERSION, type Json, type Outcome, type UnplacedRecord } from '@app/ledger';

/** What somebody did or saw, as whoever noticed it says so; bounded and cleaned when it is recorded. */
export interface AuditEntry {
  /** The name of the account; `cli:NAME` on the command line, `service` for what the service does by itself. */
  readonly actor: string;
  readonly action: string;
  readonly subjectKind: string;
  /** Whom or what it concerns; empty where `subjects` names several. */
  readonly subject: string;
  readonly subjects?: readonly string[];
  readonly purpose: string | null;
  readonly caseNumber: string | null;
  readonly detail: object;
  readonly outcome: Outcome;
}

export const MOST_SUBJECTS = 200;
export const LONGEST_REASON = 200;
const LONGEST = { actor: 128, action: 100, kind: 60, subject: 200, text: 500, name: 60 };
const MOST_ITEMS = 250;
const DEEPEST = 5;
const LARGEST_DETAIL = 65_536;
/** Names under which a secret may stand. What is recorded can never be taken back. */
const SECRET_NAME = /pass(word|phrase)?$|secret|token|cookie|authori[sz]ation|community|(auth|priv|private|api|sealing)_?key$|otp/i;

/** The entry as it will stand in the trail for ever. */
export function cleanEntry(entry: AuditEntry, at: Date): UnplacedRecord {
  const subjects = entry.subjects ?? (entry.subject === '' ? [] : [entry.subject]);
  return {
    v: FORMAT_VERSION,
    at: at.toISOString(),
    actor: cleanText(entry.actor, LONGEST.actor),
    action: cleanText(entry.action, LONGEST.action),
    outcome: entry.outcome,
    subjectKind: cleanText(entry.subjectKind, LONGEST.kind),
    subjects: subjects.slice(0, MOST_SUBJECTS).map((subject) => cleanText(subject, LONGEST.subject)),
    purpose: reason(entry.purpose),
    caseNumber: reason(entry.caseNumber),
    detail: cleanDetail(entry.detail),
  };
}

/** One line of well-formed text: control and direction characters could make a reader see another record than the one that is there. */
export function cleanText(text: string, longest: number): string {
  // Cut twice: what is a megabyte long need not be cleaned first.
  const cut = text.slice(0, longest * 2).toWellFormed();
  const line = cut.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  return Array.from(line).slice(0, longest).join('');
}

function reason(text: string | null): string | null {
  const cleaned = text === null ? '' : cleanText(text, LONGEST_REASON);
  return cleaned === '' ? null : cleaned;
}

function cleanDetail(detail: object): Readonly<Record<string, Json>> {
  const cleaned = clean(detail, 0);
  if (typeof cleaned !== 'object' || cleaned === null || Array.isArray(cleaned)) return {};
  const size = canonicalJson(cleaned).length;
  return size <= LARGEST_DETAIL ? (cleaned as Readonly<Record<string, Json>>) : { isCut: true, characters: size };
}

function clean(value: unknown, depth: number): Json {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'string') return cleanText(value, LONGEST.text);
  // Fractions are written out: no two programs agree on how.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value + 0 : String(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== 'object' || depth >= DEEPEST) return null;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => clean(item, depth + 1));
  const named = Object.entries(value)
    .slice(0, MOST_ITEMS)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => [cleanText(name, LONGEST.name), SECRET_NAME.test(name) ? '(not recorded)' : clean(item, depth + 1)] as const);
  return Object.fromEntries(named);
}
