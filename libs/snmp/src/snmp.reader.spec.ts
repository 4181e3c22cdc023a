import {
  element,
  integer,
  octets,
  type Asked,
  type Binding,
  GET,
  GET_BULK,
  ScriptedAgent,
  readQuestion,
  switchMib,
  writeAnswer,
} from '@testing/snmp';
import { openSnmpReader } from './open.reader.js';
import type { SnmpCredential } from './snmp.credential.js';
import type { InterfacesRead, ReadOptions, SnmpReader } from './snmp.reader.js';

const PUBLIC: SnmpCredential = { version: 'v2c', community: 'public' };
const IF_ALIAS = '1.3.6.1.2.1.31.1.1.1.18';
const IF_NAME = '1.3.6.1.2.1.31.1.1.1.1';
const IF_IN = '1.3.6.1.2.1.31.1.1.1.6';

let reader: SnmpReader;
beforeAll(async () => {
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') throw new Error(opened.reason);
  reader = opened.reader;
});
afterAll(() => reader.close());

/** For those who will not answer. */
const SHORT = { timeoutMs: 150 };
type Script = (asked: Asked, message: Buffer) => readonly Buffer[];

/** Reads an agent that follows the script, and counts what it was asked. */
async function read(script: Script, options: ReadOptions & { credential?: SnmpCredential; isStranger?: boolean } = {}) {
  const agent = await ScriptedAgent.open((message) => script(readQuestion(message), message), options.isStranger);
  const { credential = PUBLIC } = options;
  const result = await reader.readInterfaces('127.0.0.1', agent.port, credential, { retries: 0, ...options });
  await agent.close();
  return { result, questions: agent.received.length };
}

const ports = ({ result }: { result: InterfacesRead }) => (result.kind === 'read' ? result.interfaces.length : result.kind);
const faults = ({ result }: { result: InterfacesRead }) => (result.kind === 'read' ? result.faults : []);
const mib = switchMib(24);
const honest: Script = (asked) => [writeAnswer(asked, mib.answer(asked))];
/** Honest about the system, then as the walk is told to. */
const walking = (walk: (asked: Asked) => readonly Binding[]): Script => {
  return (asked) => [writeAnswer(asked, asked.pdu === GET ? mib.answer(asked) : walk(asked))];
};

