import { jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { InventoryBatch } from '@app/inventory';
import {
  type CameraReading,
  DeclarationQueries,
  DeclarationStore,
  formatOfFile,
  readCameras,
  readTableFile,
  type Registrar,
  RegistrationService,
  type RegisterCamerasOutcome,
  templateXlsx,
  unboundRegistrar,
  UnicastGuard,
} from '@app/registration';
import { withFile } from '@testing/registration';
import type { TopologyDocument } from '@app/topology';
import { startTestDatabase, type TestDatabase } from './support/database.js';

jest.setTimeout(60_000);

const EXAMPLE = JSON.parse(readFileSync(new URL('fixtures/topology.json', import.meta.url), 'utf8')) as TopologyDocument;
const REGISTRAR = unboundRegistrar('rina');
/** Sees one building alone, as its owner does. */
const owner = (building: string): Registrar => ({
  name: `owner of ${building}`,
  isReviewer: false,
  seesOwners: async (owners) => new Set(owners.filter((code) => code === `PT-${building}`)),
  sees: async (places) => new Set(places.filter((place) => place === building)),
});

let nadi: TestDatabase;
let service: RegistrationService;
let queries: DeclarationQueries;
beforeAll(async () => {
  nadi = await startTestDatabase();
  const { transactor, events, clock } = nadi;
  service = new RegistrationService({
    transactor,
    events,
    clock,
    inventory: new InventoryBatch(transactor, events, clock),
    guard: new UnicastGuard(),
  });
  queries = new DeclarationQueries(transactor);
});
afterAll(() => nadi.stop());
beforeEach(async () => {
  await nadi.clear();
  await nadi.importer.import(EXAMPLE, { dryRun: false, actor: 'test' });
  for (const code of ['GX', 'GY'])
    await service.registerBuilding(
      { row: { code, name: `Gedung ${code}`, station: 'PLD' }, owner: { code: `PT-${code}`, name: code } },
      REGISTRAR,
    );
});

const HEAD = 'Name;Reach;Realm;Address;RTSP port;Serial;MAC;Latitude;Longitude;Heading';
const camera = (name: string, address: string, more = ';;;;;') => `${name};DIRECT;default;${address};554${more}`;

interface Options {
  readonly building?: string | null;
  readonly expectedVersion?: number;
  readonly dryRun?: boolean;
  readonly registrar?: Registrar;
}
function declare(
  content: string | Buffer,
  { building = 'GX', expectedVersion, dryRun = false, registrar = REGISTRAR }: Options = {},
): Promise<RegisterCamerasOutcome> {
  return withFile(content, async (path) => {
    const source = await formatOfFile(path);
    return service.registerCameras(
      { readings: readCameras(readTableFile(path), building), source, building, expectedVersion, dryRun },
      registrar,
    );
  });
}
const csv = (...rows: string[]) => [HEAD, ...rows].join('\n');
const declared = () =>
  nadi.rows<{ building: string; version: number; state: string; over: boolean; cameras: number }>(
    `SELECT building_code AS building, version, state, superseded_at IS NOT NULL AS over, (SELECT count(*)::int FROM declared_camera WHERE declaration_id = declaration.id) AS cameras FROM declaration ORDER BY building_code, version`,
  );
const idOf = (outcome: RegisterCamerasOutcome) => (outcome.kind === 'submitted' ? outcome.declarations[0].declarationId : -1);
const accept = (declarationId: number, registrar = REGISTRAR) => service.review({ declarationId, rejectedFor: null }, registrar);
const devicesOf = async (building: string) => (await nadi.importer.export()).devices.filter(({ place }) => place === building);

describe('a list of cameras that is handed in', () => {
  it('is kept whole, waits for review, and becomes devices of the inventory as one version', async () => {
    const outcome = await declare(csv(camera('Pintu', '10.9.0.1'), camera('GX-Lobi', '10.9.0.2'), 'Kanal;ON_SITE;;;;;;;;'));
    expect(outcome).toMatchObject({
      kind: 'submitted',
      declarations: [{ building: 'GX', version: 1, cameraCount: 3 }],
      errorCount: 0,
      warningCount: 0,
    });
    expect(await devicesOf('GX')).toEqual([]);
    const before = await nadi.importer.version();
    expect(await accept(idOf(outcome))).toEqual({ kind: 'accepted', topologyVersion: before + 1 });
    expect(await devicesOf('GX')).toEqual([
      { name: 'GX Kanal', role: 'CAMERA', place: 'GX' },
      { name: 'GX Pintu', role: 'CAMERA', place: 'GX', address: '10.9.0.1', checks: ['icmp'] },
      { name: 'GX-Lobi', role: 'CAMERA', place: 'GX', address: '10.9.0.2', checks: ['icmp'] },
    ]);
    const page = await queries.page({ buildings: ['GX'] }, { first: 10, after: null });
    expect(page.items.map(({ item }) => item)).toMatchObject([
      { building: 'GX', state: 'ACCEPTED', source: 'CSV', submittedBy: 'rina', reviewedBy: 'rina', cameraCount: 3 },
    ]);
  });

  it('that is tried leaves nothing, and tells what it would do', async () => {
    expect(await declare(csv(camera('Pintu', '10.9.0.1')), { dryRun: true })).toMatchObject({
      kind: 'dry-run',
      declarations: [{ cameraCount: 1 }],
    });
    expect(await declared()).toEqual([]);
  });

  it('is refused whole where one row is wrong: a thousand are told, the rest counted', async () => {
    const wrong = Array.from({ length: 1_500 }, (_, i) => `c${i};DIRECT;nix;10.9.0.1;0;;;;;`);
    const outcome = await declare(csv(camera('Pintu', '10.9.0.7'), ...wrong, camera('loop', '127.0.0.1'), 'x;DIRECT;nix;10.9.3.1;;;;;;'));
    expect(outcome).toMatchObject({ kind: 'refused', errorCount: 1_502 });
    if (outcome.kind !== 'refused') return;
    expect(outcome.errors.length).toBe(1_000);
    expect(outcome.errors[0]).toEqual({ row: 3, column: 'RTSP port', code: 'OUT_OF_RANGE', reason: 'is 0; allowed is 1 to 65535' });
    const two = await declare(csv(camera('loop', '127.0.0.1'), 'x;DIRECT;nix;10.9.3.1;;;;;;'));
    expect(two.kind === 'refused' && two.errors.map(({ row, column, code }) => [row, column, code])).toEqual([
      [2, 'Address', 'ADDRESS_REFUSED'],
      [3, 'Realm', 'UNKNOWN_REALM'],
    ]);
    expect(await declared()).toEqual([]);
  });

  it('leaves nothing where it ends in the middle: a connection that breaks, a file that is cut off', async () => {
    async function* broken(): AsyncGenerator<CameraReading[]> {
      yield* withFileReadings(csv(camera('Pintu', '10.9.0.1')));
      throw new Error('the connection broke');
    }
    async function* withFileReadings(text: string): AsyncGenerator<CameraReading[]> {
      const pieces = [
        { kind: 'rows' as const, rows: text.split('\n').map((line, i) => ({ row: i + 1, line: i + 1, cells: line.split(';') })) },
      ];
      for await (const readings of readCameras(asyncOf(pieces), 'GX')) yield [...readings];
    }
    await expect(service.registerCameras({ readings: broken(), source: 'CSV', building: 'GX', dryRun: false }, REGISTRAR)).rejects.toThrow(
      'broke',
    );
    expect(await declare(csv(camera('Pintu', '10.9.0.1'), '"Lobi;DIRECT;def'))).toMatchObject({
      kind: 'refused',
      errors: [{ code: 'UNCLOSED_QUOTE' }],
    });
    expect(await declare(csv(camera('Pintu', '10.9.0.1'), 'Lobi;DIRECT;def'))).toMatchObject({
      kind: 'refused',
      errors: [{ code: 'RAGGED_ROW' }],
    });
    expect(await declare((await templateXlsx()).subarray(0, 5_000))).toMatchObject({ kind: 'refused', errors: [{ code: 'UNREADABLE' }] });
    expect(await declare(csv())).toMatchObject({ kind: 'refused', errors: [{ code: 'NOTHING_DECLARED' }] });
    expect(await declared()).toEqual([]);
  });

  it('of several buildings is one declaration each, all or none', async () => {
    const rows = (last: string) => ['Name,Building,Reach', 'a,GX,ON_SITE', 'b,GY,ON_SITE', `a,${last},ON_SITE`].join('\n');
    expect(await declare(rows('NIX'), { building: null })).toMatchObject({
      kind: 'refused',
      errors: [{ row: 4, column: 'Building', code: 'UNKNOWN_BUILDING' }],
    });
    expect(await declared()).toEqual([]);
    expect(await declare(rows('GY'), { building: null })).toMatchObject({
      kind: 'submitted',
      declarations: [
        { building: 'GX', cameraCount: 1 },
        { building: 'GY', cameraCount: 2 },
      ],
    });
  });

  it('holds hostile texts as texts', async () => {
    const names = [
      "'; DROP TABLE declared_camera; --",
      '=HYPERLINK("http://x")',
      '<script>alert(1)</script>',
      '@SUM(1)',
      '{{7*7}}',
      '%00',
      'é🚨',
    ];
    const rows = names.map((name) => `"${name.replaceAll('"', '""')}";ON_SITE;;;;;;;;`);
    expect(await declare(csv(...rows))).toMatchObject({ kind: 'submitted' });
    const kept = await nadi.rows<{ name: string }>('SELECT name FROM declared_camera ORDER BY row');
    expect(kept.map(({ name }) => name)).toEqual(names);
  });
});

describe('two who declare one building', () => {
  it('are told of each other, and nothing is lost', async () => {
    expect(await declare(csv(camera('A', '10.9.0.1')), { expectedVersion: 0 })).toMatchObject({ kind: 'submitted' });
    const second = await declare(csv(camera('B', '10.9.0.2')), { expectedVersion: 0, registrar: unboundRegistrar('budi') });
    expect(second).toMatchObject({ kind: 'conflict', newest: { version: 1, submittedBy: 'rina' } });
    expect(await declared()).toEqual([{ building: 'GX', version: 1, state: 'SUBMITTED', over: false, cameras: 1 }]);
    expect(await declare(csv(camera('B', '10.9.0.2')), { expectedVersion: 1 })).toMatchObject({
      kind: 'submitted',
      declarations: [{ version: 2 }],
    });
    expect(await declared()).toMatchObject([
      { version: 1, over: true, cameras: 1 },
      { version: 2, over: false },
    ]);
  });

  it('at the same time: one wins', async () => {
    const outcomes = await Promise.all(['1', '2', '3'].map((last) => declare(csv(camera('A', `10.9.0.${last}`)), { expectedVersion: 0 })));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'conflict', 'submitted']);
  });

  it('and edit its row, too', async () => {
    const row = { code: 'GX', name: 'Gedung GX', station: 'PLD' };
    const asRead = { ...row, owner: 'PT-GX' };
    const edit = (name: string) =>
      service.registerBuilding({ row: { ...row, name }, owner: { code: 'PT-GX' }, expected: asRead }, REGISTRAR);
    const outcomes = await Promise.all([edit('Satu'), edit('Dua')]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'saved']);
    expect(await service.registerBuilding({ row: { ...row, name: 'Tiga' }, owner: { code: 'PT-GX' }, expected: null }, REGISTRAR)).toEqual({
      kind: 'conflict',
      isThere: true,
    });
  });
});

