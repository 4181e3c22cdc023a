import type { SignOnResult } from '@app/access';
import type { Request, Response } from 'express';
import type { SignOnEvent } from './doorkeeper.js';

/** Refusals have the shape of GraphQL errors, as everywhere: clients parse them as such. */
export function refuse(response: Response, status: number, code: string, message: string): void {
  response
    .status(status)
    .set('cache-control', 'no-store')
    .json({ errors: [{ message, extensions: { code } }] });
}

export const NOT_OURS = 'the request needs the header x-nadi-csrf, and must come from a page of this server';

/** One answer for each way of not getting in: what was wrong is told to nobody. */
export function refuseSignOn(response: Response, result: Exclude<SignOnResult, { kind: 'signed-on' }>): void {
  switch (result.kind) {
    case 'refused':
      return refuse(response, 401, 'UNAUTHENTICATED', 'the name, the password or the code is not right');
    case 'wait':
      response.set('retry-after', String(result.seconds));
      return refuse(response, 429, 'TOO_MANY_ATTEMPTS', `too many failed tries: wait ${result.seconds} s`);
    case 'new-password-needed':
      return refuse(response, 403, 'NEW_PASSWORD_NEEDED', result.reason);
    case 'busy':
      response.set('retry-after', '1');
      return refuse(response, 503, 'BUSY', 'too many people sign on at once: try again');
  }
}

/** Express knows it, also behind a proxy that is trusted. */
export function addressOf({ ip, socket }: Request): string {
  return ip ?? socket.remoteAddress ?? '';
}

export function eventOf(
  action: SignOnEvent['action'],
  outcome: SignOnEvent['outcome'],
  name: string,
  request: Request,
  means: SignOnEvent['means'] = 'PASSWORD',
): SignOnEvent {
  return { action, outcome, name: name.replaceAll(/\p{C}/gu, '').slice(0, 128), means, address: addressOf(request) };
}
