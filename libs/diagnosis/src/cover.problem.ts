/**
 * The smallest choice that covers everything: each obligation names choices of which at least one must be taken; a limit names
 * slots that must not all be filled. Choices are numbered in the order in which equal ones are preferred.
 */
export interface CoverProblem {
  /** Per obligation, the choices that fulfil it, ascending. */
  readonly obligations: readonly (readonly number[])[];
  readonly choiceCount: number;
  /** Per limit, how many slots it has. */
  readonly limitSlots: readonly number[];
  /** Per choice, the slots that it fills. */
  readonly fills: readonly (readonly (readonly [limit: number, slot: number])[])[];
}

export interface Cover {
  readonly chosen: readonly number[];
  /** False if the search was given up before it was certain that no smaller choice does. */
  readonly isMinimal: boolean;
}
