import { type ApiUnderTest, fixture, startApi } from './support/api.js';

const IMPORT = `mutation Import($document: JSON!, $dryRun: Boolean! = false) {
  importTopology(input: { document: $document, dryRun: $dryRun }) {
    version problemCount changes { kind added changed retired } userErrors { code path message }
  }
}`;

let nadi: ApiUnderTest;
beforeAll(async () => {
  nadi = await startApi();
}, 30_000);
afterAll(() => nadi.stop());

const codesOf = (answer: { errors: readonly { extensions: Record<string, unknown> }[] }) =>
  answer.errors.map((error) => error.extensions['code']);

describe('who may ask', () => {
  it('is nobody without a valid token', async () => {
    for (const token of [null, 'nadi_wrong', '']) {
      const answer = await nadi.ask('{ stations { totalCount } }', {}, token);
      expect(answer).toMatchObject({ status: 401, data: null });
      expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('is told who they are', async () => {
    const { data } = await nadi.ask('{ viewer { name role permissions limits { maxDepth maxCost formula } } }', {}, nadi.tokenOf('viewer'));
    expect(data.viewer).toMatchObject({
      name: 'viewer',
      role: 'station-viewer',
      permissions: ['compliance:read', 'inventory:read', 'outage:read', 'topology:read'],
      limits: { maxDepth: 8 },
    });
  });

  it('changes nothing without the permission for it, and learns which is missing', async () => {
    const answer = await nadi.ask(IMPORT, { document: fixture('small-city.json') }, nadi.tokenOf('viewer'));
    expect(answer.status).toBe(403);
    expect(answer.errors[0]?.message).toBe('permission missing: inventory:write');
    expect(await nadi.sql('SELECT 1 FROM topology_version')).toEqual([]);
  });
});

describe('importing', () => {
  it('tells what it would change, changes it, and then has nothing to change', async () => {
    const document = fixture('small-city.json');
    const dry = (await nadi.ask(IMPORT, { document, dryRun: true })).data.importTopology;
    const done = (await nadi.ask(IMPORT, { document })).data.importTopology;
    const again = (await nadi.ask(IMPORT, { document })).data.importTopology;
    expect(dry).toMatchObject({ version: null, userErrors: [] });
    expect(done).toEqual({ ...dry, version: 1 });
    expect(done.changes).toContainEqual({ kind: 'DEVICE', added: 10, changed: 0, retired: 0 });
    expect(again).toEqual({ version: null, problemCount: 0, changes: [], userErrors: [] });
  });
});

describe('pages', () => {
  it('lead through the whole list by cursors, with the total beside', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { data } = await nadi.ask(
        'query ($after: String) { devices(first: 3, after: $after) { totalCount nodes { name } edges { cursor } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      seen.push(...data.devices.nodes.map(({ name }: { name: string }) => name));
      expect(data.devices.totalCount).toBe(10);
      expect(data.devices.edges.at(-1)?.cursor).toBe(data.devices.pageInfo.endCursor);
      if (!data.devices.pageInfo.hasNextPage) break;
      after = data.devices.pageInfo.endCursor;
    }
    const names = fixture('small-city.json')['devices']!.map(({ name }) => String(name));
    expect(seen).toEqual([...names].sort());
  });

  it('are refused outside 0 to 200, and after what is no cursor', async () => {
    for (const first of [-1, 201, 2_147_483_647]) {
      const answer = await nadi.ask('query ($first: Int!) { devices(first: $first) { pageInfo { endCursor } } }', { first });
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    }
    for (const after of [
      'x',
      Buffer.from('[1]').toString('base64url'),
      Buffer.from('["a","b"]').toString('base64url'),
      '🎥',
      'a'.repeat(5_000),
    ]) {
      const answer = await nadi.ask('query ($after: String) { devices(after: $after) { totalCount } }', { after });
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    }
    const none = await nadi.ask('{ devices(first: 0) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }');
    expect(none.data.devices).toEqual({ totalCount: 10, nodes: [], pageInfo: { hasNextPage: true, endCursor: null } });
  });
});

describe('filters', () => {
  const namesOf = async (filter: object) => {
    const { data } = await nadi.ask('query ($filter: DeviceFilter) { devices(filter: $filter) { totalCount nodes { name } } }', { filter });
    expect(data.devices.totalCount).toBe(data.devices.nodes.length);
    return data.devices.nodes.map(({ name }: { name: string }) => name);
  };

  it('hold all at once', async () => {
    expect(await namesOf({ within: 'PSA', roles: ['CAMERA'] })).toEqual(['gd1-cam-1', 'gd1-cam-2', 'gd2-cam-1']);
    expect(await namesOf({ within: 'SUB', roles: ['CAMERA'] })).toEqual(['gd2-cam-1']);
    expect(await namesOf({ places: ['GD1'], text: 'CAM' })).toEqual(['gd1-cam-1', 'gd1-cam-2']);
    expect(await namesOf({ address: '10.0.1.1', realm: 'default', checks: ['SNMP', 'RTSP'] })).toEqual(['pra-rt']);
    expect(await namesOf({ roles: [] })).toEqual([]);
  });

  it('take text literally, and hold nothing that no database can', async () => {
    for (const text of ['%', '_', "'", '\\', ';--', '$1']) expect(await namesOf({ text })).toEqual([]);
    for (const filter of [{ text: 'a\u0000' }, { text: 'x'.repeat(201) }, { names: Array.from({ length: 1_001 }, String) }]) {
      const answer = await nadi.ask('query ($filter: DeviceFilter) { devices(filter: $filter) { totalCount } }', { filter });
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    }
  });

  it('exist for every list', async () => {
    const { data, errors } = await nadi.ask(`{
      stations(filter: { within: "PRA", kinds: [POLSEK, POLSUBSEKTOR] }) { nodes { code } }
      buildings(filter: { owner: "OWN1" }) { nodes { code } }
      cameras(filter: { text: "gd2" }) { nodes { name } }
      links(filter: { devices: ["sub-sw"], spans: ["S6"] }) { nodes { code } }
      spans(filter: { conduits: ["DUCT1"] }) { nodes { code } }
      outages(filter: { isOpen: true, severities: [CRITICAL] }) { totalCount nodes { id } }
    }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      stations: { nodes: [{ code: 'PSA' }, { code: 'SUB' }] },
      buildings: { nodes: [{ code: 'GD1' }] },
      cameras: { nodes: [{ name: 'gd2-cam-1' }] },
      links: { nodes: [{ code: 'L-PSA-SUB-1' }] },
      spans: { nodes: [{ code: 'S6' }, { code: 'S7' }] },
      outages: { totalCount: 0, nodes: [] },
    });
  });
});

describe('relations', () => {
  const WIDE = `query ($first: Int!) { devices(first: $first) { totalCount nodes {
    name status statusSince place { code name } station { code parent { code } } camera { recorder { name } }
    links(first: 5) { totalCount nodes { code a { device { name } } z { device { name } } spans { code conduit { code } state } } }
  } } }`;
  const DOWN = `query ($first: Int!) { stations(first: $first) { nodes {
    code children(first: 3) { totalCount nodes { code } } buildings(first: 3) { nodes { code owner { id } } } devices(first: 3) { nodes { name } }
  } } }`;

  it('are read by a few statements, however many rows', async () => {
    // Two loads of one relation go together or not, depending on which answer of the database comes first: hence at most, not exactly.
    const most = [
      [WIDE, 15],
      [DOWN, 8],
    ] as const;
    for (const [query, bound] of most) {
      for (const first of [2, 5, 10, 10]) expect(await nadi.statementsOf(() => nadi.ask(query, { first }))).toBeLessThanOrEqual(bound);
    }
  });

  it('lead from a camera to its fibre', async () => {
    const { data } = await nadi.ask(`{ camera(name: "gd1-cam-1") {
      headingDeg isStreetFacing channel recorderName recorder { name } station { code name }
      device { address place { code ... on Building { address owner { name contactName } } } links { nodes { z { device { name } } } } }
    } }`);
    expect(data.camera).toEqual({
      headingDeg: 90,
      isStreetFacing: true,
      channel: 1,
      recorderName: 'gd1-sw',
      recorder: { name: 'gd1-sw' },
      station: { code: 'PSA', name: 'Polsek A1' },
      device: {
        address: '10.1.1.11',
        place: { code: 'GD1', address: 'Jalan Contoh 1', owner: { name: 'PT Contoh', contactName: 'Ibu Sari' } },
        links: { nodes: [{ z: { device: { name: 'gd1-cam-1' } } }] },
      },
    });
  });

  it('show a person’s telephone only to who may see it', async () => {
    const query = '{ buildings { nodes { owner { phone } } } }';
    expect((await nadi.ask(query, {}, nadi.tokenOf('engineer'))).errors[0]?.message).toBe('permission missing: owner:read');
    expect((await nadi.ask(query)).data.buildings.nodes[0].owner.phone).toBe('+62 21 000000');
  });

  it('tell the way through the network, and what one cut takes away', async () => {
    const { data, errors } = await nadi.ask(`{
      path(from: "gd1-cam-1", to: "pra-rt") { ... on Path { lengthM spans { code } hops { distance device { name } link { code } } } }
      nowhere: path(from: "gd1-cam-1", to: "none") { ... on NotFound { argument message } }
      impact(code: "DUCT1") { ... on Impact { kind darkLinkCount lostDeviceCount lostCameras isolatedStations lostDevices { totalCount nodes { name } } } }
      unknown: impact(code: "none") { ... on NotFound { argument } }
    }`);
    expect(errors).toEqual([]);
    expect(data.path.lengthM).toBe(2550);
    expect(data.path.spans.map(({ code }: { code: string }) => code)).toEqual(['S9', 'S8', 'S5']);
    expect(data.path.hops.map((hop: { device: { name: string } }) => hop.device.name)).toEqual(['gd1-cam-1', 'gd1-sw', 'psa-sw', 'pra-rt']);
    expect(data.nowhere).toEqual({ argument: 'to', message: 'no such device' });
    expect(data.impact).toMatchObject({ kind: 'CONDUIT', darkLinkCount: 2, lostDeviceCount: 3, lostCameras: 1, isolatedStations: ['SUB'] });
    expect(data.impact.lostDevices).toEqual({ totalCount: 3, nodes: [{ name: 'gd2-cam-1' }, { name: 'gd2-sw' }, { name: 'sub-sw' }] });
    expect(data.unknown).toEqual({ argument: 'code' });
  });
});

describe('what does not exist', () => {
  it('is null, whatever is given as its id or name', async () => {
    const ids = [
      '',
      'x',
      '🎥',
      'Device:1',
      Buffer.from('Device:999999').toString('base64url'),
      Buffer.from('Device:99999999999').toString('base64url'),
    ];
    const nul = ['Outage:1', "Outage:'; DROP TABLE outage; --", 'Station:1'].map((text) => Buffer.from(text).toString('base64url'));
    for (const id of [...ids, ...nul, 'A'.repeat(10_000)]) {
      const query =
        'query ($id: ID!) { device(id: $id) { id } link(id: $id) { id } span(id: $id) { id } outage(id: $id) { id } building(id: $id) { id } }';
      const answer = await nadi.ask(query, { id });
      expect(answer.errors).toEqual([]);
      expect(answer.data).toEqual({ device: null, link: null, span: null, outage: null, building: null });
    }
    const { data } = await nadi.ask(
      '{ device(name: "none") { id } station(code: "GD1") { id } camera(name: "pra-rt") { id } building(code: "\\u0000") { id } }',
    );
    expect(data).toEqual({ device: null, station: null, camera: null, building: null });
  });

  it('must be named one way', async () => {
    for (const query of ['{ device { id } }', '{ device(id: "a", name: "b") { id } }', '{ span { id } }']) {
      expect(codesOf(await nadi.ask(query))).toEqual(['BAD_USER_INPUT']);
    }
  });

  it('is found again by the id that was given out', async () => {
    const { data } = await nadi.ask(
      '{ device(name: "pra-rt") { id } span(code: "S8") { id route { lat lon } } station(code: "SUB") { id } }',
    );
    const again = await nadi.ask(
      'query ($d: ID!, $s: ID!, $st: ID!) { device(id: $d) { name } span(id: $s) { code } station(id: $st) { code } }',
      {
        d: data.device.id,
        s: data.span.id,
        st: data.station.id,
      },
    );
    expect(again.data).toEqual({ device: { name: 'pra-rt' }, span: { code: 'S8' }, station: { code: 'SUB' } });
    expect(data.span.route).toHaveLength(2);
  });
});
