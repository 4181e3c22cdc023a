import { FakeClock } from '@testing/kernel';
import { type ApiUnderTest, fixture, startApi } from './support/api.js';
import { replayOf } from './support/history.replay.js';
import { RandomHistory, randomOf } from './support/random.history.js';

/** By hand: NADI_TEST_SEED=7 NADI_TEST_STEPS=200. */
const STEPS = Number(process.env['NADI_TEST_STEPS'] ?? 20);
const SEED = Number(process.env['NADI_TEST_SEED'] ?? 20261125);

/** Everything that has a past, along every relation; `AS_OF` is where the instant goes. */
const EVERYTHING = `
  stations(AS_OF) { totalCount nodes { id code name kind formerNames isApproximate parent { code } children { nodes { code } } buildings { nodes { code } }
    devices { totalCount nodes { name status } } } }
  buildings(AS_OF) { totalCount nodes { id code name address station { code } owner { name phone } devices { nodes { name } } } }
  devices(AS_OF) { totalCount statusCounts { status count } nodes { id name role address realm checks vendor isRetired place { code placeKind name } station { code }
    status statusSince outage { id rootCode isOpen } links { nodes { code } } camera { headingDeg recorderName recorder { name } } } }
  cameras(AS_OF) { totalCount nodes { name status station { code } } }
  links(AS_OF) { totalCount nodes { id code a { interface device { name } } z { interface device { name } } spans { code } } }
  spans(AS_OF) { totalCount nodes { id code lengthM state a { code } z { code } conduit { code name } links { nodes { code } } route { lat lon } } }
  path(AS_OF, from: "pld-core", to: "gd1-cam-1") { __typename ... on Path { lengthM hops { device { name } link { code } } spans { code } } }
  impact(AS_OF, code: "psa-sw") { __typename ... on Impact { lostDeviceCount lostCameras isolatedStations exposedStations lostDevices { nodes { name status } } } }
  silent: devices(AS_OF, filter: { statuses: [DOWN, UNREACHABLE], within: "PSA" }) { totalCount nodes { name } }
  unknown: devices(AS_OF, filter: { statuses: [UNKNOWN], text: "a" }) { totalCount nodes { name } }
  station(AS_OF, code: "PRA") { name formerNames } device(AS_OF, name: "gd2-cam-1") { status place { code } }`;
const OUTAGES = `
  outages(AS_OF) { totalCount nodes { id alertName severity kind rootCode candidates { kind code } isOpen openedAt clearedAt affectedDeviceCount affectedCameras
    affectedStations topologyVersion acknowledgedBy acknowledgedAt probableCause station { code } secondOf { id } affectedDevices { nodes { name } } events { kind at detail } } }
  open: outages(AS_OF, filter: { isOpen: true }) { totalCount nodes { rootCode } }`;

interface Kept {
  /** When what was answered then began to be so. */
  readonly at: Date;
  readonly answer: unknown;
  readonly exported: string;
}

