import { type ApiUnderTest, fixture, startApi } from './support/api.js';

const IMPORT = `mutation Import($document: JSON!) {
  importTopology(input: { document: $document }) {
    version warningCount warnings { message falseDiversity { links shared { kind code } deviceCount cameraCount stations } }
  }
}`;

let nadi: ApiUnderTest;
// What an import says of a city in which the two ways to a subsector lie in one duct.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
let imported: any;
beforeAll(async () => {
  nadi = await startApi();
  imported = (await nadi.ask(IMPORT, { document: fixture('small-city.json') })).data.importTopology;
}, 30_000);
afterAll(() => nadi.stop());

const codesOf = (answer: { errors: readonly { extensions: Record<string, unknown> }[] }) =>
  answer.errors.map((error) => error.extensions['code']);

const DUCT = {
  links: ['L-PSA-SUB-1', 'L-PSA-SUB-2'],
  shared: [{ kind: 'CONDUIT', code: 'DUCT1' }],
  deviceCount: 3,
  cameraCount: 1,
  stations: ['SUB'],
};

describe('false diversity', () => {
  it('is a warning of the import that brings it, which is taken all the same', () => {
    expect(imported).toMatchObject({ version: 1, warningCount: 1, warnings: [{ falseDiversity: DUCT }] });
    expect(imported.warnings[0].message).toBe(
      'links L-PSA-SUB-1 and L-PSA-SUB-2 share CONDUIT DUCT1: it takes them all, and 3 devices (1 camera) with them, stations SUB among them',
    );
  });

  it('is listed for the present topology, page by page', async () => {
    const { data, errors } = await nadi.ask(`{
      falseDiversity(first: 1) { totalCount nodes { links shared { kind code } deviceCount cameraCount stations } pageInfo { hasNextPage endCursor } }
    }`);
    expect(errors).toEqual([]);
    expect(data.falseDiversity).toMatchObject({ totalCount: 1, nodes: [DUCT], pageInfo: { hasNextPage: false } });
    const after = data.falseDiversity.pageInfo.endCursor as string;
    const rest = await nadi.ask('query ($after: String) { falseDiversity(after: $after) { nodes { links } } }', { after });
    expect(rest.data.falseDiversity.nodes).toEqual([]);
  });

  it('is a warning of the row that brings or keeps it, and of no other', async () => {
    const SPAN = `mutation ($input: SpanInput!) { upsertSpan(input: $input) { version userErrors { message } warnings { falseDiversity { links shared { code } } } } }`;
    const span = async (input: object) => (await nadi.ask(SPAN, { input })).data.upsertSpan;
    expect(await span({ code: 'S7', a: 'PSA', z: 'SUB', lengthM: 940 })).toMatchObject({ warnings: [], userErrors: [] });
    expect((await nadi.ask('{ falseDiversity { totalCount } }')).data.falseDiversity.totalCount).toBe(0);
    expect(await span({ code: 'S10', a: 'SUB', z: 'GD2', lengthM: 230 })).toMatchObject({ warnings: [] });
    const again = { code: 'S7', a: 'PSA', z: 'SUB', lengthM: 940, conduit: 'DUCT1' };
    const warnings = [{ falseDiversity: { links: DUCT.links, shared: [{ code: 'DUCT1' }] } }];
    expect((await span(again)).warnings).toEqual(warnings);
    expect(await span(again)).toMatchObject({ version: null, warnings });

    const LINK = `mutation ($input: LinkInput!) { upsertLink(input: $input) { version userErrors { message } warnings { message falseDiversity { links shared { kind code } } } } }`;
    // The new link rides the other's span, and passes the place whose power the other needs.
    const [SPAN_S5, PLACE_PRA] = [
      { kind: 'SPAN', code: 'S5' },
      { kind: 'PLACE', code: 'PRA' },
    ];
    const input = { code: 'L-PRB-PSA', a: { device: 'prb-rt' }, z: { device: 'psa-sw' }, spans: ['S3', 'S5'] };
    const { data } = await nadi.ask(LINK, { input });
    expect(data.upsertLink).toMatchObject({
      userErrors: [],
      warnings: [{ falseDiversity: { links: ['L-PRA-PSA', 'L-PRB-PSA'], shared: [SPAN_S5, PLACE_PRA] } }],
    });
    expect((await nadi.ask('mutation { retire(kind: LINK, code: "L-PRB-PSA") { version } }')).data.retire.version).toBeGreaterThan(0);
  });
});

