import { jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AllowedNetworks,
  DiscoveryQueries,
  DiscoveryService,
  MibTablesReader,
  parseAllowedCredentials,
  parseAllowedNetworks,
  ProberSweep,
  registerDiscoveryMetrics,
} from '@app/discovery';
import { ProfileLibrary, SnmpDeviceInspector } from '@app/equipment';
import { Transactor } from '@app/platform';
import { openSnmpReader, type SnmpCredential, type SnmpReader } from '@app/snmp';
import { Registry } from 'prom-client';
import { Agents, switchWith, type AgentPort } from './support/agents.js';
import { type ApiUnderTest, startApi } from './support/api.js';
import { eventually } from './support/nadi.js';

jest.setTimeout(120_000);

const SECRETS: Readonly<Record<string, SnmpCredential>> = {
  core: { version: 'v2c', community: 'core-secret' },
  wrong: { version: 'v2c', community: 'wrong-secret' },
  elsewhere: { version: 'v2c', community: 'elsewhere-secret' },
  public: { version: 'v2c', community: 'public' },
};
const START = `mutation ($input: StartDiscoveryInput!) { startDiscovery(input: $input) { run { id state progress { toSweep } } userErrors { code path message } } }`;
const RUN = `query ($id: ID!) { discoveryRun(id: $id) { state requestedBy notes progress { phase toSweep swept living toRead read opened } } }`;
const FOUND = `query ($filter: DiscoveredDeviceFilter) { discoveredDevices(filter: $filter, first: 200) { totalCount nodes { id addresses sysName sysDescr because credential device { name } } } }`;
const DRIFT = `query ($filter: DriftFilter) { driftItems(filter: $filter) { totalCount nodes { id kind subject version state isAcceptable declared observed evidence proposal decidedBy reason } } }`;
const ACCEPT = `mutation ($id: ID!, $version: Int!) { acceptDrift(id: $id, expectedVersion: $version) { item { state decidedBy } userErrors { code path message } } }`;
const REFUSE = `mutation ($input: RefuseDriftInput!) { refuseDrift(input: $input) { item { state reason } userErrors { code path } } }`;
const ADOPT = `mutation ($input: AcceptDiscoveredDeviceInput!) { acceptDiscoveredDevice(input: $input) { device { name address credential checks } userErrors { code path message } } }`;

const mac = (device: number, port = 0) => `00:1b:21:0${device}:00:${port.toString(16).padStart(2, '0')}`;
const ports = (device: number, sees: Readonly<Record<number, AgentPort['sees']>> = {}) =>
  [1, 2, 3].map((n): AgentPort => ({ name: `Gi1/0/${n}`, mac: mac(device, n), ...(sees[n] ? { sees: sees[n] } : {}) }));
const S1 = Array.from({ length: 8 }, (_, i) => `127.30.0.${i + 1}`);
const S2 = '127.30.1.1';
const S3 = '127.30.2.1';

let nadi: ApiUnderTest;
let reader: SnmpReader;
let service: DiscoveryService;
let transactor: Transactor;
const agents = new Agents('core-secret');

function policy() {
  const networks = parseAllowedNetworks('127.30.0.0/16,127.31.0.0/16');
  const credentials = parseAllowedCredentials('elsewhere@10.0.0.0/8,wrong,core,public@127.31.0.0/16');
  if (networks.kind === 'refused' || credentials.kind === 'refused') throw new Error('refused');
  return { networks: new AllowedNetworks(networks.value, () => ['127.30.0.14']), credentials: credentials.value };
}

beforeAll(async () => {
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') throw new Error(opened.reason);
  reader = opened.reader;
  nadi = await startApi(
    { operation: { maxCost: 50_000 } },
    {
      discoveryOf: (parts) => {
        transactor = parts.transactor;
        service = new DiscoveryService({
          ...parts,
          explore: {
            sweep: new ProberSweep(),
            inspector: new SnmpDeviceInspector(reader, ProfileLibrary.open()),
            tables: new MibTablesReader(reader),
            policy: policy(),
            openCredential: async (name) => SECRETS[name] ?? null,
          },
        });
        return service;
      },
    },
  );
  await wire();
});
afterAll(async () => {
  await service.stop();
  await agents.stop();
  await reader.close();
  await nadi.stop();
});

