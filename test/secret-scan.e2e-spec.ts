import { jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Put together here, or the scan of this repository would find them. */
const word = () => ['Kq7Zx9Rm', '2Tb8Wc4v'].join('');
const PLANTED: Readonly<Record<string, () => string>> = {
  'private key': () => String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
  'login in a URL': () => ['rtsp:', '', `viewer:${word()}@10.20.0.1`, 'live'].join('/'),
  'AWS key': () => `key = AK${'IA'}${randomBytes(8).toString('hex').toUpperCase()}`,
  'JSON web token': () => [`ey${'J'}${'a'.repeat(20)}1`, `ey${'J'}${'b'.repeat(20)}2`, randomBytes(32).toString('base64url')].join('.'),
  'argon2 hash': () =>
    ['', 'argon2id', 'v=19', 'm=19456,t=2,p=1', randomBytes(16).toString('hex'), randomBytes(32).toString('hex')].join('$'),
  'token of ours': () => `Bearer nadi${'_'}${randomBytes(32).toString('base64url')}`,
  'sealing key': () => `NADI_SECRET${'_KEY'}=${randomBytes(32).toString('hex')}`,
  'GitHub or GitLab token': () => `gh${'p_'}${randomBytes(20).toString('hex')}`,
  'SNMP secret': () => `{ "version": "v2c", "comm${'unity'}": "${word()}" }`,
  'secret in an assignment': () => `const client${'Secret'} = '${word()}${word()}';`,
};

jest.setTimeout(60_000);

describe('the scan for secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-secrets-'));
  const git = (...args: string[]) => {
    const done = spawnSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { encoding: 'utf8' });
    expect({ args, status: done.status, stderr: done.stderr }).toMatchObject({ status: 0 });
  };
  const scan = (where: string) => spawnSync(process.execPath, [join(import.meta.dirname, 'secret-scan.mjs'), where], { encoding: 'utf8' });
  const commit = (text: string) => {
    writeFileSync(join(folder, 'notes.txt'), text);
    git('add', '-A');
    git('commit', '-q', '--no-verify', '-m', 'one');
  };

  beforeAll(() => {
    git('init', '-q');
    commit('community: public, password: contoh, postgres://user:password@db/nadi, token: NADI_METRICS_TOKEN\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds nothing in words that name secrets and hold none', () => {
    expect(scan(folder)).toMatchObject({ status: 0, stdout: 'secret scan: the tree and 1 commits, 0 findings\n' });
  });

  it.each(Object.entries(PLANTED))(
    'finds a planted %s, in the tree and after it was taken away again, and does not show it',
    (rule, make) => {
      const secret = make();
      commit(`before\n${secret}\nafter\n`);
      const there = scan(folder);
      expect(there.status).toBe(1);
      expect(there.stdout).toContain(`notes.txt: ${rule}\n`);
      expect(there.stdout).not.toContain(secret.trim().slice(-20));
      commit('gone\n');
      const gone = scan(folder);
      expect(gone.status).toBe(1);
      expect(gone.stdout).not.toContain(`\nnotes.txt: ${rule}\n`);
      expect(gone.stdout).toMatch(new RegExp(`^commit [0-9a-f]+ notes\\.txt: ${rule}$`, 'm'));
    },
  );

  it('says that it cannot look where there is no history', () => {
    const empty = mkdtempSync(join(tmpdir(), 'nadi-no-git-'));
    expect(scan(empty)).toMatchObject({ status: 2, stdout: '' });
    rmSync(empty, { recursive: true });
  });
});
