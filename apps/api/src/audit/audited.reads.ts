import { createHash } from 'node:crypto';
import { MOST_SUBJECTS } from '@app/audit';
import type { AuditedKind } from './auditing.js';

/** Subjects of one kind that one answer names; the bound of an operation's cost lies below it. */
const MOST_NAMED = 10_000;

export interface AuditedRead {
  readonly kind: AuditedKind;
  readonly subjects: readonly string[];
  readonly detail: object;
}

interface Noted {
  readonly subjects: Set<string>;
  readonly fields: Set<string>;
  unnamed: number;
}

/** What one answer shows of what is recorded, gathered while it is made. */
export class AuditedReads {
  private readonly noted = new Map<AuditedKind, Noted>();

  note(kind: AuditedKind, subject: string, field: string): void {
    let noted = this.noted.get(kind);
    if (!noted) this.noted.set(kind, (noted = { subjects: new Set(), fields: new Set(), unnamed: 0 }));
    noted.fields.add(field);
    if (noted.subjects.size < MOST_NAMED) noted.subjects.add(subject);
    else if (!noted.subjects.has(subject)) noted.unnamed += 1;
  }

  /** All subjects, in as many records as they need, and what joins these; it begins anew with nothing. */
  take(): AuditedRead[] {
    const reads = [...this.noted].flatMap(([kind, { subjects, fields, unnamed }]) => {
      const sorted = [...subjects].sort();
      const whole = { fields: [...fields].sort(), count: sorted.length + unnamed, digest: digestOf(sorted) };
      const parts = Math.ceil(sorted.length / MOST_SUBJECTS);
      return Array.from({ length: parts }, (_, part) => ({
        kind,
        subjects: sorted.slice(part * MOST_SUBJECTS, (part + 1) * MOST_SUBJECTS),
        detail: parts === 1 ? whole : { ...whole, part: part + 1, parts },
      }));
    });
    this.noted.clear();
    return reads;
  }
}

/** SHA-256 over all subjects, a line each: the same list is known again. */
function digestOf(sorted: readonly string[]): string {
  return createHash('sha256')
    .update(sorted.map((subject) => `${subject}\n`).join(''))
    .digest('hex');
}
