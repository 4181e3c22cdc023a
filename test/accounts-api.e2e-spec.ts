import { jest } from '@jest/globals';
import type { Transactor } from '@app/platform';
import { Secret, TOTP } from 'otpauth';
import { type ApiUnderTest, startApi } from './support/api.js';
import { Browser } from './support/browser.js';
import { type SignOnUnderTest, signOnOf } from './support/sign.on.js';

jest.setTimeout(30_000);

const CHOSEN = 'hujan turun di Cawang';
const ACCOUNT =
  'account { name role isLocked mustChangePassword jurisdiction { isWholeNetwork stations owners } } password userErrors { code path }';
const ADD = `mutation ($input: AddAccountInput!) { addAccount(input: $input) { ${ACCOUNT} } }`;

let nadi: ApiUnderTest;
let desk: SignOnUnderTest;
beforeAll(async () => {
  const watching = (transactor: Transactor) => {
    desk = signOnOf(transactor, { clock });
    return { signOn: desk.signOn };
  };
  nadi = await startApi({}, { watching });
});
afterAll(async () => {
  await desk.stop();
  await nadi.stop();
});

let laterMs = 0;
const clock = { now: () => new Date(Date.now() + laterMs), monotonicMs: () => performance.now() + laterMs };
let next = 0;
async function added(input: object = {}): Promise<{ name: string; password: string }> {
  const name = `siti${next++}`;
  const { data } = await nadi.ask(ADD, { input: { name, role: 'STATION_VIEWER', stations: ['PSA'], ...input } });
  expect(data.addAccount.userErrors).toEqual([]);
  return { name, password: data.addAccount.password as string };
}

const change = async (field: string, token?: string) => nadi.ask(`mutation { ${field} { ${ACCOUNT} } }`, {}, token);

describe('an authenticator of one’s own', () => {
  const codeOf = (uri: string, laterMs = 0) => {
    const secret = Secret.fromBase32(new URL(uri).searchParams.get('secret') ?? '');
    return TOTP.generate({ secret, timestamp: Date.now() + laterMs });
  };
  async function signedOn() {
    const { name, password } = await added();
    const browser = new Browser(nadi.api.url);
    await browser.post('/auth/login', { name, password, newPassword: CHOSEN });
    return { name, browser };
  }

  it('is in force once a code of it came back, and not before', async () => {
    const { name, browser } = await signedOn();
    expect((await browser.post('/auth/totp', { password: 'wrong' })).status).toBe(401);
    const { body: offer } = await browser.post('/auth/totp', { password: CHOSEN });
    expect((await new Browser(nadi.api.url).post('/auth/login', { name, password: CHOSEN })).status).toBe(200);
    expect((await browser.post('/auth/totp/confirm', { ticket: offer.ticket, totp: '000000' })).status).toBe(400);
    const code = codeOf(offer.uri as string);
    const { status, body } = await browser.post('/auth/totp/confirm', { ticket: offer.ticket, totp: code });
    expect([status, body.recoveryCodes.length]).toEqual([200, 10]);
    expect((await browser.get('/auth/sessions')).status).toBe(401);
    for (const totp of ['', code]) expect((await browser.post('/auth/login', { name, password: CHOSEN, totp })).status).toBe(401);
    expect((await browser.post('/auth/login', { name, password: CHOSEN, totp: codeOf(offer.uri as string, 30_000) })).status).toBe(200);
  });

  it('is not had by somebody else’s ticket, an old one, or what is in no ticket', async () => {
    const [{ browser }, other] = [await signedOn(), await signedOn()];
    const { body: offer } = await browser.post('/auth/totp', { password: CHOSEN });
    const totp = codeOf(offer.uri as string);
    expect((await other.browser.post('/auth/totp/confirm', { ticket: offer.ticket, totp })).status).toBe(400);
    for (const ticket of ['', 'x', `${offer.ticket}A`.slice(4)])
      expect((await browser.post('/auth/totp/confirm', { ticket, totp })).status).toBe(400);
    expect((await new Browser(nadi.api.url).post('/auth/totp/confirm', { ticket: offer.ticket, totp })).status).toBe(401);
    laterMs = 16 * 60_000;
    const later = codeOf(offer.uri as string, laterMs);
    expect((await browser.post('/auth/totp/confirm', { ticket: offer.ticket, totp: later })).status).toBe(400);
    laterMs = 0;
  });
});

