import { catalogueMarkdown } from '@app/exporter';
import { foreignMarkdown } from './foreign.metrics.js';

/** dashboards/METRICS.md: the metrics for people, printed from the code that tells them. */
export function metricsPage(): string {
  return `# Metrics

What \`/metrics\` tells of the fleet, in the Prometheus text format 0.0.4 or OpenMetrics 1.0 as the reader asks. Printed from the code
(\`libs/exporter/src/metric.catalogue.ts\`, \`dashboards/src/foreign.metrics.ts\`); a test holds the two together. A series whose value is not known is left out, never zero.

${catalogueMarkdown()}
## What else the process tells

Beside the metrics of the process (\`process_…\`, \`nodejs_…\`, prom-client's).

${foreignMarkdown()}`;
}
