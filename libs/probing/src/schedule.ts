import type { EchoAsker, EchoClock, EchoOutcome, EchoSink } from '@app/icmp';
import { ADDRESS_BYTES, TimingWheel, type Family } from '@app/sockets';
import type { TargetColumns } from './icmp-targets.js';
import { PROBE_OUTCOME, type ProbeBatch, type ProbeOutcome } from './probe.result.js';
import type { ProberFigures } from './prober.js';
import { BatchBuilder } from './schedule.batch.js';
import { RecentPeak } from './schedule.peak.js';
import { TurnQueue } from './schedule.queue.js';
import { isFast, mix, ScheduleSlots, slotOf, type Turn } from './schedule.slots.js';

export interface ScheduleOptions {
  /** Ceiling of the pace. Default: three times what the intervals add up to, at least 2,000, so that a delay is caught up without a burst. */
  readonly maxPerSecond?: number;
  /** Pause between two ticks while there is something to do [20]. */
  readonly tickMs?: number;
  /** How often results are handed on [100]. */
  readonly flushMs?: number;
}

/** The longest pause: what came late must be taken from the sockets now and then. */
const IDLE_TICK_MS = 250;
/** Most of a second's pace that may go out at once. */
const BURST_SECONDS = 0.1;
/** A silence that we could not judge for so many timeouts in a row is told as FAILED: we do not know, and it must be seen. */
const VOID_TIMEOUTS = 3;
const SPREAD_MS = 100;

const outcomeNames = ['replied', 'timed-out', 'rejected', 'failed'] as const;

/**
 * When to ask whom. Every target has its own interval and, by a hash of its address, its own place within it; none is asked
 * again by its ordinary turn before the last question is settled; and no burst goes beyond the pace, whatever was missed.
 */
export class EchoSchedule implements EchoSink {
  private readonly slots = new ScheduleSlots();
  private readonly wheel: TimingWheel;
  private readonly ready = new TurnQueue();
  private readonly readyFast = new TurnQueue();
  private readonly batch = new BatchBuilder();
  private readonly lag = new RecentPeak(5000);
  private readonly cycle = new RecentPeak(60_000);
  private readonly byOutcome = { replied: 0, 'timed-out': 0, rejected: 0, failed: 0 };
  /** By slot: its ordinary question waits to be sent, is on its way, came due again meanwhile. */
  private isQueued = new Uint8Array(0);
  private inFlight = new Uint8Array(0);
  private isOverdue = new Uint8Array(0);
  private fastTries = new Uint16Array(0);
  private fastOut = new Uint16Array(0);
  private fastSpacingMs = new Float64Array(0);
  private askedMs = new Float64Array(0);
  private voidSinceMs = new Float64Array(0);
  private readonly wallOffsetMs: number;
  private nowMs: number;
  private flushedMs: number;
  private allowance = 0;

  constructor(
    private readonly asker: EchoAsker,
    private readonly clock: Pick<EchoClock, 'monotonicMs' | 'wallMs'>,
    private readonly onBatch: (batch: ProbeBatch) => void,
    private readonly options: ScheduleOptions = {},
  ) {
    this.nowMs = clock.monotonicMs();
    this.flushedMs = this.nowMs;
    // Places in the schedule are counted from the epoch, so that a restart finds each target at its old place; from then on by
    // the monotonic clock, so that setting the wall clock moves nobody.
    this.wallOffsetMs = clock.wallMs() - this.nowMs;
    this.wheel = new TimingWheel(4096, 10, this.nowMs);
    asker.listen(this);
  }

  assign(columns: TargetColumns): void {
    this.nowMs = this.clock.monotonicMs();
    this.slots.assign(
      columns,
      (slot) => this.enter(slot),
      (slot) => this.leave(slot),
    );
  }

  /** Devices that are not assigned, or are on the fast clock already, are passed over. */
  askNow(deviceIds: Iterable<number>, tries: number, spacingMs: number): void {
    const now = this.clock.monotonicMs();
    for (const deviceId of deviceIds) {
      const slot = this.slots.find(deviceId);
      if (slot < 0 || tries < 1 || (this.fastTries[slot] as number) > 0 || (this.fastOut[slot] as number) > 0) continue;
      this.fastTries[slot] = Math.min(tries, 0xffff);
      this.fastSpacingMs[slot] = spacingMs;
      // A cut brings thousands here at once: a little apart, they do not arrive as one burst.
      const spread = Math.min(SPREAD_MS, spacingMs / 4) * (mix(slot) / 0x1_0000_0000);
      this.wheel.put(slot * 2 + 1, now + spread);
    }
  }

