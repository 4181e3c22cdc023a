import { jest } from '@jest/globals';
import type { Viewer } from '@app/access';
import { PERMISSIONS } from '@app/access';
import type { Areas, Jurisdiction } from '@app/kernel';
import type { TopologyDocument } from '@app/topology';
import { FakeClock } from '@testing/kernel';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { type ApiUnderTest, startApi } from './support/api.js';
import { areaWords, type AreaWords } from './support/area.oracle.js';
import { RandomHistory, randomOf } from './support/random.history.js';
import { schemaPaths, type SchemaPath, scopeOf } from './support/schema.paths.js';

const SEED = Number(process.env['NADI_TEST_SEED'] ?? 20261126);
/** Levels of fields: 4 are some 600 ways, 7 some 7,500. */
const DEPTH = Number(process.env['NADI_TEST_DEPTH'] ?? 4);
/** Ways in one request. */
const TOGETHER = 25;
const STEPS = Number(process.env['NADI_TEST_STEPS'] ?? 25);

const AREAS: Readonly<Record<string, Areas>> = {
  subsector: { kind: 'AREAS', stations: ['SUB'], owners: [] },
  polsek: { kind: 'AREAS', stations: ['PSA'], owners: [] },
  polres: { kind: 'AREAS', stations: ['PRB'], owners: [] },
  owner: { kind: 'AREAS', stations: [], owners: ['OWN1'] },
  nobody: { kind: 'AREAS', stations: [], owners: [] },
  mistaken: { kind: 'AREAS', stations: [`PSA' OR 'a'='a`, 'NO-SUCH'], owners: [`'; DROP TABLE place; --`] },
};

jest.setTimeout(60_000);

