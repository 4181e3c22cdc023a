import { AuditEventEntity } from './audit.event.entity.js';
import { CreateAudit1795803600100 } from './migrations/1795803600100-create-audit.js';

export * from './audit.entry.js';
export * from './audit.metrics.js';
export * from './audit.queries.js';
export * from './audit.retention.js';
export * from './audit.trail.js';
export * from './retention.rule.js';
export * from './retention.service.js';

/** The tables of this room, for the database. */
export const auditEntities = [AuditEventEntity];
export const auditMigrations = [CreateAudit1795803600100];
