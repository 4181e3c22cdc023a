import { createSocket, type Socket } from 'node:dgram';
import { inform, message, oldTrap, secured, type SecuredFields, trap } from '@testing/snmp';
import type { SnmpCredential } from './snmp.credential.js';
import type { Trap, TrapKind } from './trap.js';
import type { UserCredential } from './trap.keys.js';
import { readSecured } from './trap.message.js';
import { TrapReceiver } from './trap.receiver.js';

const LINK_DOWN = '1.3.6.1.6.3.1.1.5.3';
const DYING_GASP = '1.3.6.1.4.1.99999.1';
const OURS = Buffer.from('8000b98305aaaaaaaaaaaaaaaaaaaaaaaa', 'hex');
const THEIRS = Buffer.from('8000000904726f75746572', 'hex');
const USER: UserCredential = {
  version: 'v3',
  user: 'teller',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'auth-pass-123',
  privProtocol: 'aes',
  privKey: 'priv-pass-123',
};
const CREDENTIALS: readonly SnmpCredential[] = [{ version: 'v2c', community: 'told' }, USER];

/** A receiver on loopback, a sender, and a clock that goes when told. */
class Rig {
  readonly traps: Trap[] = [];
  readonly replies: Buffer[] = [];
  nowMs = 1_000_000;
  engineTime = 100;
  isKnown = true;
  private readonly replied: (() => void)[] = [];

  private constructor(
    private readonly sender: Socket,
    private receiver: TrapReceiver | null = null,
  ) {
    sender.on('message', (reply) => {
      this.replies.push(reply);
      this.replied.shift()?.();
    });
  }

  static async open(): Promise<Rig> {
    const sender = createSocket('udp4');
    await new Promise<void>((resolve) => sender.bind(0, '127.0.0.1', resolve));
    const rig = new Rig(sender);
    const opened = await TrapReceiver.open({
      address: '127.0.0.1',
      port: 0,
      isKnown: (address) => rig.isKnown && address === '127.0.0.1',
      engine: { id: OURS, boots: 5, time: () => rig.engineTime },
      onTrap: (told) => rig.traps.push(told),
      kinds: new Map<string, TrapKind>([[DYING_GASP, 'onuDyingGasp']]),
      clock: { wallMs: () => 1_790_000_000_000, monotonicMs: () => rig.nowMs },
    });
    if (opened.kind === 'failed') throw new Error(opened.reason);
    rig.receiver = opened.receiver;
    opened.receiver.admit(CREDENTIALS);
    return rig;
  }

  get heard(): Record<string, number> {
    const counts = (this.receiver?.counts() ?? []).filter(({ count }) => count > 0);
    return Object.fromEntries(counts.map(({ kind, result, count }) => [`${result} ${kind}`, count]));
  }

