import { jest } from '@jest/globals';
import fc from 'fast-check';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ADDRESS_BYTES, writeAddress } from '@app/sockets';
import { ECHO_OUTCOME, processClock, type EchoAsker } from './echo.asker.js';
import { FPING_MAX_TARGETS, FpingAsker, fpingArguments, readFpingLine, testFping } from './fping.asker.js';
import { loadPing, PingAsker } from './ping.asker.js';

jest.setTimeout(20_000);

function listen(asker: EchoAsker): Map<number, { outcome: number; rttSeconds: number }> {
  const heard = new Map<number, { outcome: number; rttSeconds: number }>();
  asker.listen({ outcome: (tag, outcome, rttSeconds) => heard.set(tag, { outcome, rttSeconds }), voided: () => undefined });
  return heard;
}

function ask(asker: EchoAsker, addresses: readonly string[], timeoutMs = 500): void {
  const bytes = new Uint8Array(ADDRESS_BYTES);
  addresses.forEach((text, tag) => asker.ask(tag, writeAddress(text, bytes, 0), bytes, 0, timeoutMs));
  asker.send();
}

async function settled(asker: EchoAsker): Promise<void> {
  while (asker.pending > 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    asker.collect();
  }
}

/** A program in fping's place. */
function program(script: string): string {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'nadi-fping-')), 'fping');
  fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

describe('what fping says', () => {
  it.each([
    ['127.0.0.1 : 0.05', { address: '127.0.0.1', rttMs: 0.05 }],
    ['192.0.2.200       : 12.3', { address: '192.0.2.200', rttMs: 12.3 }],
    ['2001:db8::1 : -', { address: '2001:db8::1', rttMs: null }],
    ['ICMP Host Unreachable from 192.0.2.1 for ICMP Echo sent to 192.0.2.9', null],
    ['127.0.0.1 : duplicate for [0], 64 bytes, 0.05 ms', null],
    ['fping error: not enough sequence numbers available!', null],
    ['', null],
  ])('%j is %j', (line, read) => expect(readFpingLine(line)).toEqual(read));

  it('never throws and never invents an address', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        const read = readFpingLine(line);
        if (read) expect(line).toContain(read.address);
      }),
    );
  });

  it('is asked below the rate at which it fails', () => {
    const interval = Number(
      fpingArguments(1000)
        .find((argument) => argument.startsWith('-i'))
        ?.slice(2),
    );
    expect(interval).toBeGreaterThanOrEqual(1000 / 6500);
    expect(fpingArguments(250.2)).toContain('-t251');
  });
});