describe('a declaration', () => {
  it('that is corrected replaces the one before; what it no longer holds is retired when it is accepted', async () => {
    const first = await declare(csv(camera('A', '10.9.0.1'), camera('B', '10.9.0.2')));
    await accept(idOf(first));
    const second = await declare(csv(camera('B', '10.9.0.1'), camera('C', '10.9.0.2')));
    expect((await devicesOf('GX')).map(({ name }) => name)).toEqual(['GX A', 'GX B']);
    expect(await accept(idOf(second))).toMatchObject({ kind: 'accepted' });
    expect((await devicesOf('GX')).map(({ name, address }) => [name, address])).toEqual([
      ['GX B', '10.9.0.1'],
      ['GX C', '10.9.0.2'],
    ]);
    expect((await declared()).map(({ state, over }) => [state, over])).toEqual([
      ['ACCEPTED', true],
      ['ACCEPTED', false],
    ]);
  });

  it('is reviewed once, and a replaced one not at all', async () => {
    const first = idOf(await declare(csv(camera('A', '10.9.0.1'))));
    const second = idOf(await declare(csv(camera('A', '10.9.0.1'))));
    expect(await accept(first)).toMatchObject({ kind: 'conflict', declaration: { isSuperseded: true } });
    const both = await Promise.all([
      accept(second),
      service.review({ declarationId: second, rejectedFor: 'no' }, unboundRegistrar('budi')),
    ]);
    expect(both.map(({ kind }) => kind)).toContain('conflict');
    expect(await accept(999_999)).toEqual({ kind: 'unknown' });
  });

  it('that is rejected leaves the one in force as it is', async () => {
    await accept(idOf(await declare(csv(camera('A', '10.9.0.1')))));
    const second = idOf(await declare(csv(camera('B', '10.9.0.2'))));
    expect(await service.review({ declarationId: second, rejectedFor: 'the addresses are those of GY' }, REGISTRAR)).toEqual({
      kind: 'rejected',
    });
    expect((await devicesOf('GX')).map(({ name }) => name)).toEqual(['GX A']);
    expect(await declared()).toMatchObject([
      { state: 'ACCEPTED', over: false },
      { state: 'REJECTED', over: false },
    ]);
  });

  it('of a building with its own address space makes that when it is accepted', async () => {
    const rows = ['Name,Reach,Address', 'A,DIRECT,192.168.1.10'].join('\n');
    for (const building of ['GX', 'GY']) expect(await accept(idOf(await declare(rows, { building })))).toMatchObject({ kind: 'accepted' });
    expect((await nadi.importer.export()).devices.filter(({ address }) => address === '192.168.1.10')).toMatchObject([
      { realm: 'GX' },
      { realm: 'GY' },
    ]);
  });

  it('tells what it shares with others, to those who may know of them', async () => {
    const at = ';SN-1;02:00:00:00:00:01;-6,2;106,8;90';
    await accept(idOf(await declare(csv(camera('A', '10.9.0.1', at)), { building: 'GY' })));
    const rows = csv(camera('B', '10.9.0.2', ';sn-1;02:00:00:00:00:01;-6,20001;106,8;95'));
    const outcome = await declare(rows);
    expect(outcome.kind === 'submitted' && outcome.warnings.map(({ column, code, reason }) => [column, code, reason])).toEqual([
      ['Serial', 'DUPLICATE', expect.stringContaining('"A" in GY')],
      ['MAC', 'DUPLICATE', expect.stringContaining('"A" in GY')],
      ['Latitude', 'NEAR_DUPLICATE', expect.stringContaining('"A" in GY')],
    ]);
    expect(await declare(csv(camera('B', '10.9.0.1')))).toMatchObject({
      kind: 'refused',
      errors: [{ code: 'DUPLICATE', column: 'Address' }],
    });
    const hidden = await declare(csv(camera('B', '10.9.0.1', at)), { registrar: owner('GX') });
    expect(hidden).toMatchObject({ kind: 'submitted', warnings: [], warningCount: 0 });
    const [kept] = (await queries.page({ buildings: ['GX'] }, { first: 1, after: null })).items;
    expect(kept.item.warnings.map(({ column, otherPlace }) => [column, otherPlace])).toContainEqual(['Address', 'GY']);
    expect(await accept(idOf(hidden))).toMatchObject({
      kind: 'refused',
      problems: [{ reason: expect.stringContaining('"GY A"') as string }],
    });
    expect(await declared()).toContainEqual(expect.objectContaining({ building: 'GX', state: 'SUBMITTED', over: false }));
  });

  it('of a building that is not theirs looks as if there were none', async () => {
    const registrar = owner('GX');
    expect(await declare(csv(camera('A', '10.9.0.1')), { building: 'GY', registrar })).toEqual({ kind: 'unknown-building' });
    expect(await declare(csv(camera('A', '10.9.0.1')), { building: 'NIX', registrar })).toEqual({ kind: 'unknown-building' });
    expect(await accept(idOf(await declare(csv(camera('A', '10.9.0.1')), { building: 'GY' })), registrar)).toEqual({ kind: 'unknown' });
    const row = { code: 'GY', name: 'mine', station: 'PLD' };
    expect(await service.registerBuilding({ row, owner: { code: 'PT-GY' } }, registrar)).toEqual({ kind: 'not-theirs', field: 'code' });
    const mine = { code: 'GX', name: 'mine', station: 'PLD' };
    const asOwner = (changes: object, code: string) =>
      service.registerBuilding({ row: { ...mine, ...changes }, owner: { code } }, registrar);
    expect(await asOwner({}, 'PT-GY')).toEqual({ kind: 'not-theirs', field: 'owner' });
    expect(await asOwner({ station: 'PRA' }, 'PT-GX')).toEqual({ kind: 'not-theirs', field: 'station' });
    expect(await asOwner({ code: 'NEW' }, 'PT-NEW')).toEqual({ kind: 'not-theirs', field: 'owner' });
    expect(await asOwner({}, 'PT-GX')).toMatchObject({ kind: 'saved' });
  });

  it('takes what came of asking its cameras, the latest word on each', async () => {
    const id = idOf(await declare(csv(camera('A', '10.9.0.1'), camera('B', '10.9.0.2'))));
    const [a, b] = await queries.camerasToVerify(id, null, 10);
    expect(a).toMatchObject({ building: 'GX', realm: 'default', address: '10.9.0.1', reach: 'DIRECT', rtspPort: 554 });
    expect(await queries.camerasToVerify(id, a.id, 10)).toEqual([b]);
    const store = new DeclarationStore(nadi.transactor);
    const at = nadi.clock.now();
    const evidence = [{ check: 'TCP' as const, at, passed: true, detail: 'port 554' }];
    const saved = await store.saveVerifications([
      { id: a.id, at, outcome: 'VERIFIED', evidence },
      { id: '999999', at, outcome: 'VERIFIED', evidence },
    ]);
    expect(saved).toBe(1);
    expect(await store.saveVerifications([{ id: a.id, at: new Date(at.getTime() - 1), outcome: 'UNREACHABLE', evidence: [] }])).toBe(0);
    const [kept] = (await queries.camerasOf([id], { first: 1, after: null }, async () => 0)).get(id)!.items;
    expect(kept.item.verification).toEqual({ outcome: 'VERIFIED', at, evidence });
    expect((await queries.factsOf(['GX', 'GY'])).get('GX')).toEqual({
      declaredAt: at,
      camerasDeclared: 2,
      camerasVerified: 1,
      verifiedAt: at,
    });
  });
});

async function* asyncOf<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