describe('as of a past instant', () => {
  const clock = new FakeClock();
  const kept: Kept[] = [];
  let nadi: ApiUnderTest;
  let history: RandomHistory;

  async function ask(fields: string, at: Date | null) {
    const query = fields.replaceAll('(AS_OF)', at ? '(asOf: $at)' : '').replaceAll('AS_OF', at ? 'asOf: $at' : '');
    return nadi.ask(at ? `query ($at: DateTime) {${query}}` : `{${query}}`, at ? { at: at.toISOString() } : {});
  }
  async function answered(fields: string, at: Date | null): Promise<unknown> {
    const { data, errors } = await ask(fields, at);
    expect(errors).toEqual([]);
    return data;
  }
  const newest = async () => (await nadi.sql('SELECT at FROM history_clock'))[0]?.['at'] as Date;
  const documentAt = async (at: Date) => {
    const found = await nadi.parts.history.topology.momentOf(at);
    return found.kind === 'found' ? JSON.stringify(await nadi.parts.history.topology.document(found.moment)) : found.kind;
  };

  beforeAll(async () => {
    nadi = await startApi({ operation: { maxCost: 1_000_000, maxDepth: 12 } }, { clock });
    history = new RandomHistory(nadi, clock, randomOf(SEED));
    await history.import();
    for (let step = 0; step < STEPS; step++) {
      await history.step();
      const at = await newest();
      if (at.getTime() === kept.at(-1)?.at.getTime()) continue;
      const hasStates = (await nadi.sql('SELECT 1 FROM state_version LIMIT 1')).length > 0;
      await history.newest();
      const answer = await answered(hasStates ? EVERYTHING + OUTAGES : EVERYTHING, null);
      kept.push({ at, answer, exported: JSON.stringify(await nadi.parts.importer.export()) });
    }
  }, 120_000);
  afterAll(() => nadi.stop());

  it(`is told what was told then, to the letter (seed ${SEED})`, async () => {
    expect(kept.length).toBeGreaterThan(STEPS / 3);
    const changes = await nadi.sql('SELECT at FROM topology_version UNION ALL SELECT at FROM state_version ORDER BY at');
    const instants = changes.map(({ at }) => (at as Date).getTime());
    for (const [i, { at, answer, exported }] of kept.entries()) {
      const hasOutages = typeof answer === 'object' && answer !== null && 'outages' in answer;
      const fields = hasOutages ? EVERYTHING + OUTAGES : EVERYTHING;
      const next = instants.find((each) => each > at.getTime()) ?? at.getTime() + 1;
      const last = new Date(next - 1);
      const expected = hasOutages ? answer : withoutStates(answer);
      for (const instant of last > at && i % 4 === 0 ? [at, last] : [at]) {
        expect(await answered(fields, instant)).toEqual(expected);
        expect(await documentAt(instant)).toBe(exported);
      }
    }
  }, 60_000);

  it('equals an independent replay of the logs', async () => {
    const replay = await replayOf(nadi);
    const DEVICES = 'devices(AS_OF, first: 200) { nodes { id name role vendor place { code } status statusSince outage { id } } }';
    const ids = new Map((await nadi.sql('SELECT id, name FROM device')).map(({ id, name }) => [String(name), Number(id)]));
    const outageId = (key: string) => Buffer.from(`Outage:${key}`).toString('base64url');
    for (const { at } of kept.filter((_, i) => i % 3 === 1)) {
      const { rows, statuses, outages } = replay(at);
      const devices = [...rows]
        .flatMap(([key, row]) => (key.startsWith('devices ') ? [row] : []))
        .sort((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1));
      const { data } = await ask(`${DEVICES} links(AS_OF) { nodes { code } }`, at);
      expect(data.devices.nodes).toEqual(
        devices.map(({ name, role, vendor, place }) => {
          const id = ids.get(String(name)) ?? 0;
          const state = statuses.get(id);
          const outage = state?.outage ? { id: outageId(state.outage) } : null;
          const opaque = Buffer.from(`Device:${id}`).toString('base64url');
          return {
            id: opaque,
            name,
            role,
            vendor: vendor ?? null,
            place: { code: place },
            status: state?.status ?? 'UNKNOWN',
            statusSince: state?.since ?? null,
            outage,
          };
        }),
      );
      expect(data.links.nodes.map(({ code }: { code: string }) => code).sort()).toEqual(
        [...rows.keys()].flatMap((key) => (key.startsWith('links ') ? [key.slice(6)] : [])).sort(),
      );
      if (outages.size === 0) continue;
      const told = (
        await ask('outages(AS_OF, first: 200) { nodes { id rootCode isOpen affectedDeviceCount candidates { kind code } } }', at)
      ).data.outages.nodes;
      const expected = [...outages].map(([id, row]) => ({
        id: outageId(id),
        rootCode: row['root_code'],
        isOpen: row['cleared_at'] === null,
        affectedDeviceCount: (row['affected_devices'] as number[]).length,
        candidates: row['candidates'],
      }));
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
      expect(told.sort(byId)).toEqual(expected.sort(byId));
    }
  }, 60_000);

  it('has an order that no clock can turn: each change later than the one before', async () => {
    for (const table of ['topology_version', 'state_version']) {
      const rows = await nadi.sql(`SELECT at FROM ${table} ORDER BY id`);
      const instants = rows.map(({ at }) => (at as Date).getTime());
      expect(rows.length).toBeGreaterThan(3);
      expect(instants).toEqual([...new Set(instants)].sort((a, b) => a - b));
    }
    // The clock was set back more than once: the history went on all the same.
    const [wall, last] = [clock.now(), await newest()];
    clock.advance(-3_600_000);
    await nadi.parts.editor.upsert('devices', { name: 'late-cam', role: 'CAMERA', place: 'GD1' }, 'test');
    expect((await newest()).getTime()).toBe(Math.max(last.getTime() + 1, wall.getTime() - 3_600_000));
    expect((await answered('device(AS_OF, name: "late-cam") { name }', await newest())) as object).toEqual({
      device: { name: 'late-cam' },
    });
    expect(await answered('device(AS_OF, name: "late-cam") { name }', last)).toEqual({ device: null });
    clock.advance(3_600_000);
  });

  it('knows nothing of what was not recorded, and says so', async () => {
    const before = new Date('2020-01-01T00:00:00Z');
    expect(
      await answered(
        'stations(AS_OF) { totalCount } devices(AS_OF) { totalCount nodes { name } } path(AS_OF, from: "pld-core", to: "pra-rt") { __typename }',
        before,
      ),
    ).toEqual({
      stations: { totalCount: 0 },
      devices: { totalCount: 0, nodes: [] },
      path: { __typename: 'NotFound' },
    });
    expect(await documentAt(before)).toBe('{"version":1,"stations":[],"devices":[],"links":[]}');
    const { errors } = await ask('outages(AS_OF) { totalCount }', before);
    expect(errors[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', argument: 'asOf' },
      message: expect.stringContaining('lies before') as string,
    });
  });

  it('is refused for what has not come yet, for two instants at once, and for what only the present is known of', async () => {
    const at = kept[0]?.at.toISOString();
    const future = new Date(Math.max(clock.now().getTime(), (await newest()).getTime()) + 1).toISOString();
    const refusals: [string, string][] = [
      [`{ devices(asOf: "${future}") { totalCount } }`, 'has not come yet'],
      [`{ devices(asOf: "${at}") { totalCount } links { totalCount } }`, 'given to some root fields only'],
      [`{ devices(asOf: "${at}") { totalCount } then: devices(asOf: "2020-01-01T00:00:00Z") { totalCount } }`, '2 different instants'],
      [`{ devices(asOf: "${at}") { nodes { sensors { totalCount } } } }`, 'Device.sensors'],
      [`{ devices(asOf: "${at}") { totalCount } driftItems { totalCount } }`, 'given to some root fields only'],
      [`{ devices(asOf: "2026-11-23T09:00:00") { totalCount } }`, 'ISO 8601'],
    ];
    for (const [query, reason] of refusals) {
      const { data, errors } = await nadi.ask(query);
      expect([data, errors[0]?.message]).toEqual([null, expect.stringContaining(reason)]);
      expect(String(errors[0]?.extensions['code'])).toMatch(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/);
    }
    expect(
      (await nadi.ask(`query ($at: DateTime = "${at}") { viewer { name } ...F } fragment F on Query { links(asOf: $at) { totalCount } }`))
        .errors,
    ).toEqual([]);
    expect(
      (await nadi.ask('query ($at: DateTime) { links(asOf: $at) { totalCount } devices { totalCount } }', { at: null })).errors,
    ).toEqual([]);
  });

  it('is told the same for good, whoever changes the network at the same time', async () => {
    const told: { at: Date; text: string }[] = [];
    let isOver = false;
    const reading = (async () => {
      while (!isOver) {
        const at = await newest();
        told.push({ at, text: await documentAt(at) });
      }
    })();
    const names = ['x1', 'x2', 'x3', 'x4'];
    await Promise.all(
      names.map(async (name) => {
        for (const vendor of ['A', 'B', 'C'])
          await nadi.parts.editor.upsert('devices', { name, role: 'CAMERA', place: 'GD1', vendor }, name);
      }),
    );
    await nadi.parts.importer.import(fixture('small-city.json'), { dryRun: false, actor: 'test' });
    isOver = true;
    await reading;
    for (const { at, text } of told) expect(await documentAt(at)).toBe(text);
    const versions = await nadi.sql('SELECT at, revised_at FROM topology_version ORDER BY id DESC LIMIT 13');
    const replay = await replayOf(nadi);
    for (const { at } of versions) {
      const { devices } = JSON.parse(await documentAt(at as Date)) as { devices: unknown[] };
      expect(devices).toHaveLength([...replay(at as Date).rows.keys()].filter((key) => key.startsWith('devices ')).length);
    }
  });

  it('is forgotten before the bounds, and known as before within them', async () => {
    const half = kept[Math.floor(kept.length / 2)];
    const days = (clock.now().getTime() - (half?.at.getTime() ?? 0)) / 86_400_000;
    const rows = async () => Number((await nadi.sql('SELECT count(*) AS count FROM concluded_status'))[0]?.['count']);
    const all = await rows();
    expect(await nadi.parts.history.prune(clock.now(), { days, mostStatuses: 1_000_000 })).toBeGreaterThan(0);
    expect(await rows()).toBeLessThan(all);
    for (const { at, answer } of kept.slice(Math.floor(kept.length / 2)))
      if (typeof answer === 'object' && answer !== null && 'outages' in answer)
        expect(await answered(EVERYTHING + OUTAGES, at)).toEqual(answer);
    expect((await ask('outages(AS_OF) { totalCount }', kept[0]?.at ?? new Date(0))).errors).toHaveLength(1);
    // The other bound: of what is left, only the newest change.
    await nadi.parts.history.prune(clock.now(), { days: 1_000, mostStatuses: 1 });
    const last = kept.at(-1);
    expect(await answered(EVERYTHING + OUTAGES, last?.at ?? null)).toEqual(last?.answer);
  }, 60_000);
});

/** Where nothing is recorded yet, nobody can say that a span is well. */
function withoutStates(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) => (key === 'state' ? 'UNKNOWN' : value)) as unknown;
}
