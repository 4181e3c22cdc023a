import { jest } from '@jest/globals';
import readXlsxFile from 'read-excel-file/node';
import { parse } from 'csv-parse/sync';
import { FakeClock } from '@testing/kernel';
import { type ApiUnderTest, fixture, startApi } from './support/api.js';

jest.setTimeout(60_000);
const DAY_MS = 86_400_000;
const EVIL = `=HYPERLINK("http://x")'; DROP TABLE place; --<script>`;

const MOVE = `mutation ($input: MoveComplianceInput!) { moveCompliance(input: $input) {
  compliance { state version deadlineAt isOverdue possibleMoves building { code } } move { from to by reason reference letter cause version } userErrors { code path message } } }`;

describe('compliance by GraphQL and as files', () => {
  const clock = new FakeClock();
  let nadi: ApiUnderTest;
  let owner: string;
  let subsector: string;
  let registrar: string;

  const move = async (input: object, token = registrar) =>
    (await nadi.ask(MOVE, { input: { dryRun: false, ...input } }, token)).data.moveCompliance;
  const stateOf = async (code: string, token = registrar) =>
    (await nadi.ask('query ($code: String!) { building(code: $code) { compliance { state version } } }', { code }, token)).data.building
      ?.compliance ?? null;
  const file = (path: string, token: string | null = registrar) =>
    fetch(`${nadi.api.url}/compliance/${path}`, { headers: token === null ? {} : { authorization: `Bearer ${token}` } });

  beforeAll(async () => {
    nadi = await startApi({}, { clock });
    const document = fixture('small-city.json');
    document['stations'].find(({ code }) => code === 'PSA')!['districtCodes'] = ['31.71.07'];
    document['buildings'].push({ code: 'GD3', name: EVIL, station: 'PRB', owner: 'OWN1' });
    await nadi.parts.importer.import(document, { dryRun: false, actor: 'test' });
    registrar = await nadi.issue('registrar');
    const { access } = nadi.parts;
    owner = await access.issueToken('owner of OWN1', 'owner', null, [{ kind: 'OWNER', code: 'OWN1' }]);
    subsector = await access.issueToken('officer of SUB', 'station-viewer', null, [{ kind: 'STATION', code: 'SUB' }]);
  });
  afterAll(() => nadi.stop());

  it('begins with what is known: cameras that were imported are declared, a building without any is not', async () => {
    expect(await stateOf('GD1')).toEqual({ state: 'UNREGISTERED', version: 0 });
    const moves = await nadi.parts.compliance.follow();
    expect(moves.map(({ building, from, to, cause, by }) => [building, from, to, cause, by])).toEqual([
      ['GD1', 'UNREGISTERED', 'DECLARED', 'DECLARATION', 'nadi'],
      ['GD2', 'UNREGISTERED', 'DECLARED', 'DECLARATION', 'nadi'],
    ]);
    expect(await nadi.parts.compliance.follow()).toEqual([]);
    expect(await stateOf('GD3')).toEqual({ state: 'UNREGISTERED', version: 0 });
  });

  it('writes to an owner, warns when the time is over, and keeps each letter as it was made', async () => {
    const preview = await move({ building: 'GD3', to: 'NOTIFIED', dryRun: true });
    expect(preview).toMatchObject({ compliance: { state: 'UNREGISTERED', version: 0 }, userErrors: [] });
    expect(preview.move.letter).toContain('Yth. ');
    const notified = await move({ building: 'GD3', to: 'NOTIFIED', reference: '012/XI/2026', expectedVersion: 0 });
    expect(notified).toMatchObject({ compliance: { state: 'NOTIFIED', version: 1, isOverdue: false }, userErrors: [] });
    expect(notified.move).toMatchObject({ cause: 'PERSON', by: 'registrar', reference: '012/XI/2026' });
    expect(notified.move.letter).toContain(EVIL);
    const early = await move({ building: 'GD3', to: 'WARNED_1' });
    expect(early.userErrors).toEqual([
      { code: 'INVALID', path: ['input', 'to'], message: expect.stringContaining('its time as NOTIFIED runs until') },
    ]);
    clock.advance(30 * DAY_MS);
    const warned = await move({ building: 'GD3', to: 'WARNED_1' });
    expect(warned).toMatchObject({
      compliance: { state: 'WARNED_1', version: 2, possibleMoves: ['EXEMPT', 'NOTIFIED', 'DISPUTED'] },
      userErrors: [],
    });
    clock.advance(7 * DAY_MS);
    const again = await move({ building: 'GD3', to: 'WARNED_2', reference: '077/XII/2026' });
    expect(again.move.letter).toContain('Peringatan terdahulu: Peringatan 1');
  });

  it('tells the second of two registrars, and loses nothing', async () => {
    const { version } = await stateOf('GD2');
    const both = await Promise.all(
      ['first', 'second'].map((reason) => move({ building: 'GD2', to: 'EXEMPT', reason, expectedVersion: version })),
    );
    const refused = both.filter(({ userErrors }) => userErrors.length > 0);
    expect(refused).toHaveLength(1);
    expect(refused[0].userErrors[0]).toMatchObject({ code: 'CONFLICT', path: ['input', 'expectedVersion'] });
    expect(await stateOf('GD2')).toEqual({ state: 'EXEMPT', version: version + 1 });
  });

  it('lets an owner object and see their own letters, whose showing is recorded, and nobody of other areas see anything', async () => {
    const objected = await nadi.ask(
      `mutation { objectToCompliance(input: { building: "GD3", reason: "kami sudah melapor" }) { compliance { state deadlineAt } userErrors { code } } }`,
      {},
      owner,
    );
    expect(objected.data.objectToCompliance).toEqual({ compliance: { state: 'DISPUTED', deadlineAt: null }, userErrors: [] });
    const { data } = await nadi.ask(
      '{ compliance(first: 10) { totalCount nodes { state building { code } moves(first: 10) { nodes { to letter } } } } }',
      {},
      owner,
    );
    expect(data.compliance.nodes.map((node: { building: { code: string }; state: string }) => [node.building.code, node.state])).toEqual([
      ['GD1', 'DECLARED'],
      ['GD3', 'DISPUTED'],
    ]);
    const letters = data.compliance.nodes[1].moves.nodes.filter(({ letter }: { letter: string | null }) => letter !== null);
    expect(letters).toHaveLength(3);
    const [{ count }] = await nadi.sql(
      `SELECT count(*)::int AS count FROM audit_event WHERE subject_kind = 'owner.contact' AND actor = 'owner of OWN1' AND 'OWN1' = ANY (subjects)`,
    );
    expect(count).toBeGreaterThan(0);
    const seen = await nadi.ask(
      '{ compliance { totalCount nodes { building { code } } } complianceReport(by: STATE) { total { buildings } } }',
      {},
      subsector,
    );
    expect(seen.data).toEqual({
      compliance: { totalCount: 1, nodes: [{ building: { code: 'GD2' } }] },
      complianceReport: { total: { buildings: 1 } },
    });
    const others = await nadi.ask('{ compliance(first: 10) { nodes { moves(first: 10) { nodes { letter } } } } }', {}, subsector);
    expect(others.errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it('answers for the building of another as for one that is not there', async () => {
    const objection = (building: string) =>
      nadi.ask(
        `mutation { objectToCompliance(input: { building: ${JSON.stringify(building)}, reason: "x" }) { compliance { state } userErrors { code message } } }`,
        {},
        owner,
      );
    const [theirs, nowhere] = [await objection('GD2'), await objection('NO-SUCH')];
    expect(theirs.data).toEqual(nowhere.data);
    expect(theirs.data.objectToCompliance.userErrors[0].code).toBe('NOT_FOUND');
    expect(await stateOf('GD2')).toMatchObject({ state: 'EXEMPT' });
  });

  it('refuses what nobody may decide, and who may not', async () => {
    expect((await move({ building: 'GD1', to: 'INTEGRATED' })).userErrors[0].message).toBe('INTEGRATED follows from measurement alone');
    expect((await move({ building: 'GD1', to: 'EXEMPT' })).userErrors[0]).toMatchObject({
      path: ['input', 'reason'],
      message: 'is needed',
    });
    for (const reason of ['x'.repeat(2_001), 'a\u0000b', 'a\ud800b'])
      expect((await move({ building: 'GD1', to: 'EXEMPT', reason })).userErrors[0]).toMatchObject({
        code: 'INVALID',
        path: ['input', 'reason'],
      });
    expect((await move({ building: 'GD1\u0000', to: 'EXEMPT', reason: 'x' })).userErrors[0].code).toBe('NOT_FOUND');
    for (const token of [owner, subsector]) {
      const { errors } = await nadi.ask(MOVE, { input: { building: 'GD1', to: 'EXEMPT', reason: 'x', dryRun: false } }, token);
      expect(errors[0]?.extensions['code']).toBe('FORBIDDEN');
    }
    expect((await nadi.sql('SELECT count(*)::int AS count FROM place'))[0]?.['count']).toBeGreaterThan(5);
  });

  it('counts by city, district, station and state, and names what it cannot place', async () => {
    const by = async (group: string) => {
      const { data } = await nadi.ask(
        `{ complianceReport(by: ${group}) { rows { key name buildings states { state buildings } } total { buildings cameras } } }`,
      );
      const { rows, total } = data.complianceReport;
      expect(total).toEqual({ buildings: 3, cameras: 3 });
      for (const row of rows)
        expect(row.states.reduce((sum: number, each: { buildings: number }) => sum + each.buildings, 0)).toBe(row.buildings);
      return rows.map(({ key, name, buildings }: { key: string; name: string; buildings: number }) => [key, name, buildings]);
    };
    expect(await by('CITY')).toEqual([
      ['31.71', 'Kota Jakarta Pusat', 2],
      [null, null, 1],
    ]);
    expect(await by('DISTRICT')).toEqual([
      ['31.71.07', null, 2],
      [null, null, 1],
    ]);
    expect((await by('STATION')).map(([key]: [string]) => key)).toEqual(['PRB', 'PSA', 'SUB']);
    expect((await by('STATE')).map(([key]: [string]) => key)).toEqual(['EXEMPT', 'DECLARED', 'DISPUTED']);
  });

  it('exports the same as CSV and XLSX, without a formula, and to each what is theirs', async () => {
    const csv = await file('report.csv?by=CITY');
    expect([csv.status, csv.headers.get('content-type'), csv.headers.get('cache-control')]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'no-store',
    ]);
    const rows = parse(await csv.text(), { delimiter: ';', bom: true }) as string[][];
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['Kode / Key', 'Nama / Name', 'Gedung / Buildings'],
      ['31.71', 'Kota Jakarta Pusat', '2'],
      ['?', '', '1'],
      ['Jumlah / Total', '', '3'],
    ]);
    const book = await readXlsxFile(Buffer.from(await (await file('buildings.xlsx')).arrayBuffer()));
    const sheet = (Array.isArray(book) && 'data' in (book[0] as object)
      ? (book[0] as unknown as { data: unknown[][] }).data
      : book) as unknown as unknown[][];
    expect(sheet.slice(1).map(([code, name]) => [code, name])).toEqual([
      ['GD1', expect.any(String)],
      ['GD2', expect.any(String)],
      ['GD3', `'${EVIL}`],
    ]);
    const mine = parse(await (await file('buildings.csv', subsector)).text(), { delimiter: ';', bom: true }) as string[][];
    expect(mine.slice(1).map(([code]) => code)).toEqual(['GD2']);
    expect(parse(await (await file('buildings.csv?states=DISPUTED,EXEMPT&within=PRB')).text(), { delimiter: ';', bom: true })).toHaveLength(
      2,
    );
  });

  it.each([
    ['report.pdf', 404],
    ['report.__proto__', 404],
    ['report.csv?by=STREET', 400],
    ['report.csv?by=CITY&by=STATE', 400],
    ['buildings.csv?states=FINED', 400],
    ['buildings.csv?within=%00', 400],
    ['buildings.csv?overdue=maybe', 400],
    ['buildings.csv?order=1', 400],
  ])('refuses %s with %i', async (path, status) => {
    expect((await file(path)).status).toBe(status);
  });

  it('exports nothing to who may not', async () => {
    const auditor = await nadi.issue('auditor');
    expect((await file('buildings.csv', null)).status).toBe(401);
    expect((await file('buildings.csv', auditor)).status).toBe(403);
  });
});
