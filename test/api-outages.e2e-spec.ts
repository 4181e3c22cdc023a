import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { consoleOperations } from '../apps/api/src/console/console.files.js';
import { type ApiUnderTest, fixture, startApi } from './support/api.js';

let nadi: ApiUnderTest;
beforeAll(async () => {
  nadi = await startApi();
  await nadi.ask('mutation ($document: JSON!) { importTopology(input: { document: $document }) { version } }', {
    document: fixture('small-city.json'),
  });
}, 30_000);
afterAll(() => nadi.stop());

describe('outages', () => {
  const OUTAGE = '11111111-1111-4111-8111-111111111111';
  const CLEARED = '22222222-2222-4222-8222-222222222222';
  const EXPLAINED = '44444444-4444-4444-8444-444444444444';
  const idOf = (key: string) => Buffer.from(`Outage:${key}`).toString('base64url');
  const PAYLOAD = 'outage { isOpen acknowledgedBy events { kind detail } } userErrors { code path }';
  const ACKNOWLEDGE = `mutation ($id: ID!, $note: String) { done: acknowledgeOutage(input: { id: $id, note: $note }) { ${PAYLOAD} } }`;
  const NOTE = `mutation ($id: ID!, $text: String!) { done: noteOutage(input: { id: $id, text: $text }) { ${PAYLOAD} } }`;

  beforeAll(async () => {
    for (const [id, clearedAt] of [
      [OUTAGE, null],
      [CLEARED, '2026-11-20T04:00:00Z'],
      [EXPLAINED, '2026-11-20T04:00:00Z'],
    ])
      await nadi.sql(
        `INSERT INTO outage (id, alert_name, severity, kind, root_code, candidates, opened_at, cleared_at, affected_devices, affected_cameras, affected_stations, station, topology_version)
         SELECT $1, 'FibreSpanCut', 'major', 'SPAN', 'S9', '[{"kind":"SPAN","code":"S9"},{"kind":"SPAN","code":"S8"}]', '2026-11-20T03:00:00.123456Z', $2,
           array_agg(id ORDER BY id), 2, '{PSA}', 'PSA', 1 FROM device WHERE name LIKE 'gd1-%'`,
        [id, clearedAt],
      );
    await nadi.sql(`INSERT INTO device_status SELECT id, 'UNREACHABLE', '2026-11-20T03:00:00Z', $1 FROM device WHERE name LIKE 'gd1-%'`, [
      OUTAGE,
    ]);
  });

  it('are told with what they take away, and colour the fibre', async () => {
    const { data, errors } = await nadi.ask(`{
      outages(filter: { isOpen: true }) { totalCount nodes {
        alertName severity rootCode candidates { code } unexplained openedOnVersion judgedOnVersion openedAt affectedDeviceCount affectedDevices(first: 2) { totalCount nodes { name status outage { rootCode } } } station { code }
      } }
      spans(filter: { codes: ["S8", "S9", "S1"] }) { nodes { code state } }
      devices(filter: { statuses: [UNREACHABLE] }) { totalCount statusCounts { status count } }
      unknown: devices(filter: { statuses: [UNKNOWN] }) { totalCount }
    }`);
    expect(errors).toEqual([]);
    const device = (name: string) => ({ name, status: 'UNREACHABLE', outage: { rootCode: 'S9' } });
    expect(data.outages.nodes).toEqual([
      {
        alertName: 'FibreSpanCut',
        severity: 'MAJOR',
        rootCode: 'S9',
        candidates: [{ code: 'S9' }, { code: 'S8' }],
        unexplained: null,
        openedOnVersion: 1,
        judgedOnVersion: 1,
        openedAt: '2026-11-20T03:00:00.123Z',
        affectedDeviceCount: 3,
        affectedDevices: { totalCount: 3, nodes: [device('gd1-cam-1'), device('gd1-cam-2')] },
        station: { code: 'PSA' },
      },
    ]);
    const states = data.spans.nodes.map(({ code, state }: { code: string; state: string }) => `${code} ${state}`);
    expect(states).toEqual(['S1 UP', 'S8 SUSPECTED', 'S9 DOWN']);
    expect(data.devices.totalCount).toBe(3);
    expect(data.devices.statusCounts).toContainEqual({ status: 'UNREACHABLE', count: 3 });
    expect(data.unknown.totalCount).toBe(7);
  });

  describe('in somebody’s hand', () => {
    const HELD = '77777777-7777-4777-8777-777777777777';
    const ENDED = '88888888-8888-4888-8888-888888888888';
    const ACK = `mutation ($input: AcknowledgeOutageInput!) { done: acknowledgeOutage(input: $input) {
      outage { acknowledgedBy acknowledgedUntil events { kind detail } } userErrors { code path message } } }`;
    const held = async (isAcknowledged: boolean) =>
      (
        await nadi.ask(
          'query ($is: Boolean!) { outages(filter: { isOpen: true, rootCodes: ["S7"], isAcknowledged: $is }) { totalCount } }',
          {
            is: isAcknowledged,
          },
        )
      ).data.outages.totalCount as number;
    let noc: string;

    beforeAll(async () => {
      noc = await nadi.issue('noc');
      for (const [id, clearedAt] of [
        [HELD, null],
        [ENDED, '2026-11-20T02:30:00Z'],
      ])
        await nadi.sql(
          `INSERT INTO outage (id, alert_name, severity, kind, root_code, candidates, opened_at, cleared_at, affected_devices, affected_cameras, affected_stations, station, topology_version)
           VALUES ($1, 'RedundancyLost', 'warning', 'SPAN', 'S7', '[]', '2026-11-20T02:00:00Z', $2, '{}', 0, '{}', NULL, 1)`,
          [id, clearedAt],
        );
    });

    it('until it is over; then it is anybody’s again', async () => {
      const ask = (input: object, token: string) => nadi.ask(ACK, { input: { id: idOf(HELD), ...input } }, token);
      const past = await ask({ until: '2026-11-20T03:00:00Z' }, noc);
      expect(past.data.done.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'until'], message: 'lies in the past' }]);
      expect(await held(true)).toBe(0);
      const taken = await ask({ until: '2999-01-01T00:00:00Z' }, noc);
      expect(taken.data.done).toMatchObject({
        outage: { acknowledgedBy: 'noc', acknowledgedUntil: '2999-01-01T00:00:00.000Z' },
        userErrors: [],
      });
      expect(await held(true)).toBe(1);
      const second = await ask({}, nadi.tokenOf('engineer'));
      expect(second.data.done.userErrors).toEqual([
        { code: 'CONFLICT', path: ['input', 'id'], message: 'noc has taken it on already, until 2999-01-01T00:00:00.000Z' },
      ]);
      const over = await ask({ takeOver: true, note: 'I am there' }, nadi.tokenOf('engineer'));
      expect(over.data.done.outage.events.at(-1)).toEqual({
        kind: 'acknowledged',
        detail: { by: 'engineer', from: 'noc', note: 'I am there' },
      });
      await nadi.sql(`UPDATE outage SET acknowledged_until = '2026-11-20T05:00:00Z' WHERE id = $1`, [HELD]);
      expect([await held(true), await held(false)]).toEqual([0, 1]);
      expect((await ask({ until: '2999-01-01T00:00:00Z' }, noc)).data.done.outage.acknowledgedBy).toBe('noc');
    });

    it('gets a cause of the list, again when more is known, also when it has cleared', async () => {
      const SET = `mutation ($id: ID!, $cause: String!, $note: String) { done: setOutageCause(input: { id: $id, cause: $cause, note: $note }) {
        outage { cause { code labelEn labelId } causeBy events { kind detail } } userErrors { code path } } }`;
      const wrong = await nadi.ask(SET, { id: idOf(HELD), cause: 'ALIENS' }, noc);
      expect(wrong.data.done.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'cause'] }]);
      await nadi.ask(SET, { id: idOf(ENDED), cause: 'UNKNOWN' }, noc);
      const { data } = await nadi.ask(SET, { id: idOf(ENDED), cause: 'EXCAVATION', note: 'water company' }, noc);
      expect(data.done.outage).toMatchObject({ cause: { code: 'EXCAVATION', labelEn: 'Excavation', labelId: 'Galian' }, causeBy: 'noc' });
      expect(data.done.outage.events.slice(-2)).toEqual([
        { kind: 'attributed', detail: { by: 'noc', cause: 'UNKNOWN' } },
        { kind: 'attributed', detail: { by: 'noc', cause: 'EXCAVATION', note: 'water company' } },
      ]);
      const found = await nadi.ask('{ outages(filter: { causes: ["EXCAVATION"] }) { nodes { id } } }');
      expect(found.data.outages.nodes).toEqual([{ id: idOf(ENDED) }]);
    });

    it('has a list of causes that is maintained: labels change, what was chosen stays', async () => {
      const list = async () => (await nadi.ask('{ outageCauses { code labelId retiredAt } }')).data.outageCauses as { code: string }[];
      expect((await list()).map(({ code }) => code)).toEqual([
        'EQUIPMENT',
        'EXCAVATION',
        'POWER',
        'RODENT',
        'THEFT',
        'UNKNOWN',
        'VANDALISM',
      ]);
      const PUT = `mutation ($input: OutageCauseInput!) { upsertOutageCause(input: $input) { cause { code } userErrors { code path } } }`;
      const put = (input: object, token = nadi.tokenOf('engineer')) => nadi.ask(PUT, { input }, token);
      expect((await put({ code: 'flood', labelEn: 'Flood', labelId: 'Banjir' })).data.upsertOutageCause.userErrors).toEqual([
        { code: 'INVALID', path: ['input', 'code'] },
      ]);
      expect((await put({ code: 'FLOOD', labelEn: 'Flood', labelId: 'Banjir' }, noc)).errors[0].extensions).toMatchObject({
        code: 'FORBIDDEN',
      });
      await put({ code: 'FLOOD', labelEn: 'Flood', labelId: 'Banjir' });
      await nadi.ask('mutation { retireOutageCause(code: "EXCAVATION") { cause { retiredAt } } }', {}, nadi.tokenOf('engineer'));
      expect((await list()).map(({ code }) => code)).toEqual([
        'EQUIPMENT',
        'FLOOD',
        'POWER',
        'RODENT',
        'THEFT',
        'UNKNOWN',
        'VANDALISM',
        'EXCAVATION',
      ]);
      const { data } = await nadi.ask('query ($id: ID!) { outage(id: $id) { cause { code } } }', { id: idOf(ENDED) });
      expect(data.outage.cause).toEqual({ code: 'EXCAVATION' });
    });

    it('is handed over to the next shift, in the trail, and kept as it was told', async () => {
      const DRAFT = 'query ($from: DateTime!) { shiftHandover(from: $from, language: en) { id by text } }';
      const [future, from] = ['2999-01-01T00:00:00Z', new Date(Date.now() - 8 * 3_600_000).toISOString()];
      expect((await nadi.ask(DRAFT, { from: future }, noc)).errors[0].message).toContain('lies in the future');
      const draft = (await nadi.ask(DRAFT, { from }, noc)).data.shiftHandover;
      expect(draft).toMatchObject({ id: null, by: 'noc' });
      expect(draft.text).toContain(
        '[warning] RedundancyLost S7: 0 cameras, 0 stations, since 2026-11-20 09:00 WIB; held by noc until 2999-01-01 07:00 WIB',
      );
      const HAND = `mutation ($input: HandOverShiftInput!) { handOverShift(input: $input) { handover { id takenBy text } userErrors { path } } }`;
      const { data } = await nadi.ask(HAND, { input: { from, takenBy: 'budi', note: 'quiet night', language: 'en' } }, noc);
      expect(data.handOverShift.handover.text).toContain('From: noc, to: budi');
      await nadi.sql(`UPDATE outage SET cleared_at = now() WHERE id = $1`, [HELD]);
      const kept = await nadi.ask('{ shiftHandovers(first: 5) { totalCount nodes { text note } } }', {}, noc);
      expect(kept.data.shiftHandovers).toEqual({
        totalCount: 1,
        nodes: [{ text: data.handOverShift.handover.text, note: 'quiet night' }],
      });
      const trail = await nadi.sql(`SELECT actor, detail FROM audit_event WHERE action = 'mutation.handOverShift' AND outcome = 'done'`);
      expect(trail).toMatchObject([{ actor: 'noc', detail: { takenBy: 'budi', from } }]);
    });
  });

  it('are explained: evidence for and against, what is behind, redundancy left, what changed when; also when all is over', async () => {
    const item = (kind: string, polarity: string, sentence: string) => ({
      kind,
      polarity,
      subject: 'S9',
      count: 1,
      at: 1_795_000_000_000,
      sentence,
    });
    const explanation = {
      openedOnVersion: 1,
      judgedOnVersion: 2,
      candidates: [
        { kind: 'SPAN', code: 'S9', evidence: [item('interface-down', 'for', 'both ends of L9 are dark')], omitted: 3 },
        { kind: 'PLACE', code: 'GD1', evidence: [item('ups-on-mains', 'against', 'UPS u1 of GD1 had mains')], omitted: 0 },
      ],
      omittedCandidates: 0,
      stations: [
        { code: 'PSA', devices: 3, cameras: 2, isIsolated: false },
        { code: 'SUB', devices: 1, cameras: 0, isIsolated: true },
      ],
      buildings: ['GD1', 'GD2', 'GONE'],
      exposedStations: ['PRB'],
      isExplained: true,
    };
    const FIELDS = `openedOnVersion judgedOnVersion isExplained explainedAt root { kind code } omittedCandidates buildingCount isolatedStations exposedStations
      candidates { kind code omittedEvidence evidence { kind polarity subject count at sentence } }
      stations(first: 1) { totalCount pageInfo { hasNextPage endCursor } nodes { code devices cameras isIsolated station { name } } }
      buildings(first: 5) { totalCount nodes { code } } cameras(first: 1) { totalCount nodes { name } } steps { kind sentence }`;
    const ask = async (id: string) =>
      (await nadi.ask(`query ($id: ID!) { outage(id: $id) { explanation { ${FIELDS} } } }`, { id: idOf(id) }, nadi.tokenOf('viewer'))).data
        .outage;
    expect(await ask(CLEARED)).toEqual({ explanation: null });
    await nadi.sql(`INSERT INTO outage_explanation VALUES ($1, '2026-11-20T03:01:00Z', $2)`, [EXPLAINED, JSON.stringify(explanation)]);
    await nadi.sql(
      `INSERT INTO outage_event (outage_id, kind, at, detail) VALUES ($1, 'rejudged', '2026-11-20T03:01:00Z', '{"version":2,"judgedBeforeOn":1}')`,
      [EXPLAINED],
    );
    const told = (await ask(EXPLAINED)).explanation;
    expect(told).toMatchObject({
      openedOnVersion: 1,
      judgedOnVersion: 2,
      explainedAt: '2026-11-20T03:01:00.000Z',
      root: { kind: 'SPAN', code: 'S9' },
      buildingCount: 3,
      isolatedStations: ['SUB'],
      exposedStations: ['PRB'],
      stations: {
        totalCount: 2,
        pageInfo: { hasNextPage: true },
        nodes: [{ code: 'PSA', devices: 3, cameras: 2, station: { name: 'Polsek A1' } }],
      },
      buildings: { totalCount: 3, nodes: [{ code: 'GD1' }, { code: 'GD2' }] },
      cameras: { totalCount: 2, nodes: [{ name: 'gd1-cam-1' }] },
      steps: [{ kind: 'rejudged', sentence: 'judged again on topology version 2, before on 1' }],
    });
    const at = new Date(1_795_000_000_000).toISOString();
    const shown = { subject: 'S9', count: 1, at };
    expect(told.candidates).toEqual([
      {
        kind: 'SPAN',
        code: 'S9',
        omittedEvidence: 3,
        evidence: [{ ...shown, kind: 'INTERFACE_DOWN', polarity: 'FOR', sentence: 'both ends of L9 are dark' }],
      },
      {
        kind: 'PLACE',
        code: 'GD1',
        omittedEvidence: 0,
        evidence: [{ ...shown, kind: 'UPS_ON_MAINS', polarity: 'AGAINST', sentence: 'UPS u1 of GD1 had mains' }],
      },
    ]);
    const next = `query ($id: ID!, $after: String) { outage(id: $id) { explanation { stations(first: 5, after: $after) { nodes { code } } } } }`;
    const { data } = await nadi.ask(next, { id: idOf(EXPLAINED), after: told.stations.pageInfo.endCursor });
    expect(data.outage.explanation.stations.nodes).toEqual([{ code: 'SUB' }]);
  });

  it('are all that the console asks for, within the bounds, for who may only look', async () => {
    const queries = (await consoleOperations()).filter((text) => text.startsWith('query '));
    expect(queries).toHaveLength(6);
    for (const query of queries) expect((await nadi.ask(query, { id: idOf(EXPLAINED) }, nadi.tokenOf('viewer'))).errors).toEqual([]);
  });

  it('are taken on once, and noted as long as anybody knows more', async () => {
    const engineer = nadi.tokenOf('engineer');
    const taken = (await nadi.ask(ACKNOWLEDGE, { id: idOf(OUTAGE), note: ' team sent ' }, engineer)).data.done;
    const event = { kind: 'acknowledged', detail: { by: 'engineer', note: 'team sent' } };
    expect(taken).toEqual({ outage: { isOpen: true, acknowledgedBy: 'engineer', events: [event] }, userErrors: [] });
    const second = (await nadi.ask(ACKNOWLEDGE, { id: idOf(OUTAGE) })).data.done;
    expect(second).toEqual({ ...taken, userErrors: [{ code: 'CONFLICT', path: ['input', 'id'] }] });
    const late = (await nadi.ask(ACKNOWLEDGE, { id: idOf(CLEARED) })).data.done;
    expect(late).toMatchObject({ outage: { isOpen: false, acknowledgedBy: null }, userErrors: [{ code: 'CONFLICT' }] });
    const noted = (await nadi.ask(NOTE, { id: idOf(CLEARED), text: 'an excavator' }, engineer)).data.done;
    expect(noted).toMatchObject({
      outage: { events: [{ kind: 'noted', detail: { by: 'engineer', text: 'an excavator' } }] },
      userErrors: [],
    });
  });

  it('take no word that cannot be kept, and none for what is not there', async () => {
    for (const text of ['', '   ', 'x'.repeat(2_001), 'a\u0000', '\ud800']) {
      const { done } = (await nadi.ask(NOTE, { id: idOf(OUTAGE), text })).data;
      expect(done.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'text'] }]);
    }
    for (const id of [idOf('33333333-3333-4333-8333-333333333333'), idOf('1'), 'x', '']) {
      expect((await nadi.ask(NOTE, { id, text: 'a' })).data.done).toEqual({
        outage: null,
        userErrors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }],
      });
    }
    expect((await nadi.ask(NOTE, { id: idOf(OUTAGE), text: 'a' }, nadi.tokenOf('viewer'))).status).toBe(403);
  });

  it('that change are told to who subscribed, filtered, from whichever process the hint comes', async () => {
    const client = connect(nadi.tokenOf('viewer'));
    const all = client.iterate({ query: 'subscription { outageChanged { rootCode affectedDevices { totalCount } } }' });
    const none = client.iterate({ query: 'subscription { outageChanged(filter: { severities: [WARNING] }) { id } }' });
    const device = client.iterate({ query: 'subscription { deviceStatusChanged(filter: { within: "PSA" }) { name status } }' });
    const told = [all.next(), device.next()];
    void none.next();
    await nadi.subscribed(3);
    await nadi.events.publish({ type: 'outage.opened', id: OUTAGE });
    await nadi.sql(`UPDATE device_status SET status = 'UP' FROM device WHERE device.id = device_id AND name = 'gd1-sw'`);
    const rows = await nadi.sql(`SELECT id::text FROM device WHERE name IN ('gd1-sw', 'pra-rt')`);
    await nadi.events.publishMany(
      'device-status.changed',
      rows.map(({ id }) => String(id)),
    );
    const [outage, state] = await Promise.all(told);
    expect(outage?.value).toEqual({ data: { outageChanged: { rootCode: 'S9', affectedDevices: { totalCount: 3 } } } });
    expect(state?.value).toEqual({ data: { deviceStatusChanged: { name: 'gd1-sw', status: 'UP' } } });
    await client.dispose();
    await nadi.subscribed(0);
  });

  it('are not told without a token, beyond the permission, or past the bounds', async () => {
    for (const token of ['', 'nadi_wrong']) {
      const failed = await connect(token)
        .iterate({ query: 'subscription { outageChanged { id } }' })
        .next()
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 4403 });
    }
    const client = connect(nadi.tokenOf('viewer'));
    const refusal = async (query: string) => {
      const { value } = await client.iterate({ query }).next();
      return (value as { errors?: readonly { extensions?: Record<string, unknown> }[] } | undefined)?.errors?.[0]?.extensions?.['code'];
    };
    const deep = 'parent { '.repeat(8) + 'code' + ' }'.repeat(8);
    const refused = (query: string) => refusal(query).catch((errors: { extensions: { code: string } }[]) => errors[0]?.extensions.code);
    expect(await refused(`subscription { outageChanged { station { ${deep} } } }`)).toBe('TOO_DEEP');
    expect(
      await refused('subscription { outageChanged { affectedDevices(first: 200) { nodes { links(first: 200) { nodes { id } } } } } }'),
    ).toBe('TOO_COSTLY');
    expect(await refused('mutation { retire(kind: LINK, code: "x") { version } }')).toBe('FORBIDDEN');
    expect(await refused('subscription { outageChanged(filter: { rootCodes: ["\\u0000"] }) { id } }')).toBe('BAD_USER_INPUT');
    expect(await refused('subscription { nothing }')).toBe('BAD_USER_INPUT');
    await client.dispose();
  });

  it('end with the token that opened them', async () => {
    const token = await nadi.issue('viewer');
    const client = connect(token);
    const waiting = client
      .iterate({ query: 'subscription { outageChanged { id } }' })
      .next()
      .catch((error: unknown) => error);
    await nadi.subscribed(1);
    await nadi.revoke(token);
    expect(await waiting).toMatchObject({ code: 4403 });
    await nadi.subscribed(0);
  });
});

function connect(token: string): Client {
  return createClient({
    url: `${nadi.api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token === '' ? {} : { Authorization: `Bearer ${token}` },
  });
}
