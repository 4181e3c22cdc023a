import { jest } from '@jest/globals';
import { ADDRESS_BYTES, borrowFd, checkLayouts, loadLibc, writeAddress } from '@app/sockets';
import { ECHO_OUTCOME, type EchoAsker, type EchoOutcome } from './echo.asker.js';
import { openEchoAsker, type OpenOptions } from './open.asker.js';
import { startLender, type Lender } from './testing/index.js';

interface Heard {
  readonly address: string;
  readonly outcome: EchoOutcome | 'void';
  readonly rttSeconds: number;
  readonly observedAtMs: number;
  readonly sentAtMs: number;
  readonly router: string | null;
}

/** Asks every address once and waits for all outcomes. */
async function askAll(asker: EchoAsker, addresses: readonly string[], timeoutMs = 1000): Promise<Heard[]> {
  const heard: Heard[] = [];
  const address = (tag: number) => addresses[tag] as string;
  asker.listen({
    outcome: (tag, outcome, rttSeconds, observedAtMs, sentAtMs, router) =>
      heard.push({ address: address(tag), outcome, rttSeconds, observedAtMs, sentAtMs, router }),
    voided: (tag) => heard.push({ address: address(tag), outcome: 'void', rttSeconds: 0, observedAtMs: 0, sentAtMs: 0, router: null }),
  });
  const bytes = new Uint8Array(ADDRESS_BYTES);
  addresses.forEach((text, tag) => asker.ask(tag, writeAddress(text, bytes, 0), bytes, 0, timeoutMs));
  asker.send();
  while (heard.length < addresses.length) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    asker.collect();
  }
  return heard;
}

async function withAsker<T>(options: OpenOptions, use: (asker: EchoAsker) => Promise<T>): Promise<T | null> {
  const opened = await openEchoAsker(options);
  if (!opened.able) {
    process.stderr.write(`skipped: ${opened.reason}\n`);
    return null;
  }
  try {
    return await use(opened.asker);
  } finally {
    await opened.asker.close();
  }
}

const own: OpenOptions = { engine: 'icmp-raw' };

describe('the memory layout of messages', () => {
  it('is the one we know on this machine', () => {
    const load = loadLibc();
    if (load.kind === 'unable') process.stderr.write(`skipped: ${load.reason}\n`);
    else expect(checkLayouts(load.libc)).toBeNull();
  });
});

describe('asking loopback', () => {
  it('gets an answer of every address, IPv4 and IPv6, with times that fit', async () => {
    const addresses = [...Array.from({ length: 3000 }, (_, i) => `127.9.${i >> 8}.${i & 255}`), '::1', '::1'];
    await withAsker(own, async (asker) => {
      const heard = await askAll(asker, addresses);
      expect(heard.filter(({ outcome }) => outcome !== ECHO_OUTCOME.REPLIED)).toEqual([]);
      expect(new Set(heard.map(({ address }) => address)).size).toBe(3001);
      for (const { rttSeconds, observedAtMs, sentAtMs } of heard) {
        expect(rttSeconds).toBeGreaterThanOrEqual(0);
        expect(rttSeconds).toBeLessThan(1);
        expect(observedAtMs - sentAtMs).toBeCloseTo(rttSeconds * 1000, 2);
        expect(Math.abs(sentAtMs - Date.now())).toBeLessThan(60_000);
      }
      expect(asker.counts).toMatchObject({ sent: 3002, duplicate: 0, late: 0 });
      expect(asker.pending).toBe(0);
    });
  });

  it('two at once never take each other’s answers', async () => {
    await withAsker(own, async (one) => {
      await withAsker(own, async (other) => {
        const addresses = Array.from({ length: 500 }, (_, i) => `127.8.0.${i % 250}`);
        const both = await Promise.all([askAll(one, addresses), askAll(other, addresses)]);
        for (const heard of both) expect(heard.every(({ outcome }) => outcome === ECHO_OUTCOME.REPLIED)).toBe(true);
        expect([one.counts.duplicate, other.counts.duplicate]).toEqual([0, 0]);
      });
    });
  });

  it('says FAILED, not silence, where it could not ask: no address, a broadcast that is refused', async () => {
    await withAsker(own, async (asker) => {
      const heard = await askAll(asker, ['not-an-address', '255.255.255.255', '127.0.0.1']);
      const byAddress = new Map(heard.map(({ address, outcome }) => [address, outcome]));
      expect(byAddress.get('not-an-address')).toBe(ECHO_OUTCOME.FAILED);
      expect(byAddress.get('255.255.255.255')).toBe(ECHO_OUTCOME.FAILED);
      expect(byAddress.get('127.0.0.1')).toBe(ECHO_OUTCOME.REPLIED);
    });
  });
});

