import { jest } from '@jest/globals';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessService, CredentialVault, FixedKeyRing, openKeyRing, SealingKeyError } from '@app/access';
import { SignOn1795801500000 } from '../libs/access/src/migrations/1795801500000-sign-on.js';
import { startTestDatabase, temporaryFolder, type TestDatabase } from './support/database.js';

jest.setTimeout(30_000);

let nadi: TestDatabase;
beforeAll(async () => {
  nadi = await startTestDatabase();
});
afterAll(() => nadi.stop());
beforeEach(() => nadi.clear());

describe('a token', () => {
  const access = () => new AccessService(nadi.transactor, nadi.clock);

  it('opens what the role of its account may, until it is revoked', async () => {
    const token = await access().issueToken('budi', 'trace-officer');
    expect(await access().viewerOf(token)).toMatchObject({
      name: 'budi',
      role: 'trace-officer',
      permissions: new Set(['inventory:read', 'outage:read']),
    });
    expect(await access().revoke(token)).toBe(true);
    expect(await access().viewerOf(token)).toBeNull();
    expect(await access().revoke(token)).toBe(false);
  });

  it('ends at its hour', async () => {
    const token = await access().issueToken('budi', 'engineer', new Date(nadi.clock.now().getTime() + 1_000));
    expect(await access().viewerOf(token)).not.toBeNull();
    nadi.clock.advance(1_000);
    expect(await access().viewerOf(token)).toBeNull();
  });

  it.each(['', 'nadi_', 'nadi_unknown', '\u0000', 'x'.repeat(100_000)])('that nobody issued opens nothing', async (token) => {
    expect(await access().viewerOf(token)).toBeNull();
  });

  it('stands nowhere in the tables, only its digest does', async () => {
    const token = await access().issueToken('budi', 'noc');
    const [row] = await nadi.rows<{ all: string; digest: Buffer }>('SELECT access_token::text AS all, digest FROM access_token');
    expect(row.digest).toHaveLength(32);
    for (const part of [token, token.slice(5), Buffer.from(token).toString('hex')]) expect(row.all).not.toContain(part);
  });

  it('is not issued to an account under another role', async () => {
    await access().issueToken('admin', 'administrator');
    await expect(access().issueToken('admin', 'noc')).rejects.toThrow('the account "admin" has the role administrator, not noc');
    expect(await nadi.rows('SELECT 1 FROM access_token')).toHaveLength(1);
  });

  it('of the administrator is issued first once, and again when none works any more', async () => {
    const first = await access().issueFirstToken();
    expect(await access().viewerOf(first ?? '')).toMatchObject({ name: 'admin', role: 'administrator' });
    expect(await access().issueFirstToken()).toBeNull();
    await access().revoke(first ?? '');
    expect(await access().issueFirstToken()).not.toBeNull();
  });
});

describe('the vault of credentials', () => {
  const KEY = Buffer.alloc(32, 7);
  const vault = (key = KEY) => new CredentialVault(nadi.transactor, nadi.clock, new FixedKeyRing(key));
  const SECRET = { version: 3, user: 'nadi', authKey: 'correct horse battery' };

  it('gives back what was put in, and the newest of a name', async () => {
    await vault().put('core', { community: 'old' });
    await vault().put('core', SECRET);
    await vault().put('edge', SECRET);
    expect(await vault().open('core')).toEqual(SECRET);
    expect(await vault().open('none')).toBeNull();
    expect(await vault().names()).toEqual(['core', 'edge']);
  });

  it('shows nothing plain in its table, nor twice the same', async () => {
    await vault().put('core', SECRET);
    await vault().put('edge', SECRET);
    const rows = await nadi.rows<{ sealed: Buffer }>('SELECT sealed FROM credential');
    for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toMatch(/correct|nadi|authKey/);
    expect(rows[0].sealed.equals(rows[1].sealed)).toBe(false);
  });

  it.each([
    ['under another name', `UPDATE credential SET name = 'edge'`],
    ['with a bit turned', 'UPDATE credential SET sealed = set_bit(sealed, 300, 1 - get_bit(sealed, 300))'],
    ['cut to a short tag', 'UPDATE credential SET sealed = substring(sealed FROM 1 FOR 16)'],
    ['cut in its text', 'UPDATE credential SET sealed = substring(sealed FROM 1 FOR 40)'],
  ])('does not open %s', async (_, harm) => {
    await vault().put('core', SECRET);
    await nadi.rows(harm);
    const [{ name }] = await nadi.rows<{ name: string }>('SELECT name FROM credential');
    await expect(vault().open(name)).rejects.toThrow(SealingKeyError);
  });

  it('does not open with another key', async () => {
    await vault().put('core', SECRET);
    await expect(vault(Buffer.alloc(32, 8)).open('core')).rejects.toThrow('credential "core" was sealed with another key');
  });
});

