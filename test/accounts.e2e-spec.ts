import { jest } from '@jest/globals';
import {
  AccessService,
  AccountQueries,
  type AccountService,
  type SessionService,
  type SignOnRequest,
  type SignOnResult,
} from '@app/access';
import { totpCode } from '../libs/access/src/totp.codes.js';
import { startTestDatabase, type TestDatabase } from './support/database.js';
import { LIGHT, type SignOnUnderTest, signOnOf } from './support/sign.on.js';

jest.setTimeout(30_000);

const PASSWORD = 'kopi-tubruk-pagi-ini';
const CHOSEN = 'hujan turun di Cawang';
const KEY = Buffer.alloc(32, 7);

let nadi: TestDatabase;
const desks: SignOnUnderTest[] = [];
beforeAll(async () => {
  nadi = await startTestDatabase();
});
afterAll(async () => {
  for (const each of desks) await each.stop();
  await nadi.stop();
});
beforeEach(() => nadi.clear());

function desk(parameters = LIGHT, keys: readonly [Buffer, ...Buffer[]] = [KEY]) {
  const made = signOnOf(nadi.transactor, { clock: nadi.clock, keys, parameters });
  desks.push(made);
  const { passwords, sessions } = made.signOn;
  const signOn = (given: Partial<SignOnRequest> & { address?: string } = {}) =>
    passwords.signOn({
      name: 'budi',
      password: CHOSEN,
      code: '',
      newPassword: null,
      previousSecret: null,
      client: { address: given.address ?? '10.0.0.1', agent: 'Firefox' },
      ...given,
    });
  return { accounts: made.accounts, sessions, signOn };
}

/** Somebody who has chosen a password of their own. */
async function budi(parts = desk()) {
  await parts.accounts.add({ name: 'budi', role: 'station-viewer', areas: [{ kind: 'STATION', code: 'PSA' }], password: PASSWORD });
  const first = opened(await parts.signOn({ password: PASSWORD, newPassword: CHOSEN }));
  return { ...parts, first };
}

function opened(result: SignOnResult) {
  if (result.kind !== 'signed-on') throw new Error(`not signed on: ${JSON.stringify(result)}`);
  return result;
}

describe('an account', () => {
  it('is opened by its password, once its owner has chosen one, and shows the area it was given', async () => {
    const { accounts, signOn, sessions } = desk();
    const areas = [
      { kind: 'STATION', code: 'PSA' },
      { kind: 'OWNER', code: 'OWN-1' },
    ] as const;
    expect(await accounts.add({ name: ' budi ', role: 'station-viewer', areas, password: PASSWORD })).toEqual({ kind: 'done' });
    expect(await signOn({ password: PASSWORD })).toMatchObject({ kind: 'new-password-needed' });
    for (const unfit of ['short', PASSWORD, 'budibudibudi'])
      expect(await signOn({ password: PASSWORD, newPassword: unfit })).toMatchObject({ kind: 'new-password-needed' });
    const { viewer, session } = opened(await signOn({ password: PASSWORD, newPassword: CHOSEN }));
    expect(viewer).toMatchObject({ name: 'budi', jurisdiction: { kind: 'AREAS', stations: ['PSA'], owners: ['OWN-1'] } });
    expect((await sessions.viewerOf(session.secret, { isUse: true }))?.viewer).toEqual(viewer);
    expect(await signOn({ password: PASSWORD })).toEqual({ kind: 'refused' });
    expect(opened(await signOn()).viewer).toEqual(viewer);
  });

  it('is not made twice, nor with a password or an area that is none', async () => {
    const { accounts } = desk();
    const budi = { name: 'budi', role: 'noc', areas: [], password: PASSWORD } as const;
    expect(await accounts.add(budi)).toEqual({ kind: 'done' });
    expect(await accounts.add({ ...budi, role: 'administrator' })).toEqual({ kind: 'exists' });
    expect(await accounts.add({ ...budi, name: 'ani', password: 'short' })).toMatchObject({ kind: 'unfit' });
    expect(await accounts.add({ ...budi, name: 'ani', areas: [{ kind: 'OWNER', code: '*' }] })).toMatchObject({ kind: 'unfit' });
    for (const name of ['', ' ', 'a\u0000b', '<script>', '\u202Eevil', 'x'.repeat(1_000)])
      expect(await accounts.add({ ...budi, name })).toMatchObject({ kind: 'unfit' });
    expect((await new AccountQueries(nadi.transactor).page({ first: 10, after: null })).items.map(({ item }) => item)).toMatchObject([
      { name: 'budi', role: 'noc', mustChangePassword: true, hasTotp: false },
    ]);
  });

  it('stands in no table in plain: not its password, its codes, or what its browser holds', async () => {
    const { accounts, signOn } = await budi();
    const enrolled = await accounts.enrolTotp('budi');
    if (enrolled.kind !== 'enrolled') throw new Error(enrolled.kind);
    const secret = new URL(enrolled.uri).searchParams.get('secret') ?? '';
    const { session } = opened(await signOn({ code: codeOf(enrolled.uri) }));
    const tables = nadi.database.entityMetadatas.map(({ tableName }) => tableName);
    for (const table of tables) {
      const text = JSON.stringify(await nadi.rows(`SELECT t::text FROM "${table}" AS t`));
      for (const plain of [CHOSEN, PASSWORD, secret, ...enrolled.recoveryCodes, session.secret]) expect(text).not.toContain(plain);
    }
  });

  it('has its hash made anew with the present parameters at the next sign-on, and only then', async () => {
    await budi();
    const hash = async () => (await nadi.rows<{ password_hash: string }>('SELECT password_hash FROM account'))[0]!.password_hash;
    const before = await hash();
    const raised = desk({ ...LIGHT, passes: 2 });
    expect(await raised.signOn({ password: 'not the password' })).toEqual({ kind: 'refused' });
    expect(await hash()).toBe(before);
    opened(await raised.signOn());
    expect(await hash()).toContain('t=2');
    expect(await raised.signOn()).toMatchObject({ kind: 'signed-on' });
  });
});

