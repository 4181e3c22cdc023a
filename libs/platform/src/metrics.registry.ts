import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** The registry of the process's own figures: Node's defaults, and the longest time the event loop stood still since the last scrape. */
export function createMetricsRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const longest = new Gauge({
    name: 'nadi_event_loop_delay_max_seconds',
    help: 'Longest delay of the event loop since the last scrape, seconds',
    registers: [registry],
    collect() {
      // The histogram counts its own pause of 10 ms in.
      longest.set(Math.max(0, delay.max / 1e9 - 0.01));
      delay.reset();
    },
  });
  return registry;
}
