import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { camerasXlsx, type DeclaredCamera } from '@app/registration';
import type { TopologyDocument } from '@app/topology';
import { eventually, nadi, type RunningNadi, startNadi } from './support/nadi.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Declared cameras; some of them are not there, or not theirs to declare. */
const DECLARED = 500;
const DEAD = 3;

interface Registrations {
  readonly registrations: {
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
    readonly nodes: readonly {
      readonly id: string;
      readonly state: string;
      readonly cameraCount: number;
      readonly building: { readonly code: string } | null;
      readonly cameras: {
        readonly nodes: readonly { readonly name: string; readonly verification: { readonly outcome: string } | null }[];
      };
    }[];
  };
}

describe('from a list of 500 cameras to verified ones, in the demo city', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nadi-declared-'));
  let service: RunningNadi;
  let declared: DeclaredCamera[];

  const page = (
    after: string | null,
  ) => `{ registrations(first: 40${after === null ? '' : `, after: "${after}"`}) { pageInfo { endCursor hasNextPage } nodes {
    id state cameraCount building { code } cameras(first: 25) { nodes { name verification { outcome } } } } } }`;
  async function pageOf(after: string | null): Promise<Registrations['registrations']> {
    const { data, errors } = await service.graphql<Registrations>(page(after));
    expect(errors).toBeUndefined();
    return data.registrations;
  }
  async function registrations() {
    const nodes: Registrations['registrations']['nodes'][number][] = [];
    for (let after: string | null | undefined = null; after !== undefined;) {
      const found = await pageOf(after);
      nodes.push(...found.nodes);
      after = found.pageInfo.hasNextPage ? found.pageInfo.endCursor : undefined;
    }
    return nodes;
  }
  const outcomes = async () =>
    (await registrations()).flatMap(({ cameras }) => cameras.nodes.map(({ verification }) => verification?.outcome ?? null));

  beforeAll(async () => {
    service = await startNadi({ dataDir, env: { NADI_DEMO_CAMERAS: '600', NADI_PROBE_TIMEOUT_MS: '500' } });
    const { stdout } = await nadi(['export', '-', '--data', dataDir]);
    const { devices, buildings = [] } = JSON.parse(stdout) as TopologyDocument;
    const inBuildings = new Set(buildings.map(({ code }) => code));
    declared = devices
      .filter(({ role, place }) => role === 'CAMERA' && inBuildings.has(place))
      .slice(0, DECLARED)
      .map(({ name, place, address }, row): DeclaredCamera => ({ ...BARE, row, building: place, name, address: address ?? null }));
  }, 120_000);
  afterAll(async () => {
    await service?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  it('takes the XLSX, asks each camera, and keeps what came of it', async () => {
    expect(declared).toHaveLength(DECLARED);
    for (const { name } of declared.slice(0, DEAD)) expect((await nadi(['lab', 'cut', name, '--data', dataDir])).code).toBe(0);
    const response = await fetch(`${service.url}/registrations/cameras`, {
      method: 'POST',
      headers: { 'content-type': XLSX, authorization: `Bearer ${service.token}` },
      body: new Uint8Array(await camerasXlsx(declared)),
    });
    expect({ status: response.status, body: (await response.json()) as unknown }).toMatchObject({ status: 201, body: { errorCount: 0 } });
    const found = await eventually(
      outcomes,
      (all) => all.length === DECLARED && all.every((outcome) => outcome !== null),
      'every declared camera to be asked',
      90_000,
    );
    const count = (wanted: string) => found.filter((outcome) => outcome === wanted).length;
    expect({ verified: count('VERIFIED'), unreachable: count('UNREACHABLE') }).toEqual({ verified: DECLARED - DEAD, unreachable: DEAD });
  }, 150_000);

  it('accepts what was reviewed, and goes on asking it as any other device', async () => {
    const [first] = await registrations();
    const { data, errors } = await service.graphql<{ reviewRegistration: { declaration: { state: string }; userErrors: unknown[] } }>(
      `mutation { reviewRegistration(input: { id: "${first.id}", accept: true }) { declaration { state } userErrors { code message } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.reviewRegistration).toEqual({ declaration: { state: 'ACCEPTED' }, userErrors: [] });
  }, 30_000);

  it('refuses an address that is not of the city before it is kept', async () => {
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