describe.each(['dgram', 'raw'] as const)('asking odd hosts over a borrowed %s socket', (kind) => {
  let lender: Lender | null;

  beforeAll(async () => {
    lender = await startLender();
    if (!lender) process.stderr.write('skipped: no network namespace can be made here\n');
  });

  afterAll(() => lender?.close());

  const ask = (hosts: readonly number[], use: (heard: Heard[], asker: EchoAsker) => void, timeoutMs = 200) =>
    lender
      ? withAsker({ borrow: lender.loan(kind) }, async (asker) => {
          expect(asker.engine).toBe(`icmp-${kind}`);
          use(
            await askAll(
              asker,
              hosts.map((host) => `127.66.0.${host}`),
              timeoutMs,
            ),
            asker,
          );
          // What comes after the deadline is still to be sorted.
          await new Promise((resolve) => setTimeout(resolve, 450));
          asker.collect();
          return asker.counts;
        })
      : Promise.resolve(null);

  it('takes an answer, and counts its duplicates apart', async () => {
    const counts = await ask([1, 2], (heard) => expect(heard.map(({ outcome }) => outcome)).toEqual([0, 0]), 400);
    if (counts) expect(counts).toMatchObject({ sent: 2, duplicate: 2, late: 0 });
  });

  it('takes a late answer for a loss, and counts it', async () => {
    const counts = await ask([3], (heard) => expect(heard[0]?.outcome).toBe(ECHO_OUTCOME.TIMED_OUT));
    if (counts) expect(counts).toMatchObject({ late: 1, duplicate: 0 });
  });

  it('takes a router’s "unreachable" and "time exceeded" for REJECTED, with the router’s address', async () => {
    await ask([4, 5, 1], (heard) => {
      const rejected = heard.filter(({ outcome }) => outcome === ECHO_OUTCOME.REJECTED);
      // A datagram socket's kernel needs the identifier only, so both quotations serve on both kinds.
      expect(Object.fromEntries(rejected.map(({ address, router }) => [address, router]))).toEqual({
        '127.66.0.4': '127.66.1.254',
        '127.66.0.5': '127.66.1.254',
      });
      expect(heard.find(({ address }) => address === '127.66.0.1')?.outcome).toBe(ECHO_OUTCOME.REPLIED);
    });
  });

  it('believes no answer from another address, with another token, or cut short', async () => {
    const counts = await ask([6, 7, 10, 8], (heard) => expect(heard.map(({ outcome }) => outcome)).toEqual([1, 1, 1, 1]));
    if (counts) expect(counts.stray + counts.garbage).toBeGreaterThanOrEqual(kind === 'raw' ? 3 : 2);
  });

  it('finds the answer after a flood of garbage', async () => {
    await ask([9, 1], (heard) => expect(heard.map(({ outcome }) => outcome)).toEqual([0, 0]), 1000);
  });

  it('reads IPv6 as well', async () => {
    if (!lender) return;
    await withAsker({ borrow: lender.loan(kind) }, async (asker) => {
      expect((await askAll(asker, ['::1', '::1'])).map(({ outcome }) => outcome)).toEqual([0, 0]);
    });
  });

  it('calls a silence void whose deadline passed while we did not run', async () => {
    if (!lender) return;
    const clock = { sleptMs: 0, monotonicMs: () => performance.now() + clock.sleptMs, wallMs: () => Date.now() };
    await withAsker({ borrow: lender.loan(kind), clock }, async (asker) => {
      const first = askAll(asker, ['127.66.0.8', '127.66.0.1'], 3000);
      await new Promise((resolve) => setTimeout(resolve, 100));
      clock.sleptMs = 10_000;
      const heard = await first;
      expect(heard.find(({ address }) => address === '127.66.0.8')?.outcome).toBe('void');
      expect(heard.find(({ address }) => address === '127.66.0.1')?.outcome).toBe(ECHO_OUTCOME.REPLIED);
      expect(asker.counts.voided).toBe(1);
    });
  });
});

describe('borrowing', () => {
  it('refuses a descriptor that is no ICMP socket, one that is none, and a process that is gone', async () => {
    const lender = await startLender();
    if (!lender) return;
    const udp = await openEchoAsker({ borrow: { pid: lender.pid, icmp4: { fd: lender.udp, kind: 'dgram' } } });
    expect([udp.able, udp.asker.engine]).toEqual([false, 'none']);
    expect(udp.reason).toMatch(/is no dgram ICMP socket for IPv4/);
    expect(borrowFd(lender.pid, 9999)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/EBADF/) });
    await lender.close();
    expect(borrowFd(lender.pid, 3)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/ESRCH/) });
  });

  it('asks from the lender’s side only: what cannot be borrowed is not asked from here', async () => {
    const opened = await openEchoAsker({ borrow: { pid: 2 ** 22 + 5, icmp4: { fd: 3, kind: 'raw' } } });
    expect(opened.able).toBe(false);
    const heard = await askAll(opened.asker, ['127.0.0.1']);
    expect(heard[0]?.outcome).toBe(ECHO_OUTCOME.FAILED);
  });
});

jest.setTimeout(20_000);
