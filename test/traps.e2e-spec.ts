import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceId } from '@app/kernel';
import { SnmpTrapListener, type TrapHint } from '@app/probing';
import { loadTrapEngine, type SnmpCredential, type Trap, TrapReceiver } from '@app/snmp';
import { message, readQuestion, ScriptedAgent, switchMib, trap, writeAnswer } from '@testing/snmp';
import { eventually, nadi, type RunningNadi, startNadi } from './support/nadi.js';
import { program } from './support/prometheus.js';

const LINK_DOWN = '1.3.6.1.6.3.1.1.5.3';
const COLD_START = '1.3.6.1.6.3.1.1.5.1';
const PORT_7 = ['1.3.6.1.2.1.2.2.1.1.7', 'i', '7'];
const SENDER_ENGINE = '0x80000009046e6164692d74657374';
const USER = {
  version: 'v3',
  user: 'teller',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'auth-pass-123',
  privProtocol: 'aes',
  privKey: 'priv-pass-123',
} as const;
const CREDENTIALS: readonly SnmpCredential[] = [
  { version: 'v2c', community: 'told' },
  USER,
  { ...USER, user: 'oldest', authProtocol: 'md5', privProtocol: 'des' },
  { ...USER, user: 'strong', authProtocol: 'sha512', privProtocol: 'aes256' },
  { version: 'v3', user: 'signed', level: 'authNoPriv', authProtocol: 'sha', authKey: 'auth-pass-123' },
];
const AUTH_PRIV = ['-v3', '-l', 'authPriv', '-u', 'teller', '-a', 'SHA-256', '-A', 'auth-pass-123', '-x', 'AES', '-X', 'priv-pass-123'];

const snmptrap = program('snmptrap');
const snmpinform = program('snmpinform');
const itReal = snmptrap && snmpinform ? it : it.skip;

