import { PROBE_OUTCOME, type ProbeOutcome } from '@app/probing';
import fc from 'fast-check';
import { BELIEF, nextReachability, type Reachability } from './reachability.js';

const policy = { tries: 3, spacingMs: 500 };
const UP: Reachability = { status: BELIEF.UP, since: 0, contradictions: 0, contradictedSince: 0, failures: 0 };
const NEW: Reachability = { ...UP, status: BELIEF.UNKNOWN };
const { REPLIED, TIMED_OUT, REJECTED, FAILED } = PROBE_OUTCOME;

function after(start: Reachability, ...outcomes: ProbeOutcome[]): Reachability {
  return outcomes.reduce((state, outcome, i) => nextReachability(state, { outcome, sentAt: 1_000 + i }, policy), start);
}

describe('what is believed', () => {
  it('is not shaken by a lost packet', () => {
    expect(after(UP, TIMED_OUT)).toMatchObject({ status: BELIEF.UP, contradictions: 1 });
    expect(after(UP, TIMED_OUT, TIMED_OUT, TIMED_OUT, REPLIED)).toMatchObject({ status: BELIEF.UP, contradictions: 0 });
  });

  it('is down when the first silence and all tries agree, since the first question that went unanswered', () => {
    expect(after(UP, TIMED_OUT, TIMED_OUT, REJECTED, TIMED_OUT)).toMatchObject({ status: BELIEF.DOWN, since: 1_000, contradictions: 0 });
  });

  it('is up again by the same rule', () => {
    const down = after(UP, TIMED_OUT, TIMED_OUT, TIMED_OUT, TIMED_OUT);
    expect(after(down, REPLIED, REPLIED, REPLIED)).toMatchObject({ status: BELIEF.DOWN, contradictions: 3 });
    expect(after(down, REPLIED, REPLIED, REPLIED, REPLIED).status).toBe(BELIEF.UP);
  });

  it('takes the first answer of all at its word, but not the first silence', () => {
    expect(after(NEW, REPLIED).status).toBe(BELIEF.UP);
    expect(after(NEW, TIMED_OUT).status).toBe(BELIEF.UNKNOWN);
    expect(after(NEW, TIMED_OUT, TIMED_OUT, TIMED_OUT, TIMED_OUT).status).toBe(BELIEF.DOWN);
  });

  it('is unknown, never down, when nothing could be asked', () => {
    expect(after(UP, FAILED).status).toBe(BELIEF.UP);
    expect(after(UP, FAILED, FAILED).status).toBe(BELIEF.UNKNOWN);
    expect(after(UP, TIMED_OUT, TIMED_OUT, TIMED_OUT, FAILED, TIMED_OUT)).toMatchObject({ status: BELIEF.UP, contradictions: 1 });
  });

  it('never becomes down without an unbroken run of more than the tries, whatever comes', () => {
    const outcome = fc.constantFrom<ProbeOutcome>(REPLIED, TIMED_OUT, REJECTED, FAILED);
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 60 }), (outcomes) => {
        let state = UP;
        let run = 0;
        outcomes.forEach((each, sentAt) => {
          const before = state.status;
          state = nextReachability(state, { outcome: each, sentAt }, policy);
          run = each === TIMED_OUT || each === REJECTED ? run + 1 : 0;
          if (before !== BELIEF.DOWN && state.status === BELIEF.DOWN) expect(run).toBeGreaterThan(policy.tries);
          expect(state.contradictions).toBeLessThanOrEqual(policy.tries);
        });
      }),
      { numRuns: 10_000 },
    );
  });
});
