import { Gauge, type Registry } from 'prom-client';
import type { ComplianceReportQueries } from './report.queries.js';

/** Declares this room's metrics in the registry of the process. */
export function registerComplianceMetrics(registry: Registry, queries: Pick<ComplianceReportQueries, 'cells'>, now: () => Date): void {
  const cellsNow = () => queries.cells('STATE', {}, now()).catch(() => []);
  const buildings = new Gauge({
    name: 'nadi_compliance_buildings',
    help: 'Buildings by the state of their compliance; absent while the database cannot be asked.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const cells = await cellsNow();
      buildings.reset();
      overdue.reset();
      for (const { state, ...cell } of cells) {
        buildings.set({ state }, cell.buildings);
        overdue.set({ state }, cell.overdue);
      }
    },
  });
  const overdue = new Gauge({
    name: 'nadi_compliance_overdue_buildings',
    help: 'Buildings over the time that their state may last, by state; absent while the database cannot be asked.',
    labelNames: ['state'],
    registers: [registry],
  });
}
