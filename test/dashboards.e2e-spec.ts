import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GeneratedFleet } from '@testing/exporter';
import { expectAllQueriesToReturnData, program, RULE_TESTS, RULES, runProgram, startPrometheus } from './support/prometheus.js';
import { serveFleet, type ServedFleet } from './support/served.fleet.js';

const TOKEN = 'test-metrics-token';
const prometheus = program('prometheus');
const promtool = program('promtool');

describe('the dashboards and rules on a real Prometheus', () => {
  let served: ServedFleet;

  beforeAll(async () => {
    served = await serveFleet(new GeneratedFleet(), ['PRA', 'PRB', 'PSA-1'], TOKEN);
  });

  afterAll(() => served.stop());

  (prometheus ? it : it.skip)(
    'find data for every query of every panel, variable and rule',
    async () => {
      const running = await startPrometheus(prometheus ?? '', { targets: [served.target], token: TOKEN });
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

  (promtool ? it : it.skip)(
    "pass promtool's own reading: the text, the rules, the rules' tests",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'nadi-promtool-'));
      try {
        const rules = await runProgram(promtool ?? '', ['check', 'rules', ...RULES]);
        expect(rules).toMatchObject({ ok: true });
        const tests = await runProgram(promtool ?? '', ['test', 'rules', ...RULE_TESTS]);
        expect(tests).toMatchObject({ ok: true });
        const text = await (await fetch(`http://${served.target}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text();
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
    },
    60_000,
  );
});