describe('who is not let in', () => {
  it('learns the same whether the name, the password, the code or the account is wrong', async () => {
    const { accounts, signOn } = await budi();
    await accounts.add({ name: 'locked', role: 'noc', areas: [], password: PASSWORD });
    await accounts.lock('locked');
    await new AccessService(nadi.transactor, nadi.clock).issueToken('machine', 'service');
    await accounts.add({ name: 'coded', role: 'noc', areas: [], password: PASSWORD });
    await accounts.enrolTotp('coded');
    const tries: Partial<SignOnRequest>[] = [
      { name: 'nobody' },
      { password: 'not the password' },
      { password: '' },
      { name: '' },
      { name: 'locked', password: PASSWORD },
      { name: 'machine', password: '' },
      { name: 'coded', password: PASSWORD },
      { name: 'coded', password: PASSWORD, code: '000000' },
      { name: 'coded', password: PASSWORD, newPassword: CHOSEN },
      { name: 'a\u0000b' },
      { name: 'x'.repeat(10_000_000) },
      { password: 'x'.repeat(10_000_000) },
      { name: `' OR 1=1 --` },
    ];
    for (const [i, each] of tries.entries()) expect(await signOn({ ...each, address: `10.9.0.${i}` })).toEqual({ kind: 'refused' });
    expect(await nadi.rows('SELECT 1 FROM session WHERE revoked_at IS NULL')).toHaveLength(1);
  });

  it('waits longer and longer, also for a name that nobody has, and however many come at once', async () => {
    const { signOn } = await budi();
    for (const name of ['budi', 'nobody']) {
      const guess = (i: number) => signOn({ name, password: `guess number ${i}`, address: `10.1.${name.length}.${i}` });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => guess(i)));
      expect(answers.filter(({ kind }) => kind === 'refused')).toHaveLength(5);
      expect(answers.filter(({ kind }) => kind === 'wait')).toHaveLength(15);
      expect(await signOn({ name })).toEqual({ kind: 'wait', seconds: 15 });
      nadi.clock.advance(15_000);
      expect(await guess(20)).toEqual({ kind: 'refused' });
      expect(await guess(21)).toEqual({ kind: 'wait', seconds: 30 });
    }
    nadi.clock.advance(30_000);
    opened(await signOn());
    expect(await signOn({ password: 'not the password' })).toEqual({ kind: 'refused' });
  });

  it('waits by address too, whatever names are tried, and one success buys no more guesses', async () => {
    const { signOn } = await budi();
    const kinds: string[] = [];
    for (let i = 0; i < 40; i++) {
      kinds.push((await signOn({ name: `guess ${i}`, address: `2001:db8:1:2::${i}` })).kind);
      if (i % 10 === 9) await signOn({ address: '2001:db8:1:2::ffff' });
    }
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(30);
    expect(await signOn({ address: '2001:db8:1:2:3:4:5:6' })).toMatchObject({ kind: 'wait' });
    expect(await signOn({ address: '2001:db8:1:3::1' })).toMatchObject({ kind: 'signed-on' });
  });

  it('is let in again once an administrator unlocks the account', async () => {
    const { accounts, signOn, sessions, first } = await budi();
    for (let i = 0; i < 5; i++) await signOn({ password: 'not the password', address: `10.2.0.${i}` });
    expect(await signOn()).toMatchObject({ kind: 'wait' });
    await accounts.lock('budi');
    expect(await sessions.viewerOf(first.session.secret, { isUse: true })).toBeNull();
    await accounts.unlock('budi');
    opened(await signOn());
    expect(await accounts.unlock('nobody')).toEqual({ kind: 'unknown' });
  });
});

