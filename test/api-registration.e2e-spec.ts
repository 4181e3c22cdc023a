import { jest } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import type { Areas } from '@app/kernel';
import { camerasXlsx, type DeclaredCamera, CAMERA_COLUMNS } from '@app/registration';
import { type ApiUnderTest, fixture, startApi } from './support/api.js';
import { eventually } from './support/nadi.js';

jest.setTimeout(60_000);

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const REGISTER = `mutation ($input: BuildingRegistration!, $owner: OwnerRegistration!, $expected: ExpectedBuilding) {
  registerBuilding(input: $input, owner: $owner, expected: $expected) { version building { code name owner { code phone } } userErrors { code path message } } }`;
const DECLARE = `mutation ($input: RegisterCamerasInput!) { registerCameras(input: $input) {
  declaration { id version state cameraCount } errors { row column code reason } errorCount warnings { row column code reason } warningCount userErrors { code path message } } }`;
const REVIEW = `mutation ($input: ReviewRegistrationInput!) { reviewRegistration(input: $input) { declaration { state reviewedBy reason } userErrors { code path message } } }`;
const LIST = `query ($filter: RegistrationFilter, $first: Int = 10) { registrations(filter: $filter, first: $first) { totalCount nodes {
  id version state submittedBy cameraCount building { code } warnings { column reason } cameras(first: 3) { totalCount nodes { name address realm verification { outcome } deviceName } } } } }`;

