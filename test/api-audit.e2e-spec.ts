import { jest } from '@jest/globals';
import { request } from 'node:http';
import { AuditTrail, exportTrail } from '@app/audit';
import { PERMISSIONS, permissionsOf, type Role, type Viewer } from '@app/access';
import type { Jurisdiction } from '@app/kernel';
import type { AuditRecord } from '@app/ledger';
import { verdictOf } from '@testing/ledger';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type ApiUnderTest, fixture, startApi } from './support/api.js';

jest.setTimeout(30_000);
/** Of one measurement. */
const REQUESTS = 40;
const IMPORT = 'mutation ($document: JSON!) { importTopology(input: { document: $document }) { version problemCount } }';
const AREA = (stations: string[], owners: string[] = []): Jurisdiction => ({ kind: 'AREAS', stations, owners });
const WHO: Readonly<Record<string, { role: Role; jurisdiction: Jurisdiction; permissions?: Viewer['permissions'] }>> = {
  registrar: { role: 'registrar', jurisdiction: AREA(['PSA']) },
  owner: { role: 'owner', jurisdiction: AREA([], ['OWN1']) },
  stranger: { role: 'owner', jurisdiction: AREA([], ['OWN2']) },
  auditor: { role: 'auditor', jurisdiction: { kind: 'ALL' } },
  'local-auditor': { role: 'auditor', jurisdiction: AREA(['PSA']), permissions: new Set(PERMISSIONS) },
};

let nadi: ApiUnderTest;
beforeAll(async () => {
  nadi = await startApi();
  const viewerOf = nadi.parts.access.viewerOf.bind(nadi.parts.access);
  nadi.parts.access.viewerOf = async (token) => {
    const who = WHO[token];
    return who ? { accountId: '' as never, name: token, permissions: permissionsOf(who.role, who.jurisdiction), ...who } : viewerOf(token);
  };
  const document = fixture('small-city.json');
  document['devices']!.push(
    ...Array.from({ length: 390 }, (_, i) => ({
      name: `cam-${i}`,
      role: 'CAMERA',
      place: 'GD1',
      address: `10.9.${i >> 8}.${i & 255}`,
      checks: ['icmp'],
    })),
  );
  document['devices']![9]!['credential'] = 'core';
  await nadi.ask(IMPORT, { document });
}, 30_000);
afterAll(() => nadi.stop());

async function trailSince(seq: number): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  await exportTrail(nadi.parts.transactor, { from: null, to: null }, async (record) => void records.push(record));
  expect(verdictOf(records)).toMatchObject({ isIntact: true });
  return records.filter((record) => record.seq > seq);
}

/** What is recorded while this runs. */
async function recorded(work: () => Promise<unknown>): Promise<AuditRecord[]> {
  const before = (await nadi.parts.audit.head())?.seq ?? 0;
  await work();
  return trailSince(before);
}

const OWNER = 'query Contact { building(code: "GD1") { owner { phone email } } }';