describe(`jurisdiction, along every way through the schema (seed ${SEED})`, () => {
  const clock = new FakeClock();
  let nadi: ApiUnderTest;
  let schema: GraphQLSchema;
  let document: TopologyDocument;
  let paths: SchemaPath[];

  /** All permissions, so that nothing but the area is in the way. */
  function viewer(jurisdiction: Jurisdiction): Viewer {
    return { accountId: '' as never, name: 'somebody', role: 'noc', permissions: new Set(PERMISSIONS), jurisdiction };
  }
  const ask = (query: string, who: string) => nadi.ask(query, {}, who);

  beforeAll(async () => {
    nadi = await startApi({ operation: { maxCost: 10_000_000, maxDepth: 20, maxAliases: 10_000, maxTokens: 100_000 } }, { clock });
    const viewerOf = nadi.parts.access.viewerOf.bind(nadi.parts.access);
    nadi.parts.access.viewerOf = async (token) => (AREAS[token] ? viewer(AREAS[token]) : viewerOf(token));
    const history = new RandomHistory(nadi, clock, randomOf(SEED));
    await history.import();
    for (let step = 0; step < STEPS; step++) await history.step();
    await history.newest();
    // Everybody's buildings have moved, for a reason that must not be told to others.
    await nadi.parts.compliance.follow();
    for (const building of ['GD1', 'GD2'])
      await nadi.parts.compliance.move({ building, to: 'EXEMPT', by: 'somebody', reason: building, reference: null });
    document = await nadi.parts.importer.export();
    ({ schema } = nadi.api.app.get(GraphQLSchemaHost, { strict: false }));
    const own = { station: '"SUB"', building: '"GD2"', link: '"L-SUB-GD2"', span: '"S10"' };
    const values = {
      id: '"unknown"',
      ...Object.fromEntries(Object.entries(own).map(([field, code]) => [`${field}.code`, code])),
      'device.name': '"sub-sw"',
      'camera.name': '"gd1-cam-1"',
    };
    paths = schemaPaths(schema, { maxDepth: DEPTH, values, isAllowed: (field) => scopeOf(field) !== 'whole' });
  }, 120_000);
  afterAll(() => nadi.stop());

  const areaFields = () => Object.values(schema.getQueryType()?.getFields() ?? {}).filter((field) => scopeOf(field) === 'area');
  const others = () => Object.values(schema.getQueryType()?.getFields() ?? {}).filter((field) => scopeOf(field) !== 'area');

  it('has something to hide and something to show', async () => {
    expect((await nadi.sql('SELECT count(*)::int AS count FROM outage'))[0]?.['count']).toBeGreaterThan(2);
    const { polsek, nobody } = words();
    expect(polsek.mine.size).toBeGreaterThan(10);
    expect(polsek.others.size).toBeGreaterThan(5);
    expect(nobody.mine.size).toBe(0);
    expect(paths.length).toBeGreaterThan(300);
  });

  const words = () =>
    Object.fromEntries(Object.entries(AREAS).map(([who, { stations, owners }]) => [who, areaWords(document, stations, owners)])) as Record<
      keyof typeof AREAS,
      AreaWords
    >;

  it.each(['polsek', 'owner', 'nobody'])(
    'shows %s nothing of others, by whatever way',
    async (who) => {
      const known = words()[who];
      const roots = new Set(areaFields().map(({ name }) => `Query.${name}`));
      const leaks: string[] = [];
      const wanted = paths.filter(({ name }) => roots.has(name.split('.', 2).join('.')));
      for (let start = 0; start < wanted.length; start += TOGETHER) {
        const some = wanted.slice(start, start + TOGETHER);
        const { data, errors } = await ask(`{ ${some.map(({ selection }, way) => `way${way}: ${selection}`).join(' ')} }`, who);
        leaks.push(...errors.map(({ message, path }) => `${path?.join('.')}: ${message}`));
        some.forEach(({ name }, way) => {
          for (const word of wordsIn(data?.[`way${way}`]))
            if (known.others.has(word) && !isTold(name, word)) leaks.push(`${name}: ${word}`);
        });
      }
      expect(leaks).toEqual([]);
    },
    120_000,
  );

  it.each(Object.keys(AREAS))('counts for %s what is theirs, and lists all of it', async (who) => {
    const { counts, mine } = words()[who];
    const { data } = await ask(
      `{ stations { totalCount nodes { code } } buildings { totalCount nodes { code } } devices { totalCount nodes { name } statusCounts { count } }
         cameras { totalCount nodes { name } } links { totalCount nodes { code } } spans { totalCount nodes { code } } }`,
      who,
    );
    for (const [list, count] of Object.entries(counts)) expect({ list, count: data[list].totalCount }).toEqual({ list, count });
    const listed = Object.values(data as Record<string, { nodes: { code?: string; name?: string }[] }>).flatMap(({ nodes }) => nodes);
    expect(listed.filter(({ code, name }) => !mine.has(code ?? name ?? ''))).toEqual([]);
    const { complianceReport: report, compliance } = (
      await ask('{ complianceReport(by: STATION) { rows { key } total { buildings } } compliance { totalCount } }', who)
    ).data;
    expect([report.total.buildings, compliance.totalCount]).toEqual([counts.buildings, counts.buildings]);
    expect((report.rows as { key: string | null }[]).filter(({ key }) => key !== null && !mine.has(key))).toEqual([]);
    const total = (data.devices.statusCounts as { count: number }[]).reduce((sum, { count }) => sum + count, 0);
    expect(total).toBe(counts.devices);
  });

  it('answers the id of another as it answers one that is not there, for every look-up', async () => {
    const { data } = await nadi.ask(
      '{ stations { nodes { id code } } buildings { nodes { id code } } devices { nodes { id name } } links { nodes { id code } } spans { nodes { id code } } outages { nodes { id } } }',
    );
    const keyOf: Readonly<Record<string, string>> = { device: 'name' };
    for (const [list, { nodes }] of Object.entries(data as Record<string, { nodes: { id: string; code?: string; name?: string }[] }>)) {
      const field = list.replace(/s$/, '');
      const key = keyOf[field] ?? 'code';
      for (const { id, code, name } of nodes) {
        const ways = [`id: "${id}"`, ...(field === 'outage' ? [] : [`${key}: "${code ?? name}"`])];
        for (const way of ways) {
          const found = await ask(`{ ${field}(${way}) { id } }`, 'nobody');
          const unknown = await ask(`{ ${field}(${field === 'outage' ? 'id: "unknown"' : `${key}: "NO-SUCH"`}) { id } }`, 'nobody');
          expect({ way, answer: found }).toEqual({ way, answer: unknown });
          expect(found.data).toEqual({ [field]: null });
        }
      }
    }
  });

  it('is not outwitted by a filter that names what is of others', async () => {
    for (const filter of ['within: "PLD"', 'within: "PRB"', 'places: ["PRA"]', 'text: "pra"', 'names: ["pra-rt", "pld-core"]'])
      expect((await ask(`{ devices(filter: { ${filter} }) { totalCount } }`, 'subsector')).data).toEqual({ devices: { totalCount: 0 } });
    for (const root of ['S1', 'S5', 'PRA', 'pra-rt'])
      expect((await ask(`{ outages(filter: { rootCodes: ["${root}"] }) { totalCount } }`, 'subsector')).data).toEqual({
        outages: { totalCount: 0 },
      });
  });

  it('tells an outage to those it takes something from, and of their own alone', async () => {
    const fields =
      'id alertName isOpen rootCode affectedDeviceCount affectedCameras affectedStations candidates { code } affectedDevices { totalCount nodes { name } }';
    const everything = (await nadi.ask(`{ outages { nodes { ${fields} } } }`)).data.outages.nodes as SeenOutage[];
    for (const who of ['subsector', 'polsek', 'owner'] as const) {
      const { mine } = words()[who];
      const { data } = await ask(`{ outages { totalCount nodes { ${fields} events { kind detail } } } }`, who);
      const seen = data.outages.nodes as SeenOutage[];
      expect(data.outages.totalCount).toBe(seen.length);
      const concerns = everything.filter(
        ({ rootCode, affectedDevices: { nodes } }) => mine.has(rootCode ?? '') || nodes.some(({ name }) => mine.has(name)),
      );
      // Devices that are retired by now are in no document; they may stand in the area all the same.
      expect(seen.map(({ id }) => id)).toEqual(expect.arrayContaining(concerns.map(({ id }) => id)));
      for (const { id, affectedDeviceCount, affectedDevices, affectedCameras } of seen) {
        expect(affectedDeviceCount).toBeGreaterThanOrEqual(affectedDevices.totalCount);
        expect(affectedCameras).toBeLessThanOrEqual(affectedDeviceCount);
        const whole = everything.find((each) => each.id === id);
        expect(affectedDeviceCount).toBeLessThanOrEqual(whole?.affectedDeviceCount ?? 0);
      }
    }
  });

  it('refuses whatever tells of the whole network, whether or not what is named is there', async () => {
    expect(others().length).toBeGreaterThan(8);
    const { data, errors } = await ask('{ impact(code: "S6") { __typename } }', 'polsek');
    const unknown = await ask('{ impact(code: "NO-SUCH") { __typename } }', 'polsek');
    expect(data).toBeNull();
    expect(errors).toEqual(unknown.errors);
    expect(errors[0].extensions['code']).toBe('FORBIDDEN');
    const mutation = await ask('mutation { retire(kind: SPAN, code: "S6") { userErrors { code } } }', 'polsek');
    expect(mutation.errors[0].extensions['code']).toBe('FORBIDDEN');
    const nested = await ask('{ spans { nodes { otdr(from: "PSA", metres: 1) { __typename } } } }', 'polsek');
    expect(nested.errors[0].extensions['code']).toBe('FORBIDDEN');
  });

  it('takes no word on, and asks nobody, for what is of others', async () => {
    const { data } = await nadi.ask('{ outages { nodes { id } } device(name: "pra-rt") { id } }');
    const id = data.outages.nodes[0].id as string;
    for (const change of [
      `noteOutage(input: { id: "${id}", text: "x" }) { outage { id } userErrors { code message } }`,
      `acknowledgeOutage(input: { id: "${id}" }) { outage { id } userErrors { code message } }`,
    ]) {
      const found = await ask(`mutation { ${change} }`, 'nobody');
      const unknown = await ask(`mutation { ${change.replace(id, 'unknown')} }`, 'nobody');
      expect(found).toEqual(unknown);
      expect(JSON.stringify(found.data)).toContain('NOT_FOUND');
    }
    const probed = nadi.probed.length;
    const answer = await ask(`mutation { probeNow(input: { ids: ["${data.device.id}"] }) { requested userErrors { code } } }`, 'polsek');
    expect(answer.data.probeNow).toEqual({ requested: 0, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(nadi.probed.length).toBe(probed);
  });

  it('holds of the past as well', async () => {
    const instants = (await nadi.sql('SELECT at FROM state_version UNION SELECT at FROM topology_version ORDER BY at')).map(({ at }) =>
      (at as Date).toISOString(),
    );
    const leaks: string[] = [];
    // Each third: the newest row of each kind is among them sooner or later.
    for (const at of instants.filter((_, step) => step % 3 === 0)) {
      const found = await nadi.parts.history.topology.momentOf(new Date(at));
      if (found.kind !== 'found') continue;
      const then = (await nadi.parts.history.topology.document(found.moment)) as TopologyDocument;
      const { others: hidden, counts } = areaWords(then, ['PSA'], []);
      const { data, errors } = await ask(
        `{ stations(asOf: "${at}") { totalCount nodes { code name parent { code } } } devices(asOf: "${at}") { totalCount nodes { name status place { code } station { code } outage { rootCode station { code } } links { nodes { code spans { code a { code } z { code } } } } } } }`,
        'polsek',
      );
      expect({ errors, logged: nadi.logged }).toEqual({ errors: [], logged: [] });
      expect({ at, devices: data.devices.totalCount, stations: data.stations.totalCount }).toEqual({
        at,
        devices: counts.devices,
        stations: counts.stations,
      });
      for (const word of wordsIn(data)) if (hidden.has(word)) leaks.push(`${at}: ${word}`);
    }
    expect(instants.length).toBeGreaterThan(5);
    expect(leaks).toEqual([]);
  }, 60_000);

  // One list an operation: of two that are read at once, which ends first decides whether what hangs on them is read together.
  it.each([
    '{ cameras(first: 200) { nodes { name status station { code name } place: station { name } } } }',
    '{ devices { nodes { name place { code } status } } }',
    '{ compliance(first: 50) { nodes { state building { name station { code } } facts { cameras } } } }',
    '{ complianceReport(by: STATION) { rows { key buildings } } }',
  ])('costs no statement more: %s', async (query) => {
    const whole = await nadi.statementsOf(() => nadi.ask(query));
    const area = await nadi.statementsOf(() => ask(query, 'polsek'));
    // The look-up of the token is asked of the database for the whole alone.
    expect(area).toBe(whole - 1);
    expect(area).toBeLessThanOrEqual(6);
  });
});

interface SeenOutage {
  readonly id: string;
  readonly rootCode: string | null;
  readonly affectedDeviceCount: number;
  readonly affectedCameras: number;
  readonly affectedDevices: { readonly totalCount: number; readonly nodes: readonly { readonly name: string }[] };
}

/** Every text of an answer, and every word of the longer ones. */
/** An owner is told which unit looked at their data: that is what the field is for. Nothing else of that unit is told by it. */
function isTold(name: string, word: string): boolean {
  return name.startsWith('Query.whoViewedMyData.') && Object.values(AREAS).some(({ stations }) => stations.includes(word));
}

function* wordsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
    if (value.includes(' ')) yield* value.split(/[\s,;:()"]+/);
  } else if (Array.isArray(value)) for (const each of value) yield* wordsIn(each);
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) yield* wordsIn(each);
}