  /** Does what is due and says how long to wait until the next call, in milliseconds. */
  tick(): number {
    this.asker.collect();
    const before = this.nowMs;
    const now = this.clock.monotonicMs();
    this.nowMs = now;
    this.wheel.advance(now, (turn) => this.due(turn));
    const pace = this.pacePerSecond();
    const burst = Math.max(64, pace * BURST_SECONDS);
    this.allowance = Math.min(burst, this.allowance + ((now - before) * pace) / 1000);
    this.askWhatIsReady();
    this.asker.send();
    if (now - this.flushedMs >= (this.options.flushMs ?? 100)) this.flush();
    return this.pauseMs(now);
  }

  /** Short while anything is to be asked, answered or handed on; else until the next turn. */
  private pauseMs(now: number): number {
    const tickMs = this.options.tickMs ?? 20;
    const isBusy = this.ready.size > 0 || this.readyFast.size > 0 || this.asker.pending > 0 || this.batch.count > 0;
    return isBusy ? tickMs : Math.max(tickMs, Math.ceil(this.wheel.idleMs(now, IDLE_TICK_MS)));
  }

  flush(): void {
    this.flushedMs = this.nowMs;
    if (this.batch.count > 0) this.onBatch(this.batch.take());
  }

  figures(): ProberFigures {
    const now = this.clock.monotonicMs();
    const { sent, duplicate, late } = this.asker.counts;
    const waiting = this.ready.size > 0 ? now - this.wheel.dueAt(this.ready.peek()) : 0;
    return {
      lagSeconds: Math.max(waiting, this.lag.value(now)) / 1000,
      cycleSeconds: this.cycle.value(now) / 1000,
      sent,
      byOutcome: { ...this.byOutcome, duplicate, late },
    };
  }

  outcome(turn: Turn, outcome: EchoOutcome, rttSeconds: number, observedAtMs: number, sentAtMs: number, router: string | null): void {
    const slot = slotOf(turn);
    this.voidSinceMs[slot] = Number.NaN;
    if (this.slots.isLive[slot] === 1) {
      this.batch.add(this.slots.deviceIds[slot] as number, outcome as ProbeOutcome, rttSeconds, observedAtMs, sentAtMs, router);
      this.byOutcome[outcomeNames[outcome]] += 1;
    }
    this.over(turn);
  }

  voided(turn: Turn): void {
    const slot = slotOf(turn);
    const isLive = this.slots.isLive[slot] === 1;
    if (isLive && Number.isNaN(this.voidSinceMs[slot])) this.voidSinceMs[slot] = this.nowMs;
    if (isLive && this.nowMs - (this.voidSinceMs[slot] as number) > VOID_TIMEOUTS * (this.slots.timeoutsMs[slot] as number)) {
      const wall = this.clock.wallMs();
      this.outcome(turn, PROBE_OUTCOME.FAILED, Number.NaN, wall, wall, null);
      return;
    }
    if (isLive) {
      // Once more, at once; `over` below gives back what the first try held.
      if (isFast(turn)) this.fastTries[slot] = (this.fastTries[slot] as number) + 1;
      else this.isOverdue[slot] = 1;
      if (isFast(turn) && !this.wheel.has(turn)) this.wheel.put(turn, this.nowMs);
    }
    this.over(turn);
  }

  private over(turn: Turn): void {
    const slot = slotOf(turn);
    if (isFast(turn)) {
      this.fastOut[slot] = (this.fastOut[slot] as number) - 1;
    } else {
      this.inFlight[slot] = 0;
      if (this.isOverdue[slot] === 1) {
        this.isOverdue[slot] = 0;
        if (this.slots.isLive[slot] === 1) this.queue(turn);
      }
    }
    this.slots.settle(slot);
  }

  private enter(slot: number): void {
    if (slot >= this.inFlight.length) this.grow(Math.max(slot + 1, this.inFlight.length * 2, 256));
    this.isQueued[slot] = 0;
    this.inFlight[slot] = 0;
    this.isOverdue[slot] = 0;
    this.fastTries[slot] = 0;
    this.fastOut[slot] = 0;
    this.askedMs[slot] = Number.NaN;
    this.voidSinceMs[slot] = Number.NaN;
    this.wheel.put(slot * 2, this.nextTurnMs(slot, this.nowMs));
  }

