import { jest } from '@jest/globals';
import { request } from 'node:http';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type ApiUnderTest, startApi } from './support/api.js';

jest.setTimeout(60_000);

const NAMED = 'https://map.example.id';
const OTHER = 'https://evil.example';
const LISTED = 'query Listed { viewer { name role } }';

/** With any headers, also those that fetch keeps to itself. */
function send(url: string, { method = 'GET', body = '', ...headers }: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }>((resolve, reject) => {
    const sending = request(url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** The first answer over a WebSocket, or why there is none. */
async function overSocket(
  nadi: ApiUnderTest,
  query: string,
  {
    token = nadi.tokenOf('viewer'),
    origin,
    host,
    extensions,
  }: { token?: string; origin?: string; host?: string; extensions?: Record<string, unknown> } = {},
) {
  class Browsing extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol, { headers: { ...(origin ? { origin } : {}), ...(host ? { host } : {}) } });
    }
  }
  const client = createClient({
    url: `${nadi.api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: Browsing,
    connectionParams: { Authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  try {
    return await new Promise((resolve) => {
      client.subscribe(
        { query, extensions },
        {
          next: resolve,
          error: (error) => resolve({ error: Array.isArray(error) ? (error as { extensions: unknown }[])[0].extensions : 'refused' }),
          complete: () => resolve(null),
        },
      );
    });
  } finally {
    await client.dispose();
  }
}

describe('the web face', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-web-'));
  const manifest = join(folder, 'operations.json');
  const id = createHash('sha256').update(LISTED).digest('hex');
  writeFileSync(
    manifest,
    JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id, name: 'Listed', type: 'query', body: LISTED }],
    }),
  );
  let nadi: ApiUnderTest;
  let strict: ApiUnderTest;
  beforeAll(async () => {
    nadi = await startApi({
      web: {
        origins: [NAMED],
        hosts: ['nadi.example.id'],
        trustedProxies: ['127.0.0.1/32'],
        metricsNetworks: ['10.1.0.0/16'],
        costPerMinute: 200,
      },
    });
    strict = await startApi({ web: { operations: { file: manifest, isOnly: true } } });
  });
  afterAll(async () => {
    await nadi.stop();
    await strict.stop();
    rmSync(folder, { recursive: true });
  });
  const bearer = (role: 'viewer' | 'engineer' | 'administrator' = 'viewer') => ({ authorization: `Bearer ${nadi.tokenOf(role)}` });

  it('gives leave to pages of named origins alone, and never with cookies', async () => {
    const preflight = (origin: string) =>
      send(`${nadi.api.url}/graphql`, {
        method: 'OPTIONS',
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      });
    const allowed = await preflight(NAMED);
    expect(allowed.status).toBe(204);
    expect(allowed.headers).toMatchObject({ 'access-control-allow-origin': NAMED, vary: expect.stringMatching(/origin/i) as string });
    expect(allowed.headers['access-control-allow-headers']).toContain('x-nadi-purpose');
    for (const origin of [OTHER, `${NAMED}.evil.example`, 'https://map.example.id:8443', 'http://map.example.id', 'null', `${NAMED}/`]) {
      const refused = await preflight(origin);
      expect([origin, refused.status, refused.headers['access-control-allow-origin']]).toEqual([origin, 403, undefined]);
    }
    for (const origin of [NAMED, OTHER]) {
      const { headers } = await send(`${nadi.api.url}/healthz`, { origin });
      expect(headers['access-control-allow-origin']).toBe(origin === NAMED ? NAMED : undefined);
      expect(headers['access-control-allow-credentials']).toBeUndefined();
    }
  });

  it('opens a WebSocket to programs, and to pages of ours and of named origins', async () => {
    const query = '{ viewer { role } }';
    const answered = { data: { viewer: { role: 'station-viewer' } } };
    expect(await overSocket(nadi, query)).toMatchObject(answered);
    expect(await overSocket(nadi, query, { origin: NAMED })).toMatchObject(answered);
    expect(await overSocket(nadi, query, { origin: nadi.api.url })).toMatchObject(answered);
    for (const origin of [OTHER, 'null', 'file://']) expect(await overSocket(nadi, query, { origin })).toEqual({ error: 'refused' });
    expect(await overSocket(nadi, query, { host: 'evil.example' })).toEqual({ error: 'refused' });
  });

  it.each([
    ['nadi.example.id', 200],
    ['NADI.example.id:3000', 200],
    ['localhost:3000', 200],
    ['127.0.0.1', 200],
    ['[::1]:3000', 200],
    ['evil.example', 421],
    ['evil.example:3000', 421],
    ['nadi.example.id.evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['2130706433', 421],
    ['a@127.0.0.1', 421],
  ])('is known by the name %j: %i', async (host, status) => {
    expect((await send(`${nadi.api.url}/auth/means`, { host })).status).toBe(status === 200 ? 404 : status);
    expect((await send(`${nadi.api.url}/`, { host })).status).toBe(status);
    // Whoever keeps it running calls it by any name.
    expect((await send(`${nadi.api.url}/healthz`, { host })).status).toBe(200);
  });

  it('tells metrics to this machine, named networks, and who may read them, whatever a stranger says of where they are', async () => {
    // There are none in this process: 404 is what lies behind the gate.
    const from = async (address: string, more: Record<string, string> = {}) =>
      (await send(`${nadi.api.url}/metrics`, { 'x-forwarded-for': address, ...more })).status;
    expect(await from('10.1.2.3')).toBe(404);
    expect(await from('10.2.0.1')).toBe(403);
    expect(await from('127.0.0.1, 10.2.0.1')).toBe(403);
    expect(await from('10.2.0.1', bearer('administrator'))).toBe(404);
    expect(await from('10.2.0.1', bearer('viewer'))).toBe(403);
    expect((await send(`${nadi.api.url}/sd/devices`, { 'x-forwarded-for': '10.2.0.1' })).status).toBe(403);
    // Nobody named a proxy of this one: what one hands on is not of this machine, whatever it says.
    for (const [name, status] of [
      ['x-forwarded-for', 403],
      ['forwarded', 403],
      ['accept', 404],
    ] as const)
      expect((await send(`${strict.api.url}/metrics`, { [name]: '127.0.0.1' })).status).toBe(status);
  });

  it('runs no more for one viewer in a minute than they may cost, over HTTP and WebSocket together, and leaves others alone', async () => {
    const query = '{ devices(first: 20) { nodes { name } } }';
    const mine = await nadi.issue('noc');
    const ask = () => nadi.ask(query, {}, mine);
    let last = await ask();
    for (let i = 0; i < 20 && last.status === 200; i += 1) last = await ask();
    expect([last.status, last.errors[0]?.extensions]).toEqual([
      429,
      { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) as number },
    ]);
    const raw = await send(`${nadi.api.url}/graphql`, {
      method: 'POST',
      'content-type': 'application/json',
      authorization: `Bearer ${mine}`,
      body: JSON.stringify({ query }),
    });
    expect(Number(raw.headers['retry-after'])).toBeGreaterThan(0);
    expect(await overSocket(nadi, query, { token: mine })).toMatchObject({ error: { code: 'RATE_LIMITED' } });
    expect((await nadi.ask(query, {}, await nadi.issue('engineer'))).status).toBe(200);
  });

  it('runs operations of the manifest by their id, the console’s as they are, and no others', async () => {
    const ask = async (body: object) => {
      const { status, text } = await send(`${strict.api.url}/graphql`, {
        method: 'POST',
        'content-type': 'application/json',
        authorization: `Bearer ${strict.tokenOf('viewer')}`,
        body: JSON.stringify(body),
      });
      const { data, errors } = JSON.parse(text) as { data?: { viewer?: unknown }; errors?: { extensions: { code: string } }[] };
      return [status, data?.viewer ?? errors?.[0]?.extensions.code];
    };
    const viewer = { name: 'viewer', role: 'station-viewer' };
    expect(await ask({ documentId: id })).toEqual([200, viewer]);
    expect(await ask({ extensions: { persistedQuery: { version: 1, sha256Hash: id } } })).toEqual([200, viewer]);
    expect(await ask({ query: LISTED })).toEqual([200, viewer]);
    expect(await ask({ query: '{ viewer { name } }' })).toEqual([403, 'PERSISTED_QUERY_REQUIRED']);
    // Nobody adds one by asking, as automatic persisted queries would let them.
    const query = '{ viewer { role } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    expect(await ask({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } })).toEqual([404, 'PERSISTED_QUERY_NOT_FOUND']);
    expect(await ask({ documentId: '__proto__' })).toEqual([404, 'PERSISTED_QUERY_NOT_FOUND']);
    const { EXPLANATION, STATIONS } = (await import('../apps/api/src/console/page/operations.mjs' as string)) as Record<string, string>;
    expect(EXPLANATION).toContain('query Explanation');
    expect((await ask({ query: STATIONS }))[0]).toBe(200);
    expect(await overSocket(strict, '{ viewer { name } }')).toEqual({ error: { code: 'PERSISTED_QUERY_REQUIRED' } });
    expect(await overSocket(strict, '', { extensions: { persistedQuery: { version: 1, sha256Hash: id } } })).toMatchObject({
      data: { viewer },
    });
  });

  it('sends the headers that browsers guard by with every answer, and lets nobody keep what it tells', async () => {
    const answers = [
      await send(`${nadi.api.url}/graphql`, {
        method: 'POST',
        'content-type': 'application/json',
        ...bearer(),
        body: '{"query":"{ viewer { name } }"}',
      }),
      await send(`${nadi.api.url}/graphql`, { method: 'POST', 'content-type': 'application/json', body: '{' }),
      await send(`${nadi.api.url}/nowhere`),
      await send(`${nadi.api.url}/healthz`),
      await send(`${nadi.api.url}/compliance/report.csv`),
      await send(`${nadi.api.url}/registrations/cameras`, { method: 'POST', ...bearer() }),
      await send(`${nadi.api.url}/`),
      await send(`${nadi.api.url}/`, { 'x-forwarded-proto': 'https' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 404, 200, 401, 403, 200, 200]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
      expect(headers['x-powered-by']).toBeUndefined();
    }
    for (const { headers } of answers.slice(0, 6)) expect(headers['cache-control']).toBe('no-store');
    expect(answers.map(({ headers }) => headers['strict-transport-security'])).toEqual([
      ...Array.from({ length: 7 }, () => undefined),
      'max-age=31536000',
    ]);
  });

  it('tells nothing of the inside where something breaks that should not', async () => {
    const breaking = await startApi();
    try {
      await breaking.sql('DROP TABLE building_compliance CASCADE');
      const token = { authorization: `Bearer ${breaking.tokenOf('administrator')}` };
      const file = await send(`${breaking.api.url}/compliance/report.csv`, token);
      const asked = await send(`${breaking.api.url}/graphql`, {
        method: 'POST',
        'content-type': 'application/json',
        ...token,
        body: '{"query":"{ compliance { totalCount } }"}',
      });
      expect([file.status, asked.status]).toEqual([500, 200]);
      for (const { text } of [file, asked])
        expect(text).not.toMatch(/SELECT|building_compliance|relation|node_modules|\/src\/|at Object|postgres|127\.0\.0\.1/);
      expect(
        breaking.logged.some(
          ({ fields }) => JSON.stringify(fields, Object.getOwnPropertyNames((fields as { err?: object }).err ?? {})).length > 0,
        ),
      ).toBe(true);
    } finally {
      await breaking.stop();
    }
  });
});
