import { createHash } from 'node:crypto';

/** What is kept of a secret that is random enough to need no slow hash. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
