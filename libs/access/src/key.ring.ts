import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const KEY_BYTES = 32;
const ID_BYTES = 4;
const MOST_KEYS = 20;
const HEX = /^[0-9a-fA-F]{64}$/;

/** Why the sealing key cannot be used, in words that say what to do. */
export class SealingKeyError extends Error {}

/** A key of AES-256-GCM, and a name that tells nothing of it. */
export interface SealingKey {
  /** 8 hexadecimal digits. */
  readonly id: string;
  readonly bytes: Buffer;
}

export function sealingKey(bytes: Buffer): SealingKey {
  if (bytes.length !== KEY_BYTES) throw new SealingKeyError(`a sealing key has ${KEY_BYTES} bytes`);
  return { id: createHmac('sha256', bytes).update('nadi sealing key id').digest().subarray(0, ID_BYTES).toString('hex'), bytes };
}

/** The keys that open what is sealed; the first one seals. */
export abstract class KeyRing {
  /** As they are now: a ring may change while the process runs. */
  abstract keys(): readonly [SealingKey, ...SealingKey[]];

  current(): SealingKey {
    return this.keys()[0];
  }
}

export class FixedKeyRing extends KeyRing {
  private readonly held: readonly [SealingKey, ...SealingKey[]];

  constructor(...keys: readonly [Buffer, ...Buffer[]]) {
    super();
    this.held = keys.map(sealingKey) as [SealingKey, ...SealingKey[]];
  }

  override keys(): readonly [SealingKey, ...SealingKey[]] {
    return this.held;
  }
}

/**
 * The keys of a file, one a line, the current one first. A file that was changed is read again at the next use, so a key is replaced
 * while processes run; where it cannot be read then, what was read before goes on.
 */
export class FileKeyRing extends KeyRing {
  private held: readonly [SealingKey, ...SealingKey[]];
  private mark: string;

  constructor(readonly path: string) {
    super();
    this.mark = markOf(path);
    this.held = readKeys(path);
  }

  override keys(): readonly [SealingKey, ...SealingKey[]] {
    try {
      const mark = markOf(this.path);
      if (mark !== this.mark) {
        this.held = readKeys(this.path);
        this.mark = mark;
      }
    } catch {
      // It is being replaced, or was spoilt: whoever starts anew is told.
    }
    return this.held;
  }

  /** Puts a new key before the others; all at once, so that no reader sees half of it. */
  addNew(): SealingKey {
    const key = sealingKey(randomBytes(KEY_BYTES));
    this.write([key, ...readKeys(this.path)]);
    return key;
  }

  /** Leaves the current key alone in the file. */
  keepCurrentOnly(): void {
    this.write([readKeys(this.path)[0]]);
  }

  private write(keys: readonly SealingKey[]): void {
    if (keys.length > MOST_KEYS)
      throw new SealingKeyError(`${this.path} would hold more than ${MOST_KEYS} keys: take those away that seal nothing`);
    const path = `${this.path}.${randomBytes(ID_BYTES).toString('hex')}`;
    writeFileSync(path, keys.map(({ bytes }) => `${bytes.toString('hex')}\n`).join(''), { mode: 0o600, flag: 'wx' });
    renameSync(path, this.path);
  }
}

export interface KeySettings {
  readonly key: string | null;
  /** Keys that sealed earlier, beside `key`. */
  readonly former: readonly string[];
  readonly file: string | null;
  readonly dataDir: string;
}

/** The keys of NADI_SECRET_KEY and NADI_FORMER_SECRET_KEYS, of their file, or of a file made at the first start. */
export function openKeyRing({ key, former, file, dataDir }: KeySettings): KeyRing {
  if (key !== null) return new FixedKeyRing(fromHex(key), ...former.map(fromHex));
  if (former.length > 0)
    throw new SealingKeyError('NADI_FORMER_SECRET_KEYS stands beside NADI_SECRET_KEY; a file holds its former keys itself, a line each');
  const path = file ?? join(dataDir, 'secret.key');
  if (!existsSync(path)) {
    if (file !== null) throw new SealingKeyError(`NADI_SECRET_KEY_FILE: ${path} does not exist`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, randomBytes(KEY_BYTES).toString('hex'), { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  }
  return new FileKeyRing(path);
}

function fromHex(text: string): Buffer {
  if (!HEX.test(text)) throw new SealingKeyError('a sealing key is 64 hexadecimal digits');
  return Buffer.from(text, 'hex');
}

function markOf(path: string): string {
  const { mtimeMs, size, ino } = statSync(path);
  return `${mtimeMs} ${size} ${ino}`;
}

function readKeys(path: string): [SealingKey, ...SealingKey[]] {
  if ((statSync(path).mode & 0o077) !== 0) throw new SealingKeyError(`${path} may be read by others: chmod 600 it`);
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0 || lines.length > MOST_KEYS || !lines.every((line) => HEX.test(line)))
    throw new SealingKeyError(`${path} must hold 64 hexadecimal digits a line, the current key first, at most ${MOST_KEYS} lines`);
  const keys = lines.map((line) => sealingKey(Buffer.from(line, 'hex')));
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new SealingKeyError(`${path} holds a key twice`);
  return keys as [SealingKey, ...SealingKey[]];
}
