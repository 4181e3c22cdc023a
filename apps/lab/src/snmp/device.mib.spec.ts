import { PROFILE_FOLDER, ProfileLibrary, SnmpDeviceInspector, type DeviceDocument } from '@app/equipment';
import { openSnmpReader, type SnmpReader } from '@app/snmp';
import type { TopologyDocument } from '@app/topology';
import { generateCity } from '../city/generate.city.js';
import { AgentSocket } from '../testing/agent.socket.js';
import { DeviceReadings } from '../truth/device.readings.js';
import { LabTruth } from '../truth/lab.truth.js';

const CITY = generateCity({ cameras: 12_000 });
const ROUTER = 'PMJ-BEKKOT-R1';
const OLT = 'PMJ-JAKPUS-MENTENG-OLT1';
const STATION_WITH_UPS: TopologyDocument = {
  version: 1,
  stations: [{ code: 'HQ', kind: 'POLDA', name: 'HQ' }],
  devices: [
    { name: 'r1', role: 'ROUTER', place: 'HQ', address: '127.16.0.1', checks: ['snmp'] },
    { name: 'ups1', role: 'UPS', place: 'HQ', address: '127.16.0.2', checks: ['snmp'] },
  ],
  links: [{ code: 'L1', a: { device: 'r1', interface: 'ge0/1' }, z: { device: 'ups1', interface: 'eth0' } }],
  pollers: [{ code: 'hq', attachedTo: 'r1' }],
};

let reader: SnmpReader;
let inspector: SnmpDeviceInspector;
beforeAll(async () => {
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') throw new Error(opened.reason);
  ({ reader } = opened);
  inspector = new SnmpDeviceInspector(reader, ProfileLibrary.open([PROFILE_FOLDER]));
});
afterAll(() => reader.close());

/** A device as our own inspector reads it, again and again while the city changes. */
async function read(
  document: TopologyDocument,
  name: string,
  use: (look: () => Promise<DeviceDocument>, truth: LabTruth, readings: DeviceReadings) => Promise<void>,
): Promise<void> {
  const truth = new LabTruth(document);
  const readings = new DeviceReadings(truth, () => performance.now());
  const agent = await AgentSocket.open(truth, name, readings);
  const look = async () => {
    const inspection = await inspector.inspect('127.0.0.1', agent.port, { version: 'v2c', community: 'lab' });
    if (inspection.kind !== 'read') throw new Error(JSON.stringify(inspection));
    expect(inspection.document.faults).toEqual([]);
    return inspection.document;
  };
  try {
    await use(look, truth, readings);
  } finally {
    await agent.close();
  }
}

const ends = (device: string) =>
  CITY.links.flatMap((link) =>
    link.a.device === device ? [{ link, own: link.a, far: link.z }] : link.z.device === device ? [{ link, own: link.z, far: link.a }] : [],
  );
const powerOf = ({ sensors }: DeviceDocument, ifIndex: number | null, source: 'standard' | 'vendor') =>
  sensors.find((each) => each.class === 'dbm' && each.kind === 'receive' && each.ifIndex === ifIndex && each.source === source);

