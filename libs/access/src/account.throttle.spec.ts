import { type Attempts, BY_NAME, nextAttempt, type ThrottlePolicy } from './account.throttle.js';

const POLICY: ThrottlePolicy = { free: 3, firstWaitMs: 1_000, longestWaitMs: 8_000, forgetMs: 60_000 };
const at = (ms: number) => new Date(1_000_000 + ms);

/** How long must be waited after each of so many tries, each made as soon as it may be. */
function waits(tries: number, policy: ThrottlePolicy): number[] {
  const found: number[] = [];
  let now = at(0);
  let attempts: Attempts | null = null;
  for (let i = 0; i < tries; i++) {
    const next = nextAttempt(attempts, now, policy);
    if (next.kind === 'blocked') throw new Error(`blocked at try ${i}`);
    attempts = next.attempts;
    const until = attempts.blockedUntil ?? now;
    found.push(until.getTime() - now.getTime());
    now = until;
  }
  return found;
}

describe('failed tries', () => {
  it('are free at first, then each costs twice the wait of the one before, up to the longest', () => {
    expect(waits(8, POLICY)).toEqual([0, 0, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  });

  it('are not made, and not counted, during the wait', () => {
    const before = { failures: 3, lastAt: at(0), blockedUntil: at(1_000) };
    expect(nextAttempt(before, at(999), POLICY)).toEqual({ kind: 'blocked', until: at(1_000) });
    expect(nextAttempt(before, at(1_000), POLICY)).toMatchObject({ kind: 'allowed', attempts: { failures: 4 } });
  });

  it('are forgotten after a while', () => {
    const before = { failures: 9, lastAt: at(0), blockedUntil: at(8_000) };
    expect(nextAttempt(before, at(60_000), POLICY)).toMatchObject({ attempts: { failures: 10 } });
    expect(nextAttempt(before, at(60_001), POLICY)).toMatchObject({ attempts: { failures: 1, blockedUntil: null } });
  });

  it('leave a guesser of a name fewer than 100 tries a day', () => {
    const made = waits(500, BY_NAME);
    let spent = 0;
    const inADay = made.findIndex((wait) => (spent += wait) > 86_400_000);
    expect(inADay).toBeLessThan(110);
    expect(Math.max(...made)).toBe(BY_NAME.longestWaitMs);
  });
});
