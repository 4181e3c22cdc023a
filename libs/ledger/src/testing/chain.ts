import {
  type AuditRecord,
  DESTROYED,
  type DestroyedRange,
  FORMAT_VERSION,
  hashOf,
  lineOf,
  NO_HASH,
  TrailVerifier,
  type UnplacedRecord,
  type VerifyOptions,
} from '../index.js';

/** A record of nobody in particular, one second after the other. */
export function unplaced(index: number, more: Partial<UnplacedRecord> = {}): UnplacedRecord {
  return {
    v: FORMAT_VERSION,
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(),
    actor: 'budi',
    action: 'read',
    outcome: 'done',
    subjectKind: 'owner.contact',
    subjects: [`OWNER-${index}`],
    purpose: null,
    caseNumber: null,
    detail: { count: 1 },
    ...more,
  };
}

/** What a true writer makes of these entries. */
export function chainOf(
  entries: readonly UnplacedRecord[],
  start: { seq: number; hash: string } = { seq: 0, hash: NO_HASH },
): AuditRecord[] {
  let { seq, hash } = start;
  return entries.map((entry) => {
    const record = { ...entry, seq: (seq += 1), previous: hash };
    hash = hashOf(record);
    return { ...record, hash };
  });
}

export function verdictOf(records: readonly AuditRecord[], options: VerifyOptions = {}) {
  return verdictOfLines(records.map(lineOf), options);
}

export function verdictOfLines(lines: readonly string[], options: VerifyOptions = {}) {
  const verifier = new TrailVerifier(options);
  for (const line of lines) verifier.add(line);
  return verifier.end();
}

/** The account of records that are taken out of a chain. */
export function accountOf(taken: readonly AuditRecord[]): UnplacedRecord {
  const [first, last] = [taken[0], taken[taken.length - 1]];
  const range: DestroyedRange = {
    from: first.seq,
    to: last.seq,
    count: taken.length,
    fromAt: first.at,
    toAt: last.at,
    before: first.previous,
    last: last.hash,
    digest: NO_HASH,
  };
  return unplaced(10_000, { action: DESTROYED, subjectKind: 'data-set', subjects: ['audit_event'], detail: { ranges: [{ ...range }] } });
}
