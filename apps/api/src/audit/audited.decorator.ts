import { Extensions } from '@nestjs/graphql';
import type { FieldExtensions } from '../graphql/field.extensions.js';
import type { AuditedKind, Auditing } from './auditing.js';

/** A field whose value leaves the service only after it is recorded who sees it. Empty values tell nothing and are not recorded. */
export function Audited<Parent>(kind: AuditedKind, subjectOf: (parent: Parent) => string | null): PropertyDecorator & MethodDecorator {
  const audited: Auditing = { kind, subjectOf: (parent) => subjectOf(parent as Parent) };
  return Extensions({ audited } satisfies FieldExtensions) as PropertyDecorator & MethodDecorator;
}