describe('reading interfaces', () => {
  it('reads every port of an honest agent in few questions', async () => {
    const { result, questions } = await read(honest);
    expect(result).toMatchObject({ kind: 'read', sysUpTimeTicks: 123_456, sysName: 'switch-1', faults: [] });
    expect(result.kind === 'read' && result.interfaces[23]).toEqual({
      ifIndex: 24,
      ifDescr: 'GigabitEthernet0/24',
      ifName: 'Gi0/24',
      ifAlias: 'to camera 24',
      ifType: 6,
      ifAdminStatus: 1,
      ifOperStatus: 1,
      ifSpeed: 1_000_000_000,
      ifHighSpeed: 1000,
      ifInOctets: 24n,
      ifOutOctets: 24n,
      ifHCInOctets: 24_000n,
      ifHCOutOctets: 48_000n,
      ifCounterDiscontinuityTime: 0,
    });
    expect(questions).toBeLessThan(12);
  });

  it('reads an agent of SNMPv1, which refuses the whole question at the end of a column', async () => {
    const script: Script = (asked) => {
      const bindings = mib.answer(asked);
      const missing = bindings.findIndex(({ value }) => (value[0] as number) >= 0x80);
      if (missing < 0) return [writeAnswer(asked, bindings)];
      const echo = asked.oids.map((oid) => ({ oid, value: element(0x05) }));
      return [writeAnswer(asked, echo, { errorStatus: 2, errorIndex: missing + 1 })];
    };
    const read1 = await read(script, { credential: { version: 'v1', community: 'public' } });
    expect([ports(read1), faults(read1)]).toEqual([24, []]);
  });

  it('reads an agent without sysUpTime, whichever way it says so', async () => {
    const lacking: Script = (asked, message) => {
      if (asked.pdu !== GET) return honest(asked, message);
      const absent = asked.oids.map((oid) => ({ oid, value: element(asked.version === 0 ? 0x05 : 0x80) }));
      return [writeAnswer(asked, absent, asked.version === 0 ? { errorStatus: 2, errorIndex: 1 } : {})];
    };
    for (const version of ['v1', 'v2c'] as const) {
      const { result } = await read(lacking, { credential: { version, community: 'public' } });
      expect(result).toMatchObject({ kind: 'read', sysUpTimeTicks: 0, sysName: null });
      expect(faults({ result })).toContain('sysUpTime: the agent has none');
    }
  });

  it('halves its questions when they are too big, and goes on', async () => {
    const limited = (most: number): Script => {
      return (asked) => {
        const bindings = mib.answer(asked);
        return [bindings.length > most ? writeAnswer(asked, [], { errorStatus: 1 }) : writeAnswer(asked, bindings)];
      };
    };
    for (const most of [30, 13, 4, 2]) {
      const limitedRead = await read(limited(most));
      expect([ports(limitedRead), faults(limitedRead)]).toEqual([24, []]);
    }
  });

  it('goes on with answers that the agent cut short', async () => {
    const cut = await read(walking((asked) => mib.answer(asked).slice(0, 5)));
    expect([ports(cut), faults(cut)]).toEqual([24, []]);
  });

  it('asks for less when large answers get lost', async () => {
    const lossy = await read(
      (asked) => {
        const bindings = mib.answer(asked);
        return bindings.length > 26 ? [] : [writeAnswer(asked, bindings)];
      },
      { timeoutMs: 300 },
    );
    expect([ports(lossy), faults(lossy)]).toEqual([24, ['large answers were lost']]);
  });

  it('asks one by one an agent that is silent to bulk', async () => {
    const old = await read((asked, message) => (asked.pdu === GET_BULK ? [] : honest(asked, message)), SHORT);
    expect([ports(old), faults(old)]).toEqual([24, ['large answers were lost', 'agent knows no bulk']]);
  });

  it('gives up an agent that goes silent in the middle', async () => {
    let left = 3;
    const dying = await read((asked, message) => (left-- > 0 ? honest(asked, message) : []), SHORT);
    expect(dying.result).toEqual({ kind: 'timed-out' });
    expect(dying.questions).toBeLessThan(10);
  });

  it('leaves out a column that the agent cannot give, and names it', async () => {
    const broken = await read((asked) => {
      const place = asked.oids.findIndex((oid) => oid.startsWith(IF_ALIAS));
      if (place < 0) return honest(asked, Buffer.alloc(0));
      const echo = asked.oids.map((oid) => ({ oid, value: element(0x05) }));
      return [writeAnswer(asked, echo, { errorStatus: 5, errorIndex: place + 1 })];
    });
    expect([ports(broken), faults(broken)]).toEqual([24, ['ifAlias: GeneralError']]);
  });

  it('finds the column that spoils every question, though the agent does not name it', async () => {
    const mute = await read((asked) => {
      const isSpoilt = asked.oids.some((oid) => oid.startsWith(IF_ALIAS));
      return isSpoilt ? [writeAnswer(asked, [], { errorStatus: 5 })] : [writeAnswer(asked, mib.answer(asked))];
    });
    expect([ports(mute), faults(mute)]).toEqual([24, ['ifAlias: GeneralError']]);
  });

  it('takes holes as holes', async () => {
    const holes = switchMib(2).set(`${IF_ALIAS}.1`, element(0x81)).set(`${IF_IN}.2`, element(0x80));
    const { result } = await read((asked) => [writeAnswer(asked, holes.answer(asked))]);
    expect(result).toMatchObject({
      kind: 'read',
      faults: [],
      interfaces: [{ ifAlias: null }, { ifHCInOctets: null, ifAlias: 'to camera 2' }],
    });
  });
});

describe('an agent that never ends', () => {
  const shifted = (by: (parts: number[]) => string) =>
    walking((asked) => asked.oids.map((oid) => ({ oid: by(oid.split('.').map(Number)), value: integer(1) })));

  it.each([
    ['walk stood still', shifted((parts) => parts.join('.'))],
    ['walk went backwards', shifted((parts) => [...parts.slice(0, -1), 0].join('.'))],
    ['walk went deeper than the table', shifted((parts) => [...parts, 1, 1].join('.'))],
  ])('is left when its %s', async (fault, script) => {
    const left = await read(script);
    expect(left.result.kind).toBe('read');
    expect(faults(left)).toContain(`ifOperStatus: ${fault}`);
    expect(left.questions).toBeLessThan(20);
  });

  const endless = walking((asked) => {
    const rows: Binding[] = [];
    for (let i = 1; i <= asked.maxRepetitions; i += 1) {
      for (const oid of asked.oids) {
        const parts = oid.split('.').map(Number);
        const isColumn = parts.length === (oid.startsWith('1.3.6.1.2.1.31') ? 11 : 10);
        const index = isColumn ? i : (parts.pop() as number) + i;
        rows.push({ oid: [...parts, index].join('.'), value: integer(1) });
      }
    }
    return rows;
  });

  it('is left at the bound of rows', async () => {
    const left = await read(endless, { maxRows: 100 });
    expect(ports(left)).toBe(100);
    expect(faults(left)).toContain('ifOperStatus: walk passed 100 rows');
  });

  it('is left at the deadline, with what was read', async () => {
    const left = await read(endless, { deadlineMs: 400, maxRows: 1_000_000 });
    expect(faults(left)).toContain('walk passed its deadline');
    expect(ports(left)).toBeGreaterThan(0);
  });

  it('is left when the caller no longer wants it', async () => {
    const caller = new AbortController();
    const reading = read(
      (asked, message) => {
        if (asked.pdu !== GET) caller.abort();
        return endless(asked, message);
      },
      { signal: caller.signal },
    );
    expect((await reading).result).toEqual({ kind: 'failed', reason: 'cancelled' });
    const late = await reader.readInterfaces('127.0.0.1', 9, PUBLIC, { signal: caller.signal });
    expect(late).toEqual({ kind: 'failed', reason: 'cancelled' });
  });
});

