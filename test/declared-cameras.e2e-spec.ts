import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { camerasXlsx, type DeclaredCamera } from '@app/registration';
import type { TopologyDocument } from '@app/topology';
import { eventually, nadi, type RunningNadi, startNadi } from './support/nadi.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Declared cameras; some of them are not there. */
const DECLARED = 500;
const DEAD = 3;
/** The rules of the product with spans of seconds, so that a test sees what takes weeks. */
const RULES = `schema: nadi/compliance-rules/1
rules:
  - version: test
    effectiveFrom: '2015-01-01'
    sources: [{ title: a test, read: true }]
    verified: { ratio: 0.9 }
    integrated: { ratio: 0.95, over: PT8S }
    lapsed: { ratio: 0.8, over: PT8S }
    repaired: { over: PT4S }
    known: { ratio: 0.5 }
    states: { VERIFIED: { deadline: P30D, next: WARNED_1 } }
`;

interface Registration {
  readonly id: string;
  readonly building: { readonly code: string } | null;
  readonly cameras: { readonly nodes: readonly { readonly verification: { readonly outcome: string } | null }[] };
}
interface Page<Node> {
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly nodes: readonly Node[];
}
interface Standing {
  readonly state: string;
  readonly building: { readonly code: string };
  readonly facts: { readonly lapsed: { readonly downSeconds: number; readonly excludedSeconds: number } };
}

