import { type BuildingFacts, type CameraTime, isKnown, shareOf } from './building.facts.js';
import type { ComplianceRule } from './compliance.rule.js';
import { type ComplianceState, isWarned, type MoveCause, type Standing } from './compliance.state.js';

/** A move that follows from what is known, without anybody deciding it. */
export interface FollowingMove {
  readonly to: ComplianceState;
  readonly cause: Exclude<MoveCause, 'PERSON'>;
}

/** How far a building has come by what is known of it. */
const RANKS = { NONE: 0, DECLARED: 1, VERIFIED: 2, INTEGRATED: 3 } as const;
type Rank = (typeof RANKS)[keyof typeof RANKS];
const STATE_OF_RANK = ['UNREGISTERED', 'DECLARED', 'VERIFIED', 'INTEGRATED'] as const;
const CAUSE_OF_RANK = ['DECLARATION', 'DECLARATION', 'VERIFICATION', 'MEASUREMENT'] as const;

/**
 * The move that follows from what was declared, verified and measured; null: none. Warnings, referrals, exemptions and objections are
 * people's: nothing here makes one. Followed again at once, nothing follows any more.
 */
export function followFacts(standing: Standing, facts: BuildingFacts, rule: ComplianceRule): FollowingMove | null {
  const { state } = standing;
  if (state === 'EXEMPT' || state === 'REFERRED' || state === 'DISPUTED') return null;
  const rank = rankOf(facts, rule);
  if (isWarned(state)) return afterWarning(standing, rank, facts, rule);
  if (rank === RANKS.NONE) return withoutCameras(standing);
  switch (state) {
    case 'UNREGISTERED':
    case 'NOTIFIED':
      return upTo(rank);
    case 'DECLARED':
      return rank > RANKS.DECLARED ? upTo(rank) : null;
    case 'VERIFIED':
      if (rank === RANKS.INTEGRATED) return upTo(rank);
      return isDeclaredAnew(standing, facts) && rank < RANKS.VERIFIED ? { to: 'DECLARED', cause: 'DECLARATION' } : null;
    case 'INTEGRATED':
      return isLapsed(facts, rule) ? { to: 'LAPSED', cause: 'MEASUREMENT' } : null;
    case 'LAPSED':
      return isRepaired(facts, rule) ? { to: 'INTEGRATED', cause: 'MEASUREMENT' } : null;
    default:
      return null;
  }
}

/** A warning is over once the building has got beyond what it was warned for. */
function afterWarning({ warnedFrom }: Standing, rank: Rank, facts: BuildingFacts, rule: ComplianceRule): FollowingMove | null {
  if (warnedFrom === 'LAPSED') return isRepaired(facts, rule) ? { to: 'INTEGRATED', cause: 'MEASUREMENT' } : null;
  const warnedAt = warnedFrom === 'VERIFIED' ? RANKS.VERIFIED : warnedFrom === 'DECLARED' ? RANKS.DECLARED : RANKS.NONE;
  return rank > warnedAt ? upTo(rank) : null;
}

/** Its list was rejected, or its cameras were taken out of the inventory: it stands where it stood before. */
function withoutCameras({ state, wasNotified }: Standing): FollowingMove | null {
  const to = wasNotified ? 'NOTIFIED' : 'UNREGISTERED';
  return state === 'UNREGISTERED' || state === 'NOTIFIED' ? null : { to, cause: 'DECLARATION' };
}

function upTo(rank: Rank): FollowingMove {
  return { to: STATE_OF_RANK[rank], cause: CAUSE_OF_RANK[rank] } as FollowingMove;
}

function rankOf(facts: BuildingFacts, rule: ComplianceRule): Rank {
  const { declaredAt, camerasDeclared, camerasVerified, cameras, camerasWatched, integrated } = facts;
  // Cameras that the inventory has without a declaration were handed over in another way.
  if (declaredAt === null && cameras === 0) return RANKS.NONE;
  const isVerified = declaredAt !== null && camerasDeclared > 0 && camerasVerified >= rule.verifiedRatio * camerasDeclared;
  const isGood = reaches(integrated, camerasWatched, rule.integrated.overMs, rule);
  if (isGood && (isVerified || declaredAt === null)) return RANKS.INTEGRATED;
  return isVerified ? RANKS.VERIFIED : RANKS.DECLARED;
}

function isDeclaredAnew({ since }: Standing, { declaredAt }: BuildingFacts): boolean {
  return since !== null && declaredAt !== null && declaredAt.getTime() > since.getTime();
}

/** Below the agreed share over the whole time, and of late too: who is repairing is left alone. */
function isLapsed({ lapsed, repaired, camerasWatched }: BuildingFacts, rule: ComplianceRule): boolean {
  const { overMs, ratio } = rule.lapsed;
  const share = shareOf(lapsed);
  const late = shareOf(repaired);
  if (share === null || late === null || !isKnown(lapsed, camerasWatched, overMs, rule.knownRatio)) return false;
  return share < ratio && late < ratio;
}

function isRepaired({ repaired, camerasWatched }: BuildingFacts, rule: ComplianceRule): boolean {
  return reaches(repaired, camerasWatched, rule.repairedOverMs, rule);
}

function reaches(time: CameraTime, cameras: number, overMs: number, rule: ComplianceRule): boolean {
  const share = shareOf(time);
  return share !== null && share >= rule.integrated.ratio && isKnown(time, cameras, overMs, rule.knownRatio);
}
