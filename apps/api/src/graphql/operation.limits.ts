import type { Viewer } from '@app/access';
import type { GraphQLError } from 'graphql';
import { apiError } from './graphql.errors.js';
import type { OperationMeasure } from './operation.measure.js';

/** The bounds of one operation; each is a setting. */
export interface OperationLimits {
  readonly maxDepth: number;
  readonly maxCost: number;
  readonly maxAliases: number;
  /** Tokens of the query text, counted while parsing, so that no larger text is ever held. */
  readonly maxTokens: number;
  readonly timeoutMs: number;
}

export const DEFAULT_LIMITS: OperationLimits = { maxDepth: 8, maxCost: 5_000, maxAliases: 30, maxTokens: 4_000, timeoutMs: 15_000 };

/** Null if the operation may run. The refusal tells every figure, so a client sees how far off it was. */
export function refusalByLimits(measure: OperationMeasure, limits: OperationLimits): GraphQLError | null {
  const figures = { depth: measure.depth, cost: measure.cost, aliases: measure.aliases };
  if (measure.depth > limits.maxDepth)
    return apiError('TOO_DEEP', `the operation is ${measure.depth} levels deep; allowed are ${limits.maxDepth}`, 400, figures);
  if (measure.cost > limits.maxCost)
    return apiError('TOO_COSTLY', `the operation costs ${measure.cost}; allowed are ${limits.maxCost}`, 400, figures);
  if (measure.aliases > limits.maxAliases)
    return apiError('TOO_MANY_ALIASES', `the operation has ${measure.aliases} aliases; allowed are ${limits.maxAliases}`, 400, figures);
  return null;
}

/** Null if this viewer may ask for every selected field; a type reached by any path wants the same permission and reach. */
export function refusalByPermission(
  measure: OperationMeasure,
  viewer: Pick<Viewer, 'permissions' | 'jurisdiction'> | null,
): GraphQLError | null {
  if (measure.unsigned.length > 0) return apiError('FORBIDDEN', `not allowed: ${measure.unsigned.join(', ')}`, 403);
  if (measure.isPublic) return null;
  if (!viewer) return apiError('UNAUTHENTICATED', 'a valid bearer token is needed: Authorization: Bearer …', 401);
  const permissions: ReadonlySet<string> = viewer.permissions;
  const missing = [...measure.permissions].filter((permission) => !permissions.has(permission)).sort();
  if (missing.length > 0) return apiError('FORBIDDEN', `permission missing: ${missing.join(', ')}`, 403);
  if (viewer.jurisdiction.kind === 'ALL' || measure.whole.length === 0) return null;
  return apiError('FORBIDDEN', `told to those alone who may see the whole network: ${[...measure.whole].sort().join(', ')}`, 403);
}
