import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { isOwnOrigin } from '../sign-on/own.origin.js';

const METHODS = 'GET, POST';
const HEADERS = 'authorization, content-type, x-nadi-purpose, x-nadi-case';
const MAX_AGE_SECONDS = '600';

/**
 * Pages of the origins that were named may ask with a bearer token; a cookie of ours is never let along (no allow-credentials). Others
 * are answered as programs are, without leave for their page to read it; what needs leave beforehand is refused.
 */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins);
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('origin');
    const isAllowed = origin !== undefined && allowed.has(origin);
    if (isAllowed) {
      response.set('access-control-allow-origin', origin);
      response.set('access-control-expose-headers', 'retry-after, content-disposition');
      response.set('cross-origin-resource-policy', 'cross-origin');
    }
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return next();
    if (!isAllowed) return response.status(403).end();
    response.set({
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': HEADERS,
      'access-control-max-age': MAX_AGE_SECONDS,
    });
    return response.status(204).end();
  };
}

/** Whether a WebSocket may be opened: by a program, or by a page of ours or of an origin that was named. */
export function mayOpenSocket(headers: IncomingHttpHeaders, origins: readonly string[], publicOrigin: string | null): boolean {
  const { origin } = headers;
  return origin === undefined || isOwnOrigin(headers, publicOrigin) || origins.includes(origin);
}