/** Runs one of Debian's tools in a folder of its own, which holds its SNMPv3 engine. */
async function tell(folder: string, tool: string | null, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder, MIBS: '' };
  const child = spawn(tool as string, ['-t', '2', '-r', '1', ...args], { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

describe('what real tools tell', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-traps-'));
  const traps: Trap[] = [];
  let receiver: TrapReceiver;
  let to: string;

  beforeAll(async () => {
    const opened = await TrapReceiver.open({
      address: '::',
      port: 0,
      isKnown: (address) => address === '127.0.0.1' || address === '::1',
      engine: loadTrapEngine(folder, () => performance.now()),
      onTrap: (told) => traps.push(told),
    });
    if (opened.kind === 'failed') throw new Error(opened.reason);
    receiver = opened.receiver;
    receiver.admit(CREDENTIALS);
    to = `127.0.0.1:${receiver.port}`;
  });
  beforeEach(() => traps.splice(0));
  afterAll(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true });
  });

  const counted = (result: string) =>
    receiver
      .counts()
      .filter((each) => each.result === result)
      .reduce((sum, { count }) => sum + count, 0);

  async function heard(): Promise<Trap> {
    const [told] = await eventually(
      () => traps,
      ({ length }) => length > 0,
      'the trap',
      5_000,
    );
    return told as Trap;
  }

  itReal('is heard as SNMPv1 and SNMPv2c, over both families', async () => {
    await tell(folder, snmptrap, '-v1', '-c', 'told', to, '1.3.6.1.4.1.9.1', '', '2', '0', '', ...PORT_7);
    expect(await heard()).toMatchObject({ version: 'v1', kind: 'linkDown', trapOid: LINK_DOWN, ifIndex: 7, isInform: false });
    traps.splice(0);
    await tell(folder, snmptrap, '-v2c', '-c', 'told', to, '', LINK_DOWN, ...PORT_7, '1.3.6.1.2.1.31.1.1.1.1.7', 's', 'xe-0/0/7');
    const varbinds = [
      { oid: '1.3.6.1.2.1.2.2.1.1.7', value: 7 },
      { oid: '1.3.6.1.2.1.31.1.1.1.1.7', value: 'xe-0/0/7' },
    ];
    expect(await heard()).toMatchObject({ version: 'v2c', kind: 'linkDown', ifIndex: 7, varbinds, fromAddress: '127.0.0.1' });
    traps.splice(0);
    await tell(folder, snmptrap, '-v2c', '-c', 'told', `udp6:[::1]:${receiver.port}`, '', COLD_START);
    expect(await heard()).toMatchObject({ kind: 'coldStart', fromAddress: '::1' });
  });

  itReal('is acknowledged if it is an inform', async () => {
    const { code } = await tell(folder, snmpinform, '-v2c', '-c', 'told', to, '', LINK_DOWN, ...PORT_7);
    expect(code).toBe(0);
    expect(await heard()).toMatchObject({ version: 'v2c', isInform: true, ifIndex: 7 });
  });

  itReal('is heard by SNMPv3, authenticated and encrypted, by whatever protocols', async () => {
    await tell(folder, snmptrap, '-e', SENDER_ENGINE, ...AUTH_PRIV, to, '', LINK_DOWN, ...PORT_7);
    expect(await heard()).toMatchObject({ version: 'v3', kind: 'linkDown', ifIndex: 7, isInform: false });
    for (const [user, ...protocols] of [
      ['teller', '-l', 'authPriv', '-a', 'SHA-256', '-x', 'AES', '-X', 'priv-pass-123'],
      ['oldest', '-l', 'authPriv', '-a', 'MD5', '-x', 'DES', '-X', 'priv-pass-123'],
      ['strong', '-l', 'authPriv', '-a', 'SHA-512', '-x', 'AES-256', '-X', 'priv-pass-123'],
      ['signed', '-l', 'authNoPriv', '-a', 'SHA'],
    ] as const) {
      traps.splice(0);
      const { code, output } = await tell(folder, snmpinform, '-v3', '-u', user, '-A', 'auth-pass-123', ...protocols, to, '', COLD_START);
      expect({ user, code, output }).toEqual({ user, code: 0, output: '' });
      expect(await heard()).toMatchObject({ version: 'v3', kind: 'coldStart', isInform: true });
    }
    expect(counted('bad_security')).toBe(0);
  });

  itReal('is not believed with a wrong password, user or community, and the sender of an inform is told so', async () => {
    const wrong = AUTH_PRIV.map((word) => (word === 'auth-pass-123' ? 'wrong-pass-123' : word));
    await tell(folder, snmptrap, '-e', SENDER_ENGINE, ...wrong, to, '', LINK_DOWN);
    await eventually(
      () => counted('bad_security'),
      (count) => count === 1,
      'the trap to be dropped',
    );
    const refused = await tell(folder, snmpinform, ...wrong, to, '', LINK_DOWN);
    expect(refused).toMatchObject({ code: 1, output: expect.stringMatching(/Authentication failure/) as string });
    const stranger = AUTH_PRIV.map((word) => (word === 'teller' ? 'nobody' : word));
    expect((await tell(folder, snmpinform, ...stranger, to, '', LINK_DOWN)).output).toMatch(/Unknown user name/);
    expect((await tell(folder, snmpinform, '-v2c', '-c', 'public', to, '', LINK_DOWN)).code).toBe(1);
    expect(traps).toEqual([]);
    expect(counted('bad_community')).toBe(2);
  });

  itReal('is heard among garbage, and not from who is no device of ours', async () => {
    const before = counted('unknown_source');
    await tell(folder, snmptrap, '--clientaddr=127.0.0.9', '-v2c', '-c', 'told', to, '', LINK_DOWN);
    await eventually(
      () => counted('unknown_source'),
      (count) => count === before + 1,
      'the stranger to be dropped',
    );
    const flood = createSocket('udp4');
    await new Promise<void>((resolve) => flood.bind(0, '127.0.0.2', resolve));
    for (let i = 0; i < 2000; i += 1) flood.send(Buffer.alloc(i % 500, i), receiver.port, '127.0.0.1');
    const { code } = await tell(folder, snmpinform, ...AUTH_PRIV, to, '', LINK_DOWN);
    flood.close();
    expect(code).toBe(0);
    expect(await heard()).toMatchObject({ version: 'v3', kind: 'linkDown' });
  });

  const lender = createSocket('udp4');
  afterAll(() => void lender.close());

  itReal('is heard through a lent socket, of the devices that are assigned', async () => {
    await new Promise<void>((resolve) => lender.bind(0, '127.0.0.1', resolve));
    const { fd } = (lender as unknown as { _handle: { fd: number } })._handle;
    // Only one of the two may read it here; in the lab the lender never does.
    (lender as unknown as { _handle: { recvStop(): void } })._handle.recvStop();
    const openCredentials = () => Promise.resolve(CREDENTIALS);
    const borrow = { pid: process.pid, fd };
    const listener = new SnmpTrapListener({ address: '127.0.0.1', port: 0, openCredentials, engineFolder: join(folder, 'lent'), borrow });
    const hints: TrapHint[] = [];
    const status = await listener.start(
      (hint) => hints.push(hint),
      () => undefined,
    );
    expect(status.able).toBe(true);
    const place = { address: '127.0.0.1', port: null, credential: null, intervalMs: 60_000, timeoutMs: 1_000, check: 'icmp' as const };
    // Two realms that use the same address: either may have told.
    listener.assign([
      { ...place, deviceId: 7 as DeviceId, realm: 'a' },
      { ...place, deviceId: 8 as DeviceId, realm: 'b' },
    ]);
    const { code } = await tell(folder, snmpinform, ...AUTH_PRIV, `127.0.0.1:${lender.address().port}`, '', LINK_DOWN, ...PORT_7);
    expect(code).toBe(0);
    expect(hints).toMatchObject([{ deviceIds: [7, 8], kind: 'linkDown', ifIndex: 7 }]);
    listener.assign([]);
    expect((await tell(folder, snmpinform, ...AUTH_PRIV, `127.0.0.1:${lender.address().port}`, '', LINK_DOWN)).code).toBe(1);
    await listener.stop();
  });
});

