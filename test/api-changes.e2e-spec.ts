import { type ApiUnderTest, fixture, startApi } from './support/api.js';

const IMPORT = `mutation ($document: JSON!, $dryRun: Boolean! = false) {
  importTopology(input: { document: $document, dryRun: $dryRun }) {
    version problemCount changes { kind added changed retired } userErrors { code path message }
  }
}`;
const DEVICE = `mutation ($input: DeviceInput!, $expected: DeviceInput) {
  upsertDevice(input: $input, expected: $expected) { version device { name model checks } userErrors { code path message } }
}`;
const RETIRE =
  'mutation ($kind: InventoryKind!, $code: String!) { retire(kind: $kind, code: $code) { version neededBy userErrors { code path message } } }';

let nadi: ApiUnderTest;
beforeAll(async () => {
  nadi = await startApi();
  await nadi.ask(IMPORT, { document: fixture('small-city.json') });
}, 30_000);
afterAll(() => nadi.stop());

describe('an import that cannot be', () => {
  it('is told by place and reason, and writes nothing', async () => {
    const document = fixture('small-city.json');
    document['devices']![6]!['place'] = 'NOWHERE';
    document['links']![0]!['spans'] = ['S1', 'S99'];
    const { importTopology } = (await nadi.ask(IMPORT, { document })).data;
    expect(importTopology).toMatchObject({ version: null, problemCount: 2, changes: [] });
    expect(importTopology.userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, ...path])).toEqual([
      ['INVALID', 'input', 'document', 'devices[6] "gd1-cam-1".place'],
      ['INVALID', 'input', 'document', 'links[0] "L-PLD-PRA".spans[1]'],
    ]);
    expect(importTopology.userErrors[0].message).toMatch(/NOWHERE/);
  });

  it('tells the first thousand of its problems, and how many there are', async () => {
    const devices = Array.from({ length: 1_500 }, (_, i) => ({ name: `d${i}`, role: 'TOASTER', place: 'PLD' }));
    const { importTopology } = (await nadi.ask(IMPORT, { document: { version: 1, stations: [], devices, links: [] } })).data;
    expect(importTopology.problemCount).toBe(1_500);
    expect(importTopology.userErrors).toHaveLength(1_000);
  });

  it('may be any JSON at all', async () => {
    for (const document of [
      'text',
      7,
      true,
      [],
      {},
      { version: 2 },
      { version: 1, stations: {} },
      { version: 1, stations: [null], devices: [[]], links: [7] },
    ]) {
      const { data, errors } = await nadi.ask(IMPORT, { document });
      expect(errors).toEqual([]);
      expect(data.importTopology.problemCount).toBeGreaterThan(0);
    }
    const literal = await nadi.ask(
      'mutation { importTopology(input: { document: { version: 1, __proto__: { a: 1 } } }) { problemCount } }',
    );
    expect(literal.data.importTopology.problemCount).toBeGreaterThan(0);
  });

  it('retires nothing in a dry run', async () => {
    const document = fixture('small-city.json');
    document['links']!.pop();
    const { importTopology } = (await nadi.ask(IMPORT, { document, dryRun: true })).data;
    expect(importTopology).toEqual({
      version: null,
      problemCount: 0,
      userErrors: [],
      changes: [{ kind: 'LINK', added: 0, changed: 0, retired: 1 }],
    });
    expect((await nadi.ask('{ links { totalCount } }')).data.links.totalCount).toBe(11);
  });
});