  private leave(slot: number): void {
    this.wheel.remove(slot * 2);
    this.wheel.remove(slot * 2 + 1);
    this.fastTries[slot] = 0;
  }

  /** The next instant after `now` that is this target's own. */
  private nextTurnMs(slot: number, now: number): number {
    const interval = this.slots.intervalsMs[slot] as number;
    const phase = (this.slots.phases[slot] as number) * interval;
    const turns = Math.floor((now + this.wallOffsetMs - phase) / interval) + 1;
    return turns * interval + phase - this.wallOffsetMs;
  }

  private due(turn: Turn): void {
    if (!isFast(turn) && this.inFlight[slotOf(turn)] === 1) {
      // No overlap: it is asked as soon as the question on its way is settled.
      this.isOverdue[slotOf(turn)] = 1;
    } else {
      this.queue(turn);
    }
  }

  private queue(turn: Turn): void {
    const slot = slotOf(turn);
    if (!isFast(turn)) {
      // A question that was void waits here already when its next turn comes.
      if (this.isQueued[slot] === 1) return;
      this.isQueued[slot] = 1;
    }
    this.slots.busy[slot] = (this.slots.busy[slot] as number) + 1;
    if (isFast(turn)) this.readyFast.push(turn);
    else this.ready.push(turn);
  }

  private askWhatIsReady(): void {
    while (this.allowance >= 1 && this.readyFast.size + this.ready.size > 0 && this.asker.room() > 0) {
      const turn = this.readyFast.size > 0 ? this.readyFast.shift() : this.ready.shift();
      const slot = slotOf(turn);
      if (this.slots.isLive[slot] === 0 || (isFast(turn) && this.fastTries[slot] === 0)) {
        this.slots.settle(slot);
        continue;
      }
      this.allowance -= 1;
      this.lag.note(this.nowMs - this.wheel.dueAt(turn), this.nowMs);
      if (isFast(turn)) this.prepareFast(slot);
      else this.prepareOrdinary(slot);
      const family = this.slots.families[slot] as Family;
      this.asker.ask(turn, family, this.slots.addresses, slot * ADDRESS_BYTES, this.slots.timeoutsMs[slot] as number);
    }
  }

  private prepareFast(slot: number): void {
    const left = (this.fastTries[slot] as number) - 1;
    this.fastTries[slot] = left;
    this.fastOut[slot] = (this.fastOut[slot] as number) + 1;
    if (left <= 0) return;
    const spacing = this.fastSpacingMs[slot] as number;
    const spread = 0.95 + (0.1 * mix(slot * 31 + left)) / 0x1_0000_0000;
    this.wheel.put(slot * 2 + 1, this.nowMs + spacing * spread);
  }

  private prepareOrdinary(slot: number): void {
    const asked = this.askedMs[slot] as number;
    if (!Number.isNaN(asked)) this.cycle.note(this.nowMs - asked, this.nowMs);
    this.askedMs[slot] = this.nowMs;
    this.isQueued[slot] = 0;
    this.inFlight[slot] = 1;
    // A turn that was missed is not made up for: the next is the next of its own places after now.
    this.wheel.put(slot * 2, this.nextTurnMs(slot, this.nowMs));
  }

  private pacePerSecond(): number {
    const wanted = this.options.maxPerSecond ?? Math.max(2000, 3 * this.slots.demandPerSecond);
    return Math.min(wanted, this.asker.maxPerSecond);
  }

  private grow(capacity: number): void {
    const larger = <A extends Uint8Array | Uint16Array | Float64Array>(column: A): A => {
      const copy = new (column.constructor as new (length: number) => A)(capacity);
      copy.set(column);
      return copy;
    };
    this.isQueued = larger(this.isQueued);
    this.inFlight = larger(this.inFlight);
    this.isOverdue = larger(this.isOverdue);
    this.fastTries = larger(this.fastTries);
    this.fastOut = larger(this.fastOut);
    this.fastSpacingMs = larger(this.fastSpacingMs);
    this.askedMs = larger(this.askedMs);
    this.voidSinceMs = larger(this.voidSinceMs);
  }
}
