import fc from 'fast-check';
import {
  driftDb,
  marginDb,
  nextOptical,
  OPTICAL_POLICY,
  type OpticalSeen,
  type OpticalState,
  toldLevel,
  wellSince,
} from './optical.state.js';

const SENSITIVITY = -24;

/** The state after readings with these margins, a minute apart. */
function after(margins: readonly number[], medianDbm: number | null = null, from = wellSince(0)): OpticalState {
  return margins.reduce<OpticalState>(
    (state, margin, minute) =>
      nextOptical(state, { receiveDbm: SENSITIVITY + margin, sensitivityDbm: SENSITIVITY, medianDbm, at: minute * 60_000 }, OPTICAL_POLICY),
    from,
  );
}

const margins = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });

describe('the light at a receiver', () => {
  it('warns below 3 dB over the sensitivity, is critical below 1 dB, and fine from there', () => {
    expect(after([2.9, 2.9, 2.9]).level).toBe('warning');
    expect(after([0.9, 0.9, 0.9]).level).toBe('critical');
    expect(after([3, 3, 3]).level).toBe('ok');
  });

  it('is believed when three readings agree, and dated by the first of them', () => {
    expect(after([2, 2]).level).toBe('ok');
    expect(after([10, 2, 2, 2])).toMatchObject({ level: 'warning', levelSince: 60_000 });
  });

  it('is not moved by one odd reading among good ones', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(margins(3.5, 30), margins(-10, 30)), { maxLength: 50 }), (pairs) => {
        expect(after(pairs.flat()).level).toBe('ok');
      }),
    );
  });

  it('does not flap at a limit: what is bad gets well only half a dB beyond it', () => {
    fc.assert(
      fc.property(fc.array(margins(2.0, 3.4), { minLength: 1, maxLength: 100 }), (around) => {
        const low = after([2, 2, 2]);
        expect(after(around, null, low).level).toBe('warning');
      }),
    );
    expect(after([3.6, 3.6, 3.6], null, after([2, 2, 2])).level).toBe('ok');
  });

  it('comes to the level of any margin that stays', () => {
    fc.assert(
      fc.property(fc.array(margins(-5, 20), { maxLength: 20 }), margins(-5, 20), (before, steady) => {
        const state = after(Array<number>(3).fill(steady), null, after(before));
        const isIn = (least: number, most: number) => steady >= least && steady < most;
        if (steady < 1) expect(state.level).toBe('critical');
        else if (isIn(1.5, 3)) expect(state.level).toBe('warning');
        else if (steady >= 3.5) expect(state.level).toBe('ok');
        else if (isIn(1, 1.5)) expect(['critical', 'warning']).toContain(state.level);
        else expect(['warning', 'ok']).toContain(state.level);
      }),
    );
  });

  it('degrades when it falls 2 dB below the median of the week, until it is within 1.5 dB again', () => {
    const degraded = after([8, 8, 8], SENSITIVITY + 10);
    expect(degraded).toMatchObject({ isDrifting: true, level: 'ok' });
    expect(toldLevel(degraded)).toBe('warning');
    expect(after([8.4, 8.4, 8.4], SENSITIVITY + 10, degraded).isDrifting).toBe(true);
    expect(after([8.6, 8.6, 8.6], SENSITIVITY + 10, degraded).isDrifting).toBe(false);
    expect(after([8.1, 8.1, 8.1], SENSITIVITY + 10).isDrifting).toBe(false);
    expect(after([20, 20, 20], SENSITIVITY + 10).isDrifting).toBe(false);
  });

  it('says nothing of a margin or a drift where nobody knows what to hold the light against', () => {
    const seen: OpticalSeen = { receiveDbm: -39, sensitivityDbm: null, medianDbm: null, at: 0 };
    expect([marginDb(seen), driftDb(seen)]).toEqual([null, null]);
    expect([1, 2, 3, 4].reduce((state) => nextOptical(state, seen, OPTICAL_POLICY), wellSince(0))).toMatchObject({
      level: 'ok',
      isDrifting: false,
    });
  });
});