describe('what is shown', () => {
  it('is recorded with who, why and for which case, and only what really was', async () => {
    const reasons = { 'x-nadi-purpose': 'perampokan', 'x-nadi-case': 'LP/B/17/XI/2026' };
    const [record, ...more] = await recorded(() => nadi.ask(OWNER, {}, 'registrar', reasons));
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      actor: 'registrar',
      action: 'read',
      outcome: 'done',
      subjectKind: 'owner.contact',
      subjects: ['OWN1'],
      purpose: 'perampokan',
      caseNumber: 'LP/B/17/XI/2026',
      detail: { operation: 'Contact', type: 'query', role: 'registrar', units: ['PSA'], fields: ['email', 'phone'], count: 1 },
    });
  });

  it.each([
    ['a name alone', '{ building(code: "GD1") { owner { name } } }'],
    ['a building without an owner', '{ building(code: "GD2") { owner { phone } } }'],
    ['no building at all', '{ building(code: "NONE") { owner { phone } } }'],
    ['addresses of others than cameras', '{ devices(filter: { roles: [SWITCH, ROUTER] }) { nodes { name address credential } } }'],
  ])('is not recorded where it is %s', async (_, query) => {
    expect(await recorded(() => nadi.ask(query))).toEqual([]);
  });

  it('is recorded too where it is only looked for by its address', async () => {
    const search = (filter: string) =>
      recorded(() =>
        nadi.ask(
          `{ building(code: "GD1") { devices(filter: ${filter}) { totalCount } } devices(first: 0, filter: ${filter}) { totalCount } }`,
        ),
      );
    expect(await search('{ address: "10.1.1.11" }')).toMatchObject([
      { subjectKind: 'camera.address', subjects: ['filter:10.1.1.11'], detail: { fields: ['devices'] } },
    ]);
    expect(await search('{ text: " 10.1." }')).toMatchObject([{ subjects: ['filter:10.1.'] }]);
    expect(await search('{ text: "gd1-cam" }')).toEqual([]);
    expect(await search('{ text: "12" }')).toEqual([]);
  });

  it('is all named, however much it is', async () => {
    const query =
      '{ buildings(first: 2) { nodes { devices(first: 200, filter: { roles: [CAMERA] }) { nodes { device: name address credential } } } } more: building(code: "GD1") { devices(first: 200, filter: { roles: [CAMERA] }, after: "WyJjYW0tMjgwIl0") { nodes { address } } } }';
    const answer = await nadi.ask(query);
    const records = await recorded(() => nadi.ask(query));
    const addresses = records.filter(({ subjectKind }) => subjectKind === 'camera.address');
    const named = addresses.flatMap(({ subjects }) => subjects);
    const shown = new Set(
      [...answer.data.buildings.nodes, answer.data.more]
        .flatMap(({ devices }) => devices.nodes)
        .map(({ address }: { address: string }) => address),
    );
    expect(addresses.length).toBe(2);
    expect(new Set(named).size).toBe(named.length);
    expect(named).toHaveLength(shown.size);
    expect(addresses[1]).toMatchObject({ detail: { part: 2, parts: 2, count: shown.size, fields: ['address'] } });
    expect(records.filter(({ subjectKind }) => subjectKind === 'credential.name')).toMatchObject([{ subjects: ['gd2-cam-1'] }]);
  });

  it('may have any reason: bounded, one line, in any letters', async () => {
    const raw = (purpose: Buffer | string) =>
      new Promise<number>((resolve, reject) => {
        const headers = {
          'content-type': 'application/json',
          authorization: 'Bearer registrar',
          'x-nadi-purpose': purpose.toString('latin1'),
        };
        const sent = request(`${nadi.api.url}/graphql`, { method: 'POST', headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        });
        // As bytes: together with a text Node would write the headers as UTF-8 once more.
        sent.on('error', reject).end(Buffer.from(JSON.stringify({ query: OWNER })));
      });
    expect((await recorded(() => raw(Buffer.from('pencurian di Jalan Café', 'utf8'))))[0].purpose).toBe('pencurian di Jalan Café');
    expect((await recorded(() => raw('\t  \t')))[0].purpose).toBeNull();
    expect((await recorded(() => raw('x'.repeat(5_000))))[0].purpose).toBe('x'.repeat(200));
    expect((await recorded(() => raw(`<script>'; DROP TABLE audit_event; --`)))[0].purpose).toBe(`<script>'; DROP TABLE audit_event; --`);
  });

  it('is recorded of subscriptions and queries on a WebSocket too', async () => {
    const connectionParams = { token: 'registrar', 'X-Nadi-Purpose': 'watching', 'x-nadi-case': 7 };
    const client = createClient({
      url: `${nadi.api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams,
      retryAttempts: 0,
    });
    const follow = client.iterate({ query: 'subscription Follow { deviceStatusChanged(filter: { within: "PSA" }) { name address } }' });
    const records = await recorded(async () => {
      const told = follow.next();
      await nadi.subscribed(1);
      const ids = await nadi.sql(`SELECT id::text FROM device WHERE name = 'gd1-cam-1'`);
      await nadi.events.publishMany(
        'device-status.changed',
        ids.map(({ id }) => String(id)),
      );
      expect((await told).value).toMatchObject({ data: { deviceStatusChanged: { address: '10.1.1.11' } } });
      await client.iterate({ query: OWNER }).next();
      for (const query of ['mutation { retire(kind: LINK, code: "x") { version } }', 'query Forbidden { auditEvents { totalCount } }'])
        await client
          .iterate({ query })
          .next()
          .catch(() => undefined);
    });
    await client.dispose();
    const mine = records.filter(({ actor }) => actor === 'registrar');
    expect(mine.map(({ subjectKind, subjects, outcome }) => [subjectKind, subjects[0], outcome])).toEqual(
      expect.arrayContaining([
        ['camera.address', 'gd1-cam-1', 'done'],
        ['owner.contact', 'OWN1', 'done'],
        ['operation', undefined, 'refused'],
      ]),
    );
    expect(mine.every(({ purpose, caseNumber }) => purpose === 'watching' && caseNumber === null)).toBe(true);
  });

  it('does not leave where it cannot be recorded; all else does', async () => {
    await nadi.sql('ALTER TABLE audit_event RENAME TO audit_event_away');
    try {
      const refused = await nadi.ask(OWNER);
      expect(refused).toMatchObject({ status: 503, data: null, errors: [{ extensions: { code: 'NOT_RECORDED' } }] });
      expect(JSON.stringify(refused)).not.toContain('sari@example.com');
      expect((await nadi.ask('{ building(code: "GD1") { name } }')).data.building.name).toBe('Gedung Contoh 1');
      const client = createClient({
        url: `${nadi.api.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { token: nadi.tokenOf('administrator') },
        retryAttempts: 0,
      });
      const { value } = await client.iterate({ query: OWNER }).next();
      expect(value).toMatchObject({ data: null, errors: [{ extensions: { code: 'NOT_RECORDED' } }] });
      await client.dispose();
      const { data, errors } = await nadi.ask('mutation { retire(kind: DEVICE, code: "cam-389") { version } }');
      expect([data, errors[0]?.extensions['code']]).toEqual([null, 'NOT_RECORDED']);
    } finally {
      await nadi.sql('ALTER TABLE audit_event_away RENAME TO audit_event');
    }
    expect((await nadi.ask('{ camera(name: "cam-389") { name } }')).data.camera).toEqual({ name: 'cam-389' });
    expect(nadi.logged.splice(0).map(({ message }) => message)).toContain(
      'the audit trail cannot be written: nothing that is recorded is shown or changed',
    );
  });
});

