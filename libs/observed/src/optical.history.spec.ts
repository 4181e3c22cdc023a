import fc from 'fast-check';
import { HISTORY_HOURS, OpticalHistory } from './optical.history.js';

/** The rule in plain words: the first value of each hour of the last week, and their median. */
function plainMedian(notes: readonly { hour: number; dbm: number }[], hour: number): number | null {
  const byHour = new Map<number, number>();
  for (const note of notes) if (!byHour.has(note.hour)) byHour.set(note.hour, Math.round(note.dbm * 100));
  const values = [...byHour].filter(([at]) => at > hour - HISTORY_HOURS && at <= hour).map(([, value]) => value);
  if (values.length < 24) return null;
  values.sort((a, b) => a - b);
  const middle = Math.floor(values.length / 2);
  return (values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2) / 100;
}

const walk = fc.array(fc.record({ step: fc.constantFrom(0, 1, 1, 1, 1, 2, 5), dbm: fc.double({ min: -40, max: 5, noNaN: true }) }), {
  maxLength: 400,
});

describe("a week's light", () => {
  it('has the exact median of the first value of each hour, over gaps and rounds', () => {
    fc.assert(
      fc.property(walk, fc.nat(300), (steps, later) => {
        const history = OpticalHistory.empty();
        let hour = 490_000;
        const notes = steps.map(({ step, dbm }) => ({ hour: (hour += step), dbm }));
        for (const note of notes) history.note(note.dbm, note.hour);
        expect(history.median(hour + later)).toBe(plainMedian(notes, hour + later));
      }),
    );
  });

  it('is the same after it was kept and read back', () => {
    fc.assert(
      fc.property(walk, (steps) => {
        const history = OpticalHistory.empty();
        let hour = 490_000;
        for (const { step, dbm } of steps) history.note(dbm, (hour += step));
        const again = OpticalHistory.from(history.toBytes(), history.hour);
        expect(again.median(hour)).toBe(history.median(hour));
        expect(again.toBytes()).toEqual(history.toBytes());
      }),
    );
  });

  it('takes one value an hour, and says so', () => {
    const history = OpticalHistory.empty();
    expect([history.note(-10, 100), history.note(-20, 100), history.note(-20, 101)]).toEqual([true, false, true]);
  });

  it('forgets what lies in the future of a clock that was set back', () => {
    const history = OpticalHistory.empty();
    for (let hour = 1_000; hour < 1_100; hour++) history.note(-10, hour);
    history.note(-30, 1_030);
    for (let hour = 1_031; hour < 1_040; hour++) history.note(-30, hour);
    // 30 old values of −10 dBm, 10 new ones of −30.
    expect(history.median(1_039)).toBe(-10);
    for (let hour = 1_040; hour < 1_080; hour++) history.note(-30, hour);
    expect(history.median(1_079)).toBe(-30);
  });

  it('is nothing where what was kept is of another length', () => {
    expect(OpticalHistory.from(Buffer.alloc(7), 5).median(5)).toBeNull();
  });
});