describe('answers that are none', () => {
  it('are waited past: another number, another port, noise, nothing', async () => {
    const before = reader.counts();
    const wrongId: Script = (asked) => [writeAnswer(asked, mib.answer(asked), { id: asked.id + 1 })];
    const noise: Script = (_, message) => [Buffer.from('garbage'), Buffer.alloc(0), message.subarray(0, 20), Buffer.alloc(2000, 0x30)];
    expect((await read(wrongId, SHORT)).result).toEqual({ kind: 'timed-out' });
    expect((await read(noise, SHORT)).result).toEqual({ kind: 'timed-out' });
    expect((await read(() => [], SHORT)).result).toEqual({ kind: 'timed-out' });
    expect((await read(honest, { ...SHORT, isStranger: true })).result).toEqual({ kind: 'timed-out' });
    expect(reader.counts().foreign).toBeGreaterThan(before.foreign);
    expect(reader.counts().garbage).toBeGreaterThan(before.garbage);
  });

  it('do not hide the right one', async () => {
    const noisy: Script = (asked, message) => [
      Buffer.from('garbage'),
      writeAnswer(asked, [], { id: asked.id + 1 }),
      ...honest(asked, message),
      ...honest(asked, message),
    ];
    const noisyRead = await read(noisy);
    expect([ports(noisyRead), faults(noisyRead)]).toEqual([24, []]);
  });

  it('are not believed if they are about other objects or carry another community', async () => {
    const other: Script = (asked) => [
      writeAnswer(asked, [
        { oid: '1.3.6.1.4.1.666.1', value: integer(666) },
        { oid: '1.3.6.1.4.1.666.2', value: integer(666) },
      ]),
    ];
    expect((await read(other)).result).toEqual({ kind: 'failed', reason: 'answer is about other objects' });
    const community: Script = (asked) => [writeAnswer(asked, mib.answer(asked), { community: 'private' })];
    expect((await read(community)).result).toEqual({ kind: 'failed', reason: 'answer carries another community' });
  });

  it('are refusals where the agent says so', async () => {
    const refusing: Script = (asked) => [writeAnswer(asked, [], { errorStatus: 16 })];
    expect((await read(refusing)).result).toEqual({ kind: 'rejected', reason: 'AuthorizationError' });
  });

  it('never reach the rows unchecked: giant texts, wide counters, bytes that are no text', async () => {
    const wild = switchMib(1)
      .set(`${IF_ALIAS}.1`, octets('x'.repeat(60_000)))
      .set(`${IF_NAME}.1`, octets(Buffer.from('Gi\u001b[31m0/1\u0000')))
      .set(`${IF_IN}.1`, octets(Buffer.alloc(12, 1), 0x46));
    const { result } = await read((asked) => [writeAnswer(asked, wild.answer(asked).slice(0, asked.oids.length))]);
    expect(result).toMatchObject({ kind: 'read', faults: ['ifHCInOctets: a counter of 12 bytes'] });
    const [row] = result.kind === 'read' ? result.interfaces : [];
    expect(row).toMatchObject({ ifName: 'Gi[31m0/1', ifAlias: 'x'.repeat(255), ifHCInOctets: null, ifHCOutOctets: 2000n });
  });
});

describe('what cannot be asked', () => {
  it('is said to be so', async () => {
    expect(await reader.readInterfaces('router.example', 161, PUBLIC)).toEqual({ kind: 'failed', reason: 'not an IP address' });
    expect(await reader.readInterfaces('127.0.0.1', 70_000, PUBLIC)).toEqual({ kind: 'failed', reason: 'not a port' });
  });
});
