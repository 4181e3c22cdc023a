import { windowOf } from '@testing/maintenance';
import { inForce, isInForce, mayBeInForce, nextTurn } from './occurrences.js';

const at = (text: string) => new Date(text).getTime();
const ALL = { from: at('2026-01-01T00:00:00Z'), to: at('2028-01-01T00:00:00Z') };
const texts = (stretches: readonly { from: number; to: number }[]) =>
  stretches.map(({ from, to }) => `${new Date(from).toISOString().slice(5, 16)}/${new Date(to).toISOString().slice(5, 16)}`);

describe('a window', () => {
  it('is in force from its start to its end, the end no part of it', () => {
    const window = windowOf();
    const when = ['2026-11-25T14:59:59.999Z', '2026-11-25T15:00:00Z', '2026-11-25T18:59:59.999Z', '2026-11-25T19:00:00Z'];
    expect(when.map((text) => isInForce(window, at(text)))).toEqual([false, true, true, false]);
    expect(nextTurn(window, at('2026-11-25T14:00:00Z'), 86_400_000)).toBe(at('2026-11-25T15:00:00Z'));
    expect(nextTurn(window, at('2026-11-25T15:00:00Z'), 86_400_000)).toBe(at('2026-11-25T19:00:00Z'));
    expect(nextTurn(window, at('2026-11-25T19:00:00Z'), 86_400_000)).toBeNull();
  });

  it('is never in force before anybody scheduled it, nor after it was cancelled: what was stays as it was', () => {
    expect(texts(inForce(windowOf({ createdAt: new Date('2026-11-25T15:03:00Z') }), ALL))).toEqual(['11-25T15:03/11-25T19:00']);
    expect(texts(inForce(windowOf({ cancelledAt: new Date('2026-11-25T16:00:00Z') }), ALL))).toEqual(['11-25T15:00/11-25T16:00']);
    expect(inForce(windowOf({ cancelledAt: new Date('2026-11-25T14:00:00Z') }), ALL)).toEqual([]);
  });

  it('that comes again is in force each time', () => {
    const weekly = windowOf({ kind: 'RECURRING', recurrence: 'FREQ=WEEKLY;COUNT=3' });
    expect(texts(inForce(weekly, ALL))).toEqual(['11-25T15:00/11-25T19:00', '12-02T15:00/12-02T19:00', '12-09T15:00/12-09T19:00']);
    expect(isInForce(weekly, at('2026-12-02T18:00:00Z'))).toBe(true);
    expect(isInForce(weekly, at('2026-12-03T18:00:00Z'))).toBe(false);
  });

  it('that is flexible is in force once it began, for as long as it was planned; until then it may be at any time of its bounds', () => {
    const flexible = windowOf({ kind: 'FLEXIBLE', durationS: 3_600 });
    expect(inForce(flexible, ALL)).toEqual([]);
    expect(texts(mayBeInForce(flexible, ALL))).toEqual(['11-25T15:00/11-25T20:00']);
    const begun = { ...flexible, beganAt: new Date('2026-11-25T18:30:00Z') };
    expect(texts(inForce(begun, ALL))).toEqual(['11-25T18:30/11-25T19:30']);
    expect(texts(mayBeInForce(begun, ALL))).toEqual(['11-25T18:30/11-25T19:30']);
  });
});
