import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { runVerify } from './verify.command.js';

/** Nothing here may be asked: what would be asked elsewhere is told by the verifier's own tests. */
describe('nadi verify', () => {
  const dir = mkdtempSync(join(tmpdir(), 'nadi-verify-'));
  const networks = join(dir, 'networks.yaml');
  writeFileSync(networks, 'realms:\n  gd: { networks: [192.168.1.0/24, 127.0.0.0/8] }\n');
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  async function verify(args: string[], stdin = ''): Promise<{ code: number; out: Record<string, unknown>[]; err: string }> {
    const said = { stdout: '', stderr: '' };
    const into = (name: 'stdout' | 'stderr') =>
      new Writable({ write: (chunk: Buffer, _, done) => done(void (said[name] += chunk.toString())) });
    const code = await runVerify(args, { stdin: Readable.from([stdin]), stdout: into('stdout'), stderr: into('stderr') });
    return {
      code,
      out: said.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
      err: said.stderr,
    };
  }
  const camera = (id: string, more: object = {}) => `${JSON.stringify({ id, building: 'B', realm: 'gd', rtspPort: 554, ...more })}\n`;

  it('answers a line for each camera, in their order, with evidence and time', async () => {
    const input =
      camera('a', { address: '127.0.0.1' }) +
      camera('b', { reach: 'ON_SITE' }) +
      camera('c') +
      camera('d', { realm: 'other', address: '192.168.1.2' });
    const { code, out } = await verify(['-', '--networks', networks], input);
    expect(code).toBe(1);
    expect(out.map(({ id, outcome }) => `${String(id)} ${String(outcome)}`)).toEqual([
      'a REFUSED',
      'b ON_SITE_ONLY',
      'c REFUSED',
      'd REFUSED',
    ]);
    expect(out[0]).toMatchObject({
      at: expect.stringMatching(/Z$/),
      evidence: [{ check: 'ADDRESS', passed: false, detail: expect.stringContaining('loopback') }],
    });
  });

  it('is content where nothing is wrong', async () => {
    expect((await verify(['-', '--networks', networks, '--json'], `\n${camera('b', { reach: 'ON_SITE' })}`)).code).toBe(0);
    expect(await verify(['-', '--networks', networks])).toEqual({ code: 0, out: [], err: '' });
  });

  it('names each line that is no declared camera, and answers the others', async () => {
    const bad = [
      '{',
      '[]',
      camera('x', { rtspPort: 70_000 }),
      camera('x', { colour: 1 }),
      camera('x', { reach: 'ODD' }),
      `{"id":"${'x'.repeat(20_000)}"}`,
    ];
    const { code, out, err } = await verify(['-', '--networks', networks], `${bad.join('\n')}\n${camera('b', { reach: 'ON_SITE' })}`);
    expect(code).toBe(1);
    expect(out).toHaveLength(1);
    expect(err).toMatch(/^-:1: is no JSON/);
    expect(err).toMatch(/rtspPort/);
    expect(err).toMatch(/colour/);
    expect(err).toMatch(/reach/);
    expect(err).toMatch(/longer than 16384 bytes/);
    expect(err).not.toContain('\u001b');
  });

  it.each([
    [[], 'name one file'],
    [['-'], '--networks names the file'],
    [['-', '--networks', '/nowhere/networks.yaml'], 'ENOENT'],
    [['/nowhere/cameras', '--networks', networks], 'ENOENT'],
    [['-', '--networks', networks, '--at-once', '1000'], '--at-once takes a whole number from 1 to 64'],
    [['-', '--networks', networks, '--loud'], '--loud'],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await verify(args);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err).toContain(message);
  });

  it('says where a file of networks is wrong', async () => {
    const wrong = join(dir, 'wrong.yaml');
    writeFileSync(wrong, 'realms:\n  gd: { networks: [192.168.1.7/24] }\n');
    const { code, err } = await verify(['-', '--networks', wrong]);
    expect(code).toBe(2);
    expect(err).toMatch(/wrong\.yaml: realms\.gd\.networks\.0: .*bits beyond its prefix/);
  });
});