/** A network of one router, which is this test. */
function network(port: number): object {
  return {
    version: 1,
    stations: [{ code: 'PLD', kind: 'POLDA', name: 'Polda Uji' }],
    buildings: [],
    accessPoints: [],
    conduits: [],
    spans: [],
    devices: [{ name: 'r1', role: 'ROUTER', place: 'PLD', address: '127.0.0.1', port, checks: ['icmp', 'snmp'] }],
    links: [],
    pollers: [{ code: 'P', attachedTo: 'r1' }],
  };
}

describe('a trap', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-traps-'));
  let agent: ScriptedAgent;
  let service: RunningNadi;
  let port: number;

  beforeAll(async () => {
    const mib = switchMib(2);
    agent = await ScriptedAgent.open((asked) => {
      const question = readQuestion(asked);
      return [writeAnswer(question, mib.answer(question))];
    });
    writeFileSync(join(folder, 'network.json'), JSON.stringify(network(agent.port)));
    service = await startNadi({
      dataDir: join(folder, 'data'),
      args: ['--topology', join(folder, 'network.json')],
      // Its ordinary turn comes within an hour: whatever is read is read because of what was told.
      env: {
        NADI_TRAP_PORT: '0',
        NADI_TRAP_CREDENTIALS: 'traps',
        NADI_SNMP_COMMUNITY: 'told',
        NADI_SNMP_ROUTER_INTERVAL_MS: '3600000',
        NADI_LOG_LEVEL: 'warn',
      },
    });
    const [, found] = await service.printed(/traps: listening on 127\.0\.0\.1 port (\d+)/);
    port = Number(found);
  }, 120_000);
  afterAll(async () => {
    await service.stop();
    await agent.close();
    rmSync(folder, { recursive: true });
  });

  async function metric(name: string): Promise<number> {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1] ?? Number.NaN,
    );
  }
  const count = (kind: string, result: string) => metric(`nadi_traps_total{kind="${kind}",result="${result}"}`);

  itReal(
    'makes its device be read at once, and a flood of them once more',
    async () => {
      const before = agent.received.length;
      await tell(folder, snmptrap, '-v2c', '-c', 'told', `127.0.0.1:${port}`, '', LINK_DOWN, ...PORT_7);
      const read = () => metric('nadi_probes_total{check="snmp",result="replied"}');
      await eventually(read, (times) => times >= 1, 'the device to be read');
      expect(agent.received.length).toBeGreaterThan(before);
      const once = await read();
      const sender = createSocket('udp4');
      await new Promise<void>((resolve) => sender.bind(0, '127.0.0.1', resolve));
      for (let i = 0; i < 500; i += 1) sender.send(message('v2c', 'told', trap(LINK_DOWN, (i % 48) + 1, i + 100)), port, '127.0.0.1');
      await eventually(read, (times) => times === once + 1, 'the last word of the flood to be followed');
      await eventually(
        async () => (await count('linkDown', 'accepted')) + (await count('unread', 'limited')),
        (sum) => sum > 400,
        'the flood to be counted',
      );
      sender.close();
      // Once when it began, if the first look was some seconds ago by then, and once at the end.
      expect(await read()).toBeLessThanOrEqual(once + 2);
      expect(await metric('nadi_trap_receiver_able')).toBe(1);
      expect(await count('unread', 'limited')).toBeGreaterThan(0);
    },
    60_000,
  );

  itReal(
    'is believed with a credential that is stored while Nadi runs',
    async () => {
      const put = await nadi(['credential', 'put', 'traps', '--data', service.dataDir], { stdin: JSON.stringify(USER) });
      expect(put.code).toBe(0);
      const told = () => tell(folder, snmpinform, ...AUTH_PRIV, `127.0.0.1:${port}`, '', COLD_START);
      await eventually(told, ({ code }) => code === 0, 'the inform to be acknowledged');
      expect(await count('coldStart', 'accepted')).toBeGreaterThanOrEqual(1);
    },
    60_000,
  );

  itReal(
    'has nowhere to go where the port is taken, which is told, and stops nothing',
    async () => {
      const second = await startNadi({ args: ['--no-demo'], env: { NADI_TRAP_PORT: String(port) } });
      await second.printed(/traps: NOT HEARD, tried again each 10 s: UDP port \d+ of 127\.0\.0\.1 is in use/);
      await second.stop();
    },
    60_000,
  );
});
