import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../graphql/request.context.js';
import { notRecorded, type OperationAudit } from './operation.audit.js';

/** Holds an answer back until it is recorded what it shows; what cannot be recorded does not leave. */
export function auditPlugin(audit: OperationAudit): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response, contextValue, operation }) => {
        const { body, http } = response;
        if (body.kind !== 'single') throw new Error('answers leave whole');
        const name = { type: operation?.operation ?? 'unknown', name: operation?.name?.value ?? null };
        try {
          await audit.answer(contextValue, name, body.singleResult.errors);
        } catch {
          const { message, extensions } = notRecorded();
          http.status = 503;
          body.singleResult = { errors: [{ message, extensions: { code: extensions['code'] } }] };
        }
      },
    }),
  };
}
