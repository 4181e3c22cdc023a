import fc from 'fast-check';
import { TimingWheel } from './timing.wheel.js';

function emitted(wheel: TimingWheel, nowMs: number): number[] {
  const items: number[] = [];
  wheel.advance(nowMs, (item) => items.push(item));
  return items;
}

describe('TimingWheel', () => {
  it('emits an item at its time and not before it', () => {
    const wheel = new TimingWheel(16, 10, 0);
    wheel.put(7, 95);
    expect(emitted(wheel, 94)).toEqual([]);
    expect(emitted(wheel, 100)).toEqual([7]);
    expect(emitted(wheel, 1000)).toEqual([]);
  });

  it('holds what is due after more than one turn of the wheel', () => {
    const wheel = new TimingWheel(16, 10, 0);
    wheel.put(1, 16 * 10 * 5 + 3);
    for (let now = 10; now <= 800; now += 10) expect(emitted(wheel, now)).toEqual([]);
    expect(emitted(wheel, 810)).toEqual([1]);
  });

  it('emits what is overdue at the next tick', () => {
    const wheel = new TimingWheel(16, 10, 5000);
    wheel.put(3, 100);
    expect(emitted(wheel, 5010)).toEqual([3]);
  });

  it('says how long nothing can be due', () => {
    const wheel = new TimingWheel(64, 10, 0);
    expect(wheel.idleMs(0, 250)).toBe(250);
    wheel.put(3, 100);
    expect(wheel.idleMs(0, 250)).toBe(100);
    expect(wheel.idleMs(40, 250)).toBe(60);
    wheel.put(3, 5000);
    expect(wheel.idleMs(0, 250)).toBeLessThanOrEqual(250);
  });

  it('loses nothing and repeats nothing, whatever is put, moved and removed, and however long one sleeps', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('put' as const), item: fc.nat(40), inMs: fc.nat(900) }),
      fc.record({ do: fc.constant('remove' as const), item: fc.nat(40) }),
      fc.record({ do: fc.constant('sleep' as const), ms: fc.oneof(fc.nat(30), fc.nat(3000)) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const wheel = new TimingWheel(32, 10, 0, 2);
        const expected = new Map<number, number>();
        let now = 0;
        for (const each of steps) {
          if (each.do === 'put') {
            wheel.put(each.item, now + each.inMs);
            expected.set(each.item, now + each.inMs);
          } else if (each.do === 'remove') {
            wheel.remove(each.item);
            expected.delete(each.item);
          } else {
            now += each.ms;
            for (const item of emitted(wheel, now)) {
              expect(expected.get(item)).toBeLessThanOrEqual(now);
              expected.delete(item);
            }
            // Nothing stays behind for longer than two ticks after its time.
            for (const due of expected.values()) expect(due).toBeGreaterThan(now - 20);
          }
          expect(wheel.size).toBe(expected.size);
        }
        expect(emitted(wheel, now + 10_000).sort((a, b) => a - b)).toEqual([...expected.keys()].sort((a, b) => a - b));
      }),
    );
  });
});
