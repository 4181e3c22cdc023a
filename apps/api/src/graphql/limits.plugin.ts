import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { measureOperation } from './operation.measure.js';
import { type OperationLimits, refusalByLimits, refusalByPermission } from './operation.limits.js';
import type { CostLimit } from '../http/cost.limit.js';
import { rateLimited } from './graphql.errors.js';
import type { RequestContext } from './request.context.js';

/** Measures each operation after it was checked and before any of it runs, refuses what is too much, and tells the figures. */
export function limitsPlugin(limits: OperationLimits, costs: CostLimit): ApolloServerPlugin<RequestContext> {
  let schema: GraphQLSchema;
  return {
    serverWillStart: async (service) => {
      schema = service.schema;
    },
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, request, contextValue }) => {
        if (!operation) return;
        const measure = measureOperation(schema, document, operation, request.variables ?? {});
        contextValue.measure = measure;
        const refusal = refusalByPermission(measure, contextValue.viewer) ?? refusalByLimits(measure, limits);
        if (refusal) throw refusal;
        const seconds = await costs.secondsToWait(contextValue.counted, measure.cost);
        if (seconds !== null) throw rateLimited(seconds);
        await contextValue.settle(measure);
      },
      willSendResponse: async ({ response, contextValue }) => {
        if (response.body.kind !== 'single' || !contextValue.measure) return;
        const { cost, depth } = contextValue.measure;
        response.body.singleResult.extensions = { ...response.body.singleResult.extensions, limits: { cost, depth } };
      },
    }),
  };
}
