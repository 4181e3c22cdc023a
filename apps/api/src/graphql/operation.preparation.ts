import type { Viewer } from '@app/access';
import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import { apiError } from './graphql.errors.js';
import { measureOperation, type OperationMeasure } from './operation.measure.js';
import { type OperationLimits, refusalByLimits, refusalByPermission } from './operation.limits.js';

export type Preparation =
  | { readonly kind: 'ready'; readonly document: DocumentNode; readonly measure: OperationMeasure }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[] };

/** For WebSockets what Apollo and limitsPlugin do for HTTP: parse, check and measure an operation before any of it runs. */
export function prepareOperation(
  schema: GraphQLSchema,
  payload: {
    readonly query: string;
    readonly operationName?: string | null | undefined;
    readonly variables?: Record<string, unknown> | null | undefined;
  },
  viewer: Viewer | null,
  limits: OperationLimits,
): Preparation {
  let document: DocumentNode;
  try {
    document = parse(payload.query, { maxTokens: limits.maxTokens });
  } catch (error) {
    return { kind: 'refused', errors: [error instanceof GraphQLError ? error : apiError('BAD_USER_INPUT', 'query is no text')] };
  }
  const faults = validate(schema, document);
  if (faults.length > 0) return { kind: 'refused', errors: faults };
  const operation = getOperationAST(document, payload.operationName);
  if (!operation) return { kind: 'refused', errors: [apiError('BAD_USER_INPUT', 'operationName names no operation of the query')] };
  const measure = measureOperation(schema, document, operation, payload.variables ?? {});
  const refusal = refusalByPermission(measure, viewer) ?? refusalByLimits(measure, limits);
  return refusal ? { kind: 'refused', errors: [refusal] } : { kind: 'ready', document, measure };
}
