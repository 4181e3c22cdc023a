import type { LabelColumn } from './label.column.js';

export type MetricType = 'gauge' | 'counter' | 'info' | 'histogram' | 'summary' | 'unknown';

/** What a metric is, told once: its name without the suffix that its type adds (`_total`, `_info`), its unit in base units, its labels. */
export interface MetricSpec {
  readonly name: string;
  readonly type: MetricType;
  /** The unit that ends the name (OpenMetrics), or null for none. */
  readonly unit: string | null;
  readonly help: string;
  readonly labels: readonly string[];
}

export type NumberColumn = Int8Array | Uint8Array | Float32Array | Float64Array;

/** Many series: the label bytes of each row, and its number. */
export interface SampleColumn {
  readonly labels: LabelColumn;
  /** null: each value is 1 (an info metric). */
  readonly values: NumberColumn | null;
  /** The value that says "no sample here". NaN always says so. */
  readonly absent: number;
}

/** A few series, each as an object. `suffix` is what the sample's name adds to the family's. */
export interface SampleRow {
  readonly suffix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One metric family: what it is, and its samples. */
export interface MetricFamily {
  readonly spec: MetricSpec;
  readonly column: SampleColumn | null;
  readonly rows: readonly SampleRow[];
}

/** What the samples of a family are called beyond the family's own name. */
export function suffixOf(type: MetricType): string {
  if (type === 'counter') return '_total';
  return type === 'info' ? '_info' : '';
}

/** The name of a metric as one writes it in a query. */
export function sampleName(spec: MetricSpec): string {
  return spec.name + suffixOf(spec.type);
}