describe('what if', () => {
  const ASK = `query ($works: [PlannedWorkInput!]!) { whatIf(input: { works: $works }) {
    ... on WhatIf { intervals { startsAt endsAt works darkLinkCount lostDeviceCount lostCameras isolatedStations exposedStations stationsIsolatedTogether
      lostDevices(first: 2) { totalCount nodes { name } pageInfo { hasNextPage } } exposedDevices { nodes { name } } } }
    ... on NotFound { argument message }
    ... on AmbiguousCode { kinds message }
  } }`;

  it('several things break at once', async () => {
    const components = [{ code: 'S1' }, { code: 'DUCT1', kind: 'CONDUIT' }, { code: 'gd1-sw' }, { code: 'PRB', kind: 'PLACE' }];
    const { data, errors } = await nadi.ask(ASK, { works: [{ code: 'W', components }] });
    expect(errors).toEqual([]);
    expect(data.whatIf.intervals).toMatchObject([
      { startsAt: null, endsAt: null, works: ['W'], lostDeviceCount: 9, lostCameras: 3, isolatedStations: ['PRA', 'PRB', 'PSA', 'SUB'] },
    ]);
    expect(data.whatIf.intervals[0].lostDevices).toEqual({
      totalCount: 9,
      nodes: [{ name: 'gd1-cam-1' }, { name: 'gd1-cam-2' }],
      pageInfo: { hasNextPage: true },
    });
  });

  it('works overlap', async () => {
    const { data } = await nadi.ask(ASK, {
      works: [
        { code: 'W1', components: [{ code: 'S1' }], startsAt: '2026-11-25T22:00:00+07:00', endsAt: '2026-11-26T02:00:00+07:00' },
        { code: 'W2', components: [{ code: 'S3' }], startsAt: '2026-11-25T18:00:00Z' },
      ],
    });
    const { intervals } = data.whatIf;
    expect(intervals.map((each: Record<string, unknown>) => [each['startsAt'], each['endsAt'], each['works']])).toEqual([
      ['2026-11-25T15:00:00.000Z', '2026-11-25T18:00:00.000Z', ['W1']],
      ['2026-11-25T18:00:00.000Z', '2026-11-25T19:00:00.000Z', ['W1', 'W2']],
      ['2026-11-25T19:00:00.000Z', null, ['W2']],
    ]);
    expect(intervals[0]).toMatchObject({
      lostDeviceCount: 0,
      exposedStations: ['PRA', 'PRB'],
      exposedDevices: { nodes: [{ name: 'pra-rt' }, { name: 'prb-rt' }] },
    });
    expect(intervals[1]).toMatchObject({ stationsIsolatedTogether: ['PRA', 'PSA', 'SUB'], isolatedStations: ['PRA', 'PSA', 'SUB'] });
  });

  it('is told what does not exist, and refuses what cannot be', async () => {
    const works = [{ code: 'W', components: [{ code: 'S1' }, { code: 'NONE' }] }];
    expect((await nadi.ask(ASK, { works })).data.whatIf).toEqual({
      argument: 'input.works[0].components[1]',
      message: 'no such component',
    });
    const none = await nadi.ask(ASK, { works: [] });
    expect(none.data.whatIf).toEqual({ intervals: [] });
    const time = { startsAt: '2026-11-25T18:00:00Z', endsAt: '2026-11-25T18:00:00Z' };
    for (const wrong of [
      [{ code: 'W', components: [{ code: 'S1' }], ...time }],
      [{ code: 'W'.repeat(65), components: [] }],
      [{ code: 'W', components: Array.from({ length: 101 }, () => ({ code: 'S1' })) }],
      Array.from({ length: 51 }, () => ({ code: 'W', components: [] })),
    ]) {
      expect(codesOf(await nadi.ask(ASK, { works: wrong }))).toEqual(['BAD_USER_INPUT']);
    }
  });

  it('is asked by who may read the inventory, and by nobody else', async () => {
    const fields = ['whatIf(input: { works: [] }) { __typename }', 'singlePointsOfFailure { totalCount }', 'falseDiversity { totalCount }'];
    for (const field of [...fields, 'disjointPaths(from: "a", to: "b") { __typename }']) {
      expect((await nadi.ask(`{ ${field} }`, {}, null)).status).toBe(401);
      expect((await nadi.ask(`{ ${field} }`, {}, nadi.tokenOf('viewer'))).errors).toEqual([]);
    }
  });
});

