import { type Family, formatAddress, type Libc, linux, TimingWheel } from '@app/sockets';
import { ECHO_OUTCOME, EchoAsker } from './echo.asker.js';
import { EchoChannel, type ChannelListener } from './echo.channel.js';
import type { EchoIdentity, Sighting } from './echo.packet.js';
import type { IcmpSocket } from './icmp.socket.js';
import { PROBE, ProbePool } from './probe.pool.js';

/** A pause between two judgements above this means that we were not running; what fell due meanwhile is void, not lost. */
const SLIP_MS = 200;
/** More than this below zero, a round trip was not measured: the wall clock was set back under it. */
const CLOCK_STEP_MS = 2;
const TOO_BIG_V6 = 2;

export interface SocketAskerOptions {
  readonly libc: Libc;
  readonly sockets: readonly IcmpSocket[];
  readonly identity: EchoIdentity;
  /** Number of the first probe; random, so that sequence numbers differ from run to run. */
  readonly firstNumber: number;
  readonly monotonicMs: () => number;
}

/** Asks over ICMP sockets in batches: a few system calls for hundreds of questions, and the kernel's own time of arrival. */
export class SocketAsker extends EchoAsker implements ChannelListener {
  override readonly engine: string;
  override readonly maxPerSecond: number;
  private readonly pool: ProbePool;
  private readonly deadlines: TimingWheel;
  private readonly channels: (EchoChannel | null)[] = [null, null];
  private readonly libc: Libc;
  private readonly monotonicMs: () => number;
  private readonly timespec = new Uint32Array(4);
  private readonly timespecAddress: number;
  private readonly drainEvery: number;
  private sinceDrain = 0;
  private nowMs: number;
  private judgedMs: number;
  private waiting = 0;
  private isCongested = false;
  private drops = 0;
  private overflowSeenMs = Number.NEGATIVE_INFINITY;

  constructor(options: SocketAskerOptions) {
    super();
    this.libc = options.libc;
    this.monotonicMs = options.monotonicMs;
    this.timespecAddress = this.libc.addressOf(this.timespec.buffer);
    this.nowMs = this.monotonicMs();
    this.judgedMs = this.nowMs;
    this.pool = new ProbePool(options.firstNumber);
    this.deadlines = new TimingWheel(1024, 10, this.nowMs);
    let capacity = Number.POSITIVE_INFINITY;
    for (const socket of options.sockets) {
      const channel = new EchoChannel(this.libc, socket, options.identity, this.pool, () => this.wallMs(), this);
      this.channels[socket.family === 4 ? 0 : 1] = channel;
      capacity = Math.min(capacity, socket.capacityPackets);
    }
    this.engine = `icmp-${options.sockets[0]?.kind ?? 'raw'}`;
    this.drops = this.countDrops();
    // While we send, the answers to what we sent come in: take them out before they fill a quarter of the buffer.
    this.drainEvery = Math.max(16, Math.min(256, capacity >>> 2));
    // Answers may all come between two ticks of 20 ms: at most half a buffer of them.
    this.maxPerSecond = capacity * 25;
  }

  override get pending(): number {
    return this.waiting;
  }

  override room(): number {
    return this.isCongested ? 0 : this.pool.room;
  }

  override ask(tag: number, family: Family, addresses: Uint8Array, offset: number, timeoutMs: number): void {
    const channel = family === 0 ? null : (this.channels[family === 4 ? 0 : 1] as EchoChannel | null);
    if (channel === null) {
      // Not an address, or no socket of its family: it could not be asked.
      const now = this.wallMs();
      this.sink.outcome(tag, ECHO_OUTCOME.FAILED, Number.NaN, now, now, null);
      return;
    }
    if ((this.sinceDrain & 31) === 0) this.nowMs = this.monotonicMs();
    const probe = this.pool.take(tag, family, addresses, offset, timeoutMs);
    this.pool.sentMonotonicMs[probe] = this.nowMs;
    this.deadlines.put(probe, this.nowMs + timeoutMs);
    this.waiting += 1;
    this.counts.sent += 1;
    channel.stage(probe);
    this.sinceDrain += 1;
    if (this.sinceDrain >= this.drainEvery) this.drain();
  }

  override send(): void {
    this.channels[0]?.send();
    this.channels[1]?.send();
  }

  override collect(): void {
    this.isCongested = false;
    this.drain();
    this.judge();
  }

  override close(): Promise<void> {
    for (const channel of this.channels) channel?.socket.close();
    this.channels.fill(null);
    return Promise.resolve();
  }

