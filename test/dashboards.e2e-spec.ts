import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { DEFAULT_EXPORTER_OPTIONS, ExporterGate, FleetExposition, MetricsEndpoint, registerOutageMetrics } from '@app/exporter';
import { GeneratedFleet } from '@testing/exporter';
import { tellForeignMetrics } from './support/foreign.metrics.js';
import { expectAllQueriesToReturnData, program, RULE_TESTS, RULES, runProgram, startPrometheus } from './support/prometheus.js';

const TOKEN = 'test-metrics-token';
/** Opened, and cleared half an hour later. */
const ANOTHER_OUTAGE = [null, new Date(1_800_000)].map((clearedAt) => ({
  before: clearedAt === null ? null : { clearedAt: null },
  outage: { root: { kind: 'SPAN' as const }, severity: 'critical', openedAt: new Date(0), clearedAt },
  steps: [{ kind: clearedAt === null ? 'opened' : 'cleared' }],
}));
const prometheus = program('prometheus');
const promtool = program('promtool');

describe('the dashboards and rules on a real Prometheus', () => {
  let server: Server;
  let target: string;
  let growing: NodeJS.Timeout;

  beforeAll(async () => {
    const fleet = new GeneratedFleet();
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const count = registerOutageMetrics(registry);
    const own = new Set(registry.getMetricsAsArray().map(({ name }) => name));
    const growOthers = tellForeignMetrics(registry, ['PRA', 'PRB', 'PSA-1'], own);
    const endpoint = new MetricsEndpoint(
      new ExporterGate({ ...DEFAULT_EXPORTER_OPTIONS, token: TOKEN }),
      fleet,
      new FleetExposition(),
      registry,
    );
    server = createServer((request, response) => void endpoint.handleMetrics(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    growing = setInterval(() => {
      fleet.advance(0.5);
      growOthers();
      count(ANOTHER_OUTAGE);
    }, 500);
  });

  afterAll(() => {
    clearInterval(growing);
    server.closeAllConnections();
    server.close();
  });

  (prometheus ? it : it.skip)(
    'find data for every query of every panel, variable and rule',
    async () => {
      const running = await startPrometheus(prometheus ?? '', { targets: [target], token: TOKEN });
      try {
        const values = { polres: 'PRA', station: 'PRA', building: 'GD-PSA-1', device: 'sw-PRA-0', instance: '.*' };
        await expectAllQueriesToReturnData(running.url, values);
        // The check itself must be able to fail.
        await expect(expectAllQueriesToReturnData(running.url, { ...values, device: 'no-such' }, 0)).rejects.toThrow(
          /en\/device.json, panel "Status"/,
        );
      } finally {
        await running.stop();
      }
    },
    120_000,
  );

  (promtool ? it : it.skip)("pass promtool's own reading: the text, the rules, the rules' tests", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nadi-promtool-'));
    try {
      const rules = await runProgram(promtool ?? '', ['check', 'rules', ...RULES]);
      expect(rules).toMatchObject({ ok: true });
      const tests = await runProgram(promtool ?? '', ['test', 'rules', ...RULE_TESTS]);
      expect(tests).toMatchObject({ ok: true });
      const text = await (await fetch(`http://${target}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text();
      writeFileSync(join(folder, 'metrics'), text);
      const metrics = await runProgram('/bin/sh', ['-c', `"$0" check metrics < "$1"`, promtool ?? '', join(folder, 'metrics')]);
      // Speed in bits a second is what interfaces are sold and told in (RFC 2863), and the name is a contract.
      const complaints = metrics.output
        .split('\n')
        .filter((line) => line.includes('nadi_') && !line.startsWith('nadi_interface_speed_bits'));
      expect(complaints).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
