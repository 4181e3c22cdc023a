import { jest } from '@jest/globals';
import type { DeviceId } from '@app/kernel';
import { FakeEchoAsker, FakeEchoClock } from '@testing/icmp';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LocalIcmpProber } from './icmp-prober.local.js';
import { PROBE_OUTCOME, type ProbeBatch } from './probe.result.js';
import type { Target } from './target.js';

jest.setTimeout(60_000);
const run = promisify(execFile);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

function target(deviceId: number, address: string): Target {
  return {
    deviceId: deviceId as DeviceId,
    check: 'icmp',
    address,
    realm: 'city',
    port: null,
    credential: null,
    intervalMs: 400,
    timeoutMs: 300,
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('LocalIcmpProber', () => {
  it('asks loopback by IPv4 and IPv6 on its own clock, and hands the answers on in columns', async () => {
    const prober = new LocalIcmpProber();
    const answered = new Map<number, number>();
    const batches: ProbeBatch[] = [];
    const status = await prober.start((batch) => {
      batches.push(batch);
      for (let i = 0; i < batch.count; i += 1) {
        if (batch.outcomes[i] === PROBE_OUTCOME.REPLIED) {
          const deviceId = batch.deviceIds[i] as number;
          answered.set(deviceId, (answered.get(deviceId) ?? 0) + 1);
        }
      }
    });
    if (!status.engine.startsWith('icmp-')) {
      process.stderr.write(`skipped: ${status.reason}\n`);
      await prober.stop();
      return;
    }
    prober.assign([...Array.from({ length: 200 }, (_, i) => target(i, `127.5.0.${i}`)), target(200, '::1'), target(201, 'nonsense')]);
    while (answered.size < 201 || Math.min(...answered.values()) < 3) await pause(50);
    const figures = prober.figures();
    await prober.stop();
    expect(answered.size).toBe(201);
    expect(figures.byOutcome.failed).toBeGreaterThanOrEqual(2);
    expect(figures.byOutcome['timed-out']).toBe(0);
    expect(figures.sent).toBeGreaterThanOrEqual(603);
    // Results come by the hundred milliseconds, not one by one.
    expect(batches.length).toBeLessThan(figures.sent / 10);
  });

  it('keeps what was assigned before it started, and says which engine asks and why', async () => {
    const clock = new FakeEchoClock();
    const asker = new FakeEchoAsker(clock);
    const prober = new LocalIcmpProber({}, clock, () => Promise.resolve({ asker, reason: 'a test', able: true }));
    prober.assign([target(1, '10.0.0.1')]);
    prober.askNow([1 as DeviceId], { tries: 3, spacingMs: 500 });
    expect(await prober.start(() => undefined)).toEqual({ engine: 'fake', reason: 'a test', able: true });
    clock.nowMs += 500;
    while (asker.asked.length === 0) await pause(10);
    expect(asker.asked[0]?.address).toBe('10.0.0.1');
    await prober.stop();
    expect(asker.isClosed).toBe(true);
  });
});

/** Runs in a process of its own on compiled code: a thread needs files that Node can read. */
const SCRIPT = `
const { ThreadIcmpProber } = await import(process.argv[1]);
const said = [];
const prober = new ThreadIcmpProber({ onStatus: (status) => said.push(status.able) });
const counts = [0, 0, 0, 0];
let worstRtt = 0;
const status = await prober.start((batch) => {
  for (let i = 0; i < batch.count; i += 1) {
    counts[batch.outcomes[i]] += 1;
    if (batch.rttSeconds[i] > worstRtt) worstRtt = batch.rttSeconds[i];
  }
});
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
prober.assign(Array.from({ length: 500 }, (_, i) => ({ deviceId: i, check: 'icmp', address: '127.6.' + (i >> 8) + '.' + (i & 255),
  realm: 'city', port: null, credential: null, intervalMs: 500, timeoutMs: 400 })));
prober.askNow([3, 4], { tries: 2, spacingMs: 100 });
while (counts[0] < 600) await pause(20);
const blockedUntil = performance.now() + 1500;
while (performance.now() < blockedUntil);
await pause(300);
const afterBlock = [...counts];
const lagSeconds = prober.figures().lagSeconds;
await prober.worker.terminate();
while (!(said.includes(false) && said.includes(true)) || counts[0] < afterBlock[0] + 1500) await pause(20);
const figures = prober.figures();
await prober.stop();
process.stdout.write(JSON.stringify({ status, afterBlock, worstRtt, lagSeconds, counts, said, sent: figures.sent }));
`;

describe('ThreadIcmpProber', () => {
  it('goes on asking while the main thread is blocked; if the thread dies all is unknown, nothing down, and a new one asks', async () => {
    const dist = fs.mkdtempSync(path.join(root, 'dist-spec-'));
    try {
      const swc = path.join(root, 'node_modules/@swc/cli/bin/swc.js');
      await run(process.execPath, [swc, 'libs/kernel', 'libs/sockets', 'libs/icmp', 'libs/probing', '-d', dist], { cwd: root });
      const module = path.join(dist, 'libs/probing/src/icmp-prober.js');
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', SCRIPT, module], { cwd: root, timeout: 30_000 });
      const seen = JSON.parse(stdout) as {
        status: { engine: string; able: boolean; reason: string };
        afterBlock: number[];
        worstRtt: number;
        lagSeconds: number;
        counts: number[];
        said: boolean[];
        sent: number;
      };
      if (!seen.status.engine.startsWith('icmp-')) {
        process.stderr.write(`skipped: ${seen.status.reason}\n`);
        return;
      }
      // While we were blocked for 1.5 s three cycles went on, without a loss and without the wait in the round trips.
      expect(seen.afterBlock[0]).toBeGreaterThan(600 + 1000);
      expect(seen.afterBlock.slice(1)).toEqual([0, 0, 0]);
      expect(seen.worstRtt).toBeLessThan(0.4);
      expect(seen.said).toEqual([false, true]);
      expect(seen.counts[PROBE_OUTCOME.TIMED_OUT]).toBe(0);
      expect(seen.counts[PROBE_OUTCOME.FAILED]).toBe(500);
      expect(seen.sent).toBeGreaterThan(seen.afterBlock[0] as number);
    } finally {
      fs.rmSync(dist, { recursive: true, force: true });
    }
  });
});
