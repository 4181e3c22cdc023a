import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing, SealingKey } from './key.ring.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const ID_BYTES = 4;
/** How a sealed value begins that names its key. Before, none did: such a value begins with its random vector. */
const NAMED = 0x02;
const HEAD_BYTES = 1 + ID_BYTES;

export interface Opened {
  readonly plain: Buffer;
  /** Whether it should be sealed again: by a former key, or in a former way. */
  readonly isOld: boolean;
}

/** What a sealed value is bound to, so that copied to another row or purpose it does not open. */
export interface Binding {
  readonly what: string;
  /** What it was bound to before values named their keys. */
  readonly before: string;
}

/**
 * Seals with AES-256-GCM (NIST SP 800-38D): a random vector of 96 bits, a tag of 128, so that one key is good for 2^32 values. The first
 * key of the ring seals; all open. A value is [0x02, key id, vector, tag, text]; what was written before has no [0x02, key id].
 */
export class Sealing {
  constructor(private readonly ring: KeyRing) {}

  seal({ what }: Binding, plain: Buffer): Buffer {
    const key = this.ring.current();
    const head = headOf(key.id);
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(Buffer.concat([head, Buffer.from(what)]));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([head, iv, cipher.getAuthTag(), body]);
  }

  /** Null where no key of the ring sealed it, or it is bound to something else, or any bit is not as it was. */
  open({ what, before }: Binding, sealed: Buffer): Opened | null {
    const keys = this.ring.keys();
    const id = keyIdOf(sealed);
    const named = keys.findIndex((key) => key.id === id);
    if (named >= 0) {
      const plain = openWith(keys[named], sealed.subarray(HEAD_BYTES), Buffer.concat([headOf(keys[named].id), Buffer.from(what)]));
      if (plain) return { plain, isOld: named > 0 };
    }
    for (const key of keys) {
      const plain = openWith(key, sealed, Buffer.from(before));
      if (plain) return { plain, isOld: true };
    }
    return null;
  }
}

/** Whoever seals and keeps it holds this until the commit: former keys are taken away only when nobody does. */
export const HOLD_SEALING = `SELECT pg_advisory_xact_lock_shared(hashtext('nadi.sealing'))`;
export const HOLD_KEYS = `SELECT pg_advisory_xact_lock(hashtext('nadi.sealing'))`;

/** How values sealed by this key begin. */
export function headOf(keyId: string): Buffer {
  return Buffer.concat([Buffer.from([NAMED]), Buffer.from(keyId, 'hex')]);
}

/** The id of the key that a value names; null: it names none. */
export function keyIdOf(sealed: Buffer): string | null {
  return sealed.length > HEAD_BYTES && sealed[0] === NAMED ? sealed.subarray(1, HEAD_BYTES).toString('hex') : null;
}

function openWith({ bytes }: SealingKey, sealed: Buffer, bound: Buffer): Buffer | null {
  if (sealed.length < IV_BYTES + TAG_BYTES) return null;
  // A shorter tag would be accepted, and could be guessed.
  const decipher = createDecipheriv('aes-256-gcm', bytes, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES }).setAAD(bound);
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const plain = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return null;
  }
}
