import { EngineClocks } from './trap.timeliness.js';

const ENGINE = Buffer.from('8000000001020304', 'hex');

describe('the clock of an engine that tells', () => {
  it('goes on, and what is older than 150 seconds by it is a replay', () => {
    const clocks = new EngineClocks();
    const isTimely = (boots: number, time: number, nowMs: number) => clocks.isTimely('192.0.2.1', ENGINE, boots, time, nowMs);
    expect(isTimely(3, 1000, 0)).toBe(true);
    expect(isTimely(3, 900, 10_000)).toBe(true);
    expect(isTimely(3, 1000, 150_000)).toBe(true);
    expect(isTimely(3, 1000, 152_000)).toBe(false);
    expect(isTimely(2, 5000, 152_000)).toBe(false);
    expect(isTimely(4, 1, 152_000)).toBe(true);
    expect(isTimely(3, 1152, 152_000)).toBe(false);
    expect(isTimely(2 ** 31 - 1, 1, 152_000)).toBe(false);
  });

  it('is learnt anew after an hour of silence, as an agent may have lost its memory', () => {
    const clocks = new EngineClocks();
    expect(clocks.isTimely('192.0.2.1', ENGINE, 9, 1000, 0)).toBe(true);
    expect(clocks.isTimely('192.0.2.1', ENGINE, 1, 5, 3_500_000)).toBe(false);
    expect(clocks.isTimely('192.0.2.1', ENGINE, 1, 5, 3_600_000)).toBe(true);
  });

  it('is told apart by address: two devices may carry the same id', () => {
    const clocks = new EngineClocks();
    expect(clocks.isTimely('192.0.2.1', ENGINE, 9, 1000, 0)).toBe(true);
    expect(clocks.isTimely('192.0.2.2', ENGINE, 1, 5, 0)).toBe(true);
  });
});