/** s1 at eight addresses, s2 behind its first port, s3 behind the second port of s2. */
async function wire(s1Port = 1): Promise<void> {
  const s1 = switchWith('s1', mac(1), ports(1, { [s1Port]: { name: 's2', port: 'Gi1/0/1', mac: mac(2), address: S2 } }), { addresses: S1 });
  const s2Sees = {
    1: { name: 's1', port: `Gi1/0/${s1Port}`, mac: mac(1), address: S1[0] as string },
    2: { name: 's3.kota.id', port: 'Gi1/0/1', mac: mac(3), address: S3 },
  };
  for (const address of S1) await agents.serve(address, s1);
  await agents.serve(S2, switchWith('s2', mac(2), ports(2, s2Sees)));
  await agents.serve(S3, switchWith('s3.kota.id', mac(3), ports(3, { 1: { name: 's2', port: 'Gi1/0/2', mac: mac(2), address: S2 } })));
}

async function discover(ranges: readonly string[], more: object = {}) {
  const started = (await nadi.ask(START, { input: { ranges, port: agents.port, ...more } })).data.startDiscovery;
  expect(started.userErrors).toEqual([]);
  const done = await eventually(
    async () => (await nadi.ask(RUN, { id: started.run.id })).data.discoveryRun,
    ({ state }: { state: string }) => state !== 'RUNNING',
    'the run to end',
    100_000,
  );
  return done as { state: string; notes: string[]; requestedBy: string; progress: Record<string, number> };
}

async function drifts(filter: object = {}) {
  return (await nadi.ask(DRIFT, { filter })).data.driftItems.nodes as Record<string, never>[];
}

const device = (name: string, address: string) => ({ name, role: 'SWITCH', place: 'PLD', address, checks: ['icmp'] });
async function declare(links: readonly (readonly [string, string, string])[]): Promise<void> {
  const end = (text: string) => ({ device: text.split(' ')[0], interface: text.split(' ')[1] });
  const document = {
    version: 1,
    stations: [{ code: 'PLD', kind: 'POLDA', name: 'Polda Contoh' }],
    devices: [device('s1', S1[0] as string), device('s2', S2)],
    links: links.map(([code, a, z]) => ({ code, a: end(a), z: end(z) })),
  };
  const { data } = await nadi.ask(
    'mutation ($document: JSON!) { importTopology(input: { document: $document }) { userErrors { message } } }',
    { document },
  );
  expect(data.importTopology.userErrors).toEqual([]);
}