describe('single points of failure', () => {
  it('are listed worst first, through all pages, by kind and by what hangs on them', async () => {
    const seen: { kind: string; code: string; devicesBehind: number }[] = [];
    let after: string | null = null;
    do {
      const { data } = await nadi.ask(
        `query ($after: String) { singlePointsOfFailure(first: 4, after: $after) {
          totalCount nodes { kind code devicesBehind camerasBehind stationsIsolated } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      const page = data.singlePointsOfFailure;
      seen.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      if (after === null) expect(seen).toHaveLength(page.totalCount);
    } while (after !== null && seen.length < 100);
    expect(seen.slice(0, 4)).toMatchObject([
      { kind: 'DEVICE', code: 'pld-core', devicesBehind: 9, camerasBehind: 3, stationsIsolated: 5 },
      { kind: 'PLACE', code: 'PLD', devicesBehind: 9 },
      { kind: 'SPAN', code: 'S5', devicesBehind: 7 },
      { kind: 'LINK', code: 'L-PRA-PSA', devicesBehind: 7 },
    ]);
    expect(new Set(seen.map(({ kind, code }) => `${kind} ${code}`)).size).toBe(seen.length);
    const { data } = await nadi.ask(
      '{ singlePointsOfFailure(filter: { kinds: [CONDUIT, SPAN], leastDevices: 3 }) { nodes { kind code devicesBehind } } }',
    );
    expect(data.singlePointsOfFailure.nodes).toEqual([
      { kind: 'SPAN', code: 'S5', devicesBehind: 7 },
      { kind: 'SPAN', code: 'S8', devicesBehind: 3 },
      { kind: 'SPAN', code: 'S9', devicesBehind: 3 },
      { kind: 'CONDUIT', code: 'DUCT1', devicesBehind: 3 },
    ]);
    expect(codesOf(await nadi.ask('{ singlePointsOfFailure(after: "x") { totalCount } }'))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('ways', () => {
  it('lead from a camera to a station', async () => {
    const { data } = await nadi.ask('{ path(from: "gd1-cam-1", to: "PLD") { ... on Path { lengthM hops { device { name } } } } }');
    expect(data.path.lengthM).toBe(6750);
    expect(data.path.hops.at(-1).device.name).toBe('pld-core');
  });

  it('are two, as far apart as can be, with what they share all the same', async () => {
    const { data, errors } = await nadi.ask(`{
      ring: disjointPaths(from: "psa-sw", to: "PLD") { ... on DisjointPaths {
        first { spans { code } } second { lengthM hops { link { code } } } shared { links devices spans conduits places } } }
      duct: disjointPaths(from: "psa-sw", to: "SUB") { ... on DisjointPaths { shared { links devices spans conduits places } } }
      none: disjointPaths(from: "psa-sw", to: "JC1") { ... on NotFound { argument } }
      nobody: disjointPaths(from: "nobody", to: "PLD") { ... on NotFound { argument message } }
    }`);
    expect(errors).toEqual([]);
    expect(data.ring.first.spans.map(({ code }: { code: string }) => code)).toEqual(['S5', 'S2', 'S1']);
    expect(data.ring.second.hops.map(({ link }: { link: { code: string } | null }) => link?.code)).toEqual([
      undefined,
      'L-PRA-PSA',
      'L-PRA-PRB',
      'L-PRB-PLD',
    ]);
    expect(data.ring.shared).toEqual({ links: ['L-PRA-PSA'], devices: ['pra-rt'], spans: ['S5'], conduits: [], places: ['PRA'] });
    expect(data.duct.shared).toEqual({ links: [], devices: [], spans: [], conduits: ['DUCT1'], places: [] });
    expect(data.none).toEqual({ argument: 'to' });
    expect(data.nobody).toEqual({ argument: 'from', message: 'no such device' });
  });
});

describe('an OTDR distance', () => {
  it('is a point of a span, or refused with the reason', async () => {
    const { data, errors } = await nadi.ask(`{
      span(code: "S8") { otdr(from: "ODC1", metres: 150) { ... on OtdrPoint {
        position { lat lon } before { place atM } behind { place atM } likelyM leastM mostM slackM warnings } } }
      s5: span(code: "S5") {
        beyond: otdr(from: "PRA", metres: 2500.5) { ... on OtdrRefused { refusal message beyondM nextSpans } }
        negative: otdr(from: "PRA", metres: -1) { ... on OtdrRefused { refusal message } }
        elsewhere: otdr(from: "PLD", metres: 1) { ... on OtdrRefused { refusal message } }
        unplaced: otdr(from: "PSA", metres: 100) { ... on OtdrPoint { position { lat } before { place atM } behind { place atM } warnings } }
      }
    }`);
    expect(errors).toEqual([]);
    expect(data.span.otdr).toMatchObject({
      position: { lat: expect.closeTo(-6.17575, 5) as number, lon: expect.closeTo(106.8275, 5) as number },
      before: { place: 'ODC1', atM: 0 },
      behind: { place: 'PSA' },
      leastM: 0,
      warnings: [],
    });
    expect(data.span.otdr.slackM).toBeGreaterThan(150);
    expect(data.s5).toEqual({
      beyond: { refusal: 'BEYOND_END', message: 'the span is 2100 m long: 400.5 m lie beyond PSA', beyondM: 400.5, nextSpans: [] },
      negative: { refusal: 'NO_DISTANCE', message: 'a distance is a number of metres from 0 up' },
      elsewhere: { refusal: 'NOT_AN_END', message: 'the span ends at PRA and PSA' },
      unplaced: {
        position: null,
        before: { place: 'PSA', atM: 0 },
        behind: { place: 'PRA', atM: 2100 },
        warnings: ['neither the route nor the positions of both ends are known: there is no point on the map'],
      },
    });
  });
});