describe('single rows', () => {
  const input = {
    name: 'gd2-cam-2',
    role: 'CAMERA',
    place: 'GD2',
    address: '10.1.2.12',
    checks: ['ICMP', 'RTSP'],
    camera: { channel: 2, headingDeg: null },
  };

  it('are added, changed and left alone', async () => {
    const added = (await nadi.ask(DEVICE, { input })).data.upsertDevice;
    const same = (await nadi.ask(DEVICE, { input })).data.upsertDevice;
    const changed = (await nadi.ask(DEVICE, { input: { ...input, model: 'X1' } })).data.upsertDevice;
    expect(added).toEqual({ version: 2, device: { name: 'gd2-cam-2', model: null, checks: ['ICMP', 'RTSP'] }, userErrors: [] });
    expect(same).toEqual({ ...added, version: null });
    expect(changed).toMatchObject({ version: 3, device: { model: 'X1' }, userErrors: [] });
  });

  it('are not overwritten by who did not see the last change', async () => {
    for (const expected of [null, input]) {
      const refused = (await nadi.ask(DEVICE, { input: { ...input, port: 80 }, expected })).data.upsertDevice;
      expect(refused).toMatchObject({ version: null, device: { model: 'X1' }, userErrors: [{ code: 'CONFLICT', path: ['expected'] }] });
    }
    const seen = { ...input, model: 'X1' };
    const done = (await nadi.ask(DEVICE, { input: { ...seen, port: 80 }, expected: seen })).data.upsertDevice;
    expect(done).toMatchObject({ version: 4, userErrors: [] });
  });

  it('tell the fields that are wrong', async () => {
    const pathsOf = async (query: string, name: string, row: object) =>
      (await nadi.ask(query, { input: row })).data[name].userErrors.map(({ path }: { path: string[] }) => path.join('.'));
    const link = 'mutation ($input: LinkInput!) { upsertLink(input: $input) { version link { code } userErrors { path } } }';
    const span = 'mutation ($input: SpanInput!) { upsertSpan(input: $input) { version span { code } userErrors { path } } }';
    expect(await pathsOf(DEVICE, 'upsertDevice', { ...input, place: 'NOWHERE' })).toEqual(['input.place']);
    expect(await pathsOf(DEVICE, 'upsertDevice', { ...input, address: '127.1' })).toEqual(['input.address']);
    expect(await pathsOf(DEVICE, 'upsertDevice', { ...input, address: '10.1.2.11' })).toEqual(['input.address']);
    expect(await pathsOf(DEVICE, 'upsertDevice', { ...input, name: 'a"].\u0000', port: 0 })).toEqual(['input.port']);
    expect(await pathsOf(DEVICE, 'upsertDevice', { ...input, name: 'a\u0000' })).toEqual(['input.name']);
    expect(await pathsOf(link, 'upsertLink', { code: 'L9', a: { device: 'pra-rt' }, z: { device: 'none' }, spans: ['S99'] })).toEqual([
      'input.z.device',
      'input.spans.0',
    ]);
    expect(
      await pathsOf(link, 'upsertLink', { code: 'L9', a: { device: 'pra-rt' }, z: { device: 'pra-rt' }, spans: Array(1_001).fill('S1') }),
    ).toEqual(['input.spans']);
    expect(await pathsOf(span, 'upsertSpan', { code: 'S 9', a: 'PLD', z: 'PRA', lengthM: -1, route: [{ lat: 91, lon: 0 }] })).toHaveLength(
      3,
    );
  });

  it('are spans and links, too, and change what a path is', async () => {
    const { data } = await nadi.ask(`mutation {
      span: upsertSpan(input: { code: "S11", a: "PSA", z: "PRB", lengthM: 700, route: [{ lat: -6.1, lon: 106.8 }, { lat: -6.2, lon: 106.9 }] }) {
        version span { lengthM route { lat lon } a { code } } userErrors { message }
      }
      link: upsertLink(input: { code: "L-PSA-PRB", a: { device: "psa-sw" }, z: { device: "prb-rt" }, spans: ["S11"] }) {
        version link { code spans { code } } userErrors { message }
      }
    }`);
    expect(data.span.span).toEqual({
      lengthM: 700,
      route: [
        { lat: -6.1, lon: 106.8 },
        { lat: -6.2, lon: 106.9 },
      ],
      a: { code: 'PSA' },
    });
    expect(data.link).toMatchObject({ link: { code: 'L-PSA-PRB', spans: [{ code: 'S11' }] }, userErrors: [] });
    const { path } = (await nadi.ask('{ path(from: "psa-sw", to: "prb-rt") { ... on Path { lengthM } } }')).data;
    expect(path.lengthM).toBe(700);
  });

  it('are retired when nothing needs them, and can still be told apart from what never was', async () => {
    const inUse = (await nadi.ask(RETIRE, { kind: 'SPAN', code: 'S11' })).data.retire;
    expect(inUse).toMatchObject({ version: null, neededBy: ['link L-PSA-PRB'], userErrors: [{ code: 'CONFLICT', path: ['code'] }] });
    expect((await nadi.ask(RETIRE, { kind: 'LINK', code: 'L-PSA-PRB' })).data.retire.userErrors).toEqual([]);
    expect((await nadi.ask(RETIRE, { kind: 'SPAN', code: 'S11' })).data.retire.userErrors).toEqual([]);
    for (const code of ['S11', 'none', '', '\u0000', 'x'.repeat(5_000)])
      expect((await nadi.ask(RETIRE, { kind: 'SPAN', code })).data.retire.userErrors).toMatchObject([
        { code: 'NOT_FOUND', path: ['code'] },
      ]);
  });
});

describe('asking at once', () => {
  it('goes to the engine with every device once, all or nothing', async () => {
    const { data } = await nadi.ask('{ a: device(name: "pra-rt") { id } b: camera(name: "gd1-cam-1") { id device { id } } }');
    const probe = 'mutation ($ids: [ID!]!) { probeNow(input: { ids: $ids }) { requested userErrors { code path } } }';
    const done = await nadi.ask(probe, { ids: [data.a.id, data.b.id, data.b.device.id] });
    expect(done.data.probeNow).toEqual({ requested: 2, userErrors: [] });
    expect(nadi.probed).toHaveLength(2);
    const none = await nadi.ask(probe, { ids: [data.a.id, 'x'] });
    expect(none.data.probeNow).toEqual({ requested: 0, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'ids', '1'] }] });
    expect(nadi.probed).toHaveLength(2);
  });
});