  /** Sends, and waits until each was heard. */
  async tell(...datagrams: readonly Uint8Array[]): Promise<void> {
    const before = this.total;
    for (const datagram of datagrams) this.sender.send(datagram, this.receiver?.port ?? 0, '127.0.0.1');
    while (this.total < before + datagrams.length) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  async reply(): Promise<Buffer> {
    if (this.replies.length === 0) await new Promise<void>((resolve) => this.replied.push(resolve));
    return this.replies.shift() as Buffer;
  }

  async close(): Promise<void> {
    await this.receiver?.close();
    this.sender.close();
  }

  private get total(): number {
    return Object.values(this.heard).reduce((sum, count) => sum + count, 0);
  }
}

/** A trap of an agent whose clock stands at `time`. */
function told(changes: Partial<SecuredFields> = {}): Buffer {
  return secured({ credential: USER, engineId: THEIRS, boots: 1, time: 500, pdu: trap(LINK_DOWN, 3), ...changes });
}

describe('a receiver of traps', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.open();
  });
  afterEach(() => rig.close());

  it('hands out what was told, in every version', async () => {
    await rig.tell(message('v1', 'told', oldTrap('1.3.6.1.4.1.9', 3, 0, 7)), message('v2c', 'told', trap(DYING_GASP)), told());
    const from = { receivedAtMs: 1_790_000_000_000, fromAddress: '127.0.0.1', isInform: false };
    expect(rig.traps).toMatchObject([
      { ...from, version: 'v1', kind: 'linkUp', ifIndex: 7 },
      { ...from, version: 'v2c', kind: 'onuDyingGasp', trapOid: DYING_GASP, ifIndex: null },
      { ...from, version: 'v3', kind: 'linkDown', ifIndex: 3 },
    ]);
    expect(rig.heard).toEqual({ 'accepted linkUp': 1, 'accepted onuDyingGasp': 1, 'accepted linkDown': 1 });
  });

  it('acknowledges an inform each time, and hands it out once', async () => {
    const asked = message('v2c', 'told', inform(LINK_DOWN, 4, 99));
    await rig.tell(asked);
    const answer = Buffer.from(asked);
    answer[answer.indexOf(0xa6)] = 0xa2;
    expect(await rig.reply()).toEqual(answer);
    await rig.tell(asked);
    expect(await rig.reply()).toEqual(answer);
    expect(rig.traps).toHaveLength(1);
    expect(rig.heard).toEqual({ 'accepted linkDown': 1, 'duplicate linkDown': 1 });
  });

  it('reads nothing of strangers, and nothing with another community', async () => {
    await rig.tell(message('v2c', 'public', trap(LINK_DOWN)));
    rig.isKnown = false;
    await rig.tell(message('v2c', 'told', inform(LINK_DOWN)), told());
    expect(rig.traps).toEqual([]);
    expect(rig.replies).toEqual([]);
    expect(rig.heard).toEqual({ 'bad_community unread': 1, 'unknown_source unread': 2 });
  });

  it('reads only so much of one source', async () => {
    for (let i = 0; i < 20; i += 1)
      await rig.tell(...Array.from({ length: 10 }, (_, j) => message('v2c', 'told', trap(LINK_DOWN, null, i * 10 + j))));
    expect(rig.heard).toEqual({ 'accepted linkDown': 50, 'limited unread': 150 });
  });

  it('takes neither what is less secured than agreed, nor what was secured with other keys', async () => {
    await rig.tell(
      told({ credential: { version: 'v3', user: 'teller', level: 'noAuthNoPriv' } }),
      told({ credential: { ...USER, level: 'authNoPriv' } }),
      told({ credential: { ...USER, authKey: 'wrong-pass-123' } }),
      told({ credential: { ...USER, privKey: 'wrong-pass-123' } }),
      told({ credential: { ...USER, user: 'nobody' } }),
      told({ pdu: inform(LINK_DOWN) }),
    );
    expect(rig.traps).toEqual([]);
    expect(rig.heard).toEqual({ 'bad_security unread': 6 });
    await rig.tell(told());
    expect(rig.traps).toHaveLength(1);
  });

  it('takes no replay: neither of a trap by its sender’s clock, nor of an inform by ours', async () => {
    const trapOfNow = told();
    const informOfNow = secured({ credential: USER, engineId: OURS, boots: 5, time: 100, pdu: inform(LINK_DOWN, 9), isReportable: true });
    await rig.tell(trapOfNow, informOfNow);
    await rig.reply();
    expect(rig.traps).toHaveLength(2);
    rig.nowMs += 151_000;
    rig.engineTime += 151;
    await rig.tell(trapOfNow, informOfNow);
    expect(rig.traps).toHaveLength(2);
    expect(rig.heard).toMatchObject({ 'bad_security unread': 2 });
    // Told under the key what our clock is, so that an honest sender can ask again.
    const report = readSecured(await rig.reply());
    expect(report).toMatchObject({ flags: 1, boots: 5, time: 251 });
    expect(report?.authCode.equals(Buffer.alloc(24))).toBe(false);
  });

  it('says who it is to whoever asks, and to nobody who does not', async () => {
    const nobody = {
      credential: { version: 'v3', user: '', level: 'noAuthNoPriv' } as const,
      engineId: Buffer.alloc(0),
      boots: 0,
      time: 0,
    };
    await rig.tell(told({ ...nobody, isReportable: true }), told({ ...nobody, isReportable: false }));
    const report = readSecured(await rig.reply());
    expect(report).toMatchObject({ id: 77, flags: 0, boots: 5, time: 100 });
    expect(report?.engineId.equals(OURS)).toBe(true);
    expect(rig.replies).toEqual([]);
    expect(rig.heard).toEqual({ 'discovery unread': 1, 'bad_security unread': 1 });
  });

  it('survives messages that are spoilt: each byte in turn another one, and every length', async () => {
    const good = [message('v1', 'told', oldTrap('1.3.6.1.4.1.9', 3, 0, 7)), message('v2c', 'told', inform(LINK_DOWN, 3)), told()];
    let sent = 0;
    for (const whole of good) {
      for (let i = 0; i < whole.length; i += 1) {
        const spoilt = Buffer.from(whole);
        spoilt[i] = (i * 37 + (spoilt[i] as number)) & 0xff;
        rig.nowMs += 1000;
        await rig.tell(spoilt, whole.subarray(0, i));
        sent += 2;
      }
    }
    const counted = Object.values(rig.heard).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(sent);
    expect(rig.heard['garbage unread']).toBeGreaterThan(sent / 2);
    rig.nowMs += 1000;
    const before = rig.traps.length;
    await rig.tell(message('v2c', 'told', trap(LINK_DOWN, 12345)));
    expect(rig.traps.length).toBe(before + 1);
  });

  it('names why a port cannot be had', async () => {
    const engine = { id: OURS, boots: 1, time: () => 1 };
    const open = (address: string, port: number) =>
      TrapReceiver.open({ address, port, engine, isKnown: () => true, onTrap: () => undefined });
    const taken = createSocket('udp4');
    await new Promise<void>((resolve) => taken.bind(0, '127.0.0.1', resolve));
    const { port } = taken.address();
    expect(await open('127.0.0.1', port)).toEqual({ kind: 'failed', reason: `UDP port ${port} of 127.0.0.1 is in use` });
    expect(await open('192.0.2.1', 0)).toEqual({ kind: 'failed', reason: '192.0.2.1 is no address of this machine' });
    expect(await open('elsewhere', 0)).toEqual({ kind: 'failed', reason: 'elsewhere is no address' });
    taken.close();
    const both = await open('::', 0);
    expect(both.kind).toBe('opened');
    if (both.kind === 'opened') await both.receiver.close();
  });
});
