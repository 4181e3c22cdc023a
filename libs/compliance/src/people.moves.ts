import { type ComplianceRule, termOf } from './compliance.rule.js';
import { COMPLIANCE_STATES, type ComplianceState, isOverdue, isWarned, type Standing } from './compliance.state.js';

export type MoveJudgement =
  | { readonly kind: 'allowed'; /** Whether it needs a reason in words. */ readonly needsReason: boolean }
  | { readonly kind: 'refused'; readonly why: string };

const OBJECTED: readonly ComplianceState[] = [
  'NOTIFIED',
  'DECLARED',
  'VERIFIED',
  'INTEGRATED',
  'LAPSED',
  'WARNED_1',
  'WARNED_2',
  'WARNED_3',
  'REFERRED',
];

/** Whether somebody may move a building there now. What is measured is moved by nobody. */
export function judgeMove(standing: Standing, to: ComplianceState, rule: ComplianceRule, now: Date): MoveJudgement {
  const { state, warnedFrom, disputedFrom } = standing;
  if (to === state) return refused(`it is ${state} already`);
  if (to === 'EXEMPT') return withReason;
  if (state === 'EXEMPT') return to === 'UNREGISTERED' ? withReason : refused('an exempt building becomes UNREGISTERED first');
  if (to === 'DISPUTED') return OBJECTED.includes(state) ? withReason : refused(`against ${state} there is nothing to object`);
  if (state === 'DISPUTED') return to === disputedFrom ? withReason : refused(`a ruling ends in ${disputedFrom} or EXEMPT`);
  if (state === 'UNREGISTERED' && to === 'NOTIFIED') return allowed;
  if ((isWarned(state) || state === 'REFERRED') && to === warnedFrom) return withReason;
  if (termOf(rule, state).next !== to) return refused(whyNot(standing, to, rule));
  return isOverdue(standing, now) ? allowed : refused(untilWhen(standing));
}

/** Where somebody could move it now. */
export function possibleMoves(standing: Standing, rule: ComplianceRule, now: Date): ComplianceState[] {
  return COMPLIANCE_STATES.filter((to) => judgeMove(standing, to, rule, now).kind === 'allowed');
}

const allowed: MoveJudgement = { kind: 'allowed', needsReason: false };
const withReason: MoveJudgement = { kind: 'allowed', needsReason: true };

function refused(why: string): MoveJudgement {
  return { kind: 'refused', why };
}

function untilWhen({ state, deadlineAt }: Standing): string {
  return deadlineAt === null ? `${state} has no deadline` : `its time as ${state} runs until ${deadlineAt.toISOString()}`;
}

function whyNot({ state }: Standing, to: ComplianceState, rule: ComplianceRule): string {
  if (to === 'DECLARED' || to === 'VERIFIED') return `${to} follows from its declaration alone`;
  if (to === 'INTEGRATED' || to === 'LAPSED') return `${to} follows from measurement alone`;
  const { next } = termOf(rule, state);
  return next === null ? `${state} is not followed by ${to}` : `${state} is followed by ${next}, not by ${to}`;
}
