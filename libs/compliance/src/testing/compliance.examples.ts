import type { BuildingFacts, CameraTime, ComplianceRule, ComplianceState, Standing } from '@app/compliance';

const DAY_MS = 86_400_000;
export const DAY_S = 86_400;

/** A rule in which a warned owner has a day at each step. */
export function ruleOf(changes: Partial<ComplianceRule> = {}): ComplianceRule {
  const day = (next: ComplianceState) => ({ deadlineMs: DAY_MS, next });
  return {
    version: 'test',
    effectiveFrom: new Date(0),
    sources: [],
    verifiedRatio: 0.9,
    integrated: { ratio: 0.95, overMs: 10 * DAY_MS },
    lapsed: { ratio: 0.8, overMs: 10 * DAY_MS },
    repairedOverMs: 2 * DAY_MS,
    knownRatio: 0.5,
    countsPower: false,
    terms: new Map([
      ['NOTIFIED', day('WARNED_1')],
      ['DECLARED', day('WARNED_1')],
      ['VERIFIED', day('WARNED_1')],
      ['LAPSED', day('WARNED_1')],
      ['WARNED_1', day('WARNED_2')],
      ['WARNED_2', day('WARNED_3')],
      ['WARNED_3', day('REFERRED')],
    ]),
    letters: new Map(),
    timeZone: 'Asia/Jakarta',
    regions: new Map(),
    ...changes,
  };
}

export function standingOf(state: ComplianceState, changes: Partial<Standing> = {}): Standing {
  return {
    state,
    since: state === 'UNREGISTERED' ? null : new Date(0),
    deadlineAt: null,
    wasNotified: false,
    warnedFrom: null,
    disputedFrom: null,
    leftMs: null,
    ...changes,
  };
}

/** Time of ten cameras over so many days, reachable for this share of it. */
export function timeOf(days: number, share: number, excludedDays = 0): CameraTime {
  const all = days * 10 * DAY_S;
  return { upS: all * share, downS: all * (1 - share), excludedS: excludedDays * 10 * DAY_S };
}

/** A building of ten cameras, of which nothing was declared or measured. */
export function factsOf(changes: Partial<BuildingFacts> = {}): BuildingFacts {
  const none = timeOf(0, 1);
  return {
    declaredAt: null,
    camerasDeclared: 0,
    camerasVerified: 0,
    cameras: 10,
    camerasWatched: 10,
    integrated: none,
    lapsed: none,
    repaired: none,
    ...changes,
  };
}