describe('FpingAsker', () => {
  it('reads living and silent hosts, and two devices of one address', async () => {
    const fake = program('cat > /dev/null; echo "10.0.0.1 : 1.50" >&2; echo "10.0.0.2 : -" >&2; exit 1');
    const asker = new FpingAsker(processClock, fake);
    const heard = listen(asker);
    ask(asker, ['10.0.0.1', '10.0.0.2', '10.0.0.1', 'nonsense']);
    await settled(asker);
    expect([0, 1, 2, 3].map((tag) => heard.get(tag)?.outcome)).toEqual([0, 1, 0, ECHO_OUTCOME.FAILED]);
    expect(heard.get(0)?.rttSeconds).toBeCloseTo(0.0015, 6);
    await asker.close();
  });

  it.each([
    [
      'it aborts (exit 4)',
      'cat > /dev/null; echo "10.0.0.1 : 1.50" >&2; echo "fping error: not enough sequence numbers available!" >&2; exit 4',
    ],
    ['it is killed', 'echo "10.0.0.1 : 1.50" >&2; kill -KILL $$'],
    ['it does not read its input', 'exec <&-; echo "10.0.0.1 : 1.50" >&2; exit 0'],
  ])('calls what was not reported FAILED when %s', async (_, script) => {
    const asker = new FpingAsker(processClock, program(script));
    const heard = listen(asker);
    ask(asker, ['10.0.0.1', ...Array.from({ length: 5000 }, (__, i) => `10.1.${i >> 8}.${i & 255}`)]);
    await settled(asker);
    expect(heard.get(0)?.outcome).toBe(ECHO_OUTCOME.REPLIED);
    expect([...heard.values()].filter(({ outcome }) => outcome === ECHO_OUTCOME.FAILED)).toHaveLength(5000);
    await asker.close();
  });

  it('calls everything FAILED where the program is gone', async () => {
    const asker = new FpingAsker(processClock, '/nowhere/fping');
    const heard = listen(asker);
    ask(asker, ['10.0.0.1']);
    await settled(asker);
    expect(heard.get(0)?.outcome).toBe(ECHO_OUTCOME.FAILED);
    await asker.close();
  });

  it('runs one process at a time, never over 50,000 addresses, and asks what came meanwhile in the next', async () => {
    const log = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'nadi-fping-')), 'log');
    const fake = program(`echo start >> ${log}; awk '{ print $1 " : 1.0" }' >&2; sleep 0.1; echo end >> ${log}`);
    const asker = new FpingAsker(processClock, fake);
    const heard = listen(asker);
    ask(asker, ['10.0.0.1']);
    const bytes = new Uint8Array(ADDRESS_BYTES);
    expect(asker.room()).toBe(FPING_MAX_TARGETS);
    for (let tag = 1; asker.room() > 0; tag += 1) {
      asker.ask(tag, writeAddress(`10.${tag >> 16}.${(tag >> 8) & 255}.${tag & 255}`, bytes, 0), bytes, 0, 500);
    }
    asker.send();
    await settled(asker);
    expect(heard.size).toBe(FPING_MAX_TARGETS + 1);
    expect([...heard.values()].every(({ outcome }) => outcome === ECHO_OUTCOME.REPLIED)).toBe(true);
    expect(fs.readFileSync(log, 'utf8').trim().split('\n')).toEqual(['start', 'end', 'start', 'end']);
    await asker.close();
  });

  it('is found unable where it runs but reaches nobody, and where it is missing', async () => {
    expect(await testFping(program('echo "127.0.0.1 : -" >&2; exit 1'))).toMatch(/cannot reach 127\.0\.0\.1/);
    expect(await testFping('/nowhere/fping')).toBe('not installed');
  });

  it('asks the real one', async () => {
    const refusal = await testFping();
    if (refusal !== null) {
      process.stderr.write(`skipped: fping: ${refusal}\n`);
      return;
    }
    const asker = new FpingAsker(processClock);
    const heard = listen(asker);
    ask(asker, [...Array.from({ length: 200 }, (_, i) => `127.3.0.${i}`), '::1']);
    await settled(asker);
    expect([...heard.values()].filter(({ outcome }) => outcome === ECHO_OUTCOME.REPLIED)).toHaveLength(201);
    await asker.close();
  });
});

describe('PingAsker', () => {
  it('asks with the system’s ping', async () => {
    const load = await loadPing();
    if (load.kind === 'unable') {
      process.stderr.write(`skipped: ping: ${load.reason}\n`);
      return;
    }
    const asker = new PingAsker(processClock, load.probe);
    const heard = listen(asker);
    ask(asker, ['127.0.0.1', '127.3.0.9', 'nonsense'], 1000);
    await settled(asker);
    expect([0, 1, 2].map((tag) => heard.get(tag)?.outcome)).toEqual([0, 0, ECHO_OUTCOME.FAILED]);
    await asker.close();
  });

  it('tells a silence from a ping that could not ask', async () => {
    const answer = (output: string) => Promise.resolve({ alive: false, time: 'unknown', output } as never);
    const probe = ((address: string) =>
      answer(
        address === '10.0.0.1' ? '1 packets transmitted, 0 received, 100% packet loss' : 'ping: socket: Operation not permitted',
      )) as never;
    const asker = new PingAsker(processClock, probe);
    const heard = listen(asker);
    ask(asker, ['10.0.0.1', '10.0.0.2']);
    await settled(asker);
    expect([heard.get(0)?.outcome, heard.get(1)?.outcome]).toEqual([ECHO_OUTCOME.TIMED_OUT, ECHO_OUTCOME.FAILED]);
  });
});
