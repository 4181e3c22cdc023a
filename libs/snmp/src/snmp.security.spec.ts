import { element, elements, GET, integer, octets, ScriptedAgent, sequence, RESPONSE } from '@testing/snmp';
import { isSecuredAs } from './message.guard.js';
import { openSnmpReader } from './open.reader.js';
import type { SnmpCredential } from './snmp.credential.js';

const REPORT = 0xa8;
const ENGINE = Buffer.from('80001f8804666f72676572', 'hex');
const CREDENTIAL: SnmpCredential = {
  version: 'v3',
  user: 'poller',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'auth-pass-123',
  privProtocol: 'aes',
  privKey: 'priv-pass-123',
};

interface Shape {
  readonly flags: number;
  readonly pdu: Buffer;
  readonly id?: Buffer;
}

/** An SNMPv3 message that nobody signed. */
function message({ flags, pdu, id = integer(7) }: Shape): Buffer {
  const header = sequence(id, integer(65_507), octets(Buffer.from([flags])), integer(3));
  const security = sequence(octets(ENGINE), integer(1), integer(1), octets('poller'), octets(Buffer.alloc(24)), octets(Buffer.alloc(8)));
  return sequence(integer(3), header, octets(security), sequence(octets(ENGINE), octets(''), pdu));
}

function pdu(tag: number, ...bindings: readonly Buffer[]): Buffer {
  return element(tag, integer(1), integer(0), integer(0), sequence(...bindings));
}

const upTime = sequence(element(0x06, Buffer.from('2b06010201010300', 'hex')), integer(666, 0x43));

describe('the security of an answer', () => {
  it('must be as agreed, except of a Report', () => {
    const plain = message({ flags: 0, pdu: pdu(RESPONSE, upTime) });
    expect(isSecuredAs('noAuthNoPriv', plain)).toBe(true);
    expect(isSecuredAs('authNoPriv', plain)).toBe(false);
    expect(isSecuredAs('authPriv', plain)).toBe(false);
    expect(isSecuredAs('authPriv', message({ flags: 1, pdu: pdu(RESPONSE, upTime) }))).toBe(false);
    expect(isSecuredAs('authNoPriv', message({ flags: 1, pdu: pdu(RESPONSE, upTime) }))).toBe(true);
    expect(isSecuredAs('authPriv', message({ flags: 0, pdu: pdu(REPORT) }))).toBe(true);
  });

  it('is missing from whatever cannot be read to the end', () => {
    const report = message({ flags: 0, pdu: pdu(REPORT) });
    const readable = Array.from({ length: report.length }, (_, cut) => report.subarray(0, cut)).filter((part) =>
      isSecuredAs('authPriv', part),
    );
    expect(readable).toEqual([]);
    // A header whose length does not agree with its fields would be read twice, differently.
    const twisted = sequence(integer(3), sequence(integer(7), integer(9), octets(Buffer.from([3]))), octets(''), sequence(octets('')));
    expect(isSecuredAs('authPriv', twisted)).toBe(false);
  });

  it('keeps a forger with the right number, address and user from being believed', async () => {
    const opened = await openSnmpReader();
    if (opened.kind === 'failed') throw new Error(opened.reason);
    const agent = await ScriptedAgent.open((asked) => {
      const [whole] = elements(asked);
      const [, header, , scoped] = elements(whole?.body ?? asked);
      const [id] = elements(header?.body ?? asked);
      const number = element(0x02, id?.body ?? Buffer.from([0]));
      // Discovery comes in the clear; what comes after is encrypted, and answered without any key.
      const isDiscovery = scoped?.tag === 0x30;
      const answer = isDiscovery ? pdu(REPORT) : pdu(RESPONSE, upTime);
      return [message({ flags: 0, pdu: answer, id: number })];
    });
    const read = await opened.reader.readInterfaces('127.0.0.1', agent.port, CREDENTIAL, { timeoutMs: 100, retries: 0 });
    expect(agent.received.length).toBe(2);
    expect(read).toEqual({ kind: 'timed-out' });
    expect(opened.reader.counts().garbage).toBe(1);
    await Promise.all([agent.close(), opened.reader.close()]);
    expect(agent.received[0]?.includes(GET)).toBe(true);
  });
});
