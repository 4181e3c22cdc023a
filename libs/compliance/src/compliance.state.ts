/** Where a building stands; the words are of this product, no law fixes them. */
export const COMPLIANCE_STATES = [
  'EXEMPT',
  'UNREGISTERED',
  'NOTIFIED',
  'DECLARED',
  'VERIFIED',
  'INTEGRATED',
  'LAPSED',
  'WARNED_1',
  'WARNED_2',
  'WARNED_3',
  'REFERRED',
  'DISPUTED',
] as const;
export type ComplianceState = (typeof COMPLIANCE_STATES)[number];

/** What made a building move: people, or what was declared, verified or measured of it. */
export const MOVE_CAUSES = ['PERSON', 'DECLARATION', 'VERIFICATION', 'MEASUREMENT'] as const;
export type MoveCause = (typeof MOVE_CAUSES)[number];

/** Where one building stands, and what is needed to move it on. */
export interface Standing {
  readonly state: ComplianceState;
  /** Null: nobody ever moved it. */
  readonly since: Date | null;
  /** By when it should have left the state; null: whenever. */
  readonly deadlineAt: Date | null;
  /** Whether its owner was ever written to. */
  readonly wasNotified: boolean;
  /** The state in which the first of its present warnings met it. */
  readonly warnedFrom: ComplianceState | null;
  /** The state that an objection stopped, and how much of its time was left, milliseconds; null: it had no deadline. */
  readonly disputedFrom: ComplianceState | null;
  readonly leftMs: number | null;
}

export const NEVER_MOVED: Standing = {
  state: 'UNREGISTERED',
  since: null,
  deadlineAt: null,
  wasNotified: false,
  warnedFrom: null,
  disputedFrom: null,
  leftMs: null,
};

export const WARNINGS = ['WARNED_1', 'WARNED_2', 'WARNED_3'] as const satisfies readonly ComplianceState[];

export function isWarned(state: ComplianceState): boolean {
  return (WARNINGS as readonly ComplianceState[]).includes(state);
}

export function isOverdue({ deadlineAt }: Pick<Standing, 'deadlineAt'>, now: Date): boolean {
  return deadlineAt !== null && deadlineAt.getTime() <= now.getTime();
}
