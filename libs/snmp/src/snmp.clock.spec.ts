import { switchMib, UsmAgent } from '@testing/snmp';
import { openSnmpReader } from './open.reader.js';
import type { SnmpCredential } from './snmp.credential.js';
import type { SnmpReader } from './snmp.reader.js';

const PASSWORD = 'auth-pass-123';
const CREDENTIAL: SnmpCredential = { version: 'v3', user: 'poller', level: 'authNoPriv', authProtocol: 'sha256', authKey: PASSWORD };
const ENGINE = Buffer.from('80001f8804636c6f636b', 'hex');
const OTHER_ENGINE = Buffer.from('80001f88046f74686572', 'hex');

let reader: SnmpReader;
let agent: UsmAgent;
beforeEach(async () => {
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') throw new Error(opened.reason);
  reader = opened.reader;
  agent = await UsmAgent.open(switchMib(2), PASSWORD, ENGINE);
});
afterEach(() => Promise.all([reader.close(), agent.close()]));

const read = async (one = agent) => {
  const result = await reader.readInterfaces('127.0.0.1', one.port, CREDENTIAL, { timeoutMs: 1000, retries: 0 });
  return result.kind === 'read' ? result.interfaces.length : result;
};

describe('an SNMPv3 agent whose clock is not ours', () => {
  it('is read at once again and again while its clock runs ahead, without ever being discovered anew', async () => {
    for (let poll = 0; poll < 10; poll += 1) {
      expect(await read()).toBe(2);
      agent.jump(120);
    }
    expect(reader.counts().rediscoveries).toBe(0);
    expect(agent.outside).toBe(0);
  });

  it('is discovered anew, in the same reading, when its clock leaves the window', async () => {
    for (const seconds of [1000, -1000, 100_000]) {
      expect(await read()).toBe(2);
      agent.jump(seconds);
      expect(await read()).toBe(2);
    }
  });

  it('is read when its clock stays behind, poll after poll', async () => {
    agent.jump(10_000);
    for (let poll = 0; poll < 10; poll += 1) {
      expect(await read()).toBe(2);
      agent.jump(-100);
    }
    // Not each time: only when it has fallen behind by more than the window.
    expect(reader.counts().rediscoveries).toBeLessThan(10);
  });

  it('is read after a restart, and after its boots went back', async () => {
    agent.restart(7);
    expect(await read()).toBe(2);
    agent.restart(8);
    expect(await read()).toBe(2);
    agent.restart(1);
    expect(await read()).toBe(2);
    expect(await read()).toBe(2);
    expect(reader.counts().rediscoveries).toBeLessThanOrEqual(2);
  });

  it('may be another one at the same address', async () => {
    expect(await read()).toBe(2);
    agent.setEngine(OTHER_ENGINE);
    expect(await read()).toBe(2);
  });

  it('may share its engine id with another, at another address, whose clock differs', async () => {
    const twin = await UsmAgent.open(switchMib(3), PASSWORD, ENGINE);
    twin.restart(42);
    twin.jump(500_000);
    for (let poll = 0; poll < 5; poll += 1) expect(await Promise.all([read(), read(twin)])).toEqual([2, 3]);
    expect(reader.counts().rediscoveries).toBe(0);
    await twin.close();
  });
});
