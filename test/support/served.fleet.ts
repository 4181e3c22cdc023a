import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DEFAULT_EXPORTER_OPTIONS,
  ExporterGate,
  FleetExposition,
  type FleetSource,
  MetricsEndpoint,
  registerOutageMetrics,
} from '@app/exporter';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { tellForeignMetrics } from './foreign.metrics.js';

/** Opened, and cleared half an hour later. */
const ANOTHER_OUTAGE = [null, new Date(1_800_000)].map((clearedAt) => ({
  before: clearedAt === null ? null : { clearedAt: null },
  outage: { root: { kind: 'SPAN' as const }, severity: 'critical', openedAt: new Date(0), clearedAt },
  steps: [{ kind: clearedAt === null ? 'opened' : 'cleared' }],
}));

export interface ServedFleet {
  /** `host:port` of /metrics. */
  readonly target: string;
  stop(): void;
}

/**
 * A fleet that was made for a test, told at a real /metrics by the real exporter, with all that other rooms tell beside it. Each half second its counters grow, and
 * an outage comes and goes.
 */
export async function serveFleet(
  fleet: FleetSource & { advance(seconds: number): void },
  stations: readonly string[],
  token: string | null = null,
): Promise<ServedFleet> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const count = registerOutageMetrics(registry);
  const own = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  const growOthers = tellForeignMetrics(registry, stations, own);
  const gate = new ExporterGate({ ...DEFAULT_EXPORTER_OPTIONS, ...(token === null ? {} : { token }) });
  const endpoint = new MetricsEndpoint(gate, fleet, new FleetExposition(), registry);
  const server = createServer((request, response) => void endpoint.handleMetrics(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const growing = setInterval(() => {
    fleet.advance(0.5);
    growOthers();
    count(ANOTHER_OUTAGE);
  }, 500);
  return {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      clearInterval(growing);
      server.closeAllConnections();
      server.close();
    },
  };
}
