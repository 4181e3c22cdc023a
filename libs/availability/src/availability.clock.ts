/**
 * Where the time of an object goes; at any instant exactly one of them runs. Their places in this list stand in databases, so none is ever
 * given another. OWN: it is itself what broke. UPSTREAM: something on the way is. POWER: power is lost, at its place or on the way.
 */
export const CLOCKS = ['UP', 'OWN', 'UPSTREAM', 'POWER', 'MAINTENANCE', 'UNOBSERVED'] as const;
export type ClockName = (typeof CLOCKS)[number];
/** The place of each, written out: it is read for each object with each judgement, and a literal is read fastest. */
export const CLOCK = { UP: 0, OWN: 1, UPSTREAM: 2, POWER: 3, MAINTENANCE: 4, UNOBSERVED: 5 } as const satisfies Record<ClockName, number>;

/** What has clocks. Their places in this list stand in databases. */
export const CLOCKED_KINDS = ['DEVICE', 'LINK', 'SPAN', 'STATION'] as const;
export type ClockedKind = (typeof CLOCKED_KINDS)[number];

/** Whole seconds on each clock; they add up to the time that is counted. */
export type ClockSeconds = Readonly<Record<ClockName, number>>;

export const NO_SECONDS: ClockSeconds = { UP: 0, OWN: 0, UPSTREAM: 0, POWER: 0, MAINTENANCE: 0, UNOBSERVED: 0 };

/** Below this share observed no figure is given. */
export const LEAST_OBSERVED = 0.95;

export interface Availability {
  /** up / (up + down); null where too little was observed, or nothing that counts. */
  readonly ratio: number | null;
  /** The share of the time in which its state was known or it was in maintenance; null of no time. */
  readonly observedRatio: number | null;
}

export function availabilityOf({ UP, OWN, UPSTREAM, POWER, MAINTENANCE, UNOBSERVED }: ClockSeconds): Availability {
  const counted = UP + OWN + UPSTREAM + POWER;
  const all = counted + MAINTENANCE + UNOBSERVED;
  const observedRatio = all === 0 ? null : (counted + MAINTENANCE) / all;
  const isEnough = observedRatio !== null && observedRatio >= LEAST_OBSERVED && counted > 0;
  return { ratio: isEnough ? UP / counted : null, observedRatio };
}

export function addSeconds(a: ClockSeconds, b: ClockSeconds): ClockSeconds {
  return secondsOf((name) => a[name] + b[name]);
}

export function secondsOf(of: (name: ClockName) => number): ClockSeconds {
  return Object.fromEntries(CLOCKS.map((name) => [name, of(name)])) as Record<ClockName, number>;
}
