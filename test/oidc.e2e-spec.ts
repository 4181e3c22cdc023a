import { jest } from '@jest/globals';
import { OidcAccounts, OidcBearer, OidcProvider, OidcSignOn, readOidcMapping } from '@app/access';
import type { Transactor } from '@app/platform';
import type { JWK, JWTPayload } from 'jose';
import { type ApiUnderTest, startApi } from './support/api.js';
import { Browser, type Page } from './support/browser.js';
import { forgedTokens, signedToken } from './support/forged.tokens.js';
import { AUDIENCE, CLIENT, IdentityProvider, PROGRAM, signOnAt } from './support/identity.provider.js';
import { type SignOnUnderTest, signOnOf } from './support/sign.on.js';

jest.setTimeout(60_000);

const MAPPING = `
claim: groups
roles:
  - { value: nadi-noc, role: noc }
  - { value: polsek-a1, role: station-viewer, stations: [PSA] }
  - { value: polsek-a2, role: station-viewer, stations: [PSB] }
`;
const WHO = '{ viewer { name role jurisdiction { isWholeNetwork stations } } }';
const MINUTE = 60_000;

let nadi: ApiUnderTest;
let desk: SignOnUnderTest;
let idp: IdentityProvider;
let laterMs = 0;
/** Never set back: what was asked of the provider would seem to come later than now. */
const clock = { now: () => new Date(Date.now() + laterMs), monotonicMs: () => performance.now() + laterMs };
const callback = () => `${nadi.api.url}/auth/oidc/callback`;

beforeAll(async () => {
  // It warns at each start that it is not set up for production.
  for (const word of ['warn', 'info'] as const) jest.spyOn(console, word).mockImplementation(() => undefined);
  idp = await IdentityProvider.start(() => [callback()]);
  const watching = (transactor: Transactor) => {
    const read = readOidcMapping(MAPPING);
    if (read.kind !== 'read') throw new Error(read.problems.join('\n'));
    const { mapping } = read;
    desk = signOnOf(transactor, { clock });
    const { sessions } = desk.signOn;
    const settings = {
      issuer: idp.issuer,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      audience: AUDIENCE,
      tokenType: 'at+jwt',
      tokenAgeSeconds: 300,
      scope: 'openid profile groups',
    };
    const provider = new OidcProvider(settings, clock);
    const accounts = new OidcAccounts(transactor, clock, sessions);
    const signOn = new OidcSignOn({ transactor, clock, provider, mapping, accounts, sessions, redirectUri: callback });
    return { signOn: { ...desk.signOn, oidc: { signOn, bearer: new OidcBearer(provider, mapping, accounts, clock) } } };
  };
  nadi = await startApi({}, { watching, clock });
  await idp.ready();
  idp.groups.set('rina', ['polsek-a1', 'choir']);
  idp.groups.set('guest', ['choir']);
  idp.groups.set(PROGRAM.id, ['nadi-noc']);
});
afterAll(async () => {
  await desk.stop();
  await nadi.stop();
  await idp.goAway();
});

const signed = (claims?: JWTPayload, header?: Record<string, unknown>, key?: JWK) => signedToken(idp, clock, claims, header, key);
const asks = (browser: Browser) => browser.post('/graphql', { query: WHO });
const withToken = (token: string) => nadi.ask(WHO, {}, token);
const start = (to = '/') => `/auth/oidc/start?return=${encodeURIComponent(to)}`;

/** Up to where the provider sends the browser back to us. */
async function returning(name: string, browser = new Browser(nadi.api.url), to = '/'): Promise<{ browser: Browser; url: string }> {
  return { browser, url: await signOnAt(browser, start(to), name, callback()) };
}

async function signedOn(name: string): Promise<Browser> {
  const { browser, url } = await returning(name);
  const page = await browser.visit(url, {}, () => false);
  expect({ status: page.status, to: page.headers.get('location'), text: page.text }).toMatchObject({ status: 303, to: '/' });
  return browser;
}

describe('a program', () => {
  it('asks with the access token that the provider gave it, as what its groups mean', async () => {
    const { status, data } = await withToken(await idp.accessToken());
    expect({ status, viewer: data.viewer }).toMatchObject({ status: 200, viewer: { name: PROGRAM.id, role: 'noc' } });
  });
});

