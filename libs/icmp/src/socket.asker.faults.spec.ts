import { ADDRESS_BYTES, type Libc, linux, loadLibc, writeAddress } from '@app/sockets';
import { ECHO_OUTCOME } from './echo.asker.js';
import { openSocket, type IcmpSocket } from './icmp.socket.js';
import { SocketAsker } from './socket.asker.js';

const ENETUNREACH = 101;
const identity = { tokenLow: 1, tokenHigh: 2, identifier: 3 };

/** The real C library and a real socket, of which a test spoils one call. */
function spoiled(spoil: (libc: Libc, socket: IcmpSocket) => { libc?: Partial<Libc>; socket?: Partial<IcmpSocket> }) {
  const load = loadLibc();
  const opened = load.kind === 'loaded' ? openSocket(load.libc, 4, identity) : null;
  if (load.kind === 'unable' || opened?.kind !== 'opened') {
    process.stderr.write('skipped: no ICMP socket may be opened here\n');
    return null;
  }
  const clock = { nowMs: performance.now() };
  const changes = spoil(load.libc, opened.socket);
  const asker = new SocketAsker({
    libc: { ...load.libc, ...changes.libc },
    sockets: [{ ...opened.socket, ...changes.socket }],
    identity,
    firstNumber: 0xfffffff0,
    monotonicMs: () => clock.nowMs,
  });
  const heard: (number | 'void')[] = [];
  asker.listen({
    outcome: (tag, outcome) => (heard[tag] = outcome),
    voided: (tag) => (heard[tag] = 'void'),
  });
  const ask = (...addresses: string[]) => {
    const bytes = new Uint8Array(ADDRESS_BYTES);
    addresses.forEach((address, tag) => asker.ask(tag, writeAddress(address, bytes, 0), bytes, 0, 1000));
    asker.send();
  };
  return { asker, heard, ask, clock };
}

/** sendmmsg that fails at the message with this number, as often as told, with this errno. */
function failAt(libc: Libc, failing: number, errno: number, times: number): Partial<Libc> {
  let sent = 0;
  let left = times;
  let isOurs = false;
  return {
    sendmmsg: (fd, messages, count, flags) => {
      isOurs = sent === failing && left > 0;
      if (isOurs) {
        left -= 1;
        if (left === 0) sent += 1;
        return -1;
      }
      const most = sent < failing ? Math.min(count, failing - sent) : count;
      const done = libc.sendmmsg(fd, messages, most, flags);
      sent += Math.max(0, done);
      return done;
    },
    errno: () => (isOurs ? errno : libc.errno()),
  };
}

describe('a question that cannot be sent', () => {
  it('is FAILED at once, alone: those before and behind it are asked', async () => {
    const it = spoiled((libc) => ({ libc: failAt(libc, 1, ENETUNREACH, 3) }));
    if (!it) return;
    it.ask('127.0.0.1', '127.0.0.2', '127.0.0.3');
    it.asker.collect();
    expect(it.heard).toEqual([ECHO_OUTCOME.REPLIED, ECHO_OUTCOME.FAILED, ECHO_OUTCOME.REPLIED]);
    expect(it.asker.pending).toBe(0);
    expect(it.asker.counts.sent).toBe(2);
    await it.asker.close();
  });

  it('is sent after all if the error was a passing one', async () => {
    const it = spoiled((libc) => ({ libc: failAt(libc, 1, linux.EINTR, 2) }));
    if (!it) return;
    // The fake counts the failed message as gone once it gives up failing; what matters is that nothing is FAILED.
    it.ask('127.0.0.1', '127.0.0.2', '127.0.0.3');
    it.asker.collect();
    expect(it.heard).toEqual([ECHO_OUTCOME.REPLIED, ECHO_OUTCOME.REPLIED, ECHO_OUTCOME.REPLIED]);
    await it.asker.close();
  });

  it('for want of buffers is void, and nothing more is taken until the next collection', async () => {
    const it = spoiled((libc) => ({ libc: failAt(libc, 1, linux.EAGAIN, 1) }));
    if (!it) return;
    it.ask('127.0.0.1', '127.0.0.2');
    expect(it.asker.room()).toBe(0);
    it.asker.collect();
    expect(it.asker.room()).toBeGreaterThan(0);
    expect(it.heard).toEqual([ECHO_OUTCOME.REPLIED, 'void']);
    await it.asker.close();
  });
});

describe('a silence', () => {
  const silenced = (drops: () => number) => spoiled(() => ({ libc: { recvmmsg: () => -1, errno: () => linux.EAGAIN }, socket: { drops } }));

  const wait = (it: NonNullable<ReturnType<typeof silenced>>) => {
    for (let ms = 0; ms < 1100; ms += 20) {
      it.clock.nowMs += 20;
      it.asker.collect();
    }
  };

  it('is a loss while the kernel dropped nothing', async () => {
    const it = silenced(() => 7);
    if (!it) return;
    it.ask('127.0.0.1');
    wait(it);
    expect(it.heard).toEqual([ECHO_OUTCOME.TIMED_OUT]);
    await it.asker.close();
  });

  it('is void if the kernel threw answers away meanwhile', async () => {
    let drops = 7;
    const it = silenced(() => drops);
    if (!it) return;
    it.ask('127.0.0.1');
    drops += 1;
    wait(it);
    expect(it.heard).toEqual(['void']);
    // It is over: the next silence counts again.
    it.ask('127.0.0.1');
    wait(it);
    expect(it.heard).toEqual([ECHO_OUTCOME.TIMED_OUT]);
    await it.asker.close();
  });
});
