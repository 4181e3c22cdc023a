import { StoredInventory } from '@app/inventory';
import type { DeviceId } from '@app/kernel';
import { ObservedService, OPTICAL_POLICY, WatchedReadings } from '@app/observed';
import type { Transactor } from '@app/platform';
import type { InterfaceReading } from '@app/probing';
import { deviceDocument, onu, port, receivePower } from '@testing/equipment';
import { FakeClock } from '@testing/kernel';
import { type ApiUnderTest, fixture, startApi } from './support/api.js';

const IMPORT = 'mutation ($document: JSON!) { importTopology(input: { document: $document }) { problemCount } }';
const MINUTE = 60_000;
const clock = new FakeClock();

let nadi: ApiUnderTest;
let service: ObservedService;
let transactor: Transactor;
beforeAll(async () => {
  nadi = await startApi(
    {},
    {
      watching: (own) => {
        transactor = own;
        service = new ObservedService(own, clock, { optical: OPTICAL_POLICY, defaultSensitivityDbm: null });
        return { live: new WatchedReadings(service) };
      },
    },
  );
  expect((await nadi.ask(IMPORT, { document: fixture('small-city.json') })).data.importTopology).toEqual({ problemCount: 0 });
  const snapshot = await new StoredInventory(transactor, nadi.events).snapshot();
  await service.takeLead(clock.now());
  for (const round of [0, 1, 2, 3]) {
    clock.advance(MINUTE);
    snapshot.graph.deviceNames.forEach((name, at) => hear(name, snapshot.deviceIds[at] as DeviceId, at, round));
    await service.keep(snapshot, { device: () => false, link: () => false }, () => Promise.resolve());
  }
}, 60_000);
afterAll(() => nadi.stop());

/** Every device has three ports and as many receivers, and the margins differ; the core is an OLT as well. */
function hear(name: string, deviceId: DeviceId, at: number, round: number): void {
  const now = clock.now().getTime();
  const sysUpTimeTicks = 1_000_000 + round * 6_000;
  const document = deviceDocument({
    device: { sysName: name, sysUpTimeTicks, software: round < 2 ? '1.0' : '2.0' },
    interfaces: [1, 2, 3].map((index) => port(index, { ifName: `ge${index}` })),
    sensors: [1, 2, 3].map((index) => receivePower(index, -23.5 + at + index, { descr: `ge${index} Rx` })),
    onus: name === 'pld-core' ? [onu('0/1/1:1'), onu('0/1/1:2', round < 3 ? {} : { state: 'offline', downCause: 'dying-gasp' })] : [],
  });
  const parts = ['interfaces', 'sensors', 'neighbours', 'onus', 'inventory'] as const;
  service.hearDocument({ deviceId, observedAtMs: now, parts, inspection: { kind: 'read', document, ageMs: 0 } });
  const octets = BigInt(round) * 7_500_000n;
  const interfaces = [1, 2, 3].map((index): InterfaceReading => {
    const counted = { receiveBytes: octets, transmitBytes: octets * 2n, counterBits: 64 as const, counterDiscontinuityTicks: 0 };
    return { ifIndex: index, ifName: `ge${index}`, ifAlias: null, adminUp: true, operStatus: 1, speedBitsPerSecond: 1e9, ...counted };
  });
  service.hearReading({ kind: 'read', deviceId, observedAtMs: now, sysUpTimeTicks, interfaces, faults: [] });
}

