import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceId } from '@app/kernel';
import { NetSnmpProber, type SnmpProberOptions, type SnmpResult, type Target } from '@app/probing';
import { openSnmpReader, type InterfacesRead, type SnmpCredential, type SnmpReader } from '@app/snmp';
import { integer, readQuestion, ScriptedAgent, writeAnswer } from '@testing/snmp';
import { eventually } from './support/nadi.js';
import { program } from './support/prometheus.js';
import { freeUdpPort } from './support/udp.port.js';

const V2C: SnmpCredential = { version: 'v2c', community: 'nadi-test' };
const V3: SnmpCredential = {
  version: 'v3',
  user: 'poller',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'auth-pass-123',
  privProtocol: 'aes',
  privKey: 'priv-pass-123',
};
/** The oldest and the strongest of what agents offer. */
const OTHER_USERS = [
  { user: 'oldest', create: 'MD5 auth-pass-123 DES priv-pass-123', authProtocol: 'md5', privProtocol: 'des' },
  { user: 'common', create: 'SHA auth-pass-123 AES priv-pass-123', authProtocol: 'sha', privProtocol: 'aes' },
  { user: 'strong', create: 'SHA-512 auth-pass-123 AES-256 priv-pass-123', authProtocol: 'sha512', privProtocol: 'aes256' },
  { user: 'longer', create: 'SHA auth-pass-123 AES-256 priv-pass-123', authProtocol: 'sha', privProtocol: 'aes256' },
] as const;
const QUICK = { timeoutMs: 300, retries: 0 };
const snmpd = program('snmpd');
const itReal = snmpd ? it : it.skip;

async function open(): Promise<SnmpReader> {
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') throw new Error(opened.reason);
  return opened.reader;
}

/** Debian's agent with a configuration and a memory of its own. */
class RealAgent {
  private child: ChildProcess | null = null;
  private folder = '';
  port = 0;

  async start(): Promise<void> {
    this.port = await freeUdpPort();
    this.begin(7);
    await this.answers();
  }