describe('sign-on by an identity provider', () => {
  it('opens a session with the role and area that the provider’s groups mean', async () => {
    const browser = await signedOn('rina');
    expect((await asks(browser)).body.data.viewer).toEqual({
      name: 'rina',
      role: 'station-viewer',
      jurisdiction: { isWholeNetwork: false, stations: ['PSA'] },
    });
    expect(desk.events.at(-1)).toMatchObject({ action: 'sign-on', outcome: 'done', name: 'rina', means: 'OIDC' });
  });

  it('opens nothing for whom the groups mean nothing, and makes no account', async () => {
    const { browser, url } = await returning('guest');
    expect((await browser.visit(url)).status).toBe(401);
    expect((await asks(browser)).status).toBe(401);
    expect(await nadi.sql(`SELECT 1 FROM account WHERE name = 'guest'`)).toEqual([]);
  });

  it('follows what the provider says at each sign-on, and closes what was open under other rights', async () => {
    idp.groups.set('dewi', ['polsek-a2', 'polsek-a1']);
    const first = await signedOn('dewi');
    expect((await asks(first)).body.data.viewer.jurisdiction.stations.sort()).toEqual(['PSA', 'PSB']);
    idp.groups.set('dewi', ['polsek-a2']);
    const second = await signedOn('dewi');
    expect((await asks(second)).body.data.viewer.jurisdiction.stations).toEqual(['PSB']);
    expect((await asks(first)).status).toBe(401);
    idp.groups.set('dewi', []);
    const { browser, url } = await returning('dewi');
    expect((await browser.visit(url)).status).toBe(401);
    expect((await asks(second)).status).toBe(401);
  });

  it('never takes a name for the person: a local account of that name stays another’s, and a locked one stays shut', async () => {
    await desk.accounts.add({ name: 'admin2', role: 'administrator', areas: [], password: 'kopi-tubruk-pagi-ini' });
    idp.groups.set('admin2', ['polsek-a1']);
    const browser = await signedOn('admin2');
    const { viewer } = (await asks(browser)).body.data;
    expect([viewer.role, viewer.name]).toEqual(['station-viewer', expect.stringMatching(/^admin2 [0-9a-f]{12}$/)]);
    await desk.accounts.lock(viewer.name as string);
    expect((await asks(browser)).status).toBe(401);
    const again = await returning('admin2');
    expect((await again.browser.visit(again.url)).status).toBe(401);
  });

  it('leads back to a page of ours and nowhere else', async () => {
    for (const [asked, led] of [
      ['/#outage=5', '/#outage=5'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
      ['https://evil.example/', '/'],
      ['javascript:alert(1)', '/'],
      ['/\r\nset-cookie: a=b', '/'],
    ]) {
      const { browser, url } = await returning('rina', new Browser(nadi.api.url), asked);
      expect((await browser.visit(url, {}, () => false)).headers.get('location')).toBe(led);
    }
  });

  it('takes each answer once, in the browser that began, as it came: else it is refused, the same whatever is wrong', async () => {
    const { browser, url } = await returning('rina');
    const used = new URL(url);
    const copied = await returning('rina');
    const other = new Browser(nadi.api.url);
    await other.visit(start(), {}, () => false);
    const answers: Page[] = [];
    const refused = async (who: Browser, change: (to: URL) => void, from = url) => {
      const to = new URL(from);
      change(to);
      answers.push(await who.visit(to.href, {}, () => false));
    };
    const nothing = () => undefined;
    await refused(new Browser(nadi.api.url), nothing);
    await refused(other, nothing);
    await refused(browser, (to) => to.searchParams.delete('state'));
    await refused(browser, (to) => to.searchParams.set('state', 'guessed'));
    await refused(browser, (to) => to.searchParams.set('state', 'x'.repeat(10_000)));
    const page = await browser.visit(url, {}, () => false);
    expect(page.status).toBe(401);
    // The wrong states took the cookie away: the attempt is over for that browser.
    const clean = await returning('rina');
    expect((await clean.browser.visit(clean.url, {}, () => false)).status).toBe(303);
    await refused(clean.browser, nothing, clean.url);
    const replay = await returning('rina');
    await refused(replay.browser, (to) => to.searchParams.set('code', new URL(clean.url).searchParams.get('code')!), replay.url);
    await refused(copied.browser, (to) => to.searchParams.set('iss', 'https://evil.example'), copied.url);
    const coded = await returning('rina');
    await refused(coded.browser, (to) => to.searchParams.set('code', used.searchParams.get('code')!), coded.url);
    const denied = await returning('rina');
    await refused(
      denied.browser,
      (to) => {
        to.searchParams.delete('code');
        to.searchParams.set('error', 'access_denied');
        to.searchParams.set('error_description', '<script>alert(1)</script>');
      },
      denied.url,
    );
    const late = await returning('rina');
    laterMs += 11 * MINUTE;
    await refused(late.browser, nothing, late.url);
    const seen = answers.map(({ status, text, headers }) => JSON.stringify([status, text, headers.getSetCookie()]));
    expect(new Set(seen).size).toBe(1);
    expect(answers[0].status).toBe(401);
    expect(answers[0].headers.getSetCookie()).toEqual(['nadi-oidc=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax']);
  });

  it('is begun so often from one address and no more: nobody fills the table with attempts', async () => {
    const { oidc } = nadi.parts.signOn!;
    const kinds = new Map<string, number>();
    for (let i = 0; i < 310; i++) {
      const { kind } = await oidc!.signOn.start('/', `2001:db8:7:7::${i.toString(16)}`);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    expect([...kinds]).toEqual([
      ['started', 300],
      ['busy', 10],
    ]);
    expect((await oidc!.signOn.start('/', '2001:db8:7:8::1')).kind).toBe('started');
  });

  it('goes on after the provider changed its keys', async () => {
    await signedOn('rina');
    await idp.rotate();
    laterMs += MINUTE;
    await signedOn('rina');
  });

  it('says when the provider is away, and what is open stays open', async () => {
    const browser = await signedOn('rina');
    const { browser: half, url } = await returning('rina');
    await idp.goAway();
    try {
      expect((await half.visit(url, {}, () => false)).status).toBe(503);
      expect((await asks(browser)).status).toBe(200);
    } finally {
      await idp.comeBack();
    }
    await signedOn('rina');
  });
});

describe('an access token of the provider', () => {
  it('opens nothing once its account is locked', async () => {
    const token = await signed({ sub: 'machine' });
    expect((await withToken(token)).status).toBe(200);
    const [{ name }] = await nadi.sql(`SELECT name FROM account JOIN account_identity ON account_id = id WHERE subject = 'machine'`);
    await desk.accounts.lock(name as string);
    expect((await withToken(token)).status).toBe(401);
  });

  it('is taken while the provider is away for a quarter of an hour and more, by the keys that are known', async () => {
    expect((await withToken(await signed())).status).toBe(200);
    await idp.goAway();
    try {
      for (const minutes of [1, 9, 6, 44]) {
        laterMs += minutes * MINUTE;
        expect((await withToken(await signed())).status).toBe(200);
      }
      laterMs += 25 * 60 * MINUTE;
      expect((await withToken(await signed())).status).toBe(401);
    } finally {
      await idp.comeBack();
    }
    laterMs += MINUTE;
    expect((await withToken(await signed())).status).toBe(200);
  });

  it('of a new key is taken at once, and of the old one no more once the provider names it no more', async () => {
    const old = idp.key;
    expect((await withToken(await signed())).status).toBe(200);
    await idp.rotate();
    laterMs += MINUTE;
    expect((await withToken(await signed())).status).toBe(200);
    expect((await withToken(await signed({}, {}, old))).status).toBe(401);
  });

  it('with an invented key makes us ask the provider once in a while, not each time', async () => {
    laterMs += 2 * MINUTE;
    await withToken(await signed());
    const before = idp.keysAsked;
    for (let i = 0; i < 20; i++) expect((await withToken(await signed({}, { kid: `invented-${i}` }))).status).toBe(401);
    expect(idp.keysAsked - before).toBeLessThanOrEqual(1);
  });
});

describe('the table of tokens', () => {
  it('has a token in it that is taken, or it would prove nothing', async () => {
    expect((await withToken(await signed())).status).toBe(200);
  });

  it('has none that is taken, and all answers look the same', async () => {
    const unknown = await withToken('nadi_unknown');
    const taken: string[] = [];
    const forged = forgedTokens(idp, clock);
    for (const [what, forge] of forged) {
      const answer = await withToken(await forge());
      if (JSON.stringify(answer) !== JSON.stringify(unknown)) taken.push(`${what}: ${JSON.stringify(answer)}`);
    }
    expect(taken).toEqual([]);
    expect(unknown).toMatchObject({ status: 401, data: null });
    expect(forged.length).toBeGreaterThan(40);
  });

  it('ends with one of 1 MB, that is not even read', async () => {
    const token = await signed({ fat: 'x'.repeat(1_000_000) });
    const response = await fetch(`${nadi.api.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{}',
    }).catch(() => null);
    expect(response?.status ?? 431).toBe(431);
    const { oidc } = nadi.parts.signOn!;
    expect(await oidc!.bearer.viewerOf(token)).toBeNull();
  });
});
