import { openSnmpReader, type SnmpReader } from '@app/snmp';
import { AgentMib, integer, octets, readQuestion, ScriptedAgent, writeAnswer } from '@testing/snmp';
import { MibTablesReader } from './device.tables.js';

const IP = '1.3.6.1.2.1.4';
const BRIDGE = '1.3.6.1.2.1.17';
const MAC = '00:1b:21:00:00:01';
const OTHER = '00:1b:21:00:00:02';
const index = (mac: string) =>
  mac
    .split(':')
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
const bytes = (mac: string) => octets(Buffer.from(mac.replaceAll(':', ''), 'hex'));

let reader: SnmpReader;
beforeAll(async () => {
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') throw new Error(opened.reason);
  reader = opened.reader;
});
afterAll(() => reader.close());

async function read(mib: AgentMib, script?: (message: Buffer) => readonly Buffer[]) {
  const answer = (message: Buffer) => [writeAnswer(readQuestion(message), mib.answer(readQuestion(message)))];
  const agent = await ScriptedAgent.open(script ?? answer);
  try {
    return await new MibTablesReader(reader).read(
      '127.0.0.1',
      agent.port,
      { version: 'v2c', community: 'c' },
      { timeoutMs: 100, deadlineMs: 3_000 },
    );
  } finally {
    await agent.close();
  }
}

describe('the tables of a device', () => {
  it('name its own unicast addresses, old table and new', async () => {
    const six = '2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1';
    const mib = new AgentMib().set(`${IP}.20.1.2.10.0.0.1`, integer(1)).set(`${IP}.20.1.2.127.0.0.1`, integer(2));
    mib.set(`${IP}.34.1.4.1.4.10.0.0.2`, integer(1)).set(`${IP}.34.1.4.1.4.10.0.0.255`, integer(3)).set(`${IP}.34.1.4.${six}`, integer(1));
    expect(await read(mib)).toMatchObject({ kind: 'read', tables: { addresses: ['10.0.0.1', '10.0.0.2', '2001:db8::1'] } });
  });

  it('say whose hardware address is whose, old table and new', async () => {
    const mib = new AgentMib().set(`${IP}.22.1.2.7.10.0.0.50`, bytes(MAC)).set(`${IP}.35.1.4.7.1.4.10.0.0.51`, bytes(OTHER));
    mib.set(`${IP}.22.1.2.7.10.0.0.52`, octets('short')).set(`${IP}.22.1.2.7.10.0.0.53`, bytes('00:00:5e:00:01:0a'));
    const tables = await read(mib);
    expect(tables).toMatchObject({
      tables: {
        arp: [
          { address: '10.0.0.50', mac: MAC },
          { address: '10.0.0.51', mac: OTHER },
        ],
      },
    });
  });

  it('say who was learned on which port: by the number of the interface, not of the bridge, and not what the bridge is itself', async () => {
    const mib = new AgentMib().set(`${BRIDGE}.1.4.1.2.3`, integer(10_103));
    mib.set(`${BRIDGE}.4.3.1.2.${index(MAC)}`, integer(3)).set(`${BRIDGE}.4.3.1.3.${index(MAC)}`, integer(3));
    mib.set(`${BRIDGE}.4.3.1.2.${index(OTHER)}`, integer(3)).set(`${BRIDGE}.4.3.1.3.${index(OTHER)}`, integer(4));
    expect(await read(mib)).toMatchObject({ tables: { forwarding: [{ mac: MAC, ifIndex: 10_103 }] } });
  });

  it('say it by VLAN, too, and each port once however many VLANs it was heard in', async () => {
    const mib = new AgentMib().set(`${BRIDGE}.1.4.1.2.4`, integer(104));
    for (const vlan of [10, 20]) {
      mib.set(`${BRIDGE}.7.1.2.2.1.2.${vlan}.${index(MAC)}`, integer(4)).set(`${BRIDGE}.7.1.2.2.1.3.${vlan}.${index(MAC)}`, integer(3));
    }
    expect(await read(mib)).toMatchObject({ tables: { forwarding: [{ mac: MAC, ifIndex: 104 }] } });
  });

  it('may all be missing', async () => {
    const mib = new AgentMib().set('1.3.6.1.2.1.1.5.0', octets('bare'));
    expect(await read(mib)).toMatchObject({ kind: 'read', tables: { addresses: [], forwarding: [], arp: [] } });
  });

  it('of a bad index are left out, not guessed', async () => {
    const mib = new AgentMib().set(`${IP}.20.1.2.300.0.0.1`, integer(1)).set(`${IP}.34.1.4.1.5.10.0.0.1`, integer(1));
    mib.set(`${BRIDGE}.4.3.1.2.0.1.2.3.4.999`, integer(1)).set(`${IP}.22.1.2.7.10.0.0`, bytes(MAC));
    expect(await read(mib)).toMatchObject({ tables: { addresses: [], forwarding: [], arp: [] } });
  });

  it('of a silent agent are an outcome', async () => {
    expect(await read(new AgentMib(), () => [])).toEqual({ kind: 'timed-out' });
  });
});