describe('accounts in GraphQL', () => {
  it('are added with a password that is shown once, listed without it, and sign on', async () => {
    const { name, password } = await added();
    const browser = new Browser(nadi.api.url);
    expect((await browser.post('/auth/login', { name, password })).status).toBe(403);
    expect((await browser.post('/auth/login', { name, password, newPassword: CHOSEN })).status).toBe(200);
    const { data } = await nadi.ask('{ accounts { totalCount nodes { name role hasPassword hasTotp jurisdiction { stations } } } }');
    expect(data.accounts.nodes).toContainEqual({
      name,
      role: 'station-viewer',
      hasPassword: true,
      hasTotp: false,
      jurisdiction: { stations: ['PSA'] },
    });
    const [{ trail }] = await nadi.sql(`SELECT json_agg(detail)::text AS trail FROM audit_event WHERE subjects[1] = $1`, [name]);
    expect(trail).toContain('"stations": ["PSA"]');
    expect(trail).not.toContain(password);
  });

  it('are changed, and what was open under the old rights ends', async () => {
    const { name, password } = await added();
    const browser = new Browser(nadi.api.url);
    await browser.post('/auth/login', { name, password, newPassword: CHOSEN });
    const areas = await change(`setAccountAreas(input: { name: "${name}", owners: ["OWN-1"] })`);
    expect(areas.data.setAccountAreas.account.jurisdiction).toEqual({ isWholeNetwork: false, stations: [], owners: ['OWN-1'] });
    expect((await browser.get('/auth/sessions')).status).toBe(401);
    expect((await change(`setAccountRole(input: { name: "${name}", role: NOC })`)).data.setAccountRole.account.role).toBe('noc');
    expect((await change(`lockAccount(name: "${name}")`)).data.lockAccount.account.isLocked).toBe(true);
    expect((await browser.post('/auth/login', { name, password: CHOSEN })).status).toBe(401);
    expect((await change(`unlockAccount(name: "${name}")`)).data.unlockAccount.account.isLocked).toBe(false);
    const reset = await change(`resetAccountPassword(name: "${name}")`);
    expect(reset.data.resetAccountPassword).toMatchObject({
      account: { mustChangePassword: true },
      password: expect.stringMatching(/^\S{20}$/),
    });
  });

  it('say why they were not changed', async () => {
    const { name } = await added();
    const errorsOf = async (input: object) => (await nadi.ask(ADD, { input: { name: 'dian', role: 'NOC', ...input } })).data.addAccount;
    expect(await errorsOf({ name })).toEqual({ account: null, password: null, userErrors: [{ code: 'CONFLICT', path: ['name'] }] });
    for (const input of [
      { name: '<script>' },
      { name: 'x'.repeat(100_000) },
      { name: 'a\u0000b' },
      { stations: ["x' OR true"] },
      { owners: ['*'] },
    ])
      expect(await errorsOf(input)).toEqual({ account: null, password: null, userErrors: [{ code: 'INVALID', path: [] }] });
    for (const unknown of ['nobody', 'a\\u0000b'])
      expect((await change(`lockAccount(name: "${unknown}")`)).data.lockAccount.userErrors).toEqual([
        { code: 'NOT_FOUND', path: ['name'] },
      ]);
    for (const own of ['administrator', ' administrator '])
      expect((await change(`lockAccount(name: "${own}")`)).data.lockAccount.userErrors).toEqual([{ code: 'INVALID', path: ['name'] }]);
  });

  it('are nobody’s business but the administrator’s, and of one for the whole network', async () => {
    const { name, password } = await added({ role: 'ADMINISTRATOR' });
    const browser = new Browser(nadi.api.url);
    await browser.post('/auth/login', { name, password, newPassword: CHOSEN });
    const query = `mutation { setAccountAreas(input: { name: "x", stations: ["*"] }) { ${ACCOUNT} } }`;
    for (const asked of [query, '{ accounts { totalCount } }'])
      expect((await browser.post('/graphql', { query: asked })).body.errors[0].extensions.code).toBe('FORBIDDEN');
    for (const role of ['engineer', 'viewer'] as const)
      expect((await change('lockAccount(name: "x")', nadi.tokenOf(role))).errors[0].extensions['code']).toBe('FORBIDDEN');
  });
});
