import type { KeyRing } from './key.ring.js';
import { type Binding, type Opened, Sealing } from './sealing.js';

/** Seals what accounts keep (the secrets of authenticators), bound to the account: copied to another row it does not open. */
export class AccountSealing {
  private readonly sealing: Sealing;

  constructor(ring: KeyRing) {
    this.sealing = new Sealing(ring);
  }

  seal(account: string, plain: Buffer): Buffer {
    return this.sealing.seal(bindingOfAccount(account), plain);
  }

  /** Null where no key, or another account, sealed it. */
  open(account: string, sealed: Buffer): Opened | null {
    return this.sealing.open(bindingOfAccount(account), sealed);
  }
}

export function bindingOfAccount(account: string): Binding {
  return { what: `account.totp:${account}`, before: `account.totp:${account}` };
}
