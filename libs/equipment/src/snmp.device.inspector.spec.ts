import { openSnmpReader, type SnmpReader } from '@app/snmp';
import { AgentMib, identifier, integer, octets, readQuestion, ScriptedAgent, switchMib, writeAnswer, type Asked } from '@testing/snmp';
import type { DeviceDocument } from './device.document.js';
import type { InspectOptions, Inspection } from './device.inspector.js';
import { ProfileLibrary } from './profile/profile.library.js';
import { SnmpDeviceInspector } from './snmp.device.inspector.js';

const SYSTEM = '1.3.6.1.2.1.1';
const SENSOR = '1.3.6.1.2.1.99.1.1.1';
const PART = '1.3.6.1.2.1.47.1.1.1.1';
const LLDP = '1.0.8802.1.1.2.1';
const PON = '1.3.6.1.4.1.99999.1.1';

const PON_PROFILE = `vendor: Example
mibs: [EXAMPLE-PON-MIB]
match: [{ answers: ${PON}.0.0 }]
tables:
  ont: { oid: ${PON}, columns: { state: 1, cause: 2, serial: 3 } }
onus:
  - from: ont
    id: '{ifName}:{2}'
    ifIndex: '{1}'
    state: { column: state, map: { 1: online, 2: offline } }
    cause: { column: cause, map: { 13: dying-gasp, 2: loss-of-signal } }
    serial: serial
`;

/** A part of the chassis: what it is built into, and its name. */
function part(mib: AgentMib, index: number, containedIn: number, name: string): AgentMib {
  return mib.set(`${PART}.4.${index}`, integer(containedIn)).set(`${PART}.7.${index}`, octets(name));
}

function sensor(mib: AgentMib, index: number, [type, scale, precision, value, status]: readonly number[]): AgentMib {
  [type, scale, precision, value, status].forEach((cell, i) => mib.set(`${SENSOR}.${i + 1}.${index}`, integer(cell as number)));
  return mib;
}

