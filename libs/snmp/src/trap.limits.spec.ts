import { RecentTraps, SourceLimit } from './trap.limits.js';

/** How many of so many are admitted at one instant. */
function admitted(limit: SourceLimit, source: string, count: number, nowMs: number): number {
  return Array.from({ length: count }, () => limit.admits(source, nowMs)).filter(Boolean).length;
}

describe('how much of a source is read', () => {
  it('is a burst, then so many a second', () => {
    const limit = new SourceLimit({ perSecond: 10, burst: 50 }, { perSecond: 1000, burst: 1000 });
    expect(admitted(limit, 'a', 10_000, 0)).toBe(50);
    expect(admitted(limit, 'a', 10_000, 1000)).toBe(10);
    expect(admitted(limit, 'a', 10_000, 1_000_000)).toBe(50);
  });

  it('leaves the others theirs, and is bounded for all together', () => {
    const limit = new SourceLimit({ perSecond: 10, burst: 50 }, { perSecond: 100, burst: 120 });
    expect(admitted(limit, 'a', 10_000, 0)).toBe(50);
    expect(admitted(limit, 'b', 10_000, 0)).toBe(50);
    expect(admitted(limit, 'c', 10_000, 0)).toBe(20);
    expect(admitted(limit, 'd', 10_000, 100)).toBe(10);
  });
});

describe('a notification that is told again', () => {
  it('is known for ten seconds', () => {
    const recent = new RecentTraps();
    expect(recent.isRepeated('a', 0)).toBe(false);
    expect(recent.isRepeated('a', 9_000)).toBe(true);
    expect(recent.isRepeated('b', 11_000)).toBe(false);
    expect(recent.isRepeated('a', 12_000)).toBe(true);
    expect(recent.isRepeated('a', 60_000)).toBe(false);
  });

  it('is remembered in a bounded place', () => {
    const recent = new RecentTraps();
    for (let i = 0; i < 100_000; i += 1) recent.isRepeated(`trap ${i}`, 0);
    expect(recent.isRepeated('trap 99999', 0)).toBe(true);
    expect(recent.isRepeated('trap 0', 0)).toBe(false);
  });
});
