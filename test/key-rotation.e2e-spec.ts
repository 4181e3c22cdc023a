import { jest } from '@jest/globals';
import { createCipheriv, randomBytes } from 'node:crypto';
import { AccountSealing, CredentialVault, FixedKeyRing, KeyRotation } from '@app/access';
import { startTestDatabase, type TestDatabase } from './support/database.js';

jest.setTimeout(60_000);

const [OLD, NEW] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const BOTH = new FixedKeyRing(NEW, OLD);

/** As Nadi sealed before values named their keys. */
function sealedBefore(key: Buffer, bound: string, plain: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

describe('rotating the key', () => {
  let nadi: TestDatabase;
  beforeAll(async () => {
    nadi = await startTestDatabase();
  });
  afterAll(() => nadi.stop());
  beforeEach(() => nadi.clear());

  const vault = (ring = BOTH) => new CredentialVault(nadi.transactor, nadi.clock, ring);
  const rotation = (ring = BOTH) => new KeyRotation(nadi.transactor, ring);
  async function fromBefore(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const name = `c${String(i).padStart(4, '0')}`;
      await nadi.rows('INSERT INTO credential (name, key_version, sealed, changed_at) VALUES ($1, 1, $2, now())', [
        name,
        sealedBefore(OLD, `credential.sealed:${name}:1`, JSON.stringify({ community: `of ${name}` })),
      ]);
    }
  }

  it('seals again what an older Nadi sealed, in pieces, and opens the same', async () => {
    await fromBefore(250);
    expect(await vault().open('c0000')).toEqual({ community: 'of c0000' });
    expect(await rotation().counts()).toEqual([{ what: 'credential', keyId: null, count: 250 }]);
    expect(await rotation().reseal()).toEqual({ resealed: 250, unopened: [] });
    expect(await rotation().counts()).toEqual([{ what: 'credential', keyId: BOTH.current().id, count: 250 }]);
    expect(await vault(new FixedKeyRing(NEW)).open('c0249')).toEqual({ community: 'of c0249' });
    expect(await rotation().reseal()).toEqual({ resealed: 0, unopened: [] });
  });

  it('takes authenticators with it', async () => {
    const id = 'a0000000-0000-4000-8000-000000000001';
    const sealed = new AccountSealing(new FixedKeyRing(OLD)).seal(id, Buffer.from('twenty bytes of that'));
    await nadi.rows(`INSERT INTO account (id, name, role, created_at, totp_sealed) VALUES ($1, 'ani', 'noc', now(), $2)`, [id, sealed]);
    expect((await rotation().reseal()).resealed).toBe(1);
    const [row] = await nadi.rows<{ sealed: Buffer }>('SELECT totp_sealed AS sealed FROM account');
    expect(new AccountSealing(new FixedKeyRing(NEW)).open(id, row.sealed)).toMatchObject({ isOld: false });
  });

  it('names what no key opens and leaves it as it is, and seals the rest', async () => {
    await fromBefore(3);
    await nadi.rows(`UPDATE credential SET sealed = set_bit(sealed, 200, 1 - get_bit(sealed, 200)) WHERE name = 'c0001'`);
    const before = await nadi.rows(`SELECT sealed FROM credential WHERE name = 'c0001'`);
    expect(await rotation().reseal()).toEqual({ resealed: 2, unopened: [{ what: 'credential', key: 'c0001' }] });
    expect(await nadi.rows(`SELECT sealed FROM credential WHERE name = 'c0001'`)).toEqual(before);
  });

  it('may run twice at once and while others store, and loses nothing', async () => {
    await fromBefore(150);
    const stored = Array.from({ length: 40 }, (_, i) => vault().put(`c${String(i * 3).padStart(4, '0')}`, { community: 'newer' }));
    const [first, second] = await Promise.all([rotation().reseal(), rotation().reseal(), ...stored]);
    expect([first.unopened, second.unopened]).toEqual([[], []]);
    expect((await rotation().reseal()).unopened).toEqual([]);
    const only = vault(new FixedKeyRing(NEW));
    for (let i = 0; i < 150; i += 1) {
      const name = `c${String(i).padStart(4, '0')}`;
      expect(await only.open(name)).toEqual({ community: i % 3 === 0 && i < 120 ? 'newer' : `of ${name}` });
    }
  });

  it('a value moved to another row opens there by no way of sealing', async () => {
    await fromBefore(2);
    await rotation().reseal();
    await nadi.rows(`UPDATE credential SET sealed = (SELECT sealed FROM credential WHERE name = 'c0001') WHERE name = 'c0000'`);
    await expect(vault().open('c0000')).rejects.toThrow('was sealed with another key, or was tampered with');
  });
});
