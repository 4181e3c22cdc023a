import { outageOf } from '@testing/outages';
import { jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlertSender } from '@app/alerting';
import { Clock } from '@app/kernel';
import type { Outage } from '@app/outages';
import { SILENT_LOG } from '@app/platform';
import { eventually } from './support/nadi.js';
import { ended, freePort, program, ready } from './support/prometheus.js';

jest.setTimeout(120_000);
const alertmanager = program('prometheus-alertmanager') ?? program('alertmanager');

/** The time of this machine, or as far off as a test says. */
class StepClock extends Clock {
  offMs = 0;
  override now(): Date {
    return new Date(Date.now() + this.offMs);
  }
  override monotonicMs(): number {
    return performance.now();
  }
}

function outage(code: string, changes: Partial<Outage> = {}): Outage {
  const root = { kind: 'SPAN', code } as const;
  const hangs = { affectedCameras: 3, affectedStations: ['PSA'], station: 'PSA' };
  return outageOf({ severity: 'critical', root, openedAt: new Date(Date.now() - 2_000), ...hangs, ...changes });
}

(alertmanager ? describe : describe.skip)('a pair of Alertmanagers that know each other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-pair-'));
  const told: string[] = [];
  const clock = new StepClock();
  const ports: { web: number; cluster: number }[] = [];
  const running: (ChildProcess | null)[] = [null, null];
  let hook: Server;
  let sender: AlertSender;

  async function start(i: 0 | 1): Promise<void> {
    const other = ports[1 - i];
    const child = spawn(
      alertmanager ?? '',
      [
        `--config.file=${folder}/alertmanager.yml`,
        `--storage.path=${folder}/data-${i}`,
        `--web.listen-address=127.0.0.1:${ports[i].web}`,
        `--cluster.listen-address=127.0.0.1:${ports[i].cluster}`,
        `--cluster.advertise-address=127.0.0.1:${ports[i].cluster}`,
        `--cluster.peer=127.0.0.1:${other.cluster}`,
        '--cluster.peer-timeout=2s',
        '--cluster.settle-timeout=1s',
        '--cluster.gossip-interval=50ms',
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await ready(child, `http://127.0.0.1:${ports[i].web}/-/ready`);
    running[i] = child;
  }

  /** With what it notified of written down: killed, an Alertmanager forgets the last quarter of an hour. */
  async function end(i: 0 | 1): Promise<void> {
    const child = running[i];
    running[i] = null;
    if (child) await ended(child);
  }

  async function kill(i: 0 | 1): Promise<void> {
    const child = running[i];
    running[i] = null;
    if (!child) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  beforeAll(async () => {
    hook = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { alerts } = JSON.parse(body) as { alerts: { status: string; labels: Record<string, string> }[] };
        for (const { status, labels } of alerts) told.push(`${status} ${labels['root']}`);
        response.end();
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    const route = { receiver: 'hook', group_by: ['...'], group_wait: '1s', group_interval: '1s', repeat_interval: '12h' };
    // JSON is YAML.
    writeFileSync(
      join(folder, 'alertmanager.yml'),
      JSON.stringify({ route, receivers: [{ name: 'hook', webhook_configs: [{ url, send_resolved: true }] }] }),
    );
    for (let i = 0; i < 2; i++) ports.push({ web: await freePort(), cluster: await freePort() });
    await Promise.all([start(0), start(1)]);
    const urls = ports.map(({ web }) => `http://127.0.0.1:${web}`);
    const retryMs = { first: 100, longest: 500 };
    sender = new AlertSender({ urls, resendMs: 1_000, resolvedMs: 900_000, consoleUrl: () => 'http://nadi', retryMs }, clock, SILENT_LOG);
    sender.start([]);
  });
  afterAll(async () => {
    sender.stop();
    await Promise.all([kill(0), kill(1)]);
    await new Promise((resolve) => hook.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  const heard = (line: string) =>
    eventually(
      () => told,
      (lines) => lines.includes(line),
      line,
    );
  const countOf = (line: string) => told.filter((each) => each === line).length;

  it('is told both, and notifies once; one of them killed in between changes nothing', async () => {
    sender.tell([outage('S1')]);
    await heard('firing S1');
    await kill(0);
    sender.tell([outage('S2')]);
    await heard('firing S2');
    await start(0);
    sender.tell([outage('S1', { clearedAt: new Date() })]);
    await heard('resolved S1');
    // Longer than the second of the pair waits for the first.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(['firing S1', 'firing S2', 'resolved S1'].map(countOf)).toEqual([1, 1, 1]);
  });

  it('is away for long, both of it: what is true when it is back is told, once; what came and went meanwhile is not', async () => {
    await Promise.all([end(0), end(1)]);
    sender.tell([outage('S3'), outage('S4')]);
    sender.tell([outage('S4', { clearedAt: new Date() }), outage('S2', { clearedAt: new Date() })]);
    clock.offMs = 3_600_000;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    clock.offMs = 0;
    await Promise.all([start(0), start(1)]);
    await heard('firing S3');
    await heard('resolved S2');
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(['firing S2', 'firing S3', 'resolved S2', 'firing S4', 'resolved S4'].map(countOf)).toEqual([1, 1, 1, 0, 0]);
  });

  it('is told by another process that takes over what lasts, and that once', async () => {
    sender.tell([outage('S5')]);
    await heard('firing S5');
    sender.stop();
    const urls = ports.map(({ web }) => `http://127.0.0.1:${web}`);
    sender = new AlertSender({ urls, resendMs: 1_000, resolvedMs: 900_000, consoleUrl: () => 'http://nadi' }, clock, SILENT_LOG);
    sender.start([outage('S5')]);
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(countOf('firing S5')).toBe(1);
    sender.tell([outage('S5', { clearedAt: clock.now() })]);
    await heard('resolved S5');
  });
});
