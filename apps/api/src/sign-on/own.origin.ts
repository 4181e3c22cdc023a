import type { IncomingHttpHeaders } from 'node:http';

/** Any value does: a page of another origin cannot send it without being asked for leave, which it does not get. */
export const CSRF_HEADER = 'x-nadi-csrf';

/** Whether a page of ours, or a program, sends this: cookies come along with what any page in the browser sends. */
export function isOwnRequest(headers: IncomingHttpHeaders, publicOrigin: string | null): boolean {
  if (headers[CSRF_HEADER] === undefined) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return headers.origin === undefined || isOwnOrigin(headers, publicOrigin);
}

/** A WebSocket carries no header of ours, but browsers always say where it comes from. */
export function isOwnOrigin({ origin, host }: IncomingHttpHeaders, publicOrigin: string | null): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.origin === publicOrigin || (host !== undefined && /^https?:$/.test(from.protocol) && from.host === host.toLowerCase());
}