  /** Ends the agent and starts it anew without its memory: the same engine, whose boots begin again. */
  async reset(): Promise<void> {
    await this.stop();
    this.begin(0);
    await this.answers();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child?.once('close', resolve));
    this.child?.kill('SIGKILL');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private begin(engineBoots: number): void {
    this.folder = mkdtempSync(join(tmpdir(), 'nadi-snmpd-'));
    const config = join(this.folder, 'agent.conf');
    const engineId = `0x80001f8804${Buffer.from('nadi-test-engine').toString('hex')}`;
    writeFileSync(join(this.folder, 'snmpd.conf'), `engineBoots ${engineBoots}\noldEngineID ${engineId}\n`);
    const lines = [
      `agentaddress udp:127.0.0.1:${this.port}`,
      'sysName nadi-agent',
      'engineID nadi-test-engine',
      'rocommunity nadi-test 127.0.0.1',
      'createUser poller SHA-256 auth-pass-123 AES priv-pass-123',
      'rouser poller authPriv',
      ...OTHER_USERS.flatMap(({ user, create }) => [`createUser ${user} ${create}`, `rouser ${user} authPriv`]),
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    const options = {
      stdio: 'ignore' as const,
      env: { ...process.env, SNMP_PERSISTENT_DIR: this.folder, SNMPCONFPATH: this.folder, MIBS: '' },
    };
    this.child = spawn(snmpd as string, ['-f', '-Lf', '/dev/null', '-c', config, '-r'], options);
  }

  private async answers(): Promise<void> {
    const reader = await open();
    const ask = () => reader.readInterfaces('127.0.0.1', this.port, V2C, QUICK);
    await eventually(ask, (read) => read.kind === 'read', 'snmpd to answer', 10_000);
    await reader.close();
  }
}

describe('the interfaces of a real agent', () => {
  const agent = new RealAgent();
  let reader: SnmpReader;
  beforeAll(async () => {
    if (snmpd) await agent.start();
    reader = await open();
  });
  afterAll(async () => {
    await reader.close();
    if (snmpd) await agent.stop();
  });

  function expectLoopback(read: InterfacesRead): void {
    expect(read).toMatchObject({ kind: 'read', sysName: 'nadi-agent', faults: [] });
    const loopback = read.kind === 'read' ? read.interfaces.find((row) => row.ifName === 'lo') : undefined;
    expect(loopback).toMatchObject({ ifDescr: 'lo', ifType: 24, ifAdminStatus: 1, ifOperStatus: 1, ifHighSpeed: 10 });
    expect(loopback?.ifHCInOctets).toBeGreaterThan(0n);
    expect(loopback?.ifHCOutOctets).toBeGreaterThan(0n);
  }

  itReal('are read with a community', async () => {
    expectLoopback(await reader.readInterfaces('127.0.0.1', agent.port, V2C));
  });

  itReal('are read by SNMPv1, which knows no bulk', async () => {
    const read = await reader.readInterfaces('127.0.0.1', agent.port, { version: 'v1', community: 'nadi-test' });
    // SNMPv1 has no Counter64, so the agent leaves those columns out.
    const loopback = read.kind === 'read' ? read.interfaces.find((row) => row.ifName === 'lo') : undefined;
    expect(loopback).toMatchObject({ ifDescr: 'lo', ifOperStatus: 1, ifHCInOctets: null });
    expect(loopback?.ifInOctets).toBeGreaterThan(0n);
  });

  itReal('are read by SNMPv3, authenticated and encrypted, again and again', async () => {
    for (let i = 0; i < 3; i += 1) expectLoopback(await reader.readInterfaces('127.0.0.1', agent.port, V3));
    expect(reader.counts().rediscoveries).toBe(0);
  });

  itReal('are read with every protocol an agent may have left', async () => {
    for (const { user, authProtocol, privProtocol } of OTHER_USERS)
      expectLoopback(await reader.readInterfaces('127.0.0.1', agent.port, { ...V3, user, authProtocol, privProtocol } as SnmpCredential));
  });

  itReal('are not read with a wrong key or user, and the reason is told without the secret', async () => {
    const ask = (change: object, options = {}) =>
      reader.readInterfaces('127.0.0.1', agent.port, { ...V3, ...change } as SnmpCredential, options);
    expect(await ask({ authKey: 'wrong-pass-123' })).toEqual({ kind: 'rejected', reason: 'wrong authentication key or protocol' });
    // What it decrypts to is noise, which this agent drops in silence.
    expect(await ask({ privKey: 'wrong-pass-123' }, QUICK)).toEqual({ kind: 'timed-out' });
    expect(await ask({ user: 'nobody' })).toEqual({ kind: 'rejected', reason: 'unknown user' });
    const community = await reader.readInterfaces('127.0.0.1', agent.port, { version: 'v2c', community: 'wrong' }, QUICK);
    expect(community).toEqual({ kind: 'timed-out' });
  });

  itReal('are read again after the engine was reset', async () => {
    expectLoopback(await reader.readInterfaces('127.0.0.1', agent.port, V3));
    await agent.reset();
    expectLoopback(await reader.readInterfaces('127.0.0.1', agent.port, V3));
    expect(reader.counts().rediscoveries).toBe(1);
  });
});

describe('the prober among agents of all kinds', () => {
  const real = new RealAgent();
  beforeAll(async () => {
    if (snmpd) await real.start();
  });
  afterAll(async () => {
    if (snmpd) await real.stop();
  });

  function target(id: number, port: number, credential: string | null = null): Target {
    const place = { check: 'snmp' as const, address: '127.0.0.1', realm: 'test', port };
    return { deviceId: id as DeviceId, ...place, credential, intervalMs: 60_000, timeoutMs: 800 };
  }

  async function readAll(options: Partial<SnmpProberOptions>, targets: readonly Target[]): Promise<Map<number, SnmpResult>> {
    const prober = new NetSnmpProber({ openCredential: () => Promise.resolve(null), defaultCredential: V2C, ...options });
    const results = new Map<number, SnmpResult>();
    const done = new Promise<void>((resolve, reject) => {
      const start = prober.start((result) => {
        results.set(result.deviceId, result);
        if (results.size === targets.length) resolve();
      });
      start.then((status) => {
        expect(status.able).toBe(true);
        prober.assign(targets);
        prober.askNow(targets.map(({ deviceId }) => deviceId));
      }, reject);
    });
    await done;
    await prober.stop();
    return results;
  }

  itReal('reads the good one while others flood, lie, refuse, walk for ever or say nothing', async () => {
    const question = (message: Buffer) => readQuestion(message);
    const agents = {
      flood: await ScriptedAgent.open(() => Array.from({ length: 500 }, (_, i) => Buffer.alloc(i, i))),
      stranger: await ScriptedAgent.open((message) => [writeAnswer(question(message), [])], true),
      refusing: await ScriptedAgent.open((message) => [writeAnswer(question(message), [], { errorStatus: 16 })]),
      backwards: await ScriptedAgent.open((message) => {
        const asked = question(message);
        const isWalk = asked.pdu !== 0xa0;
        return [
          writeAnswer(
            asked,
            asked.oids.map((oid) => ({ oid: isWalk ? '1.3.6.1.1' : oid, value: integer(1) })),
          ),
        ];
      }),
      silent: await ScriptedAgent.open(() => []),
    };
    const openCredential = (name: string) => Promise.resolve(name === 'core' ? V3 : null);
    const targets = [
      target(1, real.port, 'core'),
      target(2, agents.flood.port),
      target(3, agents.stranger.port),
      target(4, agents.refusing.port),
      target(5, agents.backwards.port),
      target(6, agents.silent.port),
      target(7, real.port, 'unheard of'),
      target(8, real.port),
    ];
    const results = await readAll({ openCredential }, targets);
    const seen = Object.fromEntries(
      [...results].map(([id, result]) => [id, 'reason' in result ? `${result.kind}: ${result.reason}` : result.kind]),
    );
    expect(seen).toEqual({
      1: 'read',
      2: 'timed-out',
      3: 'timed-out',
      4: 'rejected: AuthorizationError',
      5: 'read',
      6: 'timed-out',
      7: 'rejected: no credential',
      8: 'read',
    });
    expect(results.get(5)).toMatchObject({ interfaces: [] });
    for (const id of [1, 8]) {
      const result = results.get(id);
      const loopback = result?.kind === 'read' ? result.interfaces.find(({ ifName }) => ifName === 'lo') : undefined;
      expect(loopback).toMatchObject({ adminUp: true, operStatus: 1, speedBitsPerSecond: 10_000_000, counterBits: 64 });
    }
    await Promise.all(Object.values(agents).map((agent) => agent.close()));
  });

  const lender = createSocket('udp4');
  afterAll(() => void lender.close());

  itReal('asks through a borrowed socket', async () => {
    await new Promise<void>((resolve) => lender.bind(0, '127.0.0.1', resolve));
    const { fd } = (lender as unknown as { _handle: { fd: number } })._handle;
    // Only one of the two may read it here; in the lab the lender never does.
    (lender as unknown as { _handle: { recvStop(): void } })._handle.recvStop();
    const results = await readAll({ borrow: { pid: process.pid, fd } }, [target(1, real.port)]);
    expect(results.get(1)?.kind).toBe('read');
  });
});