  reply(seen: Sighting, family: 4 | 6, bytes: Uint8Array, senderAt: number, receivedWallMs: number): void {
    const { pool } = this;
    const probe = pool.find(seen.index, seen.number);
    if (probe < 0) {
      this.counts.late += 1;
      return;
    }
    if (!pool.isAddress(probe, family, bytes, senderAt) || pool.state[probe] === PROBE.STAGED) {
      this.counts.stray += 1;
      return;
    }
    if (pool.state[probe] === PROBE.ANSWERED) {
      this.counts.duplicate += 1;
      return;
    }
    const rttMs = this.roundTripMs(probe, receivedWallMs);
    if (rttMs > (pool.timeoutMs[probe] as number)) {
      this.counts.late += 1;
      return;
    }
    const sentMs = pool.sentWallMs[probe] as number;
    this.settle(probe, ECHO_OUTCOME.REPLIED, rttMs / 1000, sentMs + rttMs, null);
  }

  rejected(seen: Sighting, family: 4 | 6, bytes: Uint8Array, askedAt: number, routerAt: number): void {
    const { pool } = this;
    const probe = seen.index >= 0 ? pool.find(seen.index, seen.number) : pool.findBySequence(seen.sequence);
    const isOurs = probe >= 0 && pool.state[probe] === PROBE.WAITING && pool.isAddress(probe, family, bytes, askedAt);
    if (!isOurs || (family === 6 && seen.type === TOO_BIG_V6)) {
      this.counts.stray += 1;
      return;
    }
    this.settle(probe, ECHO_OUTCOME.REJECTED, Number.NaN, this.wallMs(), formatAddress(bytes, routerAt, family));
  }

  unread(kind: 'stray' | 'garbage'): void {
    this.counts[kind] += 1;
  }

  unsent(probe: number, _errno: number, isCongested: boolean): void {
    const tag = this.pool.tag[probe] as number;
    this.deadlines.remove(probe);
    this.pool.release(probe);
    this.waiting -= 1;
    this.counts.sent -= 1;
    if (isCongested) {
      this.isCongested = true;
      this.counts.voided += 1;
      this.sink.voided(tag);
    } else {
      const now = this.wallMs();
      this.sink.outcome(tag, ECHO_OUTCOME.FAILED, Number.NaN, now, now, null);
    }
  }

  private settle(probe: number, outcome: 0 | 2, rttSeconds: number, observedMs: number, router: string | null): void {
    // The probe stays in the pool until its deadline, so that a second answer is known as a duplicate.
    this.pool.state[probe] = PROBE.ANSWERED;
    this.waiting -= 1;
    this.sink.outcome(this.pool.tag[probe] as number, outcome, rttSeconds, observedMs, this.pool.sentWallMs[probe] as number, router);
  }

  /** By the kernel's clock; where that was set meanwhile, by the monotonic one, which also bounds it from above. */
  private roundTripMs(probe: number, receivedWallMs: number): number {
    const measured = receivedWallMs - (this.pool.sentWallMs[probe] as number);
    if (measured >= 0 && measured < 5) return measured;
    const bound = this.monotonicMs() - (this.pool.sentMonotonicMs[probe] as number);
    if (measured < -CLOCK_STEP_MS || measured > bound + CLOCK_STEP_MS) return bound;
    return Math.max(0, measured);
  }

  private drain(): void {
    this.sinceDrain = 0;
    this.channels[0]?.receive();
    this.channels[1]?.receive();
  }

  private judge(): void {
    const now = this.monotonicMs();
    this.nowMs = now;
    const sleptFromMs = now - this.judgedMs > SLIP_MS ? this.judgedMs : Number.POSITIVE_INFINITY;
    this.judgedMs = now;
    let isOverflowChecked = false;
    this.deadlines.advance(now, (probe) => {
      const { pool } = this;
      if (pool.state[probe] === PROBE.ANSWERED) {
        pool.release(probe);
        return;
      }
      if (!isOverflowChecked) {
        isOverflowChecked = true;
        this.noticeOverflow(now);
      }
      const tag = pool.tag[probe] as number;
      const sentMs = pool.sentWallMs[probe] as number;
      const askedMs = pool.sentMonotonicMs[probe] as number;
      const isVoid =
        pool.state[probe] !== PROBE.WAITING || askedMs + (pool.timeoutMs[probe] as number) > sleptFromMs || askedMs <= this.overflowSeenMs;
      pool.release(probe);
      this.waiting -= 1;
      if (isVoid) {
        this.counts.voided += 1;
        this.sink.voided(tag);
      } else {
        this.sink.outcome(tag, ECHO_OUTCOME.TIMED_OUT, Number.NaN, this.wallMs(), sentMs, null);
      }
    });
  }

  /** If the kernel threw answers away, no silence of those that were asked until now can be believed. */
  private noticeOverflow(now: number): void {
    const drops = this.countDrops();
    if (drops !== this.drops) this.overflowSeenMs = now;
    this.drops = drops;
  }

  private countDrops(): number {
    return (this.channels[0]?.socket.drops() ?? 0) + (this.channels[1]?.socket.drops() ?? 0);
  }

  private wallMs(): number {
    this.libc.clock_gettime(linux.CLOCK_REALTIME, this.timespecAddress);
    const { timespec } = this;
    return ((timespec[0] as number) + (timespec[1] as number) * 0x1_0000_0000) * 1000 + (timespec[2] as number) / 1e6;
  }
}
