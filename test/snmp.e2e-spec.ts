import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSnmpReader, type InterfacesRead, type SnmpCredential, type SnmpReader } from '@app/snmp';
import { eventually } from './support/nadi.js';
import { program } from './support/prometheus.js';

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
const QUICK = { timeoutMs: 300, retries: 0 };
const snmpd = program('snmpd');
const itReal = snmpd ? it : it.skip;

async function open(): Promise<SnmpReader> {
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') throw new Error(opened.reason);
  return opened.reader;
}

/** A port of loopback that is free now. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** Debian's agent with a configuration and a memory of its own. */
class RealAgent {
  private child: ChildProcess | null = null;
  private folder = '';
  port = 0;

  async start(): Promise<void> {
    this.port = await freePort();
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

  itReal('are not read with a wrong key or user, and the reason is told without the secret', async () => {
    const ask = (change: object) => reader.readInterfaces('127.0.0.1', agent.port, { ...V3, ...change } as SnmpCredential, QUICK);
    expect(await ask({ authKey: 'wrong-pass-123' })).toEqual({ kind: 'rejected', reason: 'wrong authentication key or protocol' });
    // What it decrypts to is noise, which this agent drops in silence.
    expect(await ask({ privKey: 'wrong-pass-123' })).toEqual({ kind: 'timed-out' });
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