describe('what is changed', () => {
  it('stays recorded as attempted where how it ended cannot be recorded any more', async () => {
    await nadi.sql(`CREATE FUNCTION no_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$`);
    await nadi.sql(`CREATE TRIGGER no_end BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.outcome = 'done') EXECUTE FUNCTION no_end()`);
    try {
      const records = await recorded(async () => {
        const { errors } = await nadi.ask('mutation { retire(kind: DEVICE, code: "cam-388") { version } }');
        expect(errors[0]?.extensions['code']).toBe('NOT_RECORDED');
      });
      expect(records).toMatchObject([{ action: 'mutation.retire', outcome: 'attempted', subjects: ['cam-388'] }]);
    } finally {
      await nadi.sql('DROP FUNCTION no_end CASCADE');
    }
    expect((await nadi.ask('{ camera(name: "cam-388") { name } }')).data.camera).toBeNull();
    expect(nadi.logged.splice(0)).toHaveLength(1);
  });

  it('is recorded before it is tried and after, without what the arguments hold', async () => {
    const input = {
      name: 'gd2-cam-9',
      role: 'CAMERA',
      place: 'GD2',
      address: '10.1.2.19',
      checks: ['ICMP'],
      credential: 'core',
      model: 'hunter2',
    };
    const mutation = 'mutation Add($input: DeviceInput!) { upsertDevice(input: $input) { version userErrors { code } } }';
    const records = await recorded(() => nadi.ask(mutation, { input }));
    expect(records).toMatchObject([
      { actor: 'administrator', action: 'mutation.upsertDevice', outcome: 'attempted', subjects: ['gd2-cam-9'], subjectKind: 'name' },
      {
        action: 'mutation.upsertDevice',
        outcome: 'done',
        subjects: ['gd2-cam-9'],
        detail: { version: expect.any(Number) as number, operation: 'Add', role: 'administrator' },
      },
    ]);
    expect(JSON.stringify(records)).not.toContain('hunter2');
    const imported = await recorded(() => nadi.ask(IMPORT, { document: fixture('small-city.json') }));
    expect(imported.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['mutation.importTopology', 'attempted'],
      ['mutation.importTopology', 'done'],
    ]);
  });

  it('is recorded as refused where it did not come true', async () => {
    const outage = await recorded(() =>
      nadi.ask(
        'mutation { retire(kind: DEVICE, code: "gd1-sw") { version userErrors { code path message } } again: retire(kind: SPAN, code: "none") { version userErrors { code } } }',
      ),
    );
    expect(
      outage.map(({ outcome, subjects, detail }) => [outcome, ...subjects, (detail['errors'] as object[] | undefined)?.length]),
    ).toEqual([
      ['attempted', 'gd1-sw', undefined],
      ['refused', 'gd1-sw', 1],
      ['attempted', 'none', undefined],
      ['refused', 'none', 1],
    ]);
  });

  it('is recorded as refused as a whole where it was not allowed, and a flood of that once in a while', async () => {
    const forbidden = 'mutation Steal { retire(kind: DEVICE, code: "gd1-sw") { version } }';
    const records = await recorded(async () => {
      for (let i = 0; i < 40; i++) await nadi.ask(forbidden, {}, nadi.tokenOf('viewer'));
      await nadi.ask(forbidden, {}, null);
    });
    const viewer = records.filter(({ actor }) => actor === 'viewer');
    expect(viewer).toHaveLength(20);
    expect(viewer[0]).toMatchObject({
      action: 'operation',
      outcome: 'refused',
      subjects: ['Steal'],
      detail: { code: 'FORBIDDEN', type: 'mutation', role: 'station-viewer', message: 'permission missing: inventory:write' },
    });
    expect(records.at(-1)).toMatchObject({ actor: 'anonymous', outcome: 'refused', detail: { code: 'UNAUTHENTICATED', leftOut: 20 } });
  });
});