describe('what a device tells of itself', () => {
  it('is shown with what changed', async () => {
    const { data, errors } = await nadi.ask(
      '{ device(name: "pra-rt") { facts { vendor software sysName faults history { fact before after } } } }',
    );
    expect(errors).toEqual([]);
    expect(data.device.facts).toEqual({
      vendor: 'Contoh',
      software: '2.0',
      sysName: 'pra-rt',
      faults: [],
      history: [{ fact: 'software', before: '1.0', after: '2.0' }],
    });
  });

  it('is nothing for what was never read', async () => {
    const bare = `{ device(name: "gd1-cam-1") { facts { vendor } onus(first: 1) { totalCount nodes { place } } } }`;
    await nadi.sql('DELETE FROM device_facts WHERE device_id = (SELECT id FROM device WHERE name = $1)', ['gd1-cam-1']);
    expect((await nadi.ask(bare)).data.device).toEqual({ facts: null, onus: { totalCount: 0, nodes: [] } });
  });

  it('has its ports with what they carry now', async () => {
    const { data, errors } =
      await nadi.ask(`{ device(name: "pra-rt") { interfaces(first: 2) { totalCount pageInfo { hasNextPage endCursor } nodes {
      ifIndex ifName operStatus speedBps traffic { receiveBitsPerSecond transmitBitsPerSecond noRateReason receiveBytes } } } } }`);
    expect(errors).toEqual([]);
    const { interfaces } = data.device;
    expect(interfaces).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const traffic = { receiveBitsPerSecond: 1e6, transmitBitsPerSecond: 2e6, noRateReason: null, receiveBytes: 22_500_000 };
    expect(interfaces.nodes[0]).toEqual({ ifIndex: 1, ifName: 'ge1', operStatus: 'UP', speedBps: 1e9, traffic });
    const next = await nadi.ask(
      'query ($after: String) { device(name: "pra-rt") { interfaces(first: 2, after: $after) { nodes { ifName } } } }',
      {
        after: interfaces.pageInfo.endCursor,
      },
    );
    expect(next.data.device.interfaces.nodes).toEqual([{ ifName: 'ge3' }]);
  });

  it('has its sensors, by class', async () => {
    const query = `query ($classes: [SensorClass!]) { device(name: "pld-core") { sensors(first: 1, filter: { classes: $classes }) {
      totalCount nodes { class kind descr interface unit value low } } } }`;
    const light = await nadi.ask(query, { classes: ['DBM'] });
    expect(light.data.device.sensors).toEqual({
      totalCount: 3,
      nodes: [{ class: 'DBM', kind: 'RECEIVE', descr: 'ge1 Rx', interface: 'ge1', unit: 'dBm', value: -17.5, low: -24 }],
    });
    expect((await nadi.ask(query, { classes: ['VOLTAGE'] })).data.device.sensors).toEqual({ totalCount: 0, nodes: [] });
  });

  it('has its ONUs with why they left', async () => {
    const { data } = await nadi.ask(`{ device(name: "pld-core") { onus(filter: { states: [OFFLINE] }) { totalCount nodes {
      place state downCause transitions { state downCause } } } } }`);
    expect(data.device.onus).toEqual({
      totalCount: 1,
      nodes: [
        {
          place: '0/1/1:2',
          state: 'OFFLINE',
          downCause: 'DYING_GASP',
          transitions: [
            { state: 'OFFLINE', downCause: 'DYING_GASP' },
            { state: 'ONLINE', downCause: null },
          ],
        },
      ],
    });
  });
});

describe('the light of ports', () => {
  const WORST = `query ($first: Int!, $after: String, $below: Float) { opticalPorts(first: $first, after: $after, filter: { marginBelowDb: $below }) {
    totalCount pageInfo { endCursor } nodes { device { name } interface level marginDb receiveDbm } } }`;

  it('is listed with the smallest margin first, and by a bound', async () => {
    const { data } = await nadi.ask(WORST, { first: 3, below: 3 });
    expect(data.opticalPorts.totalCount).toBe(3);
    expect(data.opticalPorts.nodes).toEqual([
      { device: { name: 'gd1-cam-1' }, interface: 'ge1', level: 'WARNING', marginDb: 1.5, receiveDbm: -22.5 },
      expect.objectContaining({ marginDb: 2.5 }),
      expect.objectContaining({ marginDb: 2.5 }),
    ]);
  });

  it('is listed page by page without a gap', async () => {
    const margins: number[] = [];
    let after: string | null = null;
    for (let page = 0; page < 20; page++) {
      const { data } = await nadi.ask(WORST, { first: 4, after, below: null });
      margins.push(...data.opticalPorts.nodes.map(({ marginDb }: { marginDb: number }) => marginDb));
      after = data.opticalPorts.pageInfo.endCursor;
      if (after === null) break;
    }
    expect(margins).toHaveLength(30);
    expect(margins).toEqual(margins.toSorted((a, b) => a - b));
  });

  it('is shown at both ends of a link', async () => {
    const { data } = await nadi.ask(
      '{ link(code: "L-PLD-PRA") { a { light { interface marginDb } } z { light { interface marginDb device { name } } } } }',
    );
    expect(data.link).toEqual({
      a: { light: { interface: 'ge1', marginDb: 6.5 } },
      z: { light: { interface: 'ge1', marginDb: 7.5, device: { name: 'pra-rt' } } },
    });
  });
});

describe('a page of devices with all they tell', () => {
  const ALL = `query ($first: Int!) { devices(first: $first) { nodes { name
    facts { vendor history { fact } } interfaces(first: 3) { totalCount nodes { ifName traffic { receiveBitsPerSecond } } }
    sensors(first: 3) { totalCount nodes { descr value } } opticalPorts(first: 3) { nodes { marginDb device { name } } }
    onus(first: 3) { nodes { place transitions { state } } } links(first: 3) { nodes { a { light { marginDb } } } }
  } } }`;

  it('is read by a few statements, however many rows', async () => {
    for (const first of [2, 5, 10, 10]) expect(await nadi.statementsOf(() => nadi.ask(ALL, { first }))).toBeLessThanOrEqual(16);
  });
});
