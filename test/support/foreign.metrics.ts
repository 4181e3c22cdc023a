import { Counter, Gauge, type Registry } from 'prom-client';
import { FOREIGN_METRICS } from '../../dashboards/src/foreign.metrics.js';

const VALUES: Readonly<Record<string, readonly string[]>> = {
  kind: ['SPAN', 'DEVICE'],
  severity: ['critical', 'minor'],
  alertname: ['FibreSpanCut', 'CameraDown'],
  alertmanager: ['http://127.0.0.1:9093'],
  result: ['sent', 'failed'],
  window: ['day', 'week', 'month'],
  object: ['station', 'span', 'camera'],
  state: ['INTEGRATED', 'LAPSED'],
};

/**
 * Tells what other rooms would tell, with the names and labels that dashboards ask for (a unit test holds these against the rooms): a fleet made for a
 * test has no outages, alerts or owners of its own. Gives back what lets the counters grow.
 */
export function tellForeignMetrics(registry: Registry, stations: readonly string[], alreadyTold: ReadonlySet<string>): () => void {
  const growing: (() => void)[] = [];
  for (const { name, type, labels, help } of FOREIGN_METRICS) {
    if (alreadyTold.has(name)) continue;
    const sets = labelSets(labels, stations);
    if (type === 'gauge') {
      const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
      sets.forEach((set, at) => gauge.set(set, name.endsWith('_ratio') ? 1 - (at % 7) * 0.004 : name.endsWith('_up') ? 1 : 2 + (at % 5)));
    } else {
      const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] });
      for (const set of sets) counter.inc(set, 0);
      growing.push(() => sets.forEach((set, at) => counter.inc(set, name.includes('seconds') ? 600 * (at + 1) : 1)));
    }
  }
  return () => growing.forEach((grow) => grow());
}

/** Every combination of the labels' values. */
function labelSets(labels: readonly string[], stations: readonly string[]): Record<string, string>[] {
  return labels.reduce<Record<string, string>[]>(
    (sets, label) => {
      const values = label === 'station' ? stations : (VALUES[label] ?? ['any']);
      return sets.flatMap((set) => values.map((value) => ({ ...set, [label]: value })));
    },
    [{}],
  );
}
