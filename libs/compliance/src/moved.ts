import { type ComplianceRule, termOf } from './compliance.rule.js';
import { type ComplianceState, isWarned, type Standing } from './compliance.state.js';

/** Where a building stands after a move; `isTimed` false: nothing of it can be measured, so no time runs. */
export function moved(before: Standing, to: ComplianceState, at: Date, rule: ComplianceRule, isTimed = true): Standing {
  return {
    state: to,
    since: at,
    deadlineAt: deadlineAfter(before, to, at, rule, isTimed),
    wasNotified: before.wasNotified || to === 'NOTIFIED',
    warnedFrom: warnedFromAfter(before, to),
    disputedFrom: to === 'DISPUTED' ? before.state : null,
    leftMs: to === 'DISPUTED' && before.deadlineAt !== null ? before.deadlineAt.getTime() - at.getTime() : null,
  };
}

function deadlineAfter(before: Standing, to: ComplianceState, at: Date, rule: ComplianceRule, isTimed: boolean): Date | null {
  // An objection stops the clock, and a ruling lets it go on.
  if (before.state === 'DISPUTED' && to === before.disputedFrom)
    return before.leftMs === null ? null : new Date(at.getTime() + before.leftMs);
  const { deadlineMs } = termOf(rule, to);
  return deadlineMs === null || !isTimed ? null : new Date(at.getTime() + deadlineMs);
}

function warnedFromAfter(before: Standing, to: ComplianceState): ComplianceState | null {
  if (to === 'DISPUTED' || before.state === 'DISPUTED') return to === 'EXEMPT' ? null : before.warnedFrom;
  if (isWarned(to) || to === 'REFERRED') return before.warnedFrom ?? before.state;
  return null;
}