describe('registration by the API', () => {
  let nadi: ApiUnderTest;
  let owner: string;
  const areas = new Map<string, Areas>();
  beforeAll(async () => {
    nadi = await startApi({ body: { importBytes: 2 * 1024 * 1024 } });
    await nadi.parts.importer.import(fixture('topology.json'), { dryRun: false, actor: 'test' });
    const viewerOf = nadi.parts.access.viewerOf.bind(nadi.parts.access);
    nadi.parts.access.viewerOf = async (token) => {
      const viewer = await viewerOf(token);
      return viewer && { ...viewer, jurisdiction: areas.get(viewer.name) ?? viewer.jurisdiction };
    };
    owner = await nadi.parts.access.issueToken('pt-x', 'owner');
    for (const code of ['GX', 'GY']) await building(code, `PT-${code}`);
    areas.set('pt-x', { kind: 'AREAS', stations: [], owners: ['PT-GX'] });
  });
  afterAll(() => nadi.stop());

  const building = (code: string, ownerCode: string, changes: object = {}, token?: string) =>
    nadi.ask(
      REGISTER,
      { input: { code, name: `Gedung ${code}`, station: 'PLD', ...changes }, owner: { code: ownerCode, name: ownerCode } },
      token,
    );
  const declare = (input: object, token?: string) => nadi.ask(DECLARE, { input }, token);
  const upload = async (
    query: string,
    body: string | Buffer,
    { type = 'text/csv', token = nadi.tokenOf('administrator') as string | null } = {},
  ) => {
    const headers = { 'content-type': type, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${nadi.api.url}/registrations/cameras?${query}`, {
      method: 'POST',
      headers,
      body: new Uint8Array(Buffer.from(body)),
    });
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of any shape
    return { status: response.status, body: (await response.json()) as any };
  };
  const camera = (name: string, address: string, more: object = {}) => ({ name, reach: 'DIRECT', realm: 'default', address, ...more });
  const uploads = () => readdirSync(tmpdir()).filter((name) => name.startsWith('nadi-upload-'));

  it('takes an owner’s list by form, shows it to its owner, and puts it into the inventory after review', async () => {
    const input = {
      building: 'GX',
      cameras: [camera('Pintu', '10.9.0.1', { rtspPath: '/live', lat: -6.2, lon: 1e-7 }), { name: '=1+1', reach: 'ON_SITE' }],
      expectedVersion: 0,
    };
    const { data } = await declare(input, owner);
    expect(data.registerCameras).toMatchObject({
      declaration: { version: 1, state: 'SUBMITTED', cameraCount: 2 },
      errorCount: 0,
      userErrors: [],
    });
    const listed = await nadi.ask(LIST, {}, owner);
    expect(listed.data.registrations).toMatchObject({
      totalCount: 1,
      nodes: [
        {
          submittedBy: 'pt-x',
          building: { code: 'GX' },
          cameras: { totalCount: 2, nodes: [{ name: 'Pintu', verification: null }, { name: '=1+1' }] },
        },
      ],
    });
    const { id } = data.registerCameras.declaration as { id: string };
    expect((await nadi.ask(REVIEW, { input: { id, accept: true } }, owner)).errors[0].extensions['code']).toBe('FORBIDDEN');
    expect((await nadi.ask(REVIEW, { input: { id, accept: false } })).data.reviewRegistration.userErrors).toMatchObject([
      { path: ['input', 'reason'] },
    ]);
    expect((await nadi.ask(REVIEW, { input: { id, accept: true } })).data.reviewRegistration).toMatchObject({
      declaration: { state: 'ACCEPTED' },
      userErrors: [],
    });
    expect((await nadi.ask(REVIEW, { input: { id, accept: true } })).data.reviewRegistration.userErrors).toMatchObject([
      { code: 'CONFLICT' },
    ]);
    const cameras = await nadi.ask('{ devices(filter: { places: ["GX"] }) { nodes { name address } } }', {}, owner);
    expect(cameras.errors).toEqual([]);
    expect(cameras.data.devices.nodes).toEqual([
      { name: 'GX =1+1', address: null },
      { name: 'GX Pintu', address: '10.9.0.1' },
    ]);
  });

  it('tells the second of two, and names what is wrong row by row', async () => {
    const first = await declare({ building: 'GY', cameras: [camera('A', '10.8.0.1')], expectedVersion: 0 });
    expect(first.data.registerCameras.userErrors).toEqual([]);
    const second = await declare({ building: 'GY', cameras: [camera('B', '10.8.0.2')], expectedVersion: 0 });
    expect(second.data.registerCameras.userErrors).toMatchObject([
      { code: 'CONFLICT', message: expect.stringContaining('administrator') as string },
    ]);
    const wrong = await declare({
      building: 'GY',
      cameras: [camera('A', '169.254.169.254'), { name: 'n'.repeat(10_000), reach: 'DIRECT' }],
      dryRun: true,
    });
    expect(wrong.data.registerCameras).toMatchObject({
      declaration: null,
      errors: [
        { row: 2, column: 'Address', code: 'ADDRESS_REFUSED' },
        { row: 3, column: 'Name', code: 'TOO_LONG' },
      ],
      userErrors: [{ code: 'INVALID' }],
    });
    const asRead = { code: 'GY', name: 'Gedung GY', station: 'PLD', owner: 'PT-GY' };
    const edit = (name: string) =>
      nadi.ask(REGISTER, { input: { code: 'GY', name, station: 'PLD' }, owner: { code: 'PT-GY', phone: '+62 21' }, expected: asRead });
    expect((await edit('Baru')).data.registerBuilding).toMatchObject({
      building: { name: 'Baru', owner: { phone: '+62 21' } },
      userErrors: [],
    });
    expect((await edit('Lain')).data.registerBuilding.userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    const bad = await building('no code', 'PT-GY', { lat: 91 });
    expect(bad.data.registerBuilding.userErrors).toMatchObject([{ path: ['input', 'code'] }, { path: ['input', 'lat'] }]);
  });

  it('shows an owner nothing of others, in no answer', async () => {
    const theirs = await nadi.ask(LIST, { filter: { buildings: ['GY'] } });
    const { id } = theirs.data.registrations.nodes[0] as { id: string };
    const words = JSON.stringify([
      await nadi.ask(LIST, { filter: { within: 'PLD', withSuperseded: true } }, owner),
      await declare({ building: 'GX', cameras: [camera('mine', '10.8.0.1')], dryRun: true }, owner),
    ]);
    expect(words).not.toMatch(/GY|10\.8\.0\.1 is also/);
    const unknown = await declare({ building: 'NIX', cameras: [camera('x', '10.7.0.1')] }, owner);
    const forbidden = await declare({ building: 'GY', cameras: [camera('x', '10.7.0.1')] }, owner);
    expect(forbidden).toEqual(unknown);
    const files = await Promise.all(['NIX', 'GY'].map((code) => upload(`building=${code}`, 'Name,Reach\na,ON_SITE\n', { token: owner })));
    expect(files[0]).toEqual(files[1]);
    expect(files[0].status).toBe(404);
    areas.set('kota', { kind: 'AREAS', stations: ['PRB'], owners: [] });
    const registrar = await nadi.parts.access.issueToken('kota', 'registrar');
    const reviews = await Promise.all([id, 'unknown'].map((each) => nadi.ask(REVIEW, { input: { id: each, accept: true } }, registrar)));
    expect(reviews[0]).toEqual(reviews[1]);
  });

  it('takes CSV and XLSX as files: tried, refused row by row, and taken', async () => {
    const csv = ['Nama;Cara akses;Alamat IP;Ruang alamat;Lintang;Bujur', 'Satu;direct;10.6.0.1;default;-6,2;106,8', 'Dua;on site;;;;'].join(
      '\r\n',
    );
    expect(await upload('building=GX&dryRun=true', csv)).toMatchObject({
      status: 200,
      body: { kind: 'dry-run', declarations: [{ id: null, cameraCount: 2 }] },
    });
    expect(await upload('building=GX', `${csv}\r\nTiga;x;;;;`)).toMatchObject({
      status: 422,
      body: { errors: [{ row: 4, column: 'Reach', code: 'NOT_ONE_OF' }] },
    });
    const latin = Buffer.from(csv.replace('Satu', 'Café'), 'latin1');
    expect(await upload('building=GX', latin, { type: 'application/octet-stream' })).toMatchObject({
      status: 201,
      body: { declarations: [{ version: 2 }] },
    });
    expect(await upload('building=GX&expectedVersion=1', csv)).toMatchObject({
      status: 409,
      body: { kind: 'conflict', newest: { version: 2 } },
    });
    const empty = Object.fromEntries(CAMERA_COLUMNS.map(({ key }) => [key, null]));
    const rows = Array.from({ length: 500 }, (_, i) => ({
      ...empty,
      name: `Kamera ${i}`,
      reach: 'DIRECT',
      realm: 'default',
      address: `10.5.${i >> 8}.${i & 255}`,
    }));
    const xlsx = await camerasXlsx(rows as unknown as DeclaredCamera[]);
    expect(await upload('building=GX&expectedVersion=2', xlsx, { type: XLSX })).toMatchObject({
      status: 201,
      body: { declarations: [{ cameraCount: 500 }] },
    });
    expect(await nadi.sql(`SELECT source FROM declaration WHERE building_code = 'GX' ORDER BY version`)).toEqual([
      { source: 'FORM' },
      { source: 'CSV' },
      { source: 'XLSX' },
    ]);
  });

  it('asks for a token and the right before a byte is read, and refuses what is no list', async () => {
    const rows = 'Name,Reach\na,ON_SITE\n';
    expect((await upload('building=GX', rows, { token: null })).status).toBe(401);
    expect((await upload('building=GX', rows, { token: 'nadi_wrong' })).status).toBe(401);
    expect((await upload('building=GX', rows, { token: nadi.tokenOf('viewer') })).status).toBe(403);
    expect((await upload('building=GX', rows, { type: 'application/json' })).status).toBe(415);
    for (const query of [
      "building=x'--",
      'building=GX&dryRun=1',
      'building=GX&building=GY',
      'force=true',
      'expectedVersion=1',
      'building=GX&expectedVersion=-1',
    ])
      expect([query, (await upload(query, rows)).status]).toEqual([query, 400]);
    const large = `Name,Reach\n${'x'.repeat(3 * 1024 * 1024)}`;
    // Told before it is sent whole; a client that goes on sending all the same may find the connection closed.
    expect(await upload('building=GX', large).catch(() => ({ status: 413 }))).toMatchObject({ status: 413 });
    async function* pieces() {
      for (let i = 0; i < 48; i++) yield Buffer.alloc(65_536, 120);
    }
    const chunked = await fetch(`${nadi.api.url}/registrations/cameras?building=GX`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${nadi.tokenOf('administrator')}` },
      body: Readable.from(pieces()),
      duplex: 'half',
    } as unknown as RequestInit).catch(() => ({ status: 413 }));
    expect(chunked.status).toBe(413);
    expect(uploads()).toEqual([]);
  });

  it('keeps nothing of a file whose connection breaks', async () => {
    const before = await nadi.sql('SELECT count(*)::int AS count FROM declaration');
    const url = new URL(`${nadi.api.url}/registrations/cameras?building=GX`);
    const headers = { 'content-type': 'text/csv', authorization: `Bearer ${nadi.tokenOf('administrator')}`, 'content-length': '1000' };
    await new Promise<void>((resolve) => {
      const sent = httpRequest(url, { method: 'POST', headers });
      sent.on('error', () => resolve());
      sent.write('Name,Reach\na,ON_SITE\n', () => setTimeout(() => sent.destroy(new Error('cut')), 100));
    });
    await eventually(uploads, (left) => left.length === 0, 'the upload to be gone');
    expect(await nadi.sql('SELECT count(*)::int AS count FROM declaration')).toEqual(before);
    expect(nadi.logged).toEqual([]);
  });

  it('offers templates to anybody', async () => {
    for (const [format, start] of [
      ['csv', '\ufeff"Name";'],
      ['xlsx', 'PK'],
    ]) {
      const response = await fetch(`${nadi.api.url}/registrations/template.${format}`);
      expect([
        response.status,
        Buffer.from(await response.arrayBuffer())
          .toString('utf8')
          .startsWith(start),
      ]).toEqual([200, true]);
    }
    expect((await fetch(`${nadi.api.url}/registrations/template.xls`)).status).toBe(404);
  });

  it('reads a page of declarations with their buildings and cameras by as many statements as one', async () => {
    const query = (first: number) => nadi.ask(LIST, { first, filter: { withSuperseded: true } });
    const one = await nadi.statementsOf(() => query(1));
    const many = await nadi.statementsOf(() => query(10));
    expect(many).toBeLessThanOrEqual(one + 1);
  });
});
