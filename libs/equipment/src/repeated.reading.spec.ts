import { openSnmpReader, type SnmpReader } from '@app/snmp';
import { integer, octets, readQuestion, ScriptedAgent, switchMib, writeAnswer } from '@testing/snmp';
import type { DeviceDocument, DocumentPart } from './device.document.js';
import { KnownDevice } from './known.device.js';
import { ProfileLibrary } from './profile/profile.library.js';
import { SnmpDeviceInspector } from './snmp.device.inspector.js';

const OPTICS = '1.3.6.1.4.1.99999.1';
const UPTIME = '1.3.6.1.2.1.1.3.0';
const TICKS = 0x43;
const PROFILE = `vendor: Example
mibs: [EXAMPLE-MIB]
match: any
tables:
  optics: { oid: ${OPTICS}, columns: { rx: 4, rxLow: 9, state: 12, missing: 15 } }
  module: { oid: 1.3.6.1.4.1.99999.2, columns: { name: 1 } }
sensors:
  - { class: dbm, kind: receive, from: optics, value: rx, scale: 0.1, ifIndex: '{1}', descr: '{module.name} rx',
      where: { column: state, is: 1 }, limits: { low: rxLow } }
  - { class: temperature, oid: 1.3.6.1.4.1.99999.3.0, descr: Board }
  - { class: percent, from: optics, value: missing }
onus:
  - { from: optics, id: 'onu {1}', state: { column: state, map: { 1: online, 2: offline } }, description: module.name }
`;

/** An agent that is read again and again, and how many questions each reading took. */
async function agentOf(reader: SnmpReader) {
  const mib = switchMib(3).set('1.3.6.1.4.1.99999.3.0', integer(41));
  const optic = (port: number, rx: number, state = 1) =>
    mib
      .set(`${OPTICS}.4.${port}`, integer(rx))
      .set(`${OPTICS}.9.${port}`, integer(-200))
      .set(`${OPTICS}.12.${port}`, integer(state))
      .set(`1.3.6.1.4.1.99999.2.1.${port}`, octets(`slot ${port}`));
  optic(1, -100);
  optic(2, -150);
  let questions = 0;
  let lost = Number.POSITIVE_INFINITY;
  const agent = await ScriptedAgent.open((message) => {
    questions += 1;
    const asked = readQuestion(message);
    return questions > lost ? [] : [writeAnswer(asked, mib.answer(asked))];
  });
  const inspector = new SnmpDeviceInspector(reader, ProfileLibrary.of({ 'example.yaml': PROFILE }));
  const known = new KnownDevice();
  const look = async (parts?: readonly DocumentPart[]): Promise<{ document: DeviceDocument; questions: number }> => {
    questions = 0;
    const options = { known, timeoutMs: 200, retries: 0, ...(parts ? { parts } : {}) };
    const read = await inspector.inspect('127.0.0.1', agent.port, { version: 'v2c', community: 'public' }, options);
    if (read.kind !== 'read') throw new Error(JSON.stringify(read));
    return { document: read.document, questions };
  };
  return { mib, optic, look, loseAfter: (count: number) => (lost = count), close: () => agent.close() };
}

const VALUES: readonly DocumentPart[] = ['sensors', 'onus'];
const lights = ({ sensors }: DeviceDocument) =>
  sensors.filter(({ class: of }) => of === 'dbm').map(({ descr, ifIndex, value }) => [descr, ifIndex, value]);

describe('a reading of a known device', () => {
  let reader: SnmpReader;
  let agent: Awaited<ReturnType<typeof agentOf>>;
  beforeAll(async () => {
    const opened = await openSnmpReader();
    if (opened.kind === 'failed') throw new Error(opened.reason);
    reader = opened.reader;
  });
  afterAll(() => reader.close());
  beforeEach(async () => void (agent = await agentOf(reader)));
  afterEach(() => agent.close());

  it('tells what a whole one tells, and asks for values alone', async () => {
    const whole = await agent.look();
    const again = await agent.look(VALUES);
    expect(again.document.sensors).toEqual(whole.document.sensors);
    expect(again.document.onus).toEqual(whole.document.onus);
    expect(again.document.device).toEqual(whole.document.device);
    // The system group, the scalar, and the two columns that change.
    expect(again.questions).toBe(3);
    expect(whole.questions).toBeGreaterThan(3);
  });

  it('tells new values with the names and limits that were read before', async () => {
    await agent.look();
    agent.optic(1, -300);
    agent.mib.set(`${OPTICS}.9.1`, integer(-999)).set('1.3.6.1.4.1.99999.3.0', integer(55));
    const { document } = await agent.look(VALUES);
    expect(document.sensors.map(({ descr, value, limits }) => [descr, value, limits?.low ?? null])).toEqual([
      ['slot 1 rx', -30, -20],
      ['slot 2 rx', -15, -20],
      ['Board', 55, null],
    ]);
    expect(document.faults).toEqual([]);
  });

  it('leaves out what does not count any more, and follows states', async () => {
    await agent.look();
    agent.optic(2, -150, 2);
    const { document } = await agent.look(VALUES);
    expect(lights(document)).toEqual([['slot 1 rx', 1, -10]]);
    expect(document.onus.map(({ id, state, description }) => [id, state, description])).toEqual([
      ['onu 1', 'online', 'slot 1'],
      ['onu 2', 'offline', 'slot 2'],
    ]);
  });

  it('reads the whole again when a row comes that it does not know', async () => {
    await agent.look();
    agent.optic(3, -70);
    const first = await agent.look(VALUES);
    expect(lights(first.document)).toContainEqual(['slot 3 rx', 3, -7]);
    const second = await agent.look(VALUES);
    expect(second.document.sensors).toEqual(first.document.sensors);
    expect(second.questions).toBeLessThan(first.questions);
  });

  it.each([
    ['its clock began anew', UPTIME, integer(100, TICKS)],
    ['its clock is far ahead', UPTIME, integer(9_000_000, TICKS)],
    ['it has no clock any more', UPTIME, null],
    ['it is called otherwise', '1.3.6.1.2.1.1.5.0', octets('another')],
    ['its engine booted', '1.3.6.1.6.3.10.2.1.2.0', integer(2)],
  ])('believes nothing of before when %s', async (_, oid, value) => {
    await agent.look();
    // After a restart another module may be what the same number names.
    agent.mib.set('1.3.6.1.4.1.99999.2.1.1', octets('elsewhere')).set(oid, value ?? integer(0, TICKS));
    expect(lights((await agent.look(VALUES)).document)[0]).toEqual(['elsewhere rx', 1, -10]);
  });

  it('believes nothing of before once the whole was read for another reason', async () => {
    await agent.look();
    agent.mib.set('1.3.6.1.4.1.99999.2.1.1', octets('elsewhere'));
    await agent.look(['interfaces']);
    expect(lights((await agent.look(VALUES)).document)[0]).toEqual(['elsewhere rx', 1, -10]);
  });

  it('keeps nothing of a reading that was not whole, and tells what it got of one that was lost half-way', async () => {
    await agent.look();
    agent.loseAfter(2);
    const { document } = await agent.look(VALUES);
    expect(document.sensors.map(({ descr }) => descr)).toEqual(['Board']);
    expect(document.faults).toContain('values: the agent fell silent');
  });
});
