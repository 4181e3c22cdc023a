import type { BuildingFacts } from './building.facts.js';
import type { ComplianceState, MoveCause } from './compliance.state.js';

/** One move of a building, with what was known of it then. */
export interface ComplianceMove {
  readonly building: string;
  /** Counts the moves of its building, from 1 on. */
  readonly version: number;
  readonly from: ComplianceState;
  readonly to: ComplianceState;
  readonly at: Date;
  readonly cause: MoveCause;
  readonly by: string;
  readonly reason: string | null;
  /** The number of the letter. */
  readonly reference: string | null;
  /** The letter as it was made then. */
  readonly letter: string | null;
  readonly deadlineAt: Date | null;
  readonly evidence: MoveEvidence;
  readonly ruleVersion: string;
}

/** What was known of a building when it moved. Times are camera-seconds. */
export type MoveEvidence = Omit<BuildingFacts, 'declaredAt'> & { readonly declaredAt: string | null };

export function evidenceOf({ declaredAt, ...facts }: BuildingFacts): MoveEvidence {
  return { ...facts, declaredAt: declaredAt?.toISOString() ?? null };
}
