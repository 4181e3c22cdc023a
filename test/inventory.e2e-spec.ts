import { jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { canonicalDocument, type ImportOutcome, StoredInventory } from '@app/inventory';
import { DomainEvents, SILENT_LOG } from '@app/platform';
import type { DeviceRow, TopologyDocument } from '@app/topology';
import { startTestDatabase, type TestDatabase } from './support/database.js';
import { eventually } from './support/nadi.js';

jest.setTimeout(60_000);

const EXAMPLE = JSON.parse(readFileSync(new URL('fixtures/topology.json', import.meta.url), 'utf8')) as TopologyDocument;

let nadi: TestDatabase;
beforeAll(async () => {
  nadi = await startTestDatabase();
});
afterAll(() => nadi.stop());
beforeEach(() => nadi.clear());

type Changed = { -readonly [List in keyof TopologyDocument]-?: Record<string, unknown>[] };

/** The example with something done to it. */
function example(change: (document: Changed) => void = () => undefined): TopologyDocument {
  const copy = structuredClone(EXAMPLE);
  change(copy as unknown as Changed);
  return copy;
}

function take(document: unknown, dryRun = false): Promise<ImportOutcome> {
  return nadi.importer.import(document, { dryRun, actor: 'test' });
}

async function taken(document: unknown): Promise<void> {
  const outcome = await take(document);
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.problems.slice(0, 5)));
}

async function problemsOf(document: unknown): Promise<string[]> {
  const outcome = await take(document);
  return outcome.kind === 'refused' ? outcome.problems.map(({ place, reason }) => `${place}: ${reason}`) : [];
}

