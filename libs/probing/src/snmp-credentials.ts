import type { SnmpCredential } from '@app/snmp';

export type OpenCredential = (name: string) => Promise<SnmpCredential | null>;

/** The secrets in use, opened once each and forgotten at the next assignment, since they may have been changed with it. */
export class SnmpCredentials {
  private opened = new Map<string, Promise<SnmpCredential | null>>();

  constructor(
    private readonly open: OpenCredential,
    private readonly fallback: SnmpCredential | null,
  ) {}

  /** Rejects where the store of secrets cannot be asked; that is not kept, so the next turn asks it again. */
  async find(name: string | null): Promise<SnmpCredential | null> {
    if (name === null) return this.fallback;
    const { opened } = this;
    let credential = opened.get(name);
    if (!credential) {
      credential = this.open(name);
      opened.set(name, credential);
    }
    try {
      return await credential;
    } catch (error) {
      opened.delete(name);
      throw error;
    }
  }

  forget(): void {
    this.opened = new Map();
  }
}