describe('the trail', () => {
  const EVENTS =
    'query ($filter: AuditFilter) { auditEvents(first: 5, filter: $filter) { totalCount nodes { sequence actor action outcome subjectKind subjects purpose detail hash previous } } }';

  it('is read by who may, page by page and filtered, and that is recorded', async () => {
    const filter = {
      actors: ['registrar'],
      subjectKinds: ['owner.contact'],
      subject: 'OWN1',
      outcomes: ['DONE'],
      from: '2020-01-01T00:00:00Z',
    };
    let answer = await nadi.ask(EVENTS, { filter }, 'auditor');
    const [record] = await recorded(async () => (answer = await nadi.ask(EVENTS, { filter }, 'auditor')));
    expect(answer.errors).toEqual([]);
    const { nodes, totalCount } = answer.data.auditEvents;
    expect(totalCount).toBeGreaterThan(1);
    expect(nodes[0]).toMatchObject({
      actor: 'registrar',
      action: 'read',
      outcome: 'DONE',
      subjects: ['OWN1'],
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(nodes.map(({ sequence }: { sequence: number }) => sequence)).toEqual(
      nodes.map(({ sequence }: { sequence: number }) => sequence).sort((a: number, b: number) => b - a),
    );
    expect(record).toMatchObject({ actor: 'auditor', subjectKind: 'audit.trail' });
    const { auditHead } = (await nadi.ask('{ auditHead { sequence hash anchor } }', {}, 'auditor')).data;
    expect(auditHead.anchor).toMatch(new RegExp(`^${auditHead.sequence}:${auditHead.hash}@`));
  });

  it.each(['registrar', 'owner', 'local-auditor'])('is shut to %s', async (who) => {
    for (const query of [EVENTS, '{ auditHead { hash } }'])
      expect((await nadi.ask(query, {}, who)).errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it('tells an owner who saw what is theirs: role and unit, and why, but no name', async () => {
    const MINE = '{ whoViewedMyData { totalCount nodes { kind role units purpose caseNumber } } }';
    const before = (await nadi.ask(MINE, {}, 'owner')).data.whoViewedMyData.totalCount as number;
    await nadi.ask(OWNER, {}, 'registrar', { 'x-nadi-purpose': 'survey', 'x-nadi-case': 'S-1' });
    await nadi.ask('{ device(name: "gd1-cam-1") { address } }', {}, 'registrar');
    await nadi.ask('{ device(name: "gd2-cam-1") { address } }');
    const { nodes, totalCount } = (await nadi.ask(MINE, {}, 'owner')).data.whoViewedMyData;
    expect(totalCount).toBe(before + 2);
    expect(nodes.slice(0, 2)).toEqual([
      { kind: 'camera.address', role: 'registrar', units: ['PSA'], purpose: null, caseNumber: null },
      { kind: 'owner.contact', role: 'registrar', units: ['PSA'], purpose: 'survey', caseNumber: 'S-1' },
    ]);
    for (const who of ['stranger', nadi.tokenOf('administrator')])
      expect((await nadi.ask(MINE, {}, who)).data.whoViewedMyData.nodes).toEqual([]);
  });
});

describe('the cost of recording', () => {
  it('is one statement a request, and is told beside the time of the same request without', async () => {
    const shown = (field: string) => `{ cameras(first: 200) { nodes { device { name ${field} } } } }`;
    await nadi.ask(shown('address'));
    const plain = await nadi.statementsOf(() => nadi.ask(shown('realm')));
    expect(await nadi.statementsOf(() => nadi.ask(shown('address')))).toBe(plain + 1);
    for (const [label, query] of [
      ['200 cameras', (field: string) => shown(field)],
      ['one camera', (field: string) => `{ device(name: "gd1-cam-1") { ${field} } }`],
    ] as const)
      for (const together of [1, 20]) {
        const [without, recordedToo] = [await timeOf(query('realm'), together), await timeOf(query('address'), together)];
        process.stdout.write(
          `${label}, ${together} at once: ${without.toFixed(2)} ms a request, recorded ${recordedToo.toFixed(2)} ms, ratio ${(recordedToo / without).toFixed(2)}\n`,
        );
      }
    const groups = await nadi.statementsOf(() =>
      Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          new AuditTrail(nadi.parts.transactor, { now: () => new Date(), monotonicMs: () => 0 }).commit({
            actor: `a${i}`,
            action: 'read',
            subjectKind: 'x',
            subject: '',
            purpose: null,
            caseNumber: null,
            detail: {},
            outcome: 'done',
          }),
        ),
      ),
    );
    expect(groups).toBe(50);
    const together = await nadi.statementsOf(() =>
      Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          nadi.parts.audit.commit({
            actor: `a${i}`,
            action: 'read',
            subjectKind: 'x',
            subject: '',
            purpose: null,
            caseNumber: null,
            detail: {},
            outcome: 'done',
          }),
        ),
      ),
    );
    expect(together).toBeLessThanOrEqual(2);
  });

  /** Milliseconds a request, where so many are under way at once; the better of two. */
  async function timeOf(query: string, together: number): Promise<number> {
    const best: number[] = [];
    for (let round = 0; round < 2; round++) {
      const from = performance.now();
      await Promise.all(
        Array.from({ length: together }, async () => {
          for (let i = 0; i < REQUESTS / together; i++) await nadi.ask(query);
        }),
      );
      best.push((performance.now() - from) / REQUESTS);
    }
    return Math.min(...best);
  }
});
