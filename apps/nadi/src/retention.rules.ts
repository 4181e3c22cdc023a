import { AuditRetention, type RetentionRule } from '@app/audit';
import type { Settings, Transactor } from '@app/platform';

/** What is destroyed some day, for the job and the command alike: a room whose data ends brings a rule, and it is listed here. */
export function retentionRules(transactor: Transactor, settings: Settings): RetentionRule[] {
  return [new AuditRetention(transactor, settings.NADI_AUDIT_DAYS)];
}