describe('the tables', () => {
  it('are what the entities say, after all migrations', async () => {
    const { upQueries } = await nadi.database.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can be taken down and made again', async () => {
    for (let i = 0; i < nadi.database.migrations.length; i++) await nadi.database.undoLastMigration({ transaction: 'each' });
    const left = await nadi.rows(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`);
    expect(left).toEqual([]);
    await nadi.database.runMigrations({ transaction: 'each' });
  });
});

describe('a document that is imported', () => {
  it('comes out again byte by byte, and imported again changes nothing', async () => {
    expect(await take(EXAMPLE)).toMatchObject({ kind: 'imported', version: 1 });
    const exported = await nadi.importer.export();
    expect(JSON.stringify(exported)).toBe(JSON.stringify(canonicalDocument(EXAMPLE)));
    expect(await take(exported)).toMatchObject({ kind: 'unchanged' });
    expect(await take(EXAMPLE)).toMatchObject({ kind: 'unchanged' });
    expect(JSON.stringify(await nadi.importer.export())).toBe(JSON.stringify(exported));
  });

  it('says the same in another order and spelling', async () => {
    await taken(example(({ devices }) => (devices[0].address = '2001:db8::1')));
    const other = example(({ devices, links, stations }) => {
      devices[0] = Object.fromEntries(Object.entries({ ...devices[0], address: '2001:0DB8:0:0::1', realm: 'default' }).reverse());
      for (const list of [devices, links, stations]) list.reverse();
    });
    expect(await take(other)).toMatchObject({ kind: 'unchanged' });
  });

  it('is only compared in a dry run', async () => {
    const outcome = await take(EXAMPLE, true);
    expect(outcome.kind === 'dry-run' && outcome.diff.stations.added).toHaveLength(5);
    expect(await nadi.rows('SELECT id FROM place UNION ALL SELECT id FROM topology_version')).toEqual([]);
    expect(nadi.heard).toEqual([]);
  });

  it('retires what it no longer holds, and finds it again under the same number', async () => {
    await taken(EXAMPLE);
    const link = String(EXAMPLE.links.at(-1)?.code);
    const numbers = () => nadi.rows('SELECT id, valid_to IS NULL AS is_live FROM link WHERE code = $1', [link]);
    const [{ id }] = (await numbers()) as { id: number }[];
    const outcome = await take(example(({ links }) => links.pop()));
    expect(outcome.kind === 'imported' && outcome.diff.links).toEqual({ added: [], changed: [], retired: [link] });
    expect(await numbers()).toEqual([{ id, is_live: false }]);
    await taken(EXAMPLE);
    expect(await numbers()).toEqual([{ id, is_live: true }]);
  });

  it('lets two devices change their addresses with each other', async () => {
    const addressed = (one: string, two: string) => example(({ devices }) => ([devices[0].address, devices[1].address] = [one, two]));
    await taken(addressed('10.9.0.1', '10.9.0.2'));
    expect(await take(addressed('10.9.0.2', '10.9.0.1'))).toMatchObject({ kind: 'imported' });
  });

  it('ties a camera to a recorder that comes later', async () => {
    const camera = (document: Changed) => document.devices.find(({ role }) => role === 'CAMERA') as Record<string, unknown>;
    const named = (document: Changed) => (camera(document).camera = { recorder: 'nvr-late', channel: 3 });
    await taken(example(named));
    const tied = () => nadi.rows('SELECT recorder_device_id IS NOT NULL AS is_tied FROM camera WHERE recorder IS NOT NULL');
    expect(await tied()).toEqual([{ is_tied: false }]);
    await taken(
      example((document) => document.devices.push({ name: 'nvr-late', role: 'NVR', place: camera(document).place }) && named(document)),
    );
    expect(await tied()).toEqual([{ is_tied: true }]);
  });

  it('may turn one kind of place into another', async () => {
    const withPlace = (list: 'buildings' | 'accessPoints', row: object) =>
      example((document) => document[list].push({ code: 'X1', ...row }));
    await taken(withPlace('buildings', { name: 'X', station: 'PLD' }));
    await taken(withPlace('accessPoints', { kind: 'POLE' }));
    expect(
      await nadi.rows(`SELECT place.kind, building.place_id FROM place LEFT JOIN building ON place_id = id WHERE code = 'X1'`),
    ).toEqual([{ kind: 'ACCESS_POINT', place_id: null }]);
  });
});

describe('history', () => {
  it('keeps the former names of a station that is renamed, and when each was valid', async () => {
    const renamed = (name: string) => example(({ stations }) => (stations[1].name = name));
    await taken(renamed('Polres Lama'));
    nadi.clock.advance(60_000);
    const changedAt = nadi.clock.now();
    await taken(renamed('Polres Baru'));
    expect((await nadi.importer.export()).stations.find(({ code }) => code === 'PRA')).toMatchObject({ formerNames: ['Polres Lama'] });
    expect(await take(renamed('Polres Baru'))).toMatchObject({ kind: 'unchanged' });
    const told = await nadi.rows(
      `SELECT row ->> 'name' AS name, valid_from, valid_to FROM inventory_revision WHERE kind = 'stations' AND key = 'PRA' ORDER BY id`,
    );
    expect(told).toEqual([
      { name: 'Polres Lama', valid_from: new Date(changedAt.getTime() - 60_000), valid_to: changedAt },
      { name: 'Polres Baru', valid_from: changedAt, valid_to: null },
    ]);
    await taken(renamed('Polres Lama'));
    expect((await nadi.importer.export()).stations.find(({ code }) => code === 'PRA')).toMatchObject({ formerNames: ['Polres Baru'] });
  });

  it('does not take its own name, or one told twice, for a former name', async () => {
    const odd = example(({ stations }) => (stations[1].formerNames = [stations[1].name, 'Lama', 'Lama']));
    await taken(odd);
    expect(await take(odd)).toMatchObject({ kind: 'unchanged' });
  });

  it('counts versions and who made them', async () => {
    await taken(EXAMPLE);
    await taken(example(({ devices }) => (devices[0].model = 'M2')));
    expect(await nadi.rows('SELECT id, actor, summary FROM topology_version ORDER BY id')).toMatchObject([
      { id: 1, actor: 'test', summary: { import: true, stations: { added: 5 } } },
      { id: 2, actor: 'test', summary: { import: true, devices: { added: 0, changed: 1, retired: 0 } } },
    ]);
  });
});

describe('what is refused', () => {
  it.each<[string, unknown, RegExp]>([
    ['no object', [], /^\(file\): is no JSON object$/],
    ['another version', { ...EXAMPLE, version: 2 }, /^version: is 2; this Nadi reads version 1$/],
    ['a list that is none', { ...EXAMPLE, devices: {} }, /^devices: is no list$/],
    ['a missing list', { version: 1, stations: [], devices: [] }, /^links: is missing$/],
    ['an unknown list', { ...EXAMPLE, constructor: [] }, /^constructor: is no part of topology v1$/],
    ['a row that is none', { ...EXAMPLE, devices: [7] }, /^devices\[0\]: must be object$/],
  ])('%s', async (_, document, problem) => {
    expect(await problemsOf(document)).toEqual([expect.stringMatching(problem)]);
  });

  it.each<[string, (document: Changed) => unknown, RegExp]>([
    ['a wrong type', ({ devices }) => (devices[0].port = '80'), /^devices\[0\] "pld-core"\.port: must be integer$/],
    ['an unknown field', ({ devices }) => (devices[0].colour = 1), /^devices\[0\] "pld-core"\.colour: is no part of topology v1$/],
    ['an unknown role', ({ devices }) => (devices[0].role = 'HUB'), /"pld-core"\.role: is none of ROUTER, SWITCH/],
    ['a channel no column holds', ({ devices }) => (devices[0].camera = { channel: 1e12 }), /camera\.channel: is no channel number/],
    ['a list without end', ({ devices }) => (devices[0].checks = Array(1e6).fill('icmp')), /checks: names a check twice/],
    ['a place that does not exist', ({ devices }) => (devices[0].place = 'NIX'), /"pld-core"\.place: "NIX" does not exist among/],
    ['a span to nowhere', ({ spans }) => (spans[0].z = 'NIX'), /^spans\[0\] "S1"\.z: "NIX" does not exist/],
    ['a span in a duct of no name', ({ spans }) => (spans[0].conduit = 'NIX'), /"S1"\.conduit: "NIX" does not exist/],
    ['a link over no span', ({ links }) => (links[0].spans = ['NIX']), /^links\[0\] "L-PLD-PRA"\.spans\[0\]: "NIX" does not/],
    ['a poller of no realm', ({ pollers }) => (pollers[0].realms = ['NIX']), /^pollers\[0\] "P1"\.realms\[0\]: "NIX" does not/],
    [
      'stations in a circle',
      ({ stations }) => (stations[0].parent = 'SUB'),
      /\.parent: leads back to itself: PLD → SUB → PSA → PRA → PLD$/,
    ],
    ['a station under itself', ({ stations }) => (stations[0].parent = 'PLD'), /^stations\[0\] "PLD"\.parent: leads back to itself/],
    ['a double name', ({ devices }) => devices.push({ ...devices[0] }), /"pld-core": is there twice: see devices\[0\]/],
    ['a code of two places', ({ buildings }) => (buildings[0].code = 'PLD'), /"PLD": has the code of another place: see stations\[0\]/],
    [
      'an interface of two links',
      ({ links }) => (links[1].a = { ...(links[0].a as object) }),
      /^links\[1\] .*a\.interface: .* already claimed by links\[0\] "L-PLD-PRA"$/,
    ],
    ['an odd address', ({ devices }) => (devices[0].address = '010.1.1.1'), /"pld-core"\.address: is no IPv4 or IPv6 address/],
    ['a control character', ({ devices }) => (devices[0].vendor = 'a\u001b[31m'), /"pld-core"\.vendor: holds control characters$/],
    ['half a character', ({ devices }) => (devices[0].vendor = '\ud800'), /vendor: is no well-formed Unicode$/],
  ])('%s', async (_, change, problem) => {
    expect(await problemsOf(example(change))).toContainEqual(expect.stringMatching(problem));
    expect(await nadi.rows('SELECT id FROM topology_version')).toEqual([]);
  });

  it('one address twice in a realm, not in two', async () => {
    const twice = (realm?: string) =>
      example((document) => {
        document.realms = [{ code: 'lab' }];
        Object.assign(document.devices[0], { address: '10.8.0.1' });
        Object.assign(document.devices[1], { address: '10.8.0.1', realm });
      });
    expect(await problemsOf(twice())).toEqual([
      expect.stringMatching(/^devices\[1\] "pra-rt"\.address: 10\.8\.0\.1 is also that of devices\[0\] "pld-core" in realm default$/),
    ]);
    expect(await problemsOf(twice('lab'))).toEqual([]);
  });

  it('names a thousand problems and counts the rest', async () => {
    const devices = Array.from({ length: 5_000 }, (_, i): DeviceRow => ({ name: `d${i}`, role: 'CAMERA', place: 'NIX' }));
    const outcome = await take({ ...EXAMPLE, devices: [...EXAMPLE.devices, ...devices] });
    expect(outcome).toMatchObject({ kind: 'refused', problemCount: 5_000 });
    expect(outcome.kind === 'refused' && outcome.problems).toHaveLength(1_000);
  });

  it('never shows what would steer a terminal', async () => {
    const problems = await problemsOf(example(({ devices }) => Object.assign(devices[0], { name: '\u009b31m', '\u001b[2J': 1 })));
    expect(problems.join('\n')).toContain(String.raw`\u009b31m`);
    // eslint-disable-next-line no-control-regex -- exactly these are looked for
    expect(problems.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});

describe('imports and their surroundings', () => {
  it('come one after the other, each seeing the one before', async () => {
    const withModel = (model: string) => example(({ devices }) => (devices[0].model = model));
    const outcomes = await Promise.all(['A', 'B', 'C', 'D'].map((model) => take(withModel(model))));
    expect(
      outcomes.map((outcome) => outcome.kind === 'imported' && outcome.version).toSorted((one, other) => Number(one) - Number(other)),
    ).toEqual([1, 2, 3, 4]);
    const open = await nadi.rows(`SELECT count(*)::int AS count FROM inventory_revision WHERE key = 'pld-core' AND valid_to IS NULL`);
    expect(open).toEqual([{ count: 1 }]);
  });

  it('leave nothing behind when they break in the middle, and nothing is told', async () => {
    await taken(EXAMPLE);
    await eventually(
      () => nadi.heard.length,
      (count) => count === 1,
      'the first event',
    );
    const before = JSON.stringify(await nadi.importer.export());
    await nadi.rows(`CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''broken''; END' LANGUAGE plpgsql`);
    await nadi.rows('CREATE TRIGGER refuse BEFORE INSERT ON topology_version EXECUTE FUNCTION refuse()');
    const other = example(({ devices, links }) => links.pop() && (devices[0].model = 'M9'));
    await expect(take(other)).rejects.toThrow('broken');
    await nadi.rows('DROP FUNCTION refuse CASCADE');
    expect(JSON.stringify(await nadi.importer.export())).toBe(before);
    await taken(other);
    await eventually(
      () => nadi.heard.length,
      (count) => count >= 2,
      'the second event',
    );
    expect(nadi.heard.map(({ type }) => type)).toEqual(['topology.changed', 'topology.changed']);
  });

  it('show in the network that others hold, without a restart', async () => {
    const events = new DomainEvents(nadi.transactor, nadi.url, SILENT_LOG);
    await events.start();
    const inventory = new StoredInventory(nadi.transactor, events);
    expect((await inventory.snapshot()).graph.deviceCount).toBe(0);
    const changed = new Promise<void>((wake) => inventory.onChanged(wake));
    await taken(EXAMPLE);
    await changed;
    const snapshot = await inventory.snapshot();
    expect(snapshot).toMatchObject({ version: 1, actor: 'test' });
    expect(await inventory.snapshot()).toBe(snapshot);
    snapshot.deviceIds.forEach((id, position) => expect(snapshot.indexOfDevice(id as never)).toBe(position));
    await events.stop();
  });

  it('of a hundred thousand devices take some seconds', async () => {
    const devices = Array.from({ length: 100_000 }, (_, i): DeviceRow => {
      const address = `172.${16 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
      return { name: `cam-${i}`, role: 'CAMERA', place: 'GD1', address, checks: ['icmp'], camera: { streetFacing: true, channel: i % 32 } };
    });
    const document = example((copy) => (copy.devices = [...copy.devices, ...devices] as never));
    const timed = async (what: string, work: () => Promise<unknown>) => {
      const began = performance.now();
      await work();
      process.stdout.write(`100,000 devices: ${what}: ${((performance.now() - began) / 1_000).toFixed(1)} s\n`);
    };
    await timed('first import', () => taken(document));
    await timed('the same again', () => taken(document));
    await timed('one changed', () => taken(example((copy) => (copy.devices = [...copy.devices, ...devices.slice(1)] as never))));
    await timed('export', () => nadi.importer.export());
    // A machine that does other things besides may take several times as long.
  }, 240_000);
});