describe('an inspection', () => {
  let reader: SnmpReader;
  beforeAll(async () => {
    const opened = await openSnmpReader();
    if (opened.kind === 'failed') throw new Error(opened.reason);
    reader = opened.reader;
  });
  afterAll(() => reader.close());

  async function inspect(
    answer: (asked: Asked) => readonly Buffer[],
    library = ProfileLibrary.open(),
    options: InspectOptions = {},
  ): Promise<Inspection> {
    const agent = await ScriptedAgent.open((message) => answer(readQuestion(message)));
    try {
      const quick = { timeoutMs: 200, retries: 0, ...options };
      return await new SnmpDeviceInspector(reader, library).inspect(
        '127.0.0.1',
        agent.port,
        { version: 'v2c', community: 'public' },
        quick,
      );
    } finally {
      await agent.close();
    }
  }

  async function documentOf(mib: AgentMib, library?: ProfileLibrary, options?: InspectOptions): Promise<DeviceDocument> {
    const read = await inspect((asked) => [writeAnswer(asked, mib.answer(asked))], library, options);
    if (read.kind !== 'read') throw new Error(JSON.stringify(read));
    return read.document;
  }

  it('reads interfaces, and keeps markup as the text it is', async () => {
    const mib = switchMib(3)
      .set(`${SYSTEM}.1.0`, octets('<script>alert(1)</script>\u0000\u001b[2J'))
      .set(`${SYSTEM}.2.0`, identifier('1.3.6.1.4.1.99999.7'))
      .set('1.3.6.1.2.1.2.2.1.6.2', octets(Buffer.from('020000000001', 'hex')));
    const { device, interfaces, faults } = await documentOf(mib);
    expect(device).toMatchObject({ sysDescr: '<script>alert(1)</script>[2J', sysObjectID: '1.3.6.1.4.1.99999.7', sysUpTimeTicks: 123_456 });
    expect(interfaces[1]).toMatchObject({
      ifIndex: 2,
      ifName: 'Gi0/2',
      speedBps: 1e9,
      ifPhysAddress: '02:00:00:00:00:01',
      ifOperStatus: 'up',
    });
    expect(interfaces[1]?.counters).toMatchObject({ inOctets: 2000n, outOctets: 4000n, inErrors: null });
    expect(faults).toEqual([]);
  });

  it('scales entity sensors, ties them to their ports, and leaves out what measures nothing', async () => {
    const mib = part(part(part(switchMib(2), 10, 0, 'Chassis'), 20, 10, 'Gi0/2'), 30, 20, 'Transceiver');
    part(part(part(mib, 31, 30, 'Rx Power'), 32, 30, 'Temperature'), 33, 10, 'Fan tray');
    sensor(sensor(sensor(mib, 31, [6, 7, 1, 5000, 1]), 32, [8, 9, 1, 415, 1]), 33, [8, 9, 0, 0, 2]);
    part(sensor(mib, 34, [4, 8, 0, 1_000_000_000, 1]), 34, 10, 'Overflown');
    part(sensor(mib, 35, [6, 9, 0, 450, 1]), 35, 10, 'Power supply');
    const { sensors } = await documentOf(mib);
    expect(sensors).toEqual([
      expect.objectContaining({
        class: 'dbm',
        kind: 'receive',
        value: expect.closeTo(-3.0103, 4),
        descr: 'Rx Power',
        ifIndex: 2,
        oid: `${SENSOR}.4.31`,
      }),
      expect.objectContaining({ class: 'temperature', value: 41.5, ifIndex: 2, entPhysicalIndex: 32 }),
    ]);
  });

  it('names a neighbour and the port it is on, by what the port is called', async () => {
    const row = (column: number) => `${LLDP}.4.1.1.${column}.0.7.1`;
    const mib = switchMib(2)
      .set(row(4), integer(4))
      .set(row(5), octets(Buffer.from('020000000009', 'hex')));
    mib.set(row(6), integer(5)).set(row(7), octets('ge-0/0/1')).set(row(8), octets('to the ring')).set(row(9), octets(''));
    mib.set(`${LLDP}.3.7.1.2.7`, integer(5)).set(`${LLDP}.3.7.1.3.7`, octets('Gi0/2'));
    mib.set(`${LLDP}.4.2.1.3.0.7.1.1.4.192.0.2.9`, integer(2));
    const { neighbours } = await documentOf(mib);
    expect(neighbours).toEqual([
      {
        protocol: 'lldp',
        localIfIndex: 2,
        localIfName: 'Gi0/2',
        remoteHostname: '02:00:00:00:00:09',
        remotePort: 'ge-0/0/1',
        remotePortDescr: 'to the ring',
        remoteChassisId: '02:00:00:00:00:09',
        remoteMgmtAddr: '192.0.2.9',
        remoteSysDescr: null,
      },
    ]);
  });

  it('tells why an ONU left; a code that the profile does not know is unknown', async () => {
    const ont = (id: number, state: number, cause: number) => {
      mib
        .set(`${PON}.1.2.${id}`, integer(state))
        .set(`${PON}.2.2.${id}`, integer(cause))
        .set(`${PON}.3.2.${id}`, octets(`S${id}`));
    };
    const mib = switchMib(2).set(`${PON}.0.0`, integer(1));
    ont(1, 1, 0);
    ont(2, 2, 13);
    ont(3, 2, 2);
    ont(4, 9, 77);
    const { onus, device } = await documentOf(mib, ProfileLibrary.of({ 'example.yaml': PON_PROFILE }));
    expect(device).toMatchObject({ vendor: 'Example', profiles: ['example.yaml'] });
    expect(onus.map(({ id, state, downCause, downCauseRaw }) => [id, state, downCause, downCauseRaw])).toEqual([
      ['Gi0/2:1', 'online', 'unknown', '0'],
      ['Gi0/2:2', 'offline', 'dying-gasp', '13'],
      ['Gi0/2:3', 'offline', 'loss-of-signal', '2'],
      ['Gi0/2:4', 'unknown', 'unknown', '77'],
    ]);
    expect(onus[0]).toMatchObject({ serial: 'S1', ifIndex: 2 });
  });

  it('tells what was read of an agent that falls silent half-way', async () => {
    const mib = switchMib(2);
    let questions = 0;
    const read = await inspect((asked) => ((questions += 1) > 1 ? [] : [writeAnswer(asked, mib.answer(asked))]), ProfileLibrary.open(), {
      deadlineMs: 5000,
    });
    expect(read).toMatchObject({ kind: 'read', document: { device: { sysName: 'switch-1' } } });
    expect(read.kind === 'read' && read.document.faults.at(-1)).toBe('interfaces: the agent fell silent');
  });

  it('asks no more than is wanted', async () => {
    const asked: string[] = [];
    const mib = switchMib(2);
    await inspect(
      (question) => {
        asked.push(...question.oids);
        return [writeAnswer(question, mib.answer(question))];
      },
      ProfileLibrary.open(),
      { parts: ['interfaces'] },
    );
    expect(asked.filter((oid) => oid.startsWith(SENSOR) || oid.startsWith(LLDP + '.4') || oid.startsWith(PART))).toEqual([]);
  });

  it.each([
    ['silence', () => [], { kind: 'timed-out' }],
    [
      'garbage',
      () => [Buffer.from('30ff', 'hex'), Buffer.alloc(0), Buffer.alloc(1400, 7)],
      { kind: expect.stringMatching(/timed-out|failed/) },
    ],
    ['refusal', (asked: Asked) => [writeAnswer(asked, [], { errorStatus: 16 })], { kind: 'rejected', reason: 'AuthorizationError' }],
  ] as const)('ends in an outcome on %s', async (_, answer, outcome) => {
    expect(await inspect(answer as (asked: Asked) => Buffer[])).toEqual(expect.objectContaining(outcome));
  });
});
