import type { GraphQLError } from 'graphql';
import { badInput } from './graphql.errors.js';
import type { OperationMeasure } from './operation.measure.js';

/** Of which instant a whole operation is. */
export type AsOfChoice =
  { readonly kind: 'now' } | { readonly kind: 'past'; readonly at: Date } | { readonly kind: 'refused'; readonly error: GraphQLError };

/**
 * One operation is of one instant. Else an object could be reached as it was by one path and as it is by another, and nobody who reads
 * the answer could tell which.
 */
export function asOfChoice({ instants, unrecorded }: Pick<OperationMeasure, 'instants' | 'unrecorded'>): AsOfChoice {
  const [first, ...others] = instants;
  const instant = [first, ...others].find((each) => each !== 'now');
  if (instant === undefined) return { kind: 'now' };
  if (others.length > 0) {
    const told = instants.has('now') ? 'given to some root fields only' : `of ${instants.size} different instants`;
    return refused(`is ${told}; one operation is of one instant`);
  }
  if (unrecorded.length > 0) return refused(`cannot be told for ${unrecorded.join(', ')}: their past is not recorded`);
  return { kind: 'past', at: new Date(instant) };
}

function refused(reason: string): AsOfChoice {
  return { kind: 'refused', error: badInput('asOf', reason) };
}
