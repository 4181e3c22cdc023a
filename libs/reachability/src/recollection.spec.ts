import { PROBE_OUTCOME } from '@app/probing';
import { probeBatch } from '@testing/probing';
import { DeviceBeliefs } from './device.beliefs.js';
import { BELIEF, nextReachability, type Observation, type Reachability } from './reachability.js';
import type { Roster } from './roster.js';

const { REPLIED, TIMED_OUT } = PROBE_OUTCOME;
const policy = { tries: 3, spacingMs: 500 };
const roster: Roster = {
  deviceIds: Int32Array.of(7),
  linkIds: new Int32Array(0),
  isInfrastructure: Uint8Array.of(1),
  indexOfDevice: (id) => (id === 7 ? 0 : -1),
  endOf: () => -1,
};
const T0 = 1_790_000_000_000;
const STEADY: Reachability = { status: BELIEF.UP, since: T0, contradictions: 0, contradictedSince: 0, failures: 0 };

/** The same numbers for the same seed (Park and Miller). */
class Dice {
  constructor(private state: number) {}

  real(): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state / 2_147_483_647;
  }

  chance(probability: number): boolean {
    return this.real() < probability;
  }
}

/** Answers in runs, as devices give them that come and go. */
function evidence(dice: Dice): Observation[] {
  let outcome: typeof REPLIED | typeof TIMED_OUT = REPLIED;
  return Array.from({ length: 14 }, (_, i) => {
    if (dice.chance(0.3)) outcome = outcome === REPLIED ? TIMED_OUT : REPLIED;
    return { outcome, sentAt: T0 + 1_000 + i * 1_000 + Math.floor(dice.real() * 400) };
  });
}

function heard(beliefs: DeviceBeliefs, ...observations: Observation[]): void {
  for (const { outcome, sentAt } of observations)
    beliefs.apply(probeBatch([{ deviceId: 7, outcome, sentAtMs: sentAt, observedAtMs: sentAt }]), T0 + 60_000);
}

function believed({ status, since, contradictions, contradictedSince }: DeviceBeliefs): Partial<Reachability> {
  const isSoft = contradictions[0] > 0;
  return {
    status: status[0] as Reachability['status'],
    since: since[0],
    contradictions: contradictions[0],
    ...(isSoft ? { contradictedSince: contradictedSince[0] } : {}),
  };
}

function steady(): DeviceBeliefs {
  const beliefs = new DeviceBeliefs(roster, policy);
  heard(beliefs, { outcome: REPLIED, sentAt: T0 });
  return beliefs;
}

describe('what is believed of a device', () => {
  it('is what its answers say in the order of asking, however they come and how often', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const dice = new Dice(seed);
      const observations = evidence(dice);
      const inOrder = observations.reduce((state, seen) => nextReachability(state, seen, policy), STEADY);
      const isSoft = inOrder.contradictions > 0;
      const { status, since, contradictions } = inOrder;
      const wanted = { status, since, contradictions, ...(isSoft ? { contradictedSince: inOrder.contradictedSince } : {}) };
      const beliefs = steady();
      // Late by up to three and a half questions, each by its own.
      const late = [...observations, ...observations.filter(() => dice.chance(0.4))].map((seen) => ({
        seen,
        at: seen.sentAt + dice.real() * 3_500,
      }));
      heard(beliefs, ...late.sort((a, b) => a.at - b.at).map(({ seen }) => seen));
      expect({ seed, ...believed(beliefs) }).toEqual({ seed, ...wanted });
    }
  });

  it('is not another for the same silence told four times', () => {
    const beliefs = steady();
    for (let i = 0; i < 4; i++) heard(beliefs, { outcome: TIMED_OUT, sentAt: T0 + 5_000 });
    expect([beliefs.status[0], beliefs.contradictions[0]]).toEqual([BELIEF.UP, 1]);
    expect(beliefs.loss.ratio[0]).toBeCloseTo(0.5);
  });

  it('is not another for what comes long after all that was asked later', () => {
    const beliefs = steady();
    heard(beliefs, { outcome: TIMED_OUT, sentAt: T0 + 40_000 }, { outcome: REPLIED, sentAt: T0 + 45_000 });
    for (let i = 0; i < 8; i++) heard(beliefs, { outcome: TIMED_OUT, sentAt: T0 + 5_000 + i });
    expect([beliefs.status[0], beliefs.contradictions[0], beliefs.since[0]]).toEqual([BELIEF.UP, 0, T0]);
  });
});
