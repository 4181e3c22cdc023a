import { jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { EditableList, EditOutcome } from '@app/inventory';
import type { TopologyDocument } from '@app/topology';
import { startTestDatabase, type TestDatabase } from './support/database.js';
import { eventually } from './support/nadi.js';

jest.setTimeout(30_000);

type Row = Record<string, unknown>;
const EXAMPLE = JSON.parse(readFileSync(new URL('fixtures/topology.json', import.meta.url), 'utf8')) as TopologyDocument;
const CORE = EXAMPLE.devices[0] as unknown as Row;

let nadi: TestDatabase;
beforeAll(async () => {
  nadi = await startTestDatabase();
});
afterAll(() => nadi.stop());
beforeEach(async () => {
  await nadi.clear();
  await nadi.importer.import(EXAMPLE, { dryRun: false, actor: 'test' });
});

const save = (list: EditableList, row: Row, expected?: Row | null) => nadi.editor.upsert(list, row, 'ani', expected);
const reasons = (outcome: EditOutcome) =>
  outcome.kind === 'refused' ? outcome.problems.map(({ place, reason }) => `${place}: ${reason}`) : [outcome.kind];

describe('a single row that is edited', () => {
  it('is added, changed and left alone, each as an import would', async () => {
    const camera = { name: 'cam-new', role: 'CAMERA', place: 'GD1', address: '10.7.0.1', checks: ['icmp'] };
    expect(await save('devices', camera)).toEqual({ kind: 'saved', key: 'cam-new', version: 2 });
    expect(await save('devices', { ...camera, realm: 'default' })).toEqual({ kind: 'unchanged', key: 'cam-new' });
    expect(await save('devices', { ...camera, model: 'M2' })).toMatchObject({ kind: 'saved', version: 3 });
    const exported = await nadi.importer.export();
    expect(exported.devices.find(({ name }) => name === 'cam-new')).toEqual({ ...camera, model: 'M2' });
    expect(await nadi.importer.import(exported, { dryRun: false, actor: 'test' })).toMatchObject({ kind: 'unchanged' });
    expect(await nadi.rows('SELECT actor, summary FROM topology_version WHERE id = 3')).toEqual([
      { actor: 'ani', summary: { edit: { devices: { added: [], changed: ['cam-new'], retired: [] } } } },
    ]);
    await eventually(
      () => nadi.heard.map(({ id }) => id),
      (ids) => ids.at(-1) === '3',
      'the event of version 3',
    );
  });

  it('is not overwritten when somebody else was faster', async () => {
    await save('devices', { ...CORE, model: 'theirs' });
    expect(await save('devices', { ...CORE, model: 'mine' }, CORE)).toMatchObject({ kind: 'conflict', current: { model: 'theirs' } });
    expect(await save('devices', { ...CORE, model: 'mine' }, null)).toMatchObject({ kind: 'conflict' });
    expect(await save('devices', { name: 'new', role: 'UPS', place: 'PLD' }, CORE)).toEqual({ kind: 'conflict', current: null });
    expect(await save('devices', { name: 'new', role: 'UPS', place: 'PLD' }, null)).toMatchObject({ kind: 'saved' });
  });

  it('of two who read the same lets one win', async () => {
    const outcomes = await Promise.all(['A', 'B'].map((model) => save('devices', { ...CORE, model }, CORE)));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'saved']);
  });

  it.each<[string, EditableList, Row, RegExp]>([
    ['the place is not there', 'devices', { ...CORE, place: 'NIX' }, /^place: "NIX" does not exist among/],
    ['the form is wrong', 'devices', { ...CORE, role: 'HUB' }, /role: is none of/],
    [
      'the address is taken',
      'devices',
      { name: 'x', role: 'UPS', place: 'PLD', address: CORE.address },
      /^address: .* is also that of "pld-core" in realm default/,
    ],
    [
      'the interface is taken',
      'links',
      { code: 'L-X', a: EXAMPLE.links[0].a, z: { device: 'sub-sw' } },
      /^a\.interface: .* already claimed by link "L-PLD-PRA"/,
    ],
    [
      'it leads back to where it begins',
      'links',
      { code: 'L-X', a: { device: 'sub-sw' }, z: { device: 'sub-sw' } },
      /^z\.device: is the device/,
    ],
    [
      'a span is not there',
      'links',
      { code: 'L-X', a: { device: 'sub-sw' }, z: { device: 'psa-sw' }, spans: ['NIX'] },
      /^spans\[0\]: "NIX"/,
    ],
    ['a span ends nowhere', 'spans', { code: 'S-X', a: 'PLD', z: 'NIX' }, /^z: "NIX" does not exist/],
  ])('is refused where %s', async (_, list, row, reason) => {
    expect(reasons(await save(list, row))).toContainEqual(expect.stringMatching(reason));
    expect(await nadi.rows('SELECT max(id) AS id FROM topology_version')).toEqual([{ id: 1 }]);
  });
});

describe('a row that is retired', () => {
  it('stays while something needs it, which is named', async () => {
    const by = async (list: Parameters<typeof nadi.editor.retire>[0], key: string) => {
      const outcome = await nadi.editor.retire(list, key, 'ani');
      return outcome.kind === 'in-use' ? outcome.by : outcome.kind;
    };
    expect(await by('devices', 'pld-core')).toEqual(expect.arrayContaining(['link L-PLD-PRA', 'poller P1']));
    expect(await by('spans', 'S1')).toEqual(['link L-PLD-PRA']);
    expect(await by('conduits', 'DUCT1')).toEqual(['span S6', 'span S7']);
    expect(await by('stations', 'PSA')).toEqual(expect.arrayContaining(['building GD1', 'device psa-sw', 'span S5', 'station SUB']));
    expect(await by('links', 'NIX')).toBe('unknown');
  });

  it('goes once nothing does, and its history stays', async () => {
    nadi.clock.advance(1_000);
    expect(await nadi.editor.retire('links', 'L-PLD-PRA', 'ani')).toEqual({ kind: 'retired', version: 2 });
    expect(await nadi.editor.retire('links', 'L-PLD-PRA', 'ani')).toEqual({ kind: 'unknown' });
    expect(await nadi.editor.retire('spans', 'S1', 'ani')).toMatchObject({ kind: 'retired' });
    expect(
      await nadi.rows(`SELECT row ->> 'code' AS code, valid_to FROM inventory_revision WHERE valid_to IS NOT NULL ORDER BY id`),
    ).toEqual([
      // The clock stood still meanwhile: of two changes the later has the later instant all the same.
      { code: 'S1', valid_to: new Date(nadi.clock.now().getTime() + 1) },
      { code: 'L-PLD-PRA', valid_to: nadi.clock.now() },
    ]);
  });
});
