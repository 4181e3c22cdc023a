import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { ExporterGate, GateOutcome } from './exporter.gate.js';
import { CONTENT_TYPES, negotiateFormat } from './exposition.format.js';
import type { FleetExposition } from './fleet.exposition.js';
import { rowsFamily } from './fleet.families.js';
import type { FleetSource } from './fleet.source.js';
import { METRICS } from './metric.catalogue.js';
import type { MetricFamily } from './metric.family.js';
import { processFamilies, type ProcessRegistry } from './process.families.js';

/** `/metrics`: the fleet from its columns, then the process from its registry, in the format that the reader asks for. */
export class MetricsEndpoint {
  private readonly scrapes: Record<GateOutcome, number> = { ok: 0, refused: 0, busy: 0, aborted: 0, failed: 0 };
  private newest = { seconds: NaN, samples: NaN };

  constructor(
    private readonly gate: ExporterGate,
    private readonly source: FleetSource,
    private readonly exposition: FleetExposition,
    private readonly registry: ProcessRegistry,
  ) {}

  /** An express handler. Never rejects. */
  readonly handleMetrics = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = performance.now();
    const format = negotiateFormat(request.headers.accept);
    let samples = 0;
    const outcome = await this.gate.answer(request, response, CONTENT_TYPES[format], async (stream) => {
      const others = this.withoutFleetNames([...this.ownFamilies(), ...(await processFamilies(this.registry))]);
      samples = await this.exposition.render(this.source.view(), others, format, stream.write, stream.signal);
    });
    this.scrapes[outcome]++;
    if (outcome === 'ok' && request.method === 'GET') this.newest = { seconds: (performance.now() - started) / 1000, samples };
  };

  private ownFamilies(): MetricFamily[] {
    return [
      rowsFamily(METRICS.expositionSeconds, [[[], this.newest.seconds]]),
      rowsFamily(METRICS.expositionSamples, [[[], this.newest.samples]]),
      rowsFamily(
        METRICS.scrapes,
        Object.entries(this.scrapes).map(([result, count]) => [[result], count]),
      ),
    ];
  }

  /** One name twice would spoil the whole scrape: what the fleet or an earlier family tells wins. */
  private withoutFleetNames(families: readonly MetricFamily[]): MetricFamily[] {
    const own: ReadonlySet<string> = new Set([METRICS.expositionSeconds.name, METRICS.expositionSamples.name, METRICS.scrapes.name]);
    const taken = new Set<string>(
      Object.values(METRICS)
        .map(({ name }) => name)
        .filter((name) => !own.has(name)),
    );
    return families.filter(({ spec }) => {
      const isFree = !taken.has(spec.name);
      taken.add(spec.name);
      return isFree;
    });
  }
}
