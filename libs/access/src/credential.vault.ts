import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';

/** The event after a credential was stored; the id is its name. */
export const CREDENTIAL_CHANGED = 'credential.changed';

const KEY_VERSION = 1;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Why the sealing key cannot be used, in words that say what to do. */
export class SealingKeyError extends Error {}

/** The key of NADI_SECRET_KEY, of its file, or of a file made at the first start. */
export function loadSealingKey(settings: { key: string | null; file: string | null; dataDir: string }): Buffer {
  if (settings.key !== null) return Buffer.from(settings.key, 'hex');
  const path = settings.file ?? join(settings.dataDir, 'secret.key');
  if (!existsSync(path)) {
    if (settings.file !== null) throw new SealingKeyError(`NADI_SECRET_KEY_FILE: ${path} does not exist`);
    mkdirSync(settings.dataDir, { recursive: true });
    writeFileSync(path, randomBytes(KEY_BYTES).toString('hex'), { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  }
  if ((statSync(path).mode & 0o077) !== 0) throw new SealingKeyError(`${path} may be read by others: chmod 600 it`);
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new SealingKeyError(`${path} must hold 64 hexadecimal digits`);
  return Buffer.from(text, 'hex');
}

/**
 * Named credentials of devices, sealed with AES-256-GCM. The name and the key's version are authenticated with each, so that a
 * sealed value copied to another row does not open there.
 */
export class CredentialVault {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly key: Buffer,
  ) {}

  async put(name: string, credential: object): Promise<void> {
    const sealed = seal(this.key, name, Buffer.from(JSON.stringify(credential)));
    await this.transactor.manager.query(
      `INSERT INTO credential (name, key_version, sealed, changed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (name) DO UPDATE SET key_version = excluded.key_version, sealed = excluded.sealed, changed_at = excluded.changed_at`,
      [name, KEY_VERSION, sealed, this.clock.now()],
    );
  }

  /** The credential, or null where none of that name is stored. Throws where the key is not the one that sealed it. */
  async open(name: string): Promise<object | null> {
    const [row] = (await this.transactor.manager.query('SELECT sealed FROM credential WHERE name = $1', [name])) as { sealed: Buffer }[];
    if (!row) return null;
    const plain = unseal(this.key, name, row.sealed);
    if (plain === null) throw new SealingKeyError(`credential ${JSON.stringify(name)} was sealed with another key, or was tampered with`);
    return JSON.parse(plain.toString()) as object;
  }

  async names(): Promise<string[]> {
    return ((await this.transactor.manager.query('SELECT name FROM credential ORDER BY name')) as { name: string }[]).map(
      ({ name }) => name,
    );
  }
}

function boundTo(name: string): Buffer {
  return Buffer.from(`credential.sealed:${name}:${KEY_VERSION}`);
}

function seal(key: Buffer, name: string, plain: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(name));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Null where the key, the name or any bit is not as it was. */
function unseal(key: Buffer, name: string, sealed: Buffer): Buffer | null {
  if (sealed.length < IV_BYTES + TAG_BYTES) return null;
  // A shorter tag would be accepted, and could be guessed.
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES }).setAAD(boundTo(name));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const plain = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return null;
  }
}
