import type { Registrar } from '@app/registration';
import { actorOf, type RequestContext } from '../graphql/request.context.js';

/** A viewer as the registration room wants to know them: what they see is what the readers of their request show. */
export function registrarOf(context: RequestContext): Registrar {
  return {
    name: actorOf(context),
    isReviewer: context.viewer?.permissions.has('registration:review') ?? false,
    async sees(codes) {
      const places = await context.readers.places.byCodes(codes.filter((code) => !code.includes('\u0000')));
      return new Set(places.map(({ code }) => code));
    },
    seesOwners: (codes) => context.readers.places.knownOwners(codes.filter((code) => !code.includes('\u0000'))),
  };
}
