import { jest } from '@jest/globals';
import type { Transactor } from '@app/platform';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createApi } from '../apps/api/src/index.js';
import { type ApiUnderTest, startApi } from './support/api.js';
import { Browser } from './support/browser.js';
import { eventually } from './support/nadi.js';
import { type SignOnUnderTest, signOnOf } from './support/sign.on.js';

jest.setTimeout(30_000);

const PASSWORD = 'kopi-tubruk-pagi-ini';
const CHOSEN = 'hujan turun di Cawang';
const COOKIE = 'nadi-session';
const WHO = '{ viewer { name role permissions jurisdiction { isWholeNetwork stations owners } } }';

let nadi: ApiUnderTest;
let desk: SignOnUnderTest;
beforeAll(async () => {
  const watching = (transactor: Transactor) => {
    desk = signOnOf(transactor);
    return { signOn: desk.signOn };
  };
  nadi = await startApi({}, { watching });
});
afterAll(async () => {
  await desk.stop();
  await nadi.stop();
});
beforeEach(async () => {
  await nadi.sql('TRUNCATE session, sign_on_attempt');
  desk.events.length = 0;
});

let next = 0;
async function account(role: 'station-viewer' | 'engineer' = 'station-viewer'): Promise<string> {
  const name = `budi${next++}`;
  await desk.accounts.add({ name, role, areas: [{ kind: 'STATION', code: 'PSA' }], password: PASSWORD });
  await new Browser(nadi.api.url).post('/auth/login', { name, password: PASSWORD, newPassword: CHOSEN });
  return name;
}

async function signedOn(name: string): Promise<Browser> {
  const browser = new Browser(nadi.api.url);
  const page = await browser.post('/auth/login', { name, password: CHOSEN });
  expect({ status: page.status, body: page.body as unknown }).toMatchObject({ status: 200, body: { viewer: { name } } });
  return browser;
}

const asks = (browser: Browser) => browser.post('/graphql', { query: WHO });

