import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from './canonical.json.js';

export const FORMAT_VERSION = 1;
/** What the first record of a trail has before it. */
export const NO_HASH = '0'.repeat(64);
/** The action of the record that accounts for destroyed ones. */
export const DESTROYED = 'audit.destroyed';

/** `attempted`: about to be done, so that a crash cannot hide it; a second record tells how it ended. */
export const OUTCOMES = ['attempted', 'done', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One record of the trail as it is exported. */
export interface AuditRecord {
  readonly v: number;
  readonly seq: number;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly outcome: Outcome;
  readonly subjectKind: string;
  readonly subjects: readonly string[];
  readonly purpose: string | null;
  readonly caseNumber: string | null;
  readonly detail: { readonly [name: string]: Json };
  /** The hash of the record before, 64 hexadecimal digits in lower case. */
  readonly previous: string;
  /** SHA-256 over the canonical JSON of all the above. */
  readonly hash: string;
}

export type UnhashedRecord = Omit<AuditRecord, 'hash'>;
/** What a writer knows before its record has a place in the trail. */
export type UnplacedRecord = Omit<UnhashedRecord, 'seq' | 'previous'>;

export function hashOf(record: UnhashedRecord): string {
  return createHash('sha256').update(textOf(record)).digest('hex');
}

/** The bytes that are hashed. */
export function textOf({
  v,
  seq,
  at,
  actor,
  action,
  outcome,
  subjectKind,
  subjects,
  purpose,
  caseNumber,
  detail,
  previous,
}: UnhashedRecord) {
  return canonicalJson({ v, seq, at, actor, action, outcome, subjectKind, subjects, purpose, caseNumber, detail, previous });
}

/** The line of an export. */
export function lineOf(record: AuditRecord): string {
  return canonicalJson(record as unknown as Json);
}

/**
 * The hashed text in three pieces, around the two values that only the one who appends knows: whoever holds the lock of the trail
 * puts `previous` between the first and the second, and `seq` between the second and the third.
 */
export function piecesOf(record: UnplacedRecord): readonly [string, string, string] {
  const { v, at, actor, action, outcome, subjectKind, subjects, purpose, caseNumber, detail } = record;
  const before = canonicalJson({ action, actor, at, caseNumber, detail, outcome }).slice(0, -1);
  const after = canonicalJson({ subjectKind, subjects, v }).slice(1);
  return [`${before},"previous":"`, `","purpose":${canonicalJson(purpose)},"seq":`, `,${after}`];
}
