import { Counter, type Registry } from 'prom-client';
import type { AuditTrail } from './audit.trail.js';

/** Declares this room's metrics in the registry of the process. */
export function registerAuditMetrics(registry: Registry, trail: Pick<AuditTrail, 'counts'>): void {
  const counter = new Counter({
    name: 'nadi_audit_records_total',
    help: 'Records that this process handed to the audit trail, by result: recorded, or failed (what they stood for was then not shown).',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      counter.reset();
      for (const [result, count] of Object.entries(trail.counts)) counter.inc({ result }, count);
    },
  });
}