describe('who signs on', () => {
  it('is recorded, and who tried to; of a name that nobody has, nothing', async () => {
    const name = await account();
    const browser = await signedOn(name);
    await browser.post('/auth/logout', {});
    for (const tried of [name, 'my-password-in-the-wrong-field']) await browser.post('/auth/login', { name: tried, password: 'wrong' });
    const recorded = () =>
      nadi.sql(`SELECT actor, action, outcome, subjects, detail FROM audit_event WHERE subject_kind = 'account' ORDER BY seq DESC LIMIT 4`);
    await eventually(recorded, (rows) => rows[0]?.['outcome'] === 'refused' && rows[1]?.['outcome'] === 'refused', 'both refusals', 5_000);
    const [unknown, wrong, off, on] = await recorded();
    const detail = { means: 'PASSWORD', address: expect.stringContaining('127.0.0.1') as string };
    expect(on).toEqual({ actor: name, action: 'account.sign-on', outcome: 'done', subjects: [name], detail });
    expect(off).toEqual({ actor: name, action: 'account.sign-off', outcome: 'done', subjects: [name], detail });
    expect(wrong).toEqual({ actor: 'anonymous', action: 'account.sign-on', outcome: 'refused', subjects: [name], detail });
    expect(unknown).toEqual({ actor: 'anonymous', action: 'account.sign-on', outcome: 'refused', subjects: [], detail });
  });

  it('gets a cookie that no script reads, and asks with it as themselves, in their area', async () => {
    const name = await account();
    const browser = await signedOn(name);
    expect(browser.cookiesSet.at(-1)).toMatch(/^nadi-session=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    const { status, body } = await asks(browser);
    expect({ status, viewer: body.data.viewer }).toEqual({
      status: 200,
      viewer: {
        name,
        role: 'station-viewer',
        permissions: ['compliance:read', 'inventory:read', 'outage:read'],
        jurisdiction: { isWholeNetwork: false, stations: ['PSA'], owners: [] },
      },
    });
    expect(desk.events.at(-1)).toEqual({ action: 'sign-on', outcome: 'done', name, means: 'PASSWORD', address: '127.0.0.1' });
  });

  it('is told what there is to sign on with before anybody is known', async () => {
    const response = await fetch(`${nadi.api.url}/auth/means`);
    expect([response.status, await response.json()]).toEqual([200, { password: true, oidc: false }]);
    expect((await fetch(`${nadi.api.url}/auth/oidc/start`, { redirect: 'manual' })).status).toBe(404);
  });

  it('must choose a password of their own before anything else', async () => {
    await desk.accounts.add({ name: 'new', role: 'noc', areas: [], password: PASSWORD });
    const browser = new Browser(nadi.api.url);
    const page = await browser.post('/auth/login', { name: 'new', password: PASSWORD });
    expect([page.status, page.body.errors[0].extensions.code, browser.cookie(COOKIE)]).toEqual([403, 'NEW_PASSWORD_NEEDED', undefined]);
    expect((await browser.post('/auth/login', { name: 'new', password: PASSWORD, newPassword: CHOSEN })).status).toBe(200);
  });

  it('gets the same answer whatever is wrong, and no cookie', async () => {
    const name = await account();
    await desk.accounts.add({ name: 'coded', role: 'noc', areas: [], password: PASSWORD });
    await desk.accounts.enrolTotp('coded');
    const tries = [
      { name: 'nobody', password: CHOSEN },
      { name, password: PASSWORD },
      { name, password: '' },
      { name: 'coded', password: PASSWORD },
      { name: 'coded', password: PASSWORD, totp: '000000' },
      { name: 'coded', password: PASSWORD, newPassword: CHOSEN },
      { name: "' OR '1'='1", password: "' OR '1'='1" },
      { name: '\u0000', password: CHOSEN },
    ];
    const answers = [];
    for (const each of tries) {
      const { status, text, headers } = await new Browser(nadi.api.url).post('/auth/login', each);
      const shown = [...headers].filter(([header]) => header !== 'date');
      answers.push(JSON.stringify({ status, text, shown }));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('401');
    expect(answers[0]).not.toContain('set-cookie');
  });

  it('waits after failed tries, and is told how long', async () => {
    const browser = new Browser(nadi.api.url);
    for (let i = 0; i < 5; i++) expect((await browser.post('/auth/login', { name: 'nobody', password: CHOSEN })).status).toBe(401);
    const page = await browser.post('/auth/login', { name: 'nobody', password: CHOSEN });
    expect([page.status, page.headers.get('retry-after')]).toEqual([429, '15']);
  });

  it('by anything but our own JSON is not heard', async () => {
    const name = await account();
    const url = `${nadi.api.url}/auth/login`;
    const own = { 'x-nadi-csrf': '1', 'content-type': 'application/json' };
    const body = JSON.stringify({ name, password: CHOSEN });
    const post = async (headers: Record<string, string>, sent: string) => {
      const response = await fetch(url, { method: 'POST', headers, body: sent });
      expect(response.headers.getSetCookie()).toEqual([]);
      return response.status;
    };
    expect(await post({ 'content-type': 'application/json' }, body)).toBe(403);
    expect(await post({ ...own, origin: 'https://evil.example' }, body)).toBe(403);
    expect(await post({ ...own, origin: 'null' }, body)).toBe(403);
    expect(await post({ ...own, 'sec-fetch-site': 'cross-site' }, body)).toBe(403);
    expect(await post({ ...own, 'content-type': 'text/plain' }, body)).toBe(400);
    expect(await post({ ...own, 'content-type': 'application/x-www-form-urlencoded' }, `name=${name}&password=${CHOSEN}`)).toBe(400);
    expect(await post(own, '{"name":')).toBe(400);
    expect(await post(own, '[]')).toBe(400);
    expect(await post(own, JSON.stringify({ name: [name], password: { length: 20 } }))).toBe(400);
    expect(await post(own, JSON.stringify({ name, password: 'x'.repeat(1_000_000) }))).toBe(413);
  });
});

describe('the cookie of a session', () => {
  it('opens nothing for a page of somebody else, nor where a token says who asks', async () => {
    const browser = await signedOn(await account());
    const cookie = browser.header(nadi.api.url);
    const ask = async (headers: Record<string, string>) => {
      const sent = { 'content-type': 'application/json', cookie, ...headers };
      const response = await fetch(`${nadi.api.url}/graphql`, { method: 'POST', headers: sent, body: JSON.stringify({ query: WHO }) });
      return response.status;
    };
    expect(await ask({ 'x-nadi-csrf': '1' })).toBe(200);
    expect(await ask({})).toBe(401);
    expect(await ask({ 'apollo-require-preflight': '1' })).toBe(401);
    expect(await ask({ 'x-nadi-csrf': '1', origin: 'https://evil.example' })).toBe(401);
    expect(await ask({ 'x-nadi-csrf': '1', 'sec-fetch-site': 'same-site' })).toBe(401);
    expect(await ask({ 'x-nadi-csrf': '1', authorization: 'Bearer nadi_wrong' })).toBe(401);
    expect(await ask({ 'x-nadi-csrf': '1', authorization: 'Basic eDp5' })).toBe(401);
    const bearer = { 'x-nadi-csrf': '1', authorization: `Bearer ${browser.cookie(COOKIE)}`, cookie: '' };
    expect(await ask(bearer)).toBe(401);
  });

  it('is worth nothing after signing off, from whatever copy', async () => {
    const browser = await signedOn(await account());
    const kept = browser.cookie(COOKIE)!;
    expect((await browser.post('/auth/logout', {})).status).toBe(204);
    expect(browser.cookie(COOKIE)).toBeUndefined();
    browser.setCookie(COOKIE, kept);
    expect((await asks(browser)).status).toBe(401);
    expect((await browser.post('/auth/logout', {})).status).toBe(204);
    expect(desk.events.filter(({ action }) => action === 'sign-off')).toHaveLength(1);
  });

  it('is another after each sign-on, and the one before, whoever planted or kept it, opens nothing', async () => {
    const name = await account();
    const browser = await signedOn(name);
    const before = browser.cookie(COOKIE)!;
    await browser.post('/auth/login', { name, password: CHOSEN });
    expect(browser.cookie(COOKIE)).not.toBe(before);
    const thief = new Browser(nadi.api.url);
    thief.setCookie(COOKIE, before);
    expect((await asks(thief)).status).toBe(401);
    const planted = 'A'.repeat(43);
    thief.setCookie(COOKIE, planted);
    await thief.post('/auth/login', { name, password: CHOSEN });
    expect(thief.cookie(COOKIE)).not.toBe(planted);
  });

  it('is another after the password was changed, and those of other browsers are worth nothing', async () => {
    const name = await account();
    const [browser, other] = [await signedOn(name), await signedOn(name)];
    const NEXT = 'macet di Tomang lagi';
    expect((await browser.post('/auth/password', { password: 'wrong', newPassword: NEXT })).status).toBe(401);
    expect((await browser.post('/auth/password', { password: CHOSEN, newPassword: 'short' })).status).toBe(403);
    expect((await asks(other)).status).toBe(200);
    const before = browser.cookie(COOKIE);
    expect((await browser.post('/auth/password', { password: CHOSEN, newPassword: NEXT })).status).toBe(200);
    expect(browser.cookie(COOKIE)).not.toBe(before);
    expect([(await asks(browser)).status, (await asks(other)).status]).toEqual([200, 401]);
    expect((await new Browser(nadi.api.url).post('/auth/password', { password: CHOSEN, newPassword: NEXT })).status).toBe(401);
  });

  it('is Secure, and named so, where people come by TLS', async () => {
    const secure = signOnOf(nadi.parts.transactor, { isSecure: true, publicOrigin: 'https://nadi.example' });
    const api = await createApi({ ...nadi.parts, signOn: secure.signOn }, { host: '127.0.0.1', port: 0 });
    try {
      const browser = new Browser(api.url);
      const name = await account();
      const page = await browser.post('/auth/login', { name, password: CHOSEN }, { origin: 'https://nadi.example' });
      expect(page.status).toBe(200);
      expect(browser.cookiesSet).toEqual([
        expect.stringMatching(/^__Host-nadi-session=\S+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
      ]);
      expect((await asks(browser)).status).toBe(200);
    } finally {
      await api.stop();
      await secure.stop();
    }
  });
});

describe('the sessions of an account', () => {
  it('are listed to it, and ended one by one or all at once, by nobody else', async () => {
    const [name, stranger] = [await account(), await account()];
    const [browser, other, thief] = [await signedOn(name), await signedOn(name), await signedOn(stranger)];
    const { body } = await browser.get('/auth/sessions');
    const sessions = body.sessions as { id: string; isThis: boolean }[];
    expect(sessions).toHaveLength(3);
    expect(sessions.filter(({ isThis }) => isThis)).toHaveLength(1);
    for (const secret of [browser, other].map((each) => each.cookie(COOKIE)!)) expect(JSON.stringify(body)).not.toContain(secret);
    const theirs = (await other.get('/auth/sessions')).body.sessions as { id: string; isThis: boolean }[];
    const id = theirs.find(({ isThis }) => isThis)!.id;
    expect((await thief.post('/auth/sessions/revoke', { id })).body).toEqual({ revoked: 0 });
    expect((await browser.post('/auth/sessions/revoke', { id })).body).toEqual({ revoked: 1 });
    expect([(await asks(browser)).status, (await asks(other)).status]).toEqual([200, 401]);
    expect((await browser.post('/auth/sessions/revoke', { all: true })).body).toEqual({ revoked: 2 });
    expect((await asks(browser)).status).toBe(401);
    expect((await asks(thief)).status).toBe(200);
    expect((await fetch(`${nadi.api.url}/auth/sessions`, { headers: { cookie: `nadi-session=${thief.cookie(COOKIE)}` } })).status).toBe(
      403,
    );
    expect((await browser.get('/auth/sessions')).status).toBe(401);
  });

  it('lose what the account loses with the very next request', async () => {
    const name = await account('engineer');
    const browser = await signedOn(name);
    expect((await asks(browser)).body.data.viewer.permissions).toContain('inventory:write');
    await nadi.sql(`UPDATE account SET role = 'station-viewer' WHERE name = $1`, [name]);
    expect((await asks(browser)).body.data.viewer.permissions).not.toContain('inventory:write');
    await desk.accounts.lock(name);
    expect((await asks(browser)).status).toBe(401);
  });
});

describe('a WebSocket', () => {
  const client = (browser: Browser, origin: string | null) => {
    const headers = { cookie: browser.header(nadi.api.url), ...(origin === null ? {} : { origin }) };
    class OwnSocket extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers });
      }
    }
    return createClient({ url: `${nadi.api.url.replace('http', 'ws')}/graphql`, webSocketImpl: OwnSocket, retryAttempts: 0 });
  };
  const outages = (browser: Browser, origin: string | null = nadi.api.url) =>
    client(browser, origin)
      .iterate({ query: 'subscription { outageChanged { id } }' })
      .next()
      .catch((error: unknown) => error);

  it('is opened by the cookie for our own page alone', async () => {
    const browser = await signedOn(await account());
    expect(await outages(browser, null)).toMatchObject({ code: 4403 });
    for (const origin of ['null', 'https://evil.example'])
      expect(await outages(browser, origin)).toMatchObject({ message: 'Unexpected server response: 403' });
    const own = client(browser, nadi.api.url);
    const answer = await own.iterate({ query: '{ viewer { role } }' }).next();
    expect(answer.value).toEqual({ data: { viewer: { role: 'station-viewer' } } });
    await own.dispose();
  });

  it.each<[string, (name: string) => Promise<unknown>]>([
    ['the role', (name) => nadi.sql(`UPDATE account SET role = 'noc' WHERE name = $1`, [name])],
    ['the area', (name) => nadi.sql(`UPDATE account_area SET code = 'PRA' FROM account WHERE id = account_id AND name = $1`, [name])],
    ['the lock', (name) => desk.accounts.lock(name)],
    ['the session', () => nadi.sql('UPDATE session SET revoked_at = now()')],
  ])('is closed when %s changed', async (_, change) => {
    const name = await account();
    const browser = await signedOn(name);
    const waiting = outages(browser);
    await nadi.subscribed(1);
    await change(name);
    expect(await waiting).toMatchObject({ code: 4403 });
    await nadi.subscribed(0);
  });

  it('stays open while nothing changes, and keeps no session alive by that', async () => {
    const browser = await signedOn(await account());
    const waiting = outages(browser);
    await nadi.subscribed(1);
    await nadi.sql(`UPDATE session SET seen_at = now() - interval '59 minutes'`);
    const before = await nadi.statementsOf(() => new Promise((resolve) => setTimeout(resolve, 500)));
    expect(before).toBeGreaterThan(1);
    await nadi.subscribed(1);
    await nadi.sql(`UPDATE session SET seen_at = now() - interval '61 minutes'`);
    expect(await waiting).toMatchObject({ code: 4403 });
    await eventually(
      () => nadi.sql('SELECT 1 FROM session WHERE seen_at > now()'),
      (rows) => rows.length === 0,
      'no use',
    );
  });
});
