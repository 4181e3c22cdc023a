import { jest } from '@jest/globals';
import { Readable, Writable } from 'node:stream';
import { runAccount } from '../apps/nadi/src/account.command.js';
import { runSession } from '../apps/nadi/src/session.command.js';
import { runToken } from '../apps/nadi/src/token.command.js';
import { startTestDatabase, type TestDatabase } from './support/database.js';
import { type SignOnUnderTest, signOnOf } from './support/sign.on.js';

jest.setTimeout(60_000);

const KEY = 'ab'.repeat(32);
const PASSWORD = 'kopi-tubruk-pagi-ini';
const CHOSEN = 'hujan turun di Cawang';

let database: TestDatabase;
let desk: SignOnUnderTest;
beforeAll(async () => {
  database = await startTestDatabase();
  desk = signOnOf(database.transactor, { clock: database.clock, keys: [Buffer.from(KEY, 'hex')] });
  Object.assign(process.env, { NADI_DATABASE_URL: database.url, NADI_SECRET_KEY: KEY });
  database.clock.advance(Date.now() - database.clock.now().getTime());
});
afterAll(async () => {
  delete process.env.NADI_DATABASE_URL;
  delete process.env.NADI_SECRET_KEY;
  await desk.stop();
  await database.stop();
});
beforeEach(() => database.clear());

/** In this process: the command line itself is tried by the tests of secrets. */
async function run([command, ...args]: string[], stdin = '') {
  const written = { stdout: '', stderr: '' };
  const into = (name: keyof typeof written) => new Writable({ write: (chunk, _, done) => ((written[name] += String(chunk)), done()) });
  const io = { stdin: Readable.from([stdin]), stdout: into('stdout'), stderr: into('stderr') };
  const code = await { account: runAccount, session: runSession, token: runToken }[command as 'account']!(args, io);
  return { code, ...written };
}

const signOn = (name: string, password: string, newPassword: string | null = null, code = '') =>
  desk.signOn.passwords.signOn({ name, password, newPassword, code, previousSecret: null, client: { address: '10.0.0.1', agent: '' } });
const listed = async () => JSON.parse((await run(['account', 'list', '--json'])).stdout) as Record<string, unknown>[];

