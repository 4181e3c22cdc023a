import { PROBE_OUTCOME, type ProbeOutcome } from '@app/probing';

/** What is believed of one device; the numbers are the values of the columns. */
export const BELIEF = { UNKNOWN: 0, UP: 1, DOWN: 2 } as const;
export type Belief = (typeof BELIEF)[keyof typeof BELIEF];

/** What is believed, and what speaks against it. Times are milliseconds since the epoch. */
export interface Reachability {
  readonly status: Belief;
  /** When the question went out whose answer first spoke for the present status. */
  readonly since: number;
  /** Answers in a row that spoke against it; above 0 the state is soft. */
  readonly contradictions: number;
  /** When the first of these was asked; meaningless at 0. */
  readonly contradictedSince: number;
  /** Probes in a row that could not be asked. */
  readonly failures: number;
}

/** One answer, or one certain silence, to a question sent at `sentAt`. */
export interface Observation {
  readonly outcome: ProbeOutcome;
  readonly sentAt: number;
}

export interface DetectionPolicy {
  /** Tries on the fast clock that must agree with the first contradiction before it is believed. */
  readonly tries: number;
  /** Pause between these tries, milliseconds. */
  readonly spacingMs: number;
}

/** Probes in a row that could not be asked until nothing is known any more: one is a hiccup of the prober. */
const FAILURES_TO_UNKNOWN = 2;

/**
 * What is believed after one more answer: a contradiction makes the state soft, agreement of all tries makes the new one hard, and
 * one that agrees with the old forgives. The first answer ever is believed at once; the first silence ever is not.
 */
export function nextReachability(current: Reachability, seen: Observation, policy: DetectionPolicy): Reachability {
  if (seen.outcome === PROBE_OUTCOME.FAILED) return afterFailure(current, seen);
  const suggested = seen.outcome === PROBE_OUTCOME.REPLIED ? BELIEF.UP : BELIEF.DOWN;
  if (suggested === current.status) return { ...current, contradictions: 0, failures: 0 };
  if (current.status === BELIEF.UNKNOWN && suggested === BELIEF.UP) return hard(BELIEF.UP, seen.sentAt);
  const contradictions = current.contradictions + 1;
  const contradictedSince = current.contradictions === 0 ? seen.sentAt : current.contradictedSince;
  if (contradictions > policy.tries) return hard(suggested, contradictedSince);
  return { ...current, contradictions, contradictedSince, failures: 0 };
}

function afterFailure(current: Reachability, seen: Observation): Reachability {
  const failures = Math.min(current.failures + 1, FAILURES_TO_UNKNOWN);
  // What could not be asked contradicts nothing.
  if (failures < FAILURES_TO_UNKNOWN || current.status === BELIEF.UNKNOWN) return { ...current, contradictions: 0, failures };
  return { ...hard(BELIEF.UNKNOWN, seen.sentAt), failures };
}

function hard(status: Belief, since: number): Reachability {
  return { status, since, contradictions: 0, contradictedSince: 0, failures: 0 };
}
