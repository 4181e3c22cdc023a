export * from './discovery.endpoint.js';
export * from './exporter.gate.js';
export * from './exposition.format.js';
export * from './fleet.exposition.js';
export * from './fleet.source.js';
export type { LabelTable } from './label.column.js';
export * from './metric.catalogue.js';
export { type MetricSpec, type MetricType, sampleName } from './metric.family.js';
export * from './metrics.endpoint.js';
