import type { ComplianceState } from './compliance.state.js';

/** Where a rule was taken from. Nothing is asserted as law: `isRead` says whether somebody read the text itself. */
export interface RuleSource {
  readonly title: string;
  readonly url: string | null;
  readonly isRead: boolean;
  readonly note: string | null;
}

/** How much of what was measured must have been reachable, and over which time. */
export interface Share {
  /** Of the time that was measured, 0 to 1. */
  readonly ratio: number;
  readonly overMs: number;
}

/** How long a state may last, and what people may do when it lasted longer. */
export interface StateTerm {
  readonly deadlineMs: number | null;
  readonly next: ComplianceState | null;
}

/** One version of the rules, with all that it takes over from others. */
export interface ComplianceRule {
  readonly version: string;
  readonly effectiveFrom: Date;
  readonly sources: readonly RuleSource[];
  /** The share of the declared cameras that makes a building VERIFIED. */
  readonly verifiedRatio: number;
  readonly integrated: Share;
  readonly lapsed: Share;
  /** Over which time the share of `integrated` ends a lapse. */
  readonly repairedOverMs: number;
  /** So much of the time must have been measured for anything to follow from it. */
  readonly knownRatio: number;
  /** Whether a power cut counts against the owner. */
  readonly countsPower: boolean;
  readonly terms: ReadonlyMap<ComplianceState, StateTerm>;
  /** The Mustache template of the letter that goes with a move into a state. */
  readonly letters: ReadonlyMap<ComplianceState, string>;
  readonly timeZone: string;
  /** Names of cities and districts by their codes (Kemendagri), for reports. */
  readonly regions: ReadonlyMap<string, string>;
}

/** All versions, by the instant from which they hold. */
export class RuleBook {
  constructor(readonly rules: readonly ComplianceRule[]) {}

  /** The rule in force then; before the first, the first. */
  at(instant: Date): ComplianceRule {
    const held = this.rules.filter(({ effectiveFrom }) => effectiveFrom.getTime() <= instant.getTime());
    return held.at(-1) ?? this.rules[0];
  }
}

export function termOf(rule: ComplianceRule, state: ComplianceState): StateTerm {
  return rule.terms.get(state) ?? { deadlineMs: null, next: null };
}

/** Since when camera time counts for what is judged at an instant. */
export function windowsOf(rule: ComplianceRule, at: Date): Readonly<Record<'integrated' | 'lapsed' | 'repaired', Date>> {
  const before = (ms: number) => new Date(at.getTime() - ms);
  return { integrated: before(rule.integrated.overMs), lapsed: before(rule.lapsed.overMs), repaired: before(rule.repairedOverMs) };
}
