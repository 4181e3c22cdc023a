import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nadi } from './support/nadi.js';

const SECRET = 'community-that-nobody-may-see';

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('secrets on the command line', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nadi-secrets-'));
  const run = (words: string[], stdin = '') => nadi([...words, '--data', dataDir], { stdin });

  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('are stored sealed, listed by name, and stand in no file and no answer', async () => {
    const stored = await run(['credential', 'put', 'core'], JSON.stringify({ version: 'v2c', community: SECRET }));
    expect(stored).toMatchObject({ code: 0, stdout: '' });
    const listed = await run(['credential', 'list', '--json']);
    expect({ code: listed.code, names: JSON.parse(listed.stdout) as unknown }).toEqual({ code: 0, names: ['core'] });
    expect(stored.stderr + listed.stdout + listed.stderr).not.toContain(SECRET);
    const files = filesOf(dataDir);
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) expect(readFileSync(file).includes(SECRET)).toBe(false);
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o077).toBe(0);
  }, 60_000);

  it('are refused without being repeated', async () => {
    for (const input of [`{"community":"${SECRET}"`, JSON.stringify({ version: 'v3', user: SECRET, level: 'x' }), '[]']) {
      const { code, stdout, stderr } = await run(['credential', 'put', 'core'], input);
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain(SECRET);
    }
    expect((await run(['credential', 'put', '../core'], '{}')).code).toBe(2);
  }, 60_000);

  it('let a token be issued once and revoked once, under the one role of its account', async () => {
    const issued = await run(['token', 'issue', 'noc', '--role', 'viewer', '--days', '30']);
    expect(issued).toMatchObject({ code: 0, stdout: expect.stringMatching(/^nadi_\S{40,}\n$/) as string });
    const other = await run(['token', 'issue', 'noc', '--role', 'engineer']);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('role station-viewer') as string });
    expect((await run(['token', 'issue', 'noc', '--role', 'king'])).code).toBe(2);
    expect((await run(['token', 'revoke'], issued.stdout)).code).toBe(0);
    expect((await run(['token', 'revoke'], issued.stdout)).code).toBe(1);
  }, 60_000);
});
