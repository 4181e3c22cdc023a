import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what accounts keep (the secrets of authenticators) with AES-256-GCM, bound to the account and to its purpose: copied to another
 * row it does not open. The first key seals; all open, so that a key is replaced while sign-on goes on.
 */
export class AccountSealing {
  constructor(private readonly keys: readonly [Buffer, ...Buffer[]]) {}

  seal(account: string, plain: Buffer): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keys[0], iv).setAAD(boundTo(account));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  }

  /** Null where no key, or another account, sealed it. `isOld`: by a key that is to be replaced. */
  open(account: string, sealed: Buffer): { readonly plain: Buffer; readonly isOld: boolean } | null {
    for (const [place, key] of this.keys.entries()) {
      const plain = openWith(key, account, sealed);
      if (plain) return { plain, isOld: place > 0 };
    }
    return null;
  }
}

function openWith(key: Buffer, account: string, sealed: Buffer): Buffer | null {
  if (sealed.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES }).setAAD(
    boundTo(account),
  );
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const plain = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return null;
  }
}

function boundTo(account: string): Buffer {
  return Buffer.from(`account.totp:${account}`);
}