describe('accounts on the command line', () => {
  it('are added with a password from standard input, which is printed nowhere, and sign on', async () => {
    const words = ['account', 'add', 'budi', '--role', 'station-viewer', '--station', 'PSA,PSB', '--owner', 'OWN-1'];
    const added = await run(words, `${PASSWORD}\n`);
    expect(added).toMatchObject({ code: 0, stdout: '' });
    expect(added.stderr).not.toContain(PASSWORD);
    expect((await run(words, PASSWORD)).code).toBe(1);
    expect(await signOn('budi', PASSWORD)).toMatchObject({ kind: 'new-password-needed' });
    expect(await signOn('budi', PASSWORD, CHOSEN)).toMatchObject({
      kind: 'signed-on',
      viewer: { role: 'station-viewer', jurisdiction: { stations: ['PSA', 'PSB'], owners: ['OWN-1'] } },
    });
    const { stdout } = await run(['account', 'list']);
    expect(stdout).toBe('budi\tstation-viewer\towner OWN-1,PSA,PSB\tpassword\n');
  });

  it('are changed, locked and unlocked, which ends what is open', async () => {
    const made = await run(['account', 'add', 'ani', '--role', 'noc', '--generate']);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S{20}\n$/) as string });
    expect(await signOn('ani', made.stdout.trim(), CHOSEN)).toMatchObject({ kind: 'signed-on' });
    const shown = await run(['session', 'list', 'ani', '--json']);
    expect(JSON.parse(shown.stdout)).toMatchObject([{ means: 'PASSWORD', address: '10.0.0.1' }]);
    expect((await run(['account', 'role', 'ani', '--role', 'engineer'])).code).toBe(0);
    expect((await run(['account', 'area', 'ani', '--station', 'PSA'])).code).toBe(0);
    expect((await run(['account', 'lock', 'ani'])).code).toBe(0);
    expect(await signOn('ani', CHOSEN)).toEqual({ kind: 'refused' });
    expect((await run(['account', 'unlock', 'ani'])).code).toBe(0);
    expect(await signOn('ani', CHOSEN)).toMatchObject({ kind: 'signed-on', viewer: { role: 'engineer' } });
    const ended = await run(['session', 'revoke', '--account', 'ani']);
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('1 sessions ended') as string });
    const trail = await database.rows<{ action: string }>(
      'SELECT action, subjects, detail FROM audit_event WHERE subjects[1] = $1 ORDER BY seq',
      ['ani'],
    );
    expect(trail.map(({ action }) => action)).toEqual([
      'account.add',
      'account.role',
      'account.area',
      'account.lock',
      'account.unlock',
      'session.revoke',
    ]);
    expect(JSON.stringify(trail)).not.toContain(made.stdout.trim());
    expect(await listed()).toMatchObject([{ name: 'ani', role: 'engineer', areas: [{ kind: 'STATION', code: 'PSA' }], isLocked: false }]);
  });

  it('get an authenticator, shown once, sealed with the service’s key', async () => {
    await run(['account', 'add', 'ani', '--role', 'noc'], PASSWORD);
    const { code, stdout } = await run(['account', 'totp', 'ani', '--json']);
    const enrolled = JSON.parse(stdout) as { uri: string; recoveryCodes: string[] };
    expect({ code, uri: enrolled.uri }).toEqual({ code: 0, uri: expect.stringMatching(/^otpauth:\/\/totp\/Nadi:ani\?/) as string });
    expect(await signOn('ani', PASSWORD, CHOSEN)).toEqual({ kind: 'refused' });
    expect(await signOn('ani', PASSWORD, CHOSEN, enrolled.recoveryCodes[0])).toMatchObject({ kind: 'signed-on' });
    expect((await run(['account', 'totp', 'ani', '--off'])).code).toBe(0);
    expect(await signOn('ani', CHOSEN)).toMatchObject({ kind: 'signed-on' });
  });

  it.each([
    [['account'], ''],
    [['account', 'add', 'budi'], PASSWORD],
    [['account', 'add', 'budi', '--role', 'king'], PASSWORD],
    [['account', 'add', 'budi', '--role', 'noc'], ''],
    [['account', 'add', 'budi', '--role', 'noc'], 'short'],
    [['account', 'add', 'budi', '--role', 'noc', '--station', 'a b'], PASSWORD],
    [['account', 'add', 'budi', PASSWORD, '--role', 'noc'], ''],
    [['session', 'revoke'], ''],
    [['session', 'revoke', 'x', '--all'], ''],
    [['token', 'issue', 'x', '--role', 'owner', '--owner', '*'], ''],
  ])('are not made by %j', async (words, stdin) => {
    expect((await run(words, stdin)).code).toBe(2);
    expect(await database.rows('SELECT 1 FROM account')).toEqual([]);
  });

  it('that are not there are named, and tokens for new ones take an area', async () => {
    for (const words of [
      ['account', 'lock', 'x'],
      ['account', 'totp', 'x'],
      ['session', 'list', 'x'],
      ['session', 'revoke', 'x'],
    ])
      expect((await run(words)).code).toBe(1);
    const issued = await run(['token', 'issue', 'kiosk', '--role', 'station-viewer', '--station', 'PSA']);
    expect(issued).toMatchObject({ code: 0, stderr: '' });
    const blind = await run(['token', 'issue', 'blind', '--role', 'owner']);
    expect(blind).toMatchObject({ code: 0, stderr: expect.stringContaining('shows nothing yet') as string });
    expect(await listed()).toMatchObject([
      { name: 'blind', areas: [] },
      { name: 'kiosk', areas: [{ kind: 'STATION', code: 'PSA' }] },
    ]);
  });
});
