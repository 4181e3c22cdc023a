import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildClientSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from 'graphql';
import { type Answer, type ApiUnderTest, startApi } from './support/api.js';
import { eventually } from './support/nadi.js';

let nadi: ApiUnderTest;
beforeAll(async () => {
  nadi = await startApi();
}, 30_000);
afterAll(() => nadi.stop());

describe('the bounds of an operation', () => {
  it('are computed by the formula that the API tells', async () => {
    const figures = async (query: string, variables = {}) => (await nadi.ask(query, variables)).extensions['limits'];
    expect(await figures('{ viewer { name } }')).toEqual({ cost: 2, depth: 2 });
    // 1 + totalCount 1 + nodes 1 + 10 × name 1.
    expect(await figures('{ devices(first: 10) { totalCount nodes { name } } }')).toEqual({ cost: 13, depth: 3 });
    // Without `first` 50 are assumed.
    expect(await figures('{ devices { nodes { name } } }')).toEqual({ cost: 52, depth: 3 });
    expect(await figures('query ($n: Int! = 7) { devices(first: $n) { nodes { ...D } } } fragment D on Device { name role }')).toEqual({
      cost: 16,
      depth: 3,
    });
    expect(await figures('query ($n: Int!) { devices(first: $n) { nodes { name } } }', { n: 20 })).toEqual({ cost: 22, depth: 3 });
    // A page in a page: 1 + 1 + 10 × (1 + 1 + 5 × 1).
    expect(await figures('{ stations(first: 10) { nodes { devices(first: 5) { nodes { name } } } } }')).toEqual({ cost: 72, depth: 5 });
    // A list that is no connection counts as it says.
    expect(await figures('{ link(code: "x") { spans { code } } }')).toEqual({ cost: 7, depth: 3 });
    const { data } = await nadi.ask('{ viewer { limits { formula } } }');
    expect(data.viewer.limits.formula).toMatch(/multiplier is `first`/);
  });

  it('refuse what is too deep, too costly or too often aliased, telling every figure, and run none of it', async () => {
    const deep = '{ stations(first: 1) { nodes { parent { parent { parent { parent { parent { parent { code } } } } } } } } }';
    const costly = '{ devices(first: 200) { nodes { links(first: 200) { nodes { code } } } } }';
    const aliased = `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: viewer { name }`).join(' ')} }`;
    const statements = await nadi.statementsOf(async () => {
      const answers = [await nadi.ask(deep), await nadi.ask(costly), await nadi.ask(aliased)];
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
      expect(answers.map((answer) => answer.errors[0]?.extensions)).toEqual([
        { code: 'TOO_DEEP', depth: 9, cost: 9, aliases: 0 },
        { code: 'TOO_COSTLY', depth: 5, cost: 40_402, aliases: 0 },
        { code: 'TOO_MANY_ALIASES', depth: 2, cost: 62, aliases: 31 },
      ]);
      expect(answers[1]?.errors[0]?.message).toBe('the operation costs 40402; allowed are 5000');
    });
    // Who asks is looked up each time; nothing else is.
    expect(statements).toBe(3);
  });

  it('hold against fragments that double themselves, floods of tokens and batches', async () => {
    const bomb = Array.from({ length: 25 }, (_, i) => `fragment F${i} on Viewer { ...F${i + 1} ...F${i + 1} }`).join('\n');
    const doubled = await nadi.ask(`{ viewer { ...F0 } } ${bomb} fragment F25 on Viewer { name }`);
    expect(doubled.errors[0]?.extensions).toMatchObject({ code: 'TOO_COSTLY', cost: 2 ** 25 + 1 });
    const flood = await nadi.ask(`{ ${'viewer { name } '.repeat(2_000)} }`);
    expect(flood.status).toBe(400);
    expect(flood.errors[0]?.extensions['code']).toBe('GRAPHQL_PARSE_FAILED');
    const circle = await nadi.ask('{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }');
    expect(circle.status).toBe(400);
    const batch = await post(JSON.stringify([{ query: '{ viewer { name } }' }, { query: '{ viewer { name } }' }]));
    expect(batch.status).toBe(400);
  });

  it('let anybody read the schema, and it is the one that is committed', async () => {
    const answer = await nadi.ask(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true }), {}, null);
    expect(answer.errors).toEqual([]);
    const served = `${printSchema(lexicographicSortSchema(buildClientSchema(answer.data)))}\n`;
    expect(served).toBe(readFileSync(join(import.meta.dirname, '../apps/api/schema.graphql'), 'utf8'));
  });
});

describe('the bounds of a request', () => {
  it('are 1 MiB for anybody, and enough for an import for whoever may import', async () => {
    const large = JSON.stringify({ query: '{ viewer { name } }', variables: { filler: 'x'.repeat(1_100_000) } });
    for (const token of [null, 'nadi_wrong', nadi.tokenOf('viewer')]) {
      const answer = await post(large, token);
      expect(answer.status).toBe(413);
      expect(((await answer.json()) as Answer).errors[0]?.extensions).toEqual({ code: 'TOO_LARGE' });
    }
    expect((await post(large, nadi.tokenOf('engineer'))).status).toBe(200);
  });

  it('hold for bodies that do not tell their length, too', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(
        `${nadi.api.url}/graphql`,
        { method: 'POST', headers: { 'content-type': 'application/json' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sending.on('error', reject);
      sending.write('{"query":"');
      for (let piece = 0; piece < 30; piece += 1) sending.write('x'.repeat(50_000));
      sending.end('"}');
    });
    expect(status).toBe(413);
  });

  it('refuse what is no JSON, no query and no operation in the shape of GraphQL errors', async () => {
    for (const body of [
      '{',
      'null',
      '[]',
      '{}',
      '{"query":1}',
      '{"query":"{"}',
      '{"query":"{ nothing }"}',
      '{"query":"{viewer{name}}","operationName":"X"}',
    ]) {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      const { errors } = (await answer.json()) as Answer;
      expect(errors[0]?.message).not.toMatch(/internal error|node_modules|\n {4}at /);
    }
    const simple = await fetch(`${nadi.api.url}/graphql`, {
      method: 'POST',
      body: '{"query":"{viewer{name}}"}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(simple.status).toBeGreaterThanOrEqual(400);
    const change = await fetch(
      `${nadi.api.url}/graphql?query=${encodeURIComponent('mutation { retire(kind: LINK, code: "x") { version } }')}`,
      {
        headers: { authorization: `Bearer ${nadi.tokenOf('engineer')}`, 'apollo-require-preflight': '1' },
      },
    );
    expect(change.status).toBe(405);
    expect(nadi.logged).toEqual([]);
  });

  it('show nothing of an error but its id, and log the rest', async () => {
    await nadi.sql('ALTER TABLE station RENAME TO hidden');
    const answer = await nadi.ask('{ stations { totalCount } }');
    await nadi.sql('ALTER TABLE hidden RENAME TO station');
    const id = String(answer.errors[0]?.extensions['id']);
    expect(answer.errors).toEqual([
      expect.objectContaining({ message: `internal error ${id}`, extensions: { code: 'INTERNAL_SERVER_ERROR', id } }),
    ]);
    expect(nadi.logged).toEqual([{ message: 'unexpected error while answering', fields: expect.objectContaining({ id }) }]);
    nadi.logged.length = 0;
  });
});

describe('an answer that takes too long', () => {
  let slow: ApiUnderTest;
  beforeAll(async () => {
    slow = await startApi({ operation: { timeoutMs: 300 } });
  }, 30_000);
  afterAll(() => slow.stop());

  it('is given up, and what comes of it later is dropped without a word', async () => {
    const held = slow.sql('BEGIN; LOCK TABLE station; SELECT pg_sleep(1); COMMIT');
    const isHeld = () => slow.sql(`SELECT 1 FROM pg_locks WHERE relation = 'station'::regclass AND mode = 'AccessExclusiveLock'`);
    await eventually(isHeld, (rows) => rows.length > 0, 'the lock');
    const answer = await slow.ask('{ stations { totalCount } }');
    expect(answer).toMatchObject({ status: 504, data: null, errors: [{ extensions: { code: 'TIMED_OUT' } }] });
    await held;
    expect((await slow.ask('{ stations { totalCount } }')).data.stations.totalCount).toBe(0);
    expect(slow.logged).toEqual([]);
  });
});

describe('what is served beside GraphQL', () => {
  it('is GraphiQL for browsers, whole, without a word from elsewhere', async () => {
    const answer = await fetch(`${nadi.api.url}/graphql`, { headers: { accept: 'text/html' } });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toMatch(/<title>Nadi GraphQL<\/title>/);
    expect(
      [...html.matchAll(/<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?((?:https?:)?\/\/[^"'\s>]+)/g)].map(([, url]) => url),
    ).toEqual([]);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline/);
    const again = await fetch(`${nadi.api.url}/graphql`, {
      headers: { accept: 'text/html', 'if-none-match': answer.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it('is the console at /, its own files only', async () => {
    const page = await fetch(`${nadi.api.url}/`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'/);
    for (const [, path] of html.matchAll(/(?:src|href)="(\/console\/[^"]+)"/g))
      expect((await fetch(`${nadi.api.url}${path}`)).status).toBe(200);
    for (const path of ['/console/..%2f..%2fpackage.json', '/console/%00', '/package.json', '/.env']) {
      const other = await fetch(`${nadi.api.url}${path}`);
      expect(other.status).toBe(404);
      expect(await other.text()).not.toMatch(/node_modules| at /);
    }
  });

  it('is health for anybody, and no figures where no engine runs', async () => {
    expect(await (await fetch(`${nadi.api.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${nadi.api.url}/readyz`)).json()).toEqual({ status: 'ok', missing: [] });
    for (const path of ['/metrics', '/sd/devices', '/sd/none']) expect((await fetch(`${nadi.api.url}${path}`)).status).toBe(404);
  });

  it('carries headers that browsers need, and no name of what runs it', async () => {
    for (const path of ['/', '/graphql', '/healthz', '/none']) {
      const { headers } = await fetch(`${nadi.api.url}${path}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});

function post(body: string, token: string | null = nadi.tokenOf('administrator')): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  return fetch(`${nadi.api.url}/graphql`, { method: 'POST', headers, body });
}