describe('a router of the lab', () => {
  it('tells who it is, its interfaces and its parts', () =>
    read(CITY, ROUTER, async (look) => {
      const { device, interfaces, inventory } = await look();
      expect(device).toMatchObject({ sysName: ROUTER, model: 'LAB-ROUTER', software: 'lab-1.0', snmpEngineBoots: 1 });
      expect(device.serial).toMatch(/^LAB[0-9A-F]{8}$/);
      expect(interfaces.map(({ ifName, ifAlias }) => [ifName, ifAlias])).toEqual(
        ends(ROUTER).map(({ own, link }) => [own.interface, link.code]),
      );
      expect(new Set(interfaces.map(({ ifPhysAddress }) => ifPhysAddress)).size).toBe(interfaces.length);
      const modules = inventory.filter((part) => part.class === 9);
      expect(modules).toHaveLength(interfaces.length);
      expect(new Set(modules.map(({ serial }) => serial)).size).toBe(modules.length);
    }));

  it('sees the neighbour at the other end of each lit link, and no other', () =>
    read(CITY, ROUTER, async (look, truth) => {
      const wired = ends(ROUTER).map(({ own, far }) => [own.interface, far.device, far.interface]);
      const seen = ({ neighbours }: DeviceDocument) =>
        neighbours.map(({ localIfName, remoteHostname, remotePort }) => [localIfName, remoteHostname, remotePort]);
      expect(seen(await look())).toEqual(wired);
      truth.setBroken(['SPAN:SPAN-BEKKOT-BEKKAB']);
      expect(seen(await look())).toEqual(wired.filter(([, far]) => far !== 'PMJ-BEKKAB-R1'));
    }));

  it('tells of the light at its ports the same by the standard and by its own table, which knows the limits', () =>
    read(CITY, ROUTER, async (look, truth) => {
      const { graph } = truth;
      const document = await look();
      for (const [i, { link, own }] of ends(ROUTER).entries()) {
        const end = 2 * graph.linkIndex(link.code) + (own === link.z ? 1 : 0);
        const expected = truth.receivedDbm(end) ?? Number.NaN;
        expect(powerOf(document, i + 1, 'standard')?.value).toBeCloseTo(expected, 1);
        expect(powerOf(document, i + 1, 'vendor')?.value).toBeCloseTo(expected, 1);
        expect(powerOf(document, i + 1, 'vendor')?.limits?.low).toBeCloseTo(truth.plant.opticsAt(end).lowAlarm, 5);
      }
    }));

  it('reads no light where there is none, and less where a span is bent', () =>
    read(CITY, ROUTER, async (look, truth) => {
      const port = ends(ROUTER).findIndex(({ link }) => link.code === 'LINK-BEKKOT-BEKKAB-R1') + 1;
      const before = powerOf(await look(), port, 'vendor')?.value ?? Number.NaN;
      truth.setBroken(['BEND:SPAN-BEKKOT-BEKKAB/2']);
      expect(powerOf(await look(), port, 'vendor')?.value).toBeCloseTo(before - 2, 1);
      truth.setBroken(['SPAN:SPAN-BEKKOT-BEKKAB']);
      const dark = await look();
      expect([powerOf(dark, port, 'vendor'), powerOf(dark, port, 'standard')]).toEqual([undefined, undefined]);
    }));

  it('leads from its parts and neighbours to the right interface after a renumbering', () =>
    read(CITY, ROUTER, async (look, truth) => {
      const facts = ({ interfaces, neighbours, sensors }: DeviceDocument) => {
        const names = new Map(interfaces.map(({ ifIndex, ifName }) => [ifIndex, ifName]));
        return {
          ports: Object.fromEntries(interfaces.map(({ ifName, ifAlias, ifPhysAddress }) => [ifName, [ifAlias, ifPhysAddress]])),
          neighbours: Object.fromEntries(neighbours.map((each) => [names.get(each.localIfIndex ?? 0), each.remoteHostname])),
          light: Object.fromEntries(
            sensors.filter(({ kind }) => kind === 'receive').map((each) => [`${each.source} ${names.get(each.ifIndex ?? 0)}`, each.value]),
          ),
        };
      };
      const before = await look();
      truth.restart({ device: truth.graph.deviceIndex(ROUTER), isRenumbered: true });
      const after = await look();
      expect(after.interfaces[0].ifName).not.toBe(before.interfaces[0].ifName);
      expect(after.device.snmpEngineBoots).toBe(2);
      expect(facts(after)).toEqual(facts(before));
    }));

  it('says which of its ports is shut', () =>
    read(CITY, ROUTER, async (look, truth) => {
      const [{ own }] = ends(ROUTER);
      truth.setBroken([`SHUT:${ROUTER}/${own.interface}`]);
      expect((await look()).interfaces[0]).toMatchObject({ ifAdminStatus: 'down', ifOperStatus: 'down' });
      truth.setBroken([`PORT:${ROUTER}/${own.interface}`]);
      const { interfaces, sensors } = await look();
      expect(interfaces[0]).toMatchObject({ ifAdminStatus: 'up', ifOperStatus: 'down' });
      // A dead transceiver has no readings at all.
      expect(sensors.filter(({ ifIndex }) => ifIndex === 1)).toEqual([]);
    }));
});

it('an OLT of the lab has one interface for each PON port, and its uplink', () =>
  read(CITY, OLT, async (look, truth) => {
    const { interfaces, device } = await look();
    expect(device.sysObjectID).toBe('1.3.6.1.4.1.2011.2.115');
    expect(interfaces.map(({ ifName, ifType }) => [ifName, ifType])).toEqual([
      ['te0/1', 6],
      ['GPON 0/1/0', 250],
    ]);
    const [first, ...others] = ends(OLT).filter(({ own }) => own.interface?.startsWith('0/1/0:'));
    expect(others.length).toBeGreaterThan(0);
    truth.setBroken([`DEVICE:${first.far.device}`]);
    expect((await look()).interfaces[1].ifOperStatus).toBe('up');
    truth.setBroken(['SPAN:SPAN-JAKPUS-MENTENG-ODC1']);
    expect((await look()).interfaces[1].ifOperStatus).toBe('down');
  }));

it('a UPS of the lab lives on mains, then on its battery', () =>
  read(STATION_WITH_UPS, 'ups1', async (look, truth) => {
    const volts = ({ sensors }: DeviceDocument) =>
      sensors.filter((each) => each.class === 'voltage').map(({ oid, value }) => [oid.split('.').slice(8, 10).join('.'), value]);
    expect(volts(await look())).toEqual(
      expect.arrayContaining([
        ['3.3', 220],
        ['2.5', 54],
      ]),
    );
    truth.setBroken(['MAINS:HQ']);
    expect(truth.isHeard(0)).toBe(true);
    expect(volts(await look())).toEqual(expect.arrayContaining([['2.5', 50]]));
  }));
