import { createHash, timingSafeEqual } from 'node:crypto';

/** Holds a request's `Authorization: Bearer …` (RFC 6750) against the token, in a time that tells nothing about either. */
export function bearsToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  // Digests have one length whatever was sent, and comparing them leaks nothing of the token.
  return timingSafeEqual(digest(given), digest(token)) && given !== '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