function codeOf(uri: string, laterSeconds = 0): string {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const bits = Array.from(secret)
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const bytes = bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2));
  return totpCode(Buffer.from(bytes), new Date(nadi.clock.now().getTime() + laterSeconds * 1000));
}

describe('an authenticator', () => {
  async function enrolled(parts = desk()) {
    const made = await budi(parts);
    const enrolment = await made.accounts.enrolTotp('budi');
    if (enrolment.kind !== 'enrolled') throw new Error(enrolment.kind);
    return { ...made, ...enrolment };
  }

  it('is asked for once it is enrolled, and each of its codes opens once', async () => {
    const { signOn, uri } = await enrolled();
    expect(await signOn()).toEqual({ kind: 'refused' });
    const code = codeOf(uri);
    const both = await Promise.all([signOn({ code }), signOn({ code })]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['refused', 'signed-on']);
    nadi.clock.advance(30_000);
    expect(await signOn({ code: codeOf(uri, -30) })).toEqual({ kind: 'refused' });
    opened(await signOn({ code: codeOf(uri) }));
  });

  it('that is lost is replaced by recovery codes, each for once', async () => {
    const { signOn, recoveryCodes } = await enrolled();
    opened(await signOn({ code: recoveryCodes[0]!.toLowerCase() }));
    expect(await signOn({ code: recoveryCodes[0] })).toEqual({ kind: 'refused' });
    opened(await signOn({ code: recoveryCodes[1] }));
  });

  it('is replaced whole: neither the old secret nor the old recovery codes open any more', async () => {
    const { accounts, signOn, uri, recoveryCodes } = await enrolled();
    await accounts.enrolTotp('budi');
    expect(await signOn({ code: codeOf(uri) })).toEqual({ kind: 'refused' });
    expect(await signOn({ code: recoveryCodes[0] })).toEqual({ kind: 'refused' });
    await accounts.dropTotp('budi');
    opened(await signOn());
  });

  it('outlives the replacement of the key, and is sealed with the new one then; copied to another account it does not open', async () => {
    const { accounts, uri } = await enrolled();
    const NEW_KEY = Buffer.alloc(32, 8);
    opened(await desk(LIGHT, [NEW_KEY, KEY]).signOn({ code: codeOf(uri) }));
    nadi.clock.advance(30_000);
    opened(await desk(LIGHT, [NEW_KEY]).signOn({ code: codeOf(uri) }));
    nadi.clock.advance(30_000);
    await accounts.add({ name: 'ani', role: 'noc', areas: [], password: PASSWORD });
    await nadi.rows(`UPDATE account SET totp_sealed = (SELECT totp_sealed FROM account WHERE name = 'budi') WHERE name = 'ani'`);
    const ani = { name: 'ani', password: PASSWORD, newPassword: CHOSEN, code: codeOf(uri) };
    expect(await desk(LIGHT, [NEW_KEY]).signOn(ani)).toEqual({ kind: 'refused' });
  });
});

