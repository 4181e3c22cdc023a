import { Counter, Gauge, type Registry } from 'prom-client';
import type { DiscoveryQueries } from './discovery.queries.js';
import type { DiscoveryService } from './discovery.service.js';

/** Declares this room's metrics in the registry of the process. */
export function registerDiscoveryMetrics(registry: Registry, queries: DiscoveryQueries, service: Pick<DiscoveryService, 'runs'>): void {
  const items = new Gauge({
    name: 'nadi_drift_items',
    help: 'Open differences between the declared and the observed network, by kind; absent while the database cannot be asked.',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      items.reset();
      // A scrape tells what it can: everything else must not go missing with the database.
      const counts = await queries.openByKind().catch(() => new Map<string, number>());
      for (const [kind, count] of counts) items.set({ kind }, count);
    },
  });
  const runs = new Counter({
    name: 'nadi_discovery_runs_total',
    help: 'Runs of discovery that ended, by result: done, cancelled or failed.',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      runs.reset();
      for (const [result, count] of Object.entries(service.runs)) runs.inc({ result }, count);
    },
  });
}
