/** What is recorded whenever it is shown: the words of `subjectKind` in the audit trail. */
export type AuditedKind = 'owner.contact' | 'camera.address' | 'credential.name' | 'audit.trail';

/** How a sensitive field is recorded. */
export interface Auditing {
  readonly kind: AuditedKind;
  /** Whom or what the field of this parent tells of; null: this one is not sensitive. */
  readonly subjectOf: (parent: unknown) => string | null;
}