describe('the sealing key', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());
  const load = (file: string | null = null, key: string | null = null) =>
    openKeyRing({ key, former: [], file, dataDir: join(folder.path, 'data') }).current().bytes;

  it('is made once, for its owner alone', () => {
    const key = load();
    expect(key).toHaveLength(32);
    expect(load()).toEqual(key);
    const path = join(folder.path, 'data', 'secret.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(key.toString('hex'));
  });

  it('of the setting comes before any file', () => {
    expect(load(null, 'ab'.repeat(32))).toEqual(Buffer.alloc(32, 0xab));
  });

  it('is refused where others can read it, where it is no key, and where a named one is missing', () => {
    const path = join(folder.path, 'key');
    expect(() => load(path)).toThrow(`NADI_SECRET_KEY_FILE: ${path} does not exist`);
    writeFileSync(path, 'ab'.repeat(32), { mode: 0o640 });
    chmodSync(path, 0o640);
    expect(() => load(path)).toThrow('may be read by others: chmod 600 it');
    writeFileSync(path, 'secret');
    chmodSync(path, 0o600);
    expect(() => load(path)).toThrow('must hold 64 hexadecimal digits');
  });
});

describe('a token of an account with areas', () => {
  it('shows the areas of its account, opens nothing once that is locked, and is not issued for other areas', async () => {
    const access = new AccessService(nadi.transactor, nadi.clock);
    const gambir = { kind: 'STATION', code: 'PSA' } as const;
    const token = await access.issueToken('kiosk', 'station-viewer', null, [gambir]);
    expect((await access.viewerOf(token))?.jurisdiction).toEqual({ kind: 'AREAS', stations: ['PSA'], owners: [] });
    await expect(access.issueToken('kiosk', 'station-viewer', null, [{ kind: 'STATION', code: 'PRA' }])).rejects.toThrow('has other areas');
    expect((await access.viewerOf(await access.issueToken('kiosk', 'station-viewer')))?.jurisdiction).toMatchObject({ stations: ['PSA'] });
    await nadi.rows('UPDATE account SET locked_at = now()');
    expect(await access.viewerOf(token)).toBeNull();
  });
});

describe('a database from before there was sign-on', () => {
  it('keeps what its viewers saw: the whole network, and nothing else of anybody changes', async () => {
    const access = new AccessService(nadi.transactor, nadi.clock);
    const [engineer, viewer] = [await access.issueToken('ani', 'engineer'), await access.issueToken('budi', 'station-viewer')];
    const runner = nadi.database.createQueryRunner();
    await new SignOn1795801500000().down(runner);
    await nadi.rows(`UPDATE account SET role = 'viewer' WHERE name = 'budi'`);
    await new SignOn1795801500000().up(runner);
    await runner.release();
    expect(await access.viewerOf(viewer)).toMatchObject({
      role: 'station-viewer',
      jurisdiction: { kind: 'ALL' },
      permissions: new Set(['inventory:read', 'outage:read', 'compliance:read', 'topology:read']),
    });
    expect(await access.viewerOf(engineer)).toMatchObject({ role: 'engineer', jurisdiction: { kind: 'ALL' } });
  });
});
