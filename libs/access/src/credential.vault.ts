import type { Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { type KeyRing, SealingKeyError } from './key.ring.js';
import { type Binding, HOLD_SEALING, Sealing } from './sealing.js';

/** The event after a credential was stored; the id is its name. */
export const CREDENTIAL_CHANGED = 'credential.changed';

/** The way of sealing that the column tells of; which key it was, the value itself says. */
const WAY = 2;

/** Named credentials of devices, sealed: a sealed value copied to another row does not open there. */
export class CredentialVault {
  private readonly sealing: Sealing;

  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    ring: KeyRing,
  ) {
    this.sealing = new Sealing(ring);
  }

  put(name: string, credential: object): Promise<void> {
    return this.transactor.run(async () => {
      const sql = this.transactor.manager;
      await sql.query(HOLD_SEALING);
      const sealed = this.sealing.seal(bindingOfCredential(name), Buffer.from(JSON.stringify(credential)));
      await sql.query(
        `INSERT INTO credential (name, key_version, sealed, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO UPDATE SET key_version = excluded.key_version, sealed = excluded.sealed, changed_at = excluded.changed_at`,
        [name, WAY, sealed, this.clock.now()],
      );
    });
  }

  /** The credential, or null where none of that name is stored. Throws where no key of the ring sealed it. */
  async open(name: string): Promise<object | null> {
    const [row] = (await this.transactor.manager.query('SELECT sealed FROM credential WHERE name = $1', [name])) as { sealed: Buffer }[];
    if (!row) return null;
    const opened = this.sealing.open(bindingOfCredential(name), row.sealed);
    if (opened === null) throw new SealingKeyError(`credential ${JSON.stringify(name)} was sealed with another key, or was tampered with`);
    return JSON.parse(opened.plain.toString()) as object;
  }

  async names(): Promise<string[]> {
    return ((await this.transactor.manager.query('SELECT name FROM credential ORDER BY name')) as { name: string }[]).map(
      ({ name }) => name,
    );
  }
}

export function bindingOfCredential(name: string): Binding {
  return { what: `credential.sealed:${name}`, before: `credential.sealed:${name}:1` };
}