describe('a look at the network', () => {
  it('asks nothing that is not listed, and says where', async () => {
    const refused = async (input: object) =>
      (await nadi.ask(START, { input })).data.startDiscovery.userErrors.map(({ path }: { path: string[] }) => path.join('.'));
    expect(await refused({ ranges: ['127.0.0.1', '127.30.0.1', '10.0.0.0/24'] })).toEqual(['input.ranges.0', 'input.ranges.2']);
    expect(await refused({ ranges: ['127.30.0.1'], realm: 'other' })).toEqual(['input.ranges.0']);
    expect(await refused({ ranges: ['127.30.0.1'], credentials: ['core', 'secret'] })).toEqual(['input.credentials.1']);
    expect(await refused({ ranges: [], port: 0, maxHops: 99, pingsPerSecond: 0 })).toHaveLength(4);
    expect((await nadi.ask('{ discoveryRuns { totalCount } }')).data.discoveryRuns.totalCount).toBe(0);
  });

  it('is not for viewers to start or decide', async () => {
    const { errors } = await nadi.ask(START, { input: { ranges: ['127.30.0.1'] } }, nadi.tokenOf('viewer'));
    expect(errors[0]?.extensions['code']).toBe('FORBIDDEN');
    const engineer = await nadi.ask(START, { input: { ranges: ['1'] } }, nadi.tokenOf('engineer'));
    expect(engineer.data.startDiscovery.userErrors).toHaveLength(1);
  });

  it('finds one device at eight addresses, and follows its neighbours hop by hop', async () => {
    await declare([['L1', 's1 GigabitEthernet1/0/1', 's2 Gi1/0/1']]);
    const run = await discover(['127.30.0.0/28']);
    expect(run).toMatchObject({
      state: 'DONE',
      requestedBy: 'administrator',
      progress: { toSweep: 13, swept: 13, living: 13, opened: 10 },
    });
    const found = (await nadi.ask(FOUND, {})).data.discoveredDevices.nodes as {
      addresses: string[];
      sysName: string | null;
      device: unknown;
    }[];
    const named = found.filter(({ sysName }) => sysName !== null);
    named.sort((a, b) => ((a.sysName ?? '') < (b.sysName ?? '') ? -1 : 1));
    expect(named.map(({ sysName, addresses, device: declared }) => [sysName, addresses.length, declared !== null])).toEqual([
      ['s1', 8, true],
      ['s2', 1, true],
      ['s3.kota.id', 1, false],
    ]);
    expect(await drifts()).toEqual([]);
  });

  it('showed each host each secret once, and none outside its networks', () => {
    const wrong = agents.shown.filter(({ community }) => community === 'wrong-secret').map(({ address }) => address);
    expect(wrong.sort()).toEqual([...S1, S2, S3].sort());
    expect(agents.shown.filter(({ community }) => community === 'elsewhere-secret' || community === 'public')).toEqual([]);
  });

  it('is one at a time, and ends when it is told to', async () => {
    const input = { ranges: ['127.30.4.0/22'], port: agents.port, pingsPerSecond: 100 };
    const first = (await nadi.ask(START, { input })).data.startDiscovery;
    const second = (await nadi.ask(START, { input })).data.startDiscovery;
    expect(second.userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    const cancel = 'mutation ($id: ID!) { cancelDiscovery(id: $id) { run { state } userErrors { code } } }';
    expect((await nadi.ask(cancel, { id: first.run.id })).data.cancelDiscovery.userErrors).toEqual([]);
    await service.settled();
    expect((await nadi.ask(RUN, { id: first.run.id })).data.discoveryRun.state).toBe('CANCELLED');
    expect((await nadi.ask(cancel, { id: first.run.id })).data.cancelDiscovery.userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    expect((await nadi.ask(cancel, { id: 'x' })).data.cancelDiscovery.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe('what differs', () => {
  const versionOf = async () => (await nadi.sql('SELECT max(id) AS id FROM topology_version'))[0]?.['id'];

  it('is told, and changes nothing by itself', async () => {
    const before = await versionOf();
    await wire(2);
    await discover(['127.30.0.1', S2]);
    expect(await drifts()).toMatchObject([{ kind: 'LINK_MOVED', subject: 'L1', version: 1, state: 'OPEN', isAcceptable: true }]);
    expect(await versionOf()).toBe(before);
    await discover(['127.30.0.1', S2]);
    expect(await drifts()).toMatchObject([{ version: 1 }]);
  });

  it('stays refused while the same is seen, and comes back when something else is', async () => {
    const [item] = await drifts();
    const input = { id: item?.['id'], expectedVersion: 1, reason: 'the port is a spare one' };
    expect((await nadi.ask(REFUSE, { input: { ...input, expectedVersion: 7 } })).data.refuseDrift.userErrors).toMatchObject([
      { code: 'CONFLICT', path: ['input', 'expectedVersion'] },
    ]);
    expect((await nadi.ask(REFUSE, { input: { ...input, reason: '  ' } })).data.refuseDrift.userErrors).toMatchObject([
      { code: 'INVALID' },
    ]);
    expect((await nadi.ask(REFUSE, { input })).data.refuseDrift).toMatchObject({
      item: { state: 'REFUSED', reason: 'the port is a spare one' },
    });
    await discover(['127.30.0.1', S2]);
    expect(await drifts()).toEqual([]);
    expect(await drifts({ states: ['REFUSED'] })).toHaveLength(1);
    await wire(3);
    await discover(['127.30.0.1', S2]);
    expect(await drifts()).toMatchObject([
      { kind: 'LINK_MOVED', observed: { a: { interface: 'Gi1/0/3' } }, reason: null, decidedBy: null },
    ]);
  });

  it('is accepted whole or not at all: not when the row has changed meanwhile', async () => {
    const [item] = await drifts();
    const answer = { id: item?.['id'], version: item?.['version'] };
    await declare([['L1', 's1 GigabitEthernet1/0/1', 's2 GigabitEthernet1/0/1']]);
    const before = await versionOf();
    expect((await nadi.ask(ACCEPT, answer)).data.acceptDrift).toMatchObject({
      item: { state: 'OPEN' },
      userErrors: [{ code: 'CONFLICT', path: ['id'] }],
    });
    expect(await versionOf()).toBe(before);
    await discover(['127.30.0.1', S2]);
    const [again] = await drifts();
    expect(again?.['version']).toBe((item?.['version'] as unknown as number) + 1);
    expect((await nadi.ask(ACCEPT, answer)).data.acceptDrift.userErrors).toMatchObject([{ code: 'CONFLICT', path: ['expectedVersion'] }]);
    const accepted = await nadi.ask(ACCEPT, { id: again?.['id'], version: again?.['version'] }, nadi.tokenOf('engineer'));
    expect(accepted.data.acceptDrift).toEqual({ item: { state: 'ACCEPTED', decidedBy: 'engineer' }, userErrors: [] });
    const { link } = (await nadi.ask('{ link(code: "L1") { a { interface } z { interface } } }')).data;
    expect(link).toEqual({ a: { interface: 'Gi1/0/3' }, z: { interface: 'GigabitEthernet1/0/1' } });
    expect(await nadi.sql('SELECT action, by FROM drift_decision ORDER BY id')).toEqual([
      { action: 'refused', by: 'administrator' },
      { action: 'accepted', by: 'engineer' },
    ]);
    await discover(['127.30.0.1', S2]);
    expect(await drifts()).toEqual([]);
    expect((await nadi.ask(ACCEPT, { id: again?.['id'], version: 99 })).data.acceptDrift.userErrors).toMatchObject([{ code: 'CONFLICT' }]);
  });

  it('is an unmanaged device, which somebody declares; then its link is new, and is declared, too', async () => {
    const found = (await nadi.ask(FOUND, { filter: { isDeclared: false, text: 's3' } })).data.discoveredDevices.nodes[0];
    const input = { id: found.id, name: 's3', role: 'SWITCH', place: 'PLD' };
    expect((await nadi.ask(ADOPT, { input: { ...input, place: 'NOWHERE' } })).data.acceptDiscoveredDevice.userErrors).toMatchObject([
      { code: 'INVALID' },
    ]);
    expect((await nadi.ask(ADOPT, { input: { ...input, name: 's1' } })).data.acceptDiscoveredDevice.userErrors).toMatchObject([
      { code: 'CONFLICT' },
    ]);
    expect((await nadi.ask(ADOPT, { input })).data.acceptDiscoveredDevice).toEqual({
      device: { name: 's3', address: S3, credential: 'core', checks: ['ICMP', 'SNMP'] },
      userErrors: [],
    });
    expect((await nadi.ask(ADOPT, { input })).data.acceptDiscoveredDevice.userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    await discover(['127.30.0.1', S2, S3]);
    const [extra, ...others] = await drifts();
    expect(others).toEqual([]);
    expect(extra).toMatchObject({ kind: 'LINK_EXTRA', declared: null });
    expect((await nadi.ask(ACCEPT, { id: extra?.['id'], version: extra?.['version'] })).data.acceptDrift.userErrors).toEqual([]);
    expect((await nadi.ask('{ links { totalCount } }')).data.links.totalCount).toBe(2);
    await discover(['127.30.0.1', S2, S3]);
    expect(await drifts()).toEqual([]);
  });

  it('is counted', async () => {
    const registry = new Registry();
    registerDiscoveryMetrics(registry, new DiscoveryQueries(transactor), service);
    const text = await registry.metrics();
    expect(text).toContain('nadi_drift_items{kind="link-moved"} 0');
    expect(text).toMatch(/nadi_discovery_runs_total\{result="done"\} [1-9]/);
    expect(text).toContain('nadi_discovery_runs_total{result="cancelled"} 1');
  });
});

const SHARED = join(process.env['NADI_SHARED_DIR'] ?? join(import.meta.dirname, '../../shared'), 'snmp');
const recordings = existsSync(SHARED)
  ? readdirSync(join(SHARED, 'snmprec'))
      .map((file) => file.replace(/\.snmprec$/, ''))
      .filter((name) => !name.startsWith('mut_'))
  : [];

describe('recorded devices', () => {
  let server: ChildProcess | null = null;
  const folder = mkdtempSync(join(tmpdir(), 'nadi-discovery-'));
  afterAll(() => {
    server?.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  (recordings.length > 0 ? it : it.skip)('are found, each as itself (the recordings are at ../shared/snmp)', async () => {
    const map = join(folder, 'map.tsv');
    const args = [join(SHARED, 'serve.mjs'), join(SHARED, 'snmprec'), '--only', recordings.join(','), '--listen', '127.31.255.1:11713'];
    server = spawn(process.execPath, [...args, '--per-address', '127.31.0.1:11714', '--map', map], { stdio: 'ignore' });
    await eventually(
      () => existsSync(map),
      (isThere) => isThere,
      'the recordings to be served',
    );
    const rows = readFileSync(map, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    const last = rows.at(-1)?.[0] ?? '';
    const run = await discover([`127.31.0.1-${last}`], { port: 11_714, credentials: ['public'], maxHops: 0 });
    expect(run.progress).toMatchObject({ living: rows.length, opened: rows.length });
    const found = (await nadi.ask(FOUND, {})).data.discoveredDevices.nodes as { addresses: string[]; because: string[] }[];
    expect(found.filter(({ addresses }) => addresses[0]?.startsWith('127.31.'))).toHaveLength(rows.length);
    const joined = found.filter(({ addresses }) => addresses.length > 1 && addresses[0]?.startsWith('127.31.'));
    expect(joined.map(({ because }) => because)).toEqual([]);
  });
});
