import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { FileKeyRing, FixedKeyRing, openKeyRing, sealingKey, SealingKeyError } from './key.ring.js';
import { keyIdOf, Sealing } from './sealing.js';

const OLD = 'ab'.repeat(32);
const NEW = 'cd'.repeat(32);
const BINDING = { what: 'credential.sealed:core', before: 'credential.sealed:core:1' };
const OTHER = { what: 'credential.sealed:edge', before: 'credential.sealed:edge:1' };
const SECRET = Buffer.from('a community');

describe('a ring of keys in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-ring-'));
  const path = join(folder, 'secret.key');
  const write = (text: string) => {
    writeFileSync(path, text, { mode: 0o600 });
    chmodSync(path, 0o600);
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('opens what it sealed before a new key came, seals by the new one from the next use on, and needs no restart', () => {
    write(OLD);
    const running = new FileKeyRing(path);
    const sealing = new Sealing(running);
    const before = sealing.seal(BINDING, SECRET);
    const key = new FileKeyRing(path).addNew();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['secret.key']);
    expect(running.keys().map(({ id }) => id)).toEqual([key.id, sealingKey(Buffer.from(OLD, 'hex')).id]);
    expect(sealing.open(BINDING, before)).toEqual({ plain: SECRET, isOld: true });
    const after = sealing.seal(BINDING, SECRET);
    expect(keyIdOf(after)).toBe(key.id);
    new FileKeyRing(path).keepCurrentOnly();
    expect(sealing.open(BINDING, after)).toEqual({ plain: SECRET, isOld: false });
    expect(sealing.open(BINDING, before)).toBeNull();
  });

  it('goes on with what it read where the file is spoilt or gone, and whoever starts anew is told', () => {
    write(`# the key of the city\n${NEW}\n${OLD}\n`);
    const running = new FileKeyRing(path);
    const sealed = new Sealing(running).seal(BINDING, SECRET);
    for (const [spoilt, why] of [
      ['', 'must hold 64 hexadecimal digits a line'],
      ['secret', 'must hold 64 hexadecimal digits a line'],
      [`${NEW}\n${NEW.toUpperCase()}`, 'holds a key twice'],
      [`${OLD}\n`.repeat(21), 'at most 20 lines'],
    ]) {
      write(spoilt);
      expect(new Sealing(running).open(BINDING, sealed)).toEqual({ plain: SECRET, isOld: false });
      expect(() => new FileKeyRing(path)).toThrow(SealingKeyError);
      expect(() => new FileKeyRing(path)).toThrow(why);
    }
    rmSync(path);
    expect(new Sealing(running).open(BINDING, sealed)).toEqual({ plain: SECRET, isOld: false });
  });

  it('shows nothing of a key in its id or in an error', () => {
    const ids = [OLD, NEW].map((hex) => sealingKey(Buffer.from(hex, 'hex')).id);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}$/);
    expect(ids.some((id) => OLD.includes(id) || NEW.includes(id))).toBe(false);
    write(`${OLD.slice(2)}xy`);
    expect(() => new FileKeyRing(path)).not.toThrow(OLD.slice(2, 20));
  });

  it('of settings: a key with its former ones, or a file; never both', () => {
    const given = { former: [OLD], file: null, dataDir: folder };
    expect(openKeyRing({ ...given, key: NEW }).keys()).toHaveLength(2);
    expect(() => openKeyRing({ ...given, key: null })).toThrow('NADI_FORMER_SECRET_KEYS stands beside NADI_SECRET_KEY');
    expect(() => openKeyRing({ ...given, key: 'short' })).toThrow('a sealing key is 64 hexadecimal digits');
    expect(readFileSync(path, 'utf8')).toContain('xy');
  });
});

describe('sealing', () => {
  const sealing = new Sealing(new FixedKeyRing(Buffer.from(NEW, 'hex'), Buffer.from(OLD, 'hex')));

  it('gives back any bytes, to what they are bound to alone, and never the same sealed bytes twice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const sealed = sealing.seal(BINDING, Buffer.from(bytes));
        expect(sealing.open(BINDING, sealed)?.plain.equals(Buffer.from(bytes))).toBe(true);
        expect(sealing.open(OTHER, sealed)).toBeNull();
        expect(sealing.seal(BINDING, Buffer.from(bytes)).equals(sealed)).toBe(false);
      }),
    );
  });

  it('opens nothing with any bit turned, the name of the key included, or cut anywhere', () => {
    const sealed = sealing.seal(BINDING, SECRET);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const turned = Buffer.from(sealed);
      turned[bit >> 3] ^= 1 << (bit & 7);
      expect(sealing.open(BINDING, turned)).toBeNull();
    }
    for (let length = 0; length < sealed.length; length += 1) expect(sealing.open(BINDING, sealed.subarray(0, length))).toBeNull();
  });

  it('takes random bytes for nothing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => sealing.open(BINDING, Buffer.from(bytes)) === null));
  });
});