describe('a session', () => {
  const isOpen = async (sessions: SessionService, secret: string, isUse = true) => (await sessions.viewerOf(secret, { isUse })) !== null;

  it('ends when nobody used it for an hour, and after twelve hours anyway', async () => {
    const { sessions, first } = await budi();
    for (let minute = 0; minute < 12 * 60 - 40; minute += 40) {
      expect(await isOpen(sessions, first.session.secret)).toBe(true);
      nadi.clock.advance(40 * 60_000);
    }
    expect(await isOpen(sessions, first.session.secret)).toBe(true);
    nadi.clock.advance(40 * 60_000);
    expect(await isOpen(sessions, first.session.secret)).toBe(false);
  });

  it('is not used by being looked at again', async () => {
    const { sessions, first } = await budi();
    nadi.clock.advance(40 * 60_000);
    expect(await isOpen(sessions, first.session.secret, false)).toBe(true);
    nadi.clock.advance(20 * 60_000);
    expect(await isOpen(sessions, first.session.secret)).toBe(false);
  });

  it('gives way to the next one of the same browser', async () => {
    const { sessions, signOn, first } = await budi();
    const second = opened(await signOn({ previousSecret: first.session.secret }));
    expect(await isOpen(sessions, first.session.secret)).toBe(false);
    expect(await isOpen(sessions, second.session.secret)).toBe(true);
  });

  it('is listed to its owner without what opens it, and ended one by one or all at once', async () => {
    const { accounts, sessions, signOn, first } = await budi();
    const account = first.viewer.accountId;
    const second = opened(await signOn({ client: { address: '10.0.0.2', agent: `<b>\u0000\u202E${'x'.repeat(1_000)}` } }));
    const listed = await sessions.of(account);
    expect(listed.map(({ id }) => id).sort()).toEqual([first.session.id, second.session.id].sort());
    expect(JSON.stringify(listed)).not.toContain(second.session.secret);
    expect(listed.find(({ id }) => id === second.session.id)?.agent).toBe(`<b>${'x'.repeat(197)}`);
    await accounts.add({ name: 'ani', role: 'noc', areas: [], password: PASSWORD });
    expect(await sessions.revoke(first.session.id, await accounts.idOf('ani'))).toBe(false);
    expect(await sessions.revoke(`x' OR true`, account)).toBe(false);
    expect(await sessions.revoke(first.session.id, account)).toBe(true);
    expect([await isOpen(sessions, first.session.secret), await isOpen(sessions, second.session.secret)]).toEqual([false, true]);
    expect(await sessions.revokeAll(account)).toBe(1);
    expect(await isOpen(sessions, second.session.secret)).toBe(false);
  });

  it.each([
    ['role', (accounts: AccountService) => accounts.setRole('budi', 'noc')],
    ['area', (accounts: AccountService) => accounts.setAreas('budi', [{ kind: 'STATION', code: 'PRA' }])],
    ['password', (accounts: AccountService) => accounts.setPassword('budi', PASSWORD)],
    ['authenticator', (accounts: AccountService) => accounts.enrolTotp('budi')],
  ])('ends when the %s of its account changes', async (_, change) => {
    const { accounts, sessions, first } = await budi();
    expect(['done', 'enrolled']).toContain((await change(accounts)).kind);
    expect(await isOpen(sessions, first.session.secret)).toBe(false);
  });

  it('opens what its account may by now, not what it might when it began', async () => {
    const { sessions, first } = await budi();
    await nadi.rows(`UPDATE account SET role = 'king'`);
    expect((await sessions.viewerOf(first.session.secret, { isUse: true }))?.viewer.permissions.size).toBe(0);
    await nadi.rows('DELETE FROM account_area');
    await nadi.rows(`UPDATE account SET role = 'station-viewer'`);
    expect((await sessions.viewerOf(first.session.secret, { isUse: true }))?.viewer.jurisdiction).toEqual({
      kind: 'AREAS',
      stations: [],
      owners: [],
    });
  });
});
