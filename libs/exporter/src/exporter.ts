import { DiscoveryEndpoint } from './discovery.endpoint.js';
import { DEFAULT_EXPORTER_OPTIONS, ExporterGate, type ExporterOptions } from './exporter.gate.js';
import { FleetExposition } from './fleet.exposition.js';
import type { FleetSource } from './fleet.source.js';
import { MetricsEndpoint } from './metrics.endpoint.js';
import type { ProcessRegistry } from './process.families.js';

/** The room put together: one gate, one renderer and its label bytes, and the handlers that share them. */
export class Exporter {
  readonly metrics: MetricsEndpoint;
  readonly discovery: DiscoveryEndpoint;
  private readonly exposition = new FleetExposition();

  constructor(
    private readonly source: FleetSource,
    registry: ProcessRegistry,
    options: Partial<ExporterOptions> = {},
    ownTargets: readonly string[] = [],
  ) {
    const gate = new ExporterGate({ ...DEFAULT_EXPORTER_OPTIONS, ...options });
    this.metrics = new MetricsEndpoint(gate, source, this.exposition, registry);
    this.discovery = new DiscoveryEndpoint(gate, source, ownTargets);
  }

  /** Builds the label bytes now, so that the first scrape of a new topology is as quick as any other. Call it when the topology has changed. */
  async prepare(): Promise<void> {
    const view = this.source.view();
    if (view !== null) await this.exposition.prepare(view);
  }
}
