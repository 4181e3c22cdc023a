import fc from 'fast-check';
import { counterRate, type CounterSample } from './counter.rate.js';
import { uptimeRestart } from './uptime.restart.js';

const TICKS = 2 ** 32;
const GIGABIT = 1_000_000_000;

function sample(more: Partial<CounterSample> = {}): CounterSample {
  const interfaceNow = { ifName: 'Gi0/1', counterBits: 64 as const, speedBitsPerSecond: GIGABIT, discontinuityTicks: 0 };
  return { ...interfaceNow, atMs: 0, sysUpTimeTicks: 100_000, octets: 1000n, ...more };
}

/** The sample a minute later. */
function later(previous: CounterSample, more: Partial<CounterSample> = {}): CounterSample {
  return { ...previous, atMs: previous.atMs + 60_000, sysUpTimeTicks: (previous.sysUpTimeTicks + 6000) % TICKS, ...more };
}

const noRate = (reason: string) => ({ kind: 'no-rate', reason });

describe('the rate of a counter', () => {
  it('is the difference over the time of the agent', () => {
    expect(counterRate(sample(), later(sample(), { octets: 601_000n }))).toEqual({ kind: 'rate', octetsPerSecond: 10_000, seconds: 60 });
    expect(counterRate(sample(), later(sample()))).toMatchObject({ kind: 'rate', octetsPerSecond: 0 });
  });

  it.each([
    ['no counter', { octets: null }],
    ['another width of counter', { counterBits: 32 as const }],
    ['counter is wider than its column', { octets: 2n ** 64n }],
    ['ifIndex names another interface', { ifName: 'Gi0/2' }],
    ['discontinuity', { discontinuityTicks: 99 }],
    ['no sysUpTime', { sysUpTimeTicks: 0 }],
    ['sysUpTime did not move as expected', { sysUpTimeTicks: 500 }],
    ['no time passed', { atMs: 0 }],
    ['counter was reset', { octets: 999n }],
    ['faster than the interface', { octets: 1_000_000_000_000n }],
  ])('is none if there is %s', (reason, change) => {
    expect(counterRate(sample(), later(sample(), change))).toEqual(noRate(reason));
  });

  it('goes on over a Counter32 that wrapped, if it can only have wrapped once', () => {
    const before = sample({ counterBits: 32, octets: 2n ** 32n - 1000n, speedBitsPerSecond: 100_000_000 });
    expect(counterRate(before, later(before, { octets: 5000n }))).toMatchObject({ kind: 'rate', octetsPerSecond: 100 });
    const fast = { ...before, speedBitsPerSecond: GIGABIT };
    expect(counterRate(fast, later(fast, { octets: 5000n }))).toEqual(noRate('could have wrapped more than once'));
    const unknown = { ...before, speedBitsPerSecond: null };
    expect(counterRate(unknown, later(unknown, { octets: 5000n }))).toEqual(noRate('speed unknown'));
  });

  const traffic = fc.record({
    start: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    ticks: fc.integer({ min: 1, max: TICKS - 1 }),
    seconds: fc.integer({ min: 1, max: 900 }),
    load: fc.double({ min: 0, max: 1, noNaN: true }),
    speed: fc.constantFrom(64_000, 10_000_000, GIGABIT, 400_000_000_000),
    bits: fc.constantFrom(32 as const, 64 as const),
  });

  it('is right or none for every honest interface, through wraps of the counter and of sysUpTime', () => {
    fc.assert(
      fc.property(traffic, ({ start, ticks, seconds, load, speed, bits }) => {
        const size = 2n ** BigInt(bits);
        const carried = BigInt(Math.floor((speed / 8) * seconds * load));
        const before = sample({ octets: start % size, sysUpTimeTicks: ticks, counterBits: bits, speedBitsPerSecond: speed });
        const after = {
          ...before,
          atMs: seconds * 1000,
          sysUpTimeTicks: (ticks + seconds * 100) % TICKS,
          octets: (start + carried) % size,
        };
        const rate = counterRate(before, after);
        if (rate.kind === 'rate') expect(rate.octetsPerSecond).toBeCloseTo(Number(carried) / seconds, 3);
      }),
    );
  });

  it('is never negative and never above the speed, whatever an agent says', () => {
    const anything = fc.record({
      octets: fc.bigInt({ min: 0n, max: 2n ** 72n }),
      sysUpTimeTicks: fc.integer({ min: 0, max: TICKS - 1 }),
      atMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    });
    fc.assert(
      fc.property(anything, anything, fc.constantFrom(32 as const, 64 as const), (one, other, counterBits) => {
        const rate = counterRate(sample({ ...one, counterBits }), sample({ ...other, counterBits }));
        if (rate.kind === 'no-rate') return;
        expect(rate.octetsPerSecond).toBeGreaterThanOrEqual(0);
        expect(rate.octetsPerSecond).toBeLessThanOrEqual((GIGABIT / 8) * 1.05);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a restart', () => {
  const HOUR_TICKS = 360_000;

  it('is a sysUpTime more than an hour from where it should be, or an engine that counts another boot', () => {
    const before = { atMs: 0, sysUpTimeTicks: 10_000_000 };
    expect(uptimeRestart(before, { atMs: 60_000, sysUpTimeTicks: 500 })).toBe('restarted');
    expect(uptimeRestart(before, { atMs: 60_000, sysUpTimeTicks: 10_006_000 })).toBe('running');
    const boots = (engineBoots: number) => ({ atMs: 60_000, sysUpTimeTicks: 10_006_000, engineBoots });
    expect(uptimeRestart({ ...before, engineBoots: 3 }, boots(4))).toBe('restarted');
    expect(uptimeRestart({ ...before, engineBoots: 3 }, boots(3))).toBe('running');
  });

  it('is unknown where nothing was told', () => {
    expect(uptimeRestart({ atMs: 0, sysUpTimeTicks: 0 }, { atMs: 1, sysUpTimeTicks: 5 })).toBe('unknown');
    expect(uptimeRestart({ atMs: 0, sysUpTimeTicks: 5 }, { atMs: 1, sysUpTimeTicks: null })).toBe('unknown');
  });

  const running = fc.record({
    ticks: fc.integer({ min: 1, max: TICKS - 1 }),
    elapsedMs: fc.integer({ min: 0, max: 500 * 86_400_000 }),
    offTicks: fc.integer({ min: -HOUR_TICKS + 1, max: HOUR_TICKS - 1 }),
  });

  it('is never seen in an agent that just runs, over any number of wraps and with a clock that is somewhat off', () => {
    fc.assert(
      fc.property(running, ({ ticks, elapsedMs, offTicks }) => {
        const seen = (((ticks + Math.round(elapsedMs / 10) + offTicks) % TICKS) + TICKS) % TICKS;
        expect(uptimeRestart({ atMs: 0, sysUpTimeTicks: ticks }, { atMs: elapsedMs, sysUpTimeTicks: seen })).not.toBe('restarted');
      }),
    );
  });

  it('is always seen in an agent that ran for more than an hour and began anew', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: HOUR_TICKS + 1, max: TICKS / 2 }),
        fc.integer({ min: 1, max: 6000 }),
        fc.integer({ min: 60_000, max: 3_600_000 }),
        (ticks, fresh, elapsedMs) => {
          expect(uptimeRestart({ atMs: 0, sysUpTimeTicks: ticks }, { atMs: elapsedMs, sysUpTimeTicks: fresh })).toBe('restarted');
        },
      ),
    );
  });
});
