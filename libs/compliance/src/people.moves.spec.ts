import { describe, expect, it } from '@jest/globals';
import { ruleOf, standingOf } from '@testing/compliance';
import fc from 'fast-check';
import { COMPLIANCE_STATES, type ComplianceState, NEVER_MOVED } from './compliance.state.js';
import { moved } from './moved.js';
import { judgeMove, possibleMoves } from './people.moves.js';

const rule = ruleOf();
const NOW = new Date('2026-03-10T00:00:00Z');
const past = { deadlineAt: new Date('2026-03-09T00:00:00Z') };
const ahead = { deadlineAt: new Date('2026-03-11T00:00:00Z') };
const allowed = (standing: ReturnType<typeof standingOf>) => possibleMoves(standing, rule, NOW);

describe('what people may decide', () => {
  it('writes to an owner first, and warns when the time is over', () => {
    expect(allowed(standingOf('UNREGISTERED'))).toEqual(['EXEMPT', 'NOTIFIED']);
    expect(allowed(standingOf('NOTIFIED', ahead))).toEqual(['EXEMPT', 'DISPUTED']);
    expect(allowed(standingOf('NOTIFIED', past))).toEqual(['EXEMPT', 'WARNED_1', 'DISPUTED']);
    expect(allowed(standingOf('WARNED_2', { ...past, warnedFrom: 'LAPSED' }))).toEqual(['EXEMPT', 'LAPSED', 'WARNED_3', 'DISPUTED']);
    expect(allowed(standingOf('WARNED_3', { ...past, warnedFrom: 'NOTIFIED' }))).toEqual(['EXEMPT', 'NOTIFIED', 'REFERRED', 'DISPUTED']);
    expect(allowed(standingOf('REFERRED', { warnedFrom: 'DECLARED' }))).toEqual(['EXEMPT', 'DECLARED', 'DISPUTED']);
    expect(allowed(standingOf('DISPUTED', { disputedFrom: 'WARNED_1' }))).toEqual(['EXEMPT', 'WARNED_1']);
    expect(allowed(standingOf('EXEMPT'))).toEqual(['UNREGISTERED']);
  });

  it('says why not', () => {
    const why = (state: ComplianceState, to: ComplianceState, changes = {}) => {
      const judged = judgeMove(standingOf(state, changes), to, rule, NOW);
      return judged.kind === 'refused' ? judged.why : null;
    };
    expect(why('NOTIFIED', 'WARNED_1', ahead)).toBe('its time as NOTIFIED runs until 2026-03-11T00:00:00.000Z');
    expect(why('NOTIFIED', 'WARNED_1')).toBe('NOTIFIED has no deadline');
    expect(why('NOTIFIED', 'WARNED_3', past)).toBe('NOTIFIED is followed by WARNED_1, not by WARNED_3');
    expect(why('DECLARED', 'INTEGRATED')).toBe('INTEGRATED follows from measurement alone');
    expect(why('NOTIFIED', 'VERIFIED')).toBe('VERIFIED follows from its declaration alone');
    expect(why('UNREGISTERED', 'DISPUTED')).toBe('against UNREGISTERED there is nothing to object');
    expect(why('DISPUTED', 'REFERRED', { disputedFrom: 'LAPSED' })).toBe('a ruling ends in LAPSED or EXEMPT');
  });

  it('stops the clock by an objection, and lets it go on after the ruling', () => {
    const notified = moved(NEVER_MOVED, 'NOTIFIED', NOW, rule);
    expect(notified).toMatchObject({ deadlineAt: new Date('2026-03-11T00:00:00Z'), wasNotified: true });
    const disputed = moved(notified, 'DISPUTED', new Date('2026-03-10T18:00:00Z'), rule);
    expect(disputed).toMatchObject({ deadlineAt: null, disputedFrom: 'NOTIFIED', leftMs: 6 * 3_600_000 });
    const resumed = moved(disputed, 'NOTIFIED', new Date('2026-05-01T00:00:00Z'), rule);
    expect(resumed).toMatchObject({ deadlineAt: new Date('2026-05-01T06:00:00Z'), disputedFrom: null, leftMs: null });
  });

  it('remembers through warnings and objections what the first warning was for', () => {
    const lapsed = standingOf('LAPSED', past);
    const first = moved(lapsed, 'WARNED_1', NOW, rule);
    const second = moved(first, 'WARNED_2', NOW, rule);
    const disputed = moved(second, 'DISPUTED', NOW, rule);
    const back = moved(disputed, 'WARNED_2', NOW, rule);
    expect([first, second, disputed, back].map(({ warnedFrom }) => warnedFrom)).toEqual(['LAPSED', 'LAPSED', 'LAPSED', 'LAPSED']);
    expect(moved(back, 'INTEGRATED', NOW, rule).warnedFrom).toBeNull();
    expect(moved(disputed, 'EXEMPT', NOW, rule).warnedFrom).toBeNull();
  });

  it('nobody moves a building twice at once to where it is, and whatever is allowed leads to a state that can be left', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(11), { maxLength: 40 }), fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (choices, waits) => {
        let at = NEVER_MOVED;
        let now = NOW.getTime();
        for (const [step, choice] of choices.entries()) {
          if (waits[step]) now += 2 * 86_400_000;
          const instant = new Date(now);
          const open = possibleMoves(at, rule, instant);
          expect(open).not.toContain(at.state);
          expect(open.length).toBeGreaterThan(0);
          const to = open[choice % open.length];
          at = moved(at, to, instant, rule);
          expect(COMPLIANCE_STATES).toContain(at.state);
        }
      }),
      { numRuns: 500 },
    );
  });
});
