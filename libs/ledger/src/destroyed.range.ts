import type { AuditRecord } from './audit.record.js';
import type { Json } from './canonical.json.js';

/** Records that retention took out of the trail, with what joins its loose ends. */
export interface DestroyedRange {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Of the oldest and the newest of them, as times of records are written. */
  readonly fromAt: string;
  readonly toAt: string;
  /** The hash before the first of them, and that of the last. */
  readonly before: string;
  readonly last: string;
  /** SHA-256 over the hashes of all of them, 32 bytes each, in order: held against a copy that was kept elsewhere. */
  readonly digest: string;
}

/** The ranges that a record of the action `audit.destroyed` accounts for; what is not written as one is none. */
export function destroyedRanges({ detail, seq }: AuditRecord): DestroyedRange[] {
  const given: Json | undefined = detail['ranges'];
  return Array.isArray(given) ? (given as unknown[]).filter((range): range is DestroyedRange => isRange(range) && range.to < seq) : [];
}

function isRange(value: unknown): value is DestroyedRange {
  if (typeof value !== 'object' || value === null) return false;
  const { from, to, count, fromAt, toAt, before, last } = value as Partial<Record<keyof DestroyedRange, unknown>>;
  return (
    [from, to, count].every((each) => Number.isSafeInteger(each) && (each as number) > 0) &&
    (to as number) - (from as number) + 1 === count &&
    [fromAt, toAt, before, last].every((each) => typeof each === 'string')
  );
}
