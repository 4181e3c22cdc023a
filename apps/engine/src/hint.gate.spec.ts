import type { DeviceId } from '@app/kernel';
import fc from 'fast-check';
import { HintGate } from './hint.gate.js';

const POLICY = { holdMs: 5_000, perSecond: 50, burst: 100 };
const id = (number: number) => number as DeviceId;

describe('hints of devices', () => {
  it('are followed at once, and held until the next look', () => {
    const gate = new HintGate(POLICY);
    expect(gate.offer(id(7), 'linkDown')).toBe(true);
    expect(gate.due(0)).toEqual([{ id: 7, isToAsk: true }]);
    expect(gate.offer(id(7), 'sensorThreshold')).toBe(false);
    expect(gate.offer(id(7), 'sensorThreshold')).toBe(false);
    expect(gate.due(4_999)).toEqual([]);
    // The last word of a flapping port is seen, once.
    expect(gate.due(5_000)).toEqual([{ id: 7, isToAsk: false }]);
    expect(gate.due(60_000)).toEqual([]);
  });

  it('ask whether the device lives if any of them says that it may not', () => {
    const gate = new HintGate(POLICY);
    for (const kind of ['other', 'coldStart', 'authenticationFailure'] as const) gate.offer(id(1), kind);
    gate.offer(id(2), 'onuDyingGasp');
    expect(gate.due(0)).toEqual([
      { id: 1, isToAsk: true },
      { id: 2, isToAsk: false },
    ]);
  });

  it('of a whole city at once are followed in the order they came, so many a second', () => {
    const gate = new HintGate(POLICY);
    for (let i = 0; i < 1000; i += 1) gate.offer(id(i), 'coldStart');
    expect(gate.due(0).map((look) => look.id)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(gate.due(1_000)).toHaveLength(50);
    const later = Array.from({ length: 170 }, (_, i) => gate.due(1_100 + i * 100).length);
    expect(later.reduce((sum, count) => sum + count, 0)).toBe(850);
    expect(Math.max(...later)).toBe(5);
  });

  it('never drive the pollers, and are never forgotten, whatever comes', () => {
    const flood = fc.array(fc.record({ device: fc.nat(30), afterMs: fc.nat(700) }), { maxLength: 400 });
    fc.assert(
      fc.property(flood, (told) => {
        const gate = new HintGate({ holdMs: 5_000, perSecond: 5, burst: 10 });
        const looks: { device: number; at: number }[] = [];
        const toldAt = new Map<number, number>();
        let now = 0;
        const look = () => looks.push(...gate.due(now).map(({ id: device }) => ({ device, at: now })));
        for (const { device, afterMs } of told) {
          now += afterMs;
          gate.offer(id(device), 'linkDown');
          toldAt.set(device, now);
          look();
        }
        for (let i = 0; i < 200; i += 1) {
          now += 100;
          look();
        }
        for (const [device, at] of toldAt) expect(looks.some((each) => each.device === device && each.at >= at)).toBe(true);
        for (const device of toldAt.keys()) {
          const times = looks.filter((each) => each.device === device).map(({ at }) => at);
          times.slice(1).forEach((at, i) => expect(at - (times[i] as number)).toBeGreaterThanOrEqual(5_000));
        }
        expect(looks.length).toBeLessThanOrEqual(10 + (now / 1000) * 5);
      }),
    );
  });
});
