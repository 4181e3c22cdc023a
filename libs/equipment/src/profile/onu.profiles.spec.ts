import { openSnmpReader, type SnmpReader } from '@app/snmp';
import { AgentMib, identifier, integer, octets, readQuestion, ScriptedAgent, switchMib, writeAnswer } from '@testing/snmp';
import type { DeviceDocument } from '../device.document.js';
import { SnmpDeviceInspector } from '../snmp.device.inspector.js';
import { ProfileLibrary } from './profile.library.js';

type Cells = Readonly<Record<number, number | string>>;

/** An OLT: what it says it is, and rows as entry, instance and cells by column. */
function olt(sysObjectID: string, sysDescr: string, rows: readonly (readonly [entry: string, instance: string, cells: Cells])[]): AgentMib {
  const mib = switchMib(2).set('1.3.6.1.2.1.1.1.0', octets(sysDescr)).set('1.3.6.1.2.1.1.2.0', identifier(sysObjectID));
  for (const [entry, instance, cells] of rows) {
    for (const [column, cell] of Object.entries(cells)) {
      mib.set(`${entry}.${column}.${instance}`, typeof cell === 'number' ? integer(cell) : octets(cell));
    }
  }
  return mib;
}

describe('the profiles of OLTs', () => {
  let reader: SnmpReader;
  beforeAll(async () => {
    const opened = await openSnmpReader();
    if (opened.kind === 'failed') throw new Error(opened.reason);
    reader = opened.reader;
  });
  afterAll(() => reader.close());

  async function documentOf(mib: AgentMib): Promise<DeviceDocument> {
    const agent = await ScriptedAgent.open((message) => {
      const asked = readQuestion(message);
      return [writeAnswer(asked, mib.answer(asked))];
    });
    try {
      const inspector = new SnmpDeviceInspector(reader, ProfileLibrary.open());
      const read = await inspector.inspect('127.0.0.1', agent.port, { version: 'v2c', community: 'public' });
      if (read.kind !== 'read') throw new Error(JSON.stringify(read));
      return read.document;
    } finally {
      await agent.close();
    }
  }

  const told = ({ onus }: DeviceDocument) => onus.map(({ id, state, downCause, downCauseRaw }) => [id, state, downCause, downCauseRaw]);

  const HUAWEI = '1.3.6.1.4.1.2011.6.128.1.1.2';
  const huawei = (ont: number, active: number, run: number, cause: number) =>
    [`${HUAWEI}.46.1`, `2.${ont}`, { 1: active, 15: run, 20: 1200 + ont, 24: cause }] as const;

  it('knows every cause that Huawei names for a GPON ONT, and no other', async () => {
    const causes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 99, -1];
    const document = await documentOf(
      olt('1.3.6.1.4.1.2011.2.999', 'Huawei Integrated Access Software', [
        ...causes.map((cause, i) => huawei(i, 1, 2, cause)),
        huawei(50, 1, 1, 13),
        huawei(51, 2, 2, 8),
        huawei(52, 1, -1, -1),
        [`${HUAWEI}.43.1`, '2.50', { 3: 'HWTC0001', 9: 'tower' }],
      ]),
    );
    const light = 'loss-of-signal';
    const words = [light, light, light, light, light, light, 'deactivated', 'deactivated', 'reboot', 'reboot', 'other', 'other'];
    expect(document.device.profiles).toContain('huawei-smartax.yaml');
    const offline = document.onus.filter(({ index }) => Number(index.split('.')[1]) < 50);
    expect(offline.map(({ downCause }) => downCause)).toEqual([...words, 'dying-gasp', 'other', 'unknown', 'unknown']);
    expect(new Set(offline.map(({ state }) => state))).toEqual(new Set(['offline']));
    const byId = new Map(document.onus.map((onu) => [onu.id, onu]));
    expect(byId.get('Gi0/2:50')).toMatchObject({
      state: 'online',
      serial: 'HWTC0001',
      description: 'tower',
      distanceMetres: 1250,
      ifIndex: 2,
    });
    expect(byId.get('Gi0/2:51')).toMatchObject({ state: 'disabled', downCause: 'deactivated' });
    expect(byId.get('Gi0/2:52')).toMatchObject({ state: 'unknown' });
  });

  it('reads the light of a Huawei ONT at both ends', async () => {
    const { sensors } = await documentOf(
      olt('1.3.6.1.4.1.2011.2.999', 'Huawei Integrated Access Software', [
        [`${HUAWEI}.51.1`, '2.1', { 3: 210, 4: -1955, 6: 7688 }],
        [`${HUAWEI}.51.1`, '2.2', { 3: 2147483647, 4: 2147483647, 6: 2147483647 }],
      ]),
    );
    expect(sensors.map(({ oid, value, kind }) => [oid.split('.').slice(-4).join('.'), value, kind])).toEqual([
      ['1.4.2.1', -19.55, 'receive'],
      ['1.3.2.1', 2.1, 'transmit'],
      ['1.6.2.1', -23.12, 'receive'],
    ]);
  });

  const ZTE = '1.3.6.1.4.1.3902';

  it("takes ZTE's phases and causes by the table that the firmware fills", async () => {
    const state = (onu: number, phase: number, cause: number) =>
      [`${ZTE}.1082.500.10.2.3.8.1`, `2.${onu}`, { 4: phase, 7: cause }] as const;
    const document = await documentOf(
      olt(`${ZTE}.1082.1001.320`, 'ZXA10 C320, ZTE Corporation', [
        state(1, 4, 1),
        state(2, 5, 9),
        state(3, 2, 2),
        state(4, 7, 12),
        state(5, 42, 77),
        [`${ZTE}.1012.3.28.2.1`, '2.1', { 4: 4 }],
        [`${ZTE}.1082.500.20.2.2.2.1`, '2.1.1', { 10: 4250, 14: 60_000 }],
        [`${ZTE}.1082.500.20.2.2.2.1`, '2.2.1', { 10: 65_535 }],
        [`${ZTE}.1082.500.20.2.2.2.1`, '2.3.1', { 10: 64_536 }],
        [`${ZTE}.1082.500.1.2.4.2.1`, '2.1', { 2: -23_450 }],
        [`${ZTE}.1082.500.1.2.4.2.1`, '2.2', { 2: -80_000 }],
      ]),
    );
    expect(told(document)).toEqual([
      ['Gi0/2:1', 'online', 'unknown', '1'],
      ['Gi0/2:2', 'offline', 'dying-gasp', '9'],
      ['Gi0/2:3', 'offline', 'loss-of-signal', '2'],
      ['Gi0/2:4', 'offline', 'reboot', '12'],
      ['Gi0/2:5', 'unknown', 'unknown', '77'],
    ]);
    expect(document.sensors.map(({ descr, value }) => [descr, value])).toEqual([
      ['Gi0/2 from ONU 1 rx', -23.45],
      ['Gi0/2 ONU 1 rx', -21.5],
      ['Gi0/2 ONU 3 rx', -32],
    ]);
  });

  it('counts the phases from 0 on a ZTE that fills the older table only', async () => {
    const state = (onu: number, phase: number) => [`${ZTE}.1012.3.28.2.1`, `2.${onu}`, { 4: phase }] as const;
    const document = await documentOf(
      olt(`${ZTE}.1015.300.1`, 'ZXA10 C300', [state(1, 3), state(2, 4), state(3, 1), state(4, 6), state(5, 9)]),
    );
    expect(told(document).map(([, ...rest]) => rest)).toEqual([
      ['online', 'unknown', '3'],
      ['offline', 'dying-gasp', '4'],
      ['offline', 'loss-of-signal', '1'],
      ['offline', 'unknown', '6'],
      ['unknown', 'unknown', '9'],
    ]);
  });

  it.each([
    [
      'V-SOL',
      '1.3.6.1.4.1.37950.1.1.5.10.14.1',
      [
        ['1.3.6.1.4.1.37950.1.1.5.12.1.25.1', '1.7', { 1: 1, 2: 7, 4: 0, 15: 0 }],
        ['1.3.6.1.4.1.37950.1.1.5.12.1.25.1', '1.8', { 1: 1, 2: 8, 4: 0, 15: 1 }],
        ['1.3.6.1.4.1.37950.1.1.5.12.1.25.1', '1.9', { 1: 1, 2: 9, 4: 1 }],
      ],
      [
        ['EPON0/1:7', 'offline', 'loss-of-signal', '0'],
        ['EPON0/1:8', 'offline', 'dying-gasp', '1'],
        ['EPON0/1:9', 'online', null, null],
      ],
    ],
    [
      'BDCOM',
      '1.3.6.1.4.1.3320.1.999.0',
      [
        ['1.3.6.1.4.1.3320.101.11.1.1', '2.1', { 3: 'm1', 6: 2, 11: 8 }],
        ['1.3.6.1.4.1.3320.101.11.1.1', '2.2', { 3: 'm2', 6: 2, 11: 9 }],
        ['1.3.6.1.4.1.3320.101.11.1.1', '2.3', { 3: 'm3', 6: 3, 11: 255 }],
      ],
      [
        ['Gi0/2:m1', 'offline', 'loss-of-signal', '8'],
        ['Gi0/2:m2', 'offline', 'dying-gasp', '9'],
        ['Gi0/2:m3', 'online', 'unknown', '255'],
      ],
    ],
    [
      'FiberHome',
      '1.3.6.1.4.1.5875.800.1001.99',
      [
        ['1.3.6.1.4.1.5875.800.3.10.1.1', '5', { 2: 11, 3: 2, 4: 5, 11: 0 }],
        ['1.3.6.1.4.1.5875.800.3.10.1.1', '6', { 2: 11, 3: 2, 4: 6, 11: 1 }],
        ['1.3.6.1.4.1.5875.800.3.10.1.1', '7', { 2: 11, 3: 2, 4: 7, 11: 3 }],
      ],
      [
        ['11/2:5', 'offline', null, null],
        ['11/2:6', 'online', null, null],
        ['11/2:7', 'unknown', null, null],
      ],
    ],
  ] as const)('reads the ONUs of %s', async (_, sysObjectID, rows, onus) => {
    expect(told(await documentOf(olt(sysObjectID, 'an OLT', rows)))).toEqual(onus);
  });

  it('parts a table by a number of its instance', async () => {
    const entry = '1.3.6.1.4.1.8886.60.18.1.2.2.1.1';
    const { sensors } = await documentOf(
      olt('1.3.6.1.4.1.8886.23.999', 'ROS', [
        [entry, '2.1', { 2: 36_500 }],
        [entry, '2.3', { 2: -2400 }],
        [entry, '2.4', { 2: -17_250, 5: -24_000 }],
      ]),
    );
    expect(sensors.map((sensor) => [sensor.class, sensor.kind, sensor.value, sensor.ifIndex, sensor.limits?.low ?? null])).toEqual([
      ['temperature', null, 36.5, 2, null],
      ['dbm', 'transmit', -2.4, 2, null],
      ['dbm', 'receive', -17.25, 2, -24],
    ]);
  });

  it('tells microwatts from hundredths of a decibel by the other direction, and no reading from both', async () => {
    const entry = '1.3.6.1.4.1.2011.5.25.31.1.1.3.1';
    const { sensors } = await documentOf(
      olt('1.3.6.1.4.1.2011.2.23.999', 'S9999 Huawei Versatile Routing Platform Software', [
        [entry, '100', { 8: 500, 9: 600 }],
        [entry, '101', { 8: -1250, 9: 150 }],
        [entry, '102', { 8: -1, 9: -1 }],
        [entry, '103', { 8: 0, 9: 600 }],
      ]),
    );
    expect(sensors.map(({ index, kind, value }) => [index, kind, Number(value.toFixed(2))])).toEqual([
      ['100', 'receive', -3.01],
      ['101', 'receive', -12.5],
      ['100', 'transmit', -2.22],
      ['103', 'transmit', -2.22],
      ['101', 'transmit', 1.5],
    ]);
  });
});
