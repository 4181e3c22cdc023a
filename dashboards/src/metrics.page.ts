import { catalogueMarkdown } from '@app/exporter';

/** dashboards/METRICS.md: the metrics for people, printed from the code that tells them. */
export function metricsPage(): string {
  return `# Metrics

What \`/metrics\` tells of the fleet, in the Prometheus text format 0.0.4 or OpenMetrics 1.0 as the reader asks. Printed from the code
(\`libs/exporter/src/metric.catalogue.ts\`); a test holds the two together. A series whose value is not known is left out, never zero.
The metrics of the process (\`process_…\`, \`nodejs_…\`) are prom-client's; so are \`nadi_drift_items{kind}\` (gauge: open differences between
the declared and the observed network), \`nadi_discovery_runs_total{result}\` (counter: runs of discovery that ended),
\`nadi_audit_records_total{result}\` (counter: records handed to the audit trail: recorded, or failed, and then nothing was shown),
\`nadi_outages_opened_total{kind,severity}\`, \`nadi_outages_cleared_total{kind}\` and \`nadi_outage_duration_seconds_total{kind}\` (counters: outages that
opened, those that were repaired, and how long these lasted: the mean time to repair is the last over the one before it),
\`nadi_compliance_buildings{state}\` and \`nadi_compliance_overdue_buildings{state}\` (gauges: buildings, and those over their time, by where they stand)
and \`nadi_graphql_rate_limited_total\` (counter: operations that were not run because their viewer had used up what a minute allows).

${catalogueMarkdown()}`;
}
