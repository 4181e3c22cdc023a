import { Counter, type Registry } from 'prom-client';
import type { CostLimit } from './cost.limit.js';

/** Declares the metrics of the web face in the registry of the process. */
export function registerWebMetrics(registry: Registry, costs: Pick<CostLimit, 'refused'>): void {
  const counter = new Counter({
    name: 'nadi_graphql_rate_limited_total',
    help: 'Operations that were not run because their viewer had used up what a minute allows.',
    registers: [registry],
    collect() {
      counter.reset();
      counter.inc(costs.refused);
    },
  });
}
