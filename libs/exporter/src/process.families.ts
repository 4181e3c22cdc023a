import type { MetricObjectWithValues, MetricType as PromClientType, MetricValue, Registry } from 'prom-client';
import type { MetricFamily, MetricType, SampleRow } from './metric.family.js';

/** What is taken of prom-client: its registry is the interface in which the other rooms declare their metrics. */
export type ProcessRegistry = Pick<Registry, 'getMetricsAsJSON'>;

// A `type` of the registry is a string at run time, whatever its enum declares.
const TYPES: Readonly<Record<string, MetricType>> = { counter: 'counter', gauge: 'gauge', histogram: 'histogram', summary: 'summary' };

type Values = MetricObjectWithValues<MetricValue<string> & { readonly metricName?: string }>;

/**
 * The metrics of the process (and what the rooms declared) as families, so that one renderer writes both formats: prom-client's own keeps
 * the format as a state of the registry, which two scrapes at once would change under each other.
 */
export async function processFamilies(registry: ProcessRegistry): Promise<MetricFamily[]> {
  const metrics = (await registry.getMetricsAsJSON()) as Values[];
  return metrics.map(familyOf);
}

function familyOf(metric: Values): MetricFamily {
  const type = typeOf(metric);
  const name = baseName(metric.name, type);
  const rows = metric.values.map((sample): SampleRow => {
    const full = sample.metricName ?? metric.name;
    const labels = Object.fromEntries(Object.entries(sample.labels).map(([label, value]) => [label, String(value)]));
    return { suffix: full.startsWith(name) ? full.slice(name.length) : '', labels, value: sample.value };
  });
  const labels = [...new Set(rows.flatMap((row) => Object.keys(row.labels)))];
  return { spec: { name, type, unit: null, help: metric.help, labels }, column: null, rows };
}

function typeOf({ name, type }: { name: string; type: PromClientType | string }): MetricType {
  const known = TYPES[type as string] ?? 'unknown';
  // prom-client has no info metrics: nodejs_version_info is a gauge that is always 1.
  if (known === 'gauge' && name.endsWith('_info')) return 'info';
  // OpenMetrics knows no counter without the suffix.
  return known === 'counter' && !name.endsWith('_total') ? 'unknown' : known;
}

function baseName(name: string, type: MetricType): string {
  if (type === 'counter') return name.slice(0, -'_total'.length);
  return type === 'info' ? name.slice(0, -'_info'.length) : name;
}
