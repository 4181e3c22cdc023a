export const OPTICAL_LEVELS = ['ok', 'warning', 'critical'] as const;
export type OpticalLevel = (typeof OPTICAL_LEVELS)[number];

export interface OpticalPolicy {
  /** A smaller margin warns, dB [3]. */
  readonly warnDb: number;
  /** A smaller margin is critical, dB [1]. */
  readonly criticalDb: number;
  /** So far below the median of the week is a fibre that degrades, dB [2]. */
  readonly driftDb: number;
  /** What is bad is well again only so far beyond the limit, dB [0.5]. */
  readonly hysteresisDb: number;
  /** Readings in a row that must agree before anything is believed [3]. */
  readonly confirm: number;
}

export const OPTICAL_POLICY: OpticalPolicy = { warnDb: 3, criticalDb: 1, driftDb: 2, hysteresisDb: 0.5, confirm: 3 };

/** What is believed of the light at one receiver. Instants are milliseconds since the epoch. */
export interface OpticalState {
  readonly level: OpticalLevel;
  readonly levelSince: number;
  readonly isDrifting: boolean;
  /** Meaningless while it does not drift. */
  readonly driftingSince: number;
  /** Readings in a row that speak for another level, and when the first of them was made. */
  readonly levelDoubts: number;
  readonly levelDoubtedSince: number;
  readonly driftDoubts: number;
  readonly driftDoubtedSince: number;
}

export interface OpticalSeen {
  readonly receiveDbm: number;
  /** Null where nobody knows what the receiver needs. */
  readonly sensitivityDbm: number | null;
  /** Of the week; null where too little was seen. */
  readonly medianDbm: number | null;
  readonly at: number;
}

const NO_DOUBTS = { levelDoubts: 0, levelDoubtedSince: 0, driftDoubts: 0, driftDoubtedSince: 0 };

/** Nothing is wrong with it: seen for the first time, or without any light, which is the business of who says that a link is down. */
export function wellSince(at: number): OpticalState {
  return { level: 'ok', levelSince: at, isDrifting: false, driftingSince: 0, ...NO_DOUBTS };
}

export function marginDb({ receiveDbm, sensitivityDbm }: Pick<OpticalSeen, 'receiveDbm' | 'sensitivityDbm'>): number | null {
  return sensitivityDbm === null ? null : receiveDbm - sensitivityDbm;
}

/** How far the light fell below what it was in the week; negative where there is more of it. */
export function driftDb({ receiveDbm, medianDbm }: Pick<OpticalSeen, 'receiveDbm' | 'medianDbm'>): number | null {
  return medianDbm === null ? null : medianDbm - receiveDbm;
}

/** What is believed after one more reading. */
export function nextOptical(current: OpticalState, seen: OpticalSeen, policy: OpticalPolicy): OpticalState {
  return { ...current, ...nextLevel(current, seen, policy), ...nextDrift(current, seen, policy) };
}

function nextLevel(current: OpticalState, seen: OpticalSeen, policy: OpticalPolicy): Partial<OpticalState> {
  const suggested = suggestedLevel(current.level, marginDb(seen), policy);
  if (suggested === current.level) return { levelDoubts: 0 };
  const levelDoubts = current.levelDoubts + 1;
  const levelDoubtedSince = current.levelDoubts === 0 ? seen.at : current.levelDoubtedSince;
  if (levelDoubts < policy.confirm) return { levelDoubts, levelDoubtedSince };
  return { level: suggested, levelSince: levelDoubtedSince, levelDoubts: 0 };
}

function suggestedLevel(level: OpticalLevel, margin: number | null, policy: OpticalPolicy): OpticalLevel {
  if (margin === null) return 'ok';
  const plain = levelOf(margin, policy);
  if (rank(plain) >= rank(level)) return plain;
  const careful = levelOf(margin - policy.hysteresisDb, policy);
  return rank(careful) < rank(level) ? careful : level;
}

function levelOf(margin: number, { warnDb, criticalDb }: OpticalPolicy): OpticalLevel {
  if (margin < criticalDb) return 'critical';
  return margin < warnDb ? 'warning' : 'ok';
}

function nextDrift(current: OpticalState, seen: OpticalSeen, policy: OpticalPolicy): Partial<OpticalState> {
  const limit = current.isDrifting ? policy.driftDb - policy.hysteresisDb : policy.driftDb;
  const drift = driftDb(seen);
  const isDrifting = drift !== null && drift >= limit;
  if (isDrifting === current.isDrifting) return { driftDoubts: 0 };
  const driftDoubts = current.driftDoubts + 1;
  const driftDoubtedSince = current.driftDoubts === 0 ? seen.at : current.driftDoubtedSince;
  if (driftDoubts < policy.confirm) return { driftDoubts, driftDoubtedSince };
  return { isDrifting, driftingSince: driftDoubtedSince, driftDoubts: 0 };
}

export function rank(level: OpticalLevel): number {
  return OPTICAL_LEVELS.indexOf(level);
}

/** What is to be told of it: a fibre that degrades warns, whatever its margin. */
export function toldLevel({ level, isDrifting }: Pick<OpticalState, 'level' | 'isDrifting'>): OpticalLevel {
  return isDrifting && level === 'ok' ? 'warning' : level;
}