describe('from a list of 500 cameras to verified ones and where their buildings stand, in the demo city', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nadi-declared-'));
  let service: RunningNadi;
  let city: TopologyDocument;
  let declared: DeclaredCamera[];
  let owner: string;
  let clerk: string;

  const tokenOf = async (...args: string[]) => {
    const { code, stdout, stderr } = await nadi(['token', 'issue', ...args, '--json', '--data', dataDir]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return (JSON.parse(stdout) as { token: string }).token;
  };
  async function ask<Data>(query: string, token: string): Promise<Data> {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
    expect(errors).toBeUndefined();
    return data;
  }
  /** All pages of a list. */
  async function all<Node>(list: string, first: number, selection: string, token: string): Promise<Node[]> {
    const nodes: Node[] = [];
    for (let after: string | null | undefined = null; after !== undefined;) {
      const at: string = after === null ? '' : `, after: "${after}"`;
      const page: Page<Node> = (
        await ask<Record<string, Page<Node>>>(
          `{ ${list}(first: ${first}${at}) { pageInfo { endCursor hasNextPage } nodes { ${selection} } } }`,
          token,
        )
      )[list];
      nodes.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    }
    return nodes;
  }
  const registrations = () =>
    all<Registration>('registrations', 40, 'id building { code } cameras(first: 25) { nodes { verification { outcome } } }', owner);
  const standings = (token: string) =>
    all<Standing>('compliance', 200, 'state building { code } facts { lapsed { downSeconds excludedSeconds } }', token);
  const stands = (building: string) => async () => (await standings(clerk)).find((each) => each.building.code === building)?.state;
  const lab = async (...args: string[]) => expect((await nadi(['lab', ...args, '--data', dataDir])).code).toBe(0);
  const camerasOf = (building: string) => declared.filter((camera) => camera.building === building).map(({ name }) => name);

  beforeAll(async () => {
    const rules = join(dataDir, 'rules.yaml');
    writeFileSync(rules, RULES);
    service = await startNadi({
      dataDir,
      env: {
        NADI_DEMO_CAMERAS: '620',
        NADI_PROBE_TIMEOUT_MS: '500',
        NADI_CAMERA_INTERVAL_MS: '1500',
        NADI_COMPLIANCE_INTERVAL_MS: '1000',
        NADI_COMPLIANCE_RULES: rules,
      },
    });
    city = JSON.parse((await nadi(['export', '-', '--data', dataDir])).stdout) as TopologyDocument;
    const { devices, buildings = [] } = city;
    const ownerOf = new Map(buildings.map(({ code, owner: whose }) => [code, whose ?? '']));
    declared = devices
      .filter(({ role, place }) => role === 'CAMERA' && (ownerOf.get(place) ?? '') !== '')
      .toSorted((a, b) => (ownerOf.get(a.place) ?? '').localeCompare(ownerOf.get(b.place) ?? '') || a.place.localeCompare(b.place))
      .slice(0, DECLARED)
      .map(({ name, place, address }, row): DeclaredCamera => ({ ...BARE, row, building: place, name, address: address ?? null }));
    const owners = [...new Set(declared.map(({ building }) => ownerOf.get(building) ?? ''))];
    owner = await tokenOf('somebody', '--role', 'owner', ...owners.flatMap((code) => ['--owner', code]));
    clerk = await tokenOf('clerk', '--role', 'registrar');
  }, 120_000);
  afterAll(async () => {
    await service?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  it('takes the XLSX of an owner, asks each camera, and keeps what came of it', async () => {
    expect(declared).toHaveLength(DECLARED);
    for (const { name } of declared.slice(0, DEAD)) await lab('cut', name);
    const response = await fetch(`${service.url}/registrations/cameras`, {
      method: 'POST',
      headers: { 'content-type': XLSX, authorization: `Bearer ${owner}` },
      body: new Uint8Array(await camerasXlsx(declared)),
    });
    expect({ status: response.status, body: (await response.json()) as unknown }).toMatchObject({ status: 201, body: { errorCount: 0 } });
    const outcomes = async () =>
      (await registrations()).flatMap(({ cameras }) => cameras.nodes.map(({ verification }) => verification?.outcome ?? null));
    const found = await eventually(
      outcomes,
      (each) => each.length === DECLARED && each.every((outcome) => outcome !== null),
      'every declared camera to be asked',
      90_000,
    );
    const count = (wanted: string) => found.filter((outcome) => outcome === wanted).length;
    expect({ verified: count('VERIFIED'), unreachable: count('UNREACHABLE') }).toEqual({ verified: DECLARED - DEAD, unreachable: DEAD });
  }, 150_000);

  it('shows the owner their own buildings alone, and the officer of a station theirs', async () => {
    const mine = new Set(declared.map(({ building }) => building));
    const seen = await standings(owner);
    const { buildings = [] } = city;
    const owners = new Set(buildings.filter(({ code }) => mine.has(code)).map((building) => building.owner));
    const theirs = buildings.filter((building) => owners.has(building.owner)).map(({ code }) => code);
    expect(theirs.length).toBeLessThan(buildings.length);
    expect(seen.map(({ building }) => building.code)).toEqual(theirs.toSorted());
    const { station } = buildings.find(({ code }) => mine.has(code))!;
    const officer = await tokenOf('officer', '--role', 'station-viewer', '--station', station);
    const { complianceReport } = await ask<{ complianceReport: { total: { buildings: number }; rows: { key: string }[] } }>(
      '{ complianceReport(by: STATION) { total { buildings } rows { key } } }',
      officer,
    );
    expect(complianceReport.total.buildings).toBe(buildings.filter((building) => building.station === station).length);
    expect(complianceReport.rows.map(({ key }) => key)).toEqual([station]);
  }, 30_000);

  it('accepts what was reviewed, and refuses an address that is not of the city before it is kept', async () => {
    const [{ id }] = await registrations();
    const { reviewRegistration } = await ask<{ reviewRegistration: unknown }>(
      `mutation { reviewRegistration(input: { id: "${id}", accept: true }) { declaration { state } userErrors { code message } } }`,
      clerk,
    );
    expect(reviewRegistration).toEqual({ declaration: { state: 'ACCEPTED' }, userErrors: [] });
    const file = join(dataDir, 'bad.csv');
    const [{ building }] = declared;
    writeFileSync(
      file,
      `building,name,realm,address,reach\n${building},x1,city,127.0.0.1,DIRECT\n${building},x2,city,169.254.169.254,DIRECT\n`,
    );
    const { code, stdout, stderr } = await nadi(['register', file, '--building', building, '--dry-run', '--data', dataDir]);
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/127\.0\.0\.1|network of the realm|loopback/);
  }, 30_000);

  it('lets a building lapse when its cameras fail, never when the street is cut, and takes it back when it is repaired', async () => {
    const whole = [...new Set(declared.slice(DEAD).map(({ building }) => building))].filter(
      (code) => !declared.slice(0, DEAD).some(({ building }) => building === code) && camerasOf(code).length >= 3,
    );
    const [failing, behindCut] = whole.slice(1);
    for (const building of [failing, behindCut])
      await eventually(stands(building), (state) => state === 'INTEGRATED', `${building} to be integrated`, 60_000);
    await lab('cut', `SPAN-${behindCut}`);
    for (const name of camerasOf(failing)) await lab('cut', name);
    await eventually(stands(failing), (state) => state === 'LAPSED', `${failing} to lapse`, 60_000);
    // By now the other was cut off for longer than that.
    const cut = (await standings(clerk)).find(({ building }) => building.code === behindCut)!;
    expect(cut).toMatchObject({ state: 'INTEGRATED', facts: { lapsed: { downSeconds: 0 } } });
    expect(cut.facts.lapsed.excludedSeconds).toBeGreaterThan(0);
    await lab('heal', 'all');
    await eventually(stands(failing), (state) => state === 'INTEGRATED', `${failing} to be repaired`, 60_000);
  }, 200_000);

  it('reports it by state, as a command and as a metric', async () => {
    const { stdout, code } = await nadi(['compliance', 'report', '--by', 'STATE', '--json', '--data', dataDir], {
      env: { NADI_COMPLIANCE_RULES: join(dataDir, 'rules.yaml') },
    });
    expect(code).toBe(0);
    const { rows, total } = JSON.parse(stdout) as { rows: { key: string; buildings: number }[]; total: { buildings: number } };
    expect(total.buildings).toBe(city.buildings?.length);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const told = new Map(
      Array.from(metrics.matchAll(/^nadi_compliance_buildings\{state="(\w+)"\} (\d+)$/gm), ([, state, count]) => [state, Number(count)]),
    );
    expect([...told.keys()].toSorted()).toEqual(rows.map(({ key }) => key).toSorted());
    expect([...told.values()].reduce((sum, count) => sum + count, 0)).toBe(total.buildings);
  }, 30_000);
});

const BARE: Omit<DeclaredCamera, 'row' | 'building' | 'name' | 'address'> = {
  realm: 'city',
  reach: 'DIRECT',
  rtspPort: 554,
  onvifPort: 80,
  httpPort: null,
  rtspPath: '/live',
  lat: null,
  lon: null,
  location: null,
  headingDeg: null,
  fieldOfViewDeg: null,
  streetFacing: null,
  sees: null,
  recorder: null,
  channel: null,
  retentionDays: null,
  vendor: null,
  model: null,
  serial: null,
  mac: null,
};
