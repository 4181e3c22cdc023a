import { createHash } from 'node:crypto';

/** RFC 3414 appendix A.2: the password is repeated to a megabyte before it is hashed. */
const STRETCHED_BYTES = 1024 * 1024;
/** Passwords in use; a fleet has a handful, whoever has more pays for the oldest again. */
const MAX_PASSWORDS = 256;

/**
 * Makes localized keys of passwords (RFC 3414 section 2.6). The slow half depends on the password alone, so it is kept; the half that
 * depends on the engine costs microseconds and is not, since whoever answers chooses the engine and could fill a cache without end.
 */
export class KeyDerivation {
  private readonly digests = new Map<string, Buffer>();

  localize(hash: string, password: string, engineId: Buffer): Buffer {
    const digest = this.digest(hash, password);
    return createHash(hash).update(digest).update(engineId).update(digest).digest();
  }

  private digest(hash: string, password: string): Buffer {
    const key = `${hash} ${password}`;
    const kept = this.digests.get(key);
    if (kept) return kept;
    const digest = createHash(hash).update(Buffer.alloc(STRETCHED_BYTES, password)).digest();
    if (this.digests.size >= MAX_PASSWORDS) this.digests.delete(this.digests.keys().next().value as string);
    this.digests.set(key, digest);
    return digest;
  }
}
