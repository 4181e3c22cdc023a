import {
  element,
  GET,
  GET_BULK,
  integer,
  octets,
  readQuestion,
  ScriptedAgent,
  switchMib,
  writeAnswer,
  type Asked,
  type Binding,
} from '@testing/snmp';
import { openSnmpReader, type OpenReaderOptions } from './open.reader.js';
import type { SnmpCredential } from './snmp.credential.js';
import type { ReadOptions, SnmpReader } from './snmp.reader.js';

const PUBLIC: SnmpCredential = { version: 'v2c', community: 'public' };
const IF_NAME = '1.3.6.1.2.1.31.1.1.1.1';
const IF_STATUS = '1.3.6.1.2.1.2.2.1.8';
const mib = switchMib(8);

async function open(options: OpenReaderOptions = {}): Promise<SnmpReader> {
  const opened = await openSnmpReader(options);
  if (opened.kind === 'failed') throw new Error(opened.reason);
  return opened.reader;
}

type Script = (asked: Asked, message: Buffer) => readonly Buffer[];
const agent = (script: Script) => ScriptedAgent.open((message) => script(readQuestion(message), message));
const honest: Script = (asked) => [writeAnswer(asked, mib.answer(asked))];

// The same must hold whichever way datagrams come in.
describe.each(['batched', 'node'] as const)('our own engine, datagrams by the way "%s"', (way) => {
  let reader: SnmpReader;
  beforeAll(async () => {
    reader = await open({ way });
  });
  afterAll(() => reader.close());

  const read = (port: number, options: ReadOptions = {}) =>
    reader.readInterfaces('127.0.0.1', port, PUBLIC, { timeoutMs: 300, retries: 0, ...options });
  const rows = async (port: number, options: ReadOptions = {}) => {
    const result = await read(port, options);
    return result.kind === 'read' ? result.interfaces.length : result.kind;
  };

  it('reads a good agent while others flood, are slow, lie or say nothing', async () => {
    const good = await agent(honest);
    const flood = await agent(() => Array.from({ length: 400 }, (_, i) => Buffer.alloc(1 + (i % 900), i)));
    const silent = await agent(() => []);
    const lying = await agent((asked) => [writeAnswer(asked, mib.answer(asked), { id: asked.id ^ 0x1_0000 })]);
    const bad = [flood, silent, lying].flatMap(({ port }) => Array.from({ length: 10 }, () => rows(port)));
    expect(await Promise.all(Array.from({ length: 20 }, () => rows(good.port, { timeoutMs: 2000 })))).toEqual(Array(20).fill(8));
    expect(new Set(await Promise.all(bad))).toEqual(new Set(['timed-out']));
    await Promise.all([good, flood, silent, lying].map((one) => one.close()));
  });

  it('counts an answer once, and what comes twice or too late not at all', async () => {
    const before = reader.counts();
    const twice = await agent((asked) => [...honest(asked, Buffer.alloc(0)), ...honest(asked, Buffer.alloc(0))]);
    expect(await rows(twice.port)).toBe(8);
    const { late, foreign } = reader.counts();
    expect(late - before.late + foreign - before.foreign).toBeGreaterThan(0);
    await twice.close();
  });

  it('asks again over a line that loses one datagram of twenty', async () => {
    let turn = 0;
    const lossy = await agent((asked, message) => (++turn % 20 === 0 ? [] : honest(asked, message)));
    const all = await Promise.all(Array.from({ length: 30 }, () => rows(lossy.port, { timeoutMs: 200, retries: 2 })));
    expect(all).toEqual(Array(30).fill(8));
    await lossy.close();
  });

  it('reads identifiers at the end of their range', async () => {
    const edge = switchMib(0);
    for (const index of [1, 2 ** 31 - 1, 2 ** 32 - 1])
      edge.set(`${IF_STATUS}.${index}`, integer(1)).set(`${IF_NAME}.${index}`, octets(`port ${index}`));
    const far = await agent((asked) => [writeAnswer(asked, edge.answer(asked))]);
    const result = await read(far.port);
    expect(result.kind === 'read' && result.interfaces.map(({ ifIndex, ifName }) => [ifIndex, ifName])).toEqual([
      [1, 'port 1'],
      [2147483647, 'port 2147483647'],
      [4294967295, 'port 4294967295'],
    ]);
    await far.close();
  });

  it('goes on without what one answer spoils', async () => {
    const spoilt: readonly Script[] = [
      // An object whose name is cut off in the middle of a number, or has a number of more than 32 bits.
      (asked) => [renamed(asked, Buffer.from('2b060102018f', 'hex'))],
      (asked) => [renamed(asked, Buffer.from('2b06010201ffffffff7f', 'hex'))],
      // Values of no bytes, of a type that does not exist, and a claim of more than there is.
      (asked) => [valued(asked, element(0x02))],
      (asked) => [valued(asked, element(0x5f, Buffer.from('?')))],
      (asked) => [valued(asked, Buffer.from([0x04, 0x84, 0x00, 0x98, 0x96, 0x80, 0x41]))],
    ];
    for (const script of spoilt) {
      const one = await agent((asked, message) => (asked.pdu === GET ? honest(asked, message) : script(asked, message)));
      const result = await read(one.port, { timeoutMs: 60 });
      expect(['read', 'timed-out']).toContain(result.kind);
      if (result.kind === 'read') expect(result.faults.length).toBeGreaterThan(0);
      await one.close();
    }
  });

  it('walks any table by the same rules as the columns of interfaces', async () => {
    const good = await agent(honest);
    const cells: string[] = [];
    const result = await reader.visit('127.0.0.1', good.port, PUBLIC, {}, async (visit) => {
      const end = await visit.walk([{ name: 'names', oid: '1.3.6.1.2.1.31', isDeep: true }], (column, index, { oid, value }) => {
        cells.push(`${column} ${index.join('.')} ${oid} ${Buffer.isBuffer(value) ? value.toString('hex') : String(value)}`);
      });
      return end.kind === 'walked' ? { kind: 'read' as const, faults: visit.faults } : end;
    });
    expect(result).toEqual({ kind: 'read', faults: [] });
    expect(cells).toHaveLength(8 * 6);
    expect(cells[0]).toBe(`names 1.1.1.1.1 ${IF_NAME}.1 ${Buffer.from('Gi0/1').toString('hex')}`);
    await good.close();
  });

  it('hands on what the taker of a cell throws, and goes on with the others', async () => {
    const good = await agent(honest);
    const broken = reader.visit(
      '127.0.0.1',
      good.port,
      PUBLIC,
      {},
      (visit) =>
        visit.walk([{ name: 'names', oid: IF_NAME }], () => {
          throw new Error('a bug');
        }) as never,
    );
    await expect(broken).rejects.toThrow('a bug');
    expect(await rows(good.port)).toBe(8);
    await good.close();
  });

  it('asks an agent of its other family', async () => {
    const result = await reader.readInterfaces('::1', 9, PUBLIC, { timeoutMs: 50, retries: 0 });
    expect(['timed-out', 'failed']).toContain(result.kind);
  });

  it('gives up what is on its way when it is closed', async () => {
    const closing = await open({ way });
    const silent = await agent(() => []);
    const reading = closing.readInterfaces('127.0.0.1', silent.port, PUBLIC, { timeoutMs: 10_000 });
    await closing.close();
    expect(await reading).toEqual({ kind: 'failed', reason: 'reader is closed' });
    await silent.close();
  });
});

/** The answer with every object under another name. */
function renamed(asked: Asked, name: Buffer): Buffer {
  return raw(asked, (binding) => [element(0x06, name), binding.value]);
}

function valued(asked: Asked, value: Buffer): Buffer {
  const oids = asked.pdu === GET_BULK ? mib.answer(asked).slice(0, asked.oids.length) : mib.answer(asked);
  return writeAnswer(
    asked,
    oids.map(({ oid }) => ({ oid, value })),
  );
}

function raw(asked: Asked, make: (binding: Binding) => readonly Buffer[]): Buffer {
  const list = mib
    .answer(asked)
    .slice(0, asked.oids.length)
    .map((binding) => element(0x30, ...make(binding)));
  return element(
    0x30,
    integer(asked.version),
    octets(asked.community),
    element(0xa2, integer(asked.id), integer(0), integer(0), element(0x30, ...list)),
  );
}
