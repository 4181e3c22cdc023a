import fc from 'fast-check';
import { availabilityOf, CLOCK, CLOCKS, type ClockSeconds, secondsOf } from './availability.clock.js';
import { type ClockChange, ClockFold, Gaps, gapsOf, type PeriodS } from './fold.clocks.js';
import { COUNTED_HOURS, type CountedHours, countedBefore, monthsTouching, monthStartOf, nextMonth } from './jakarta.time.js';

/** The same by looking at each second. */
function plainly(changes: readonly ClockChange[], watched: readonly PeriodS[], { fromS, toS }: PeriodS, hours: CountedHours): ClockSeconds {
  const sums = CLOCKS.map(() => 0);
  for (let second = fromS; second < toS; second++) {
    const hour = Math.floor(((second + 7 * 3_600) % 86_400) / 3_600);
    if (hours === 'DAYLIGHT' && (hour < 6 || hour >= 18)) continue;
    const isWatched = watched.some((watch) => second >= watch.fromS && second < watch.toS);
    const last = changes.filter(({ atS }) => atS <= second).at(-1);
    sums[isWatched && last ? last.clock : CLOCK.UNOBSERVED] += 1;
  }
  return secondsOf((name) => sums[CLOCK[name]]);
}

function folded(changes: readonly ClockChange[], watched: readonly PeriodS[], period: PeriodS, hours: CountedHours): ClockSeconds {
  const fold = new ClockFold(period, hours, new Gaps(gapsOf(watched, period), hours));
  for (const change of changes) fold.change(change);
  return fold.end();
}

/** 05:50 in Jakarta, so that small periods meet daybreak. */
const DAWN = Date.UTC(2026, 10, 24, 22, 50) / 1_000;
const second = fc.integer({ min: -600, max: 2_400 }).map((offset) => DAWN + offset);

describe('where the time went', () => {
  it('is to the second what looking at each second says, whatever happened, whoever watched', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ atS: second, clock: fc.integer({ min: 0, max: CLOCKS.length - 1 }) }), { maxLength: 12 }),
        fc.array(fc.tuple(second, second), { maxLength: 5 }),
        fc.tuple(second, second),
        fc.constantFrom(...COUNTED_HOURS),
        (changes, stretches, [one, other], hours) => {
          const period = { fromS: Math.min(one, other), toS: Math.max(one, other) };
          const inOrder = [...changes].sort((a, b) => a.atS - b.atS);
          const watched = stretches.map(([a, b]) => ({ fromS: Math.min(a, b), toS: Math.max(a, b) })).sort((a, b) => a.fromS - b.fromS);
          const sums = folded(inOrder, watched, period, hours);
          expect(sums).toEqual(plainly(inOrder, watched, period, hours));
          expect(Object.values(sums).reduce((sum, each) => sum + each, 0)).toBe(
            countedBefore(period.toS, hours) - countedBefore(period.fromS, hours),
          );
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('is not observed as long as nobody knows of any clock', () => {
    const period = { fromS: 1_000, toS: 2_000 };
    expect(folded([], [period], period, 'ALL')).toMatchObject({ UNOBSERVED: 1_000, UP: 0 });
    expect(folded([{ atS: 1_400, clock: CLOCK.UP }], [period], period, 'ALL')).toMatchObject({ UNOBSERVED: 400, UP: 600 });
  });
});

describe('availability', () => {
  const seconds = (changes: Partial<ClockSeconds>) => secondsOf((name) => changes[name] ?? 0);

  it('is up by up and down; what was maintenance or not observed counts neither way', () => {
    expect(availabilityOf(seconds({ UP: 900, OWN: 50, UPSTREAM: 30, POWER: 20, MAINTENANCE: 4_000 }))).toEqual({
      ratio: 0.9,
      observedRatio: 1,
    });
  });

  it('is not given where less than 95 % was observed, or nothing counts', () => {
    expect(availabilityOf(seconds({ UP: 949, UNOBSERVED: 51 }))).toEqual({ ratio: null, observedRatio: 0.949 });
    expect(availabilityOf(seconds({ UP: 950, UNOBSERVED: 50 }))).toEqual({ ratio: 1, observedRatio: 0.95 });
    expect(availabilityOf(seconds({ MAINTENANCE: 100 }))).toEqual({ ratio: null, observedRatio: 1 });
    expect(availabilityOf(seconds({}))).toEqual({ ratio: null, observedRatio: null });
  });
});

describe('months of Jakarta', () => {
  const at = (text: string) => Date.parse(text) / 1_000;

  it('begin at its midnight, which is five in the afternoon before in Greenwich', () => {
    expect(monthStartOf(at('2026-11-30T16:59:59Z'))).toBe(at('2026-10-31T17:00:00Z'));
    expect(monthStartOf(at('2026-11-30T17:00:00Z'))).toBe(at('2026-11-30T17:00:00Z'));
    expect(nextMonth(at('2026-12-31T17:00:00Z'))).toBe(at('2027-01-31T17:00:00Z'));
    expect(nextMonth(at('2028-01-31T17:00:00Z'))).toBe(at('2028-02-29T17:00:00Z'));
  });

  it('tile time: each begins where the one before it ends', () => {
    const months = monthsTouching(at('2024-01-15T00:00:00Z'), at('2030-01-15T00:00:00Z'));
    expect(months).toHaveLength(73);
    months.slice(1).forEach((month, i) => expect(month).toBe(nextMonth(months[i])));
  });
});
