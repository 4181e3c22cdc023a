import type { Clock, OutageId } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { CLOCK } from './availability.clock.js';
import { type ClockColumn, type ClockFacts, clocksOf } from './clocks.of.js';
import { ClockStore, type Transition } from './clock.store.js';
import { monthStartOf } from './jakarta.time.js';
import { type Last, LastClocks } from './last.clocks.js';

export type KeptFacts = Omit<ClockFacts, 'formerClocks'> & {
  /** When what is in maintenance became so, milliseconds since 1970; 0: never. */
  readonly turnedMs: number;
};

/** A change of what is at this position of its kind; of what is gone from the network at none. */
interface Change extends Transition {
  readonly position: number | null;
}

/** That somebody watches is written down so often, milliseconds. */
const BEAT_MS = 5_000;

/** Writes down which clock of each object runs, as soon as it is concluded, and that somebody watches. What did not change is not written. */
export class ClockKeeper {
  private last = new LastClocks([]);
  private months: number[] = [];
  private sealedToS = 0;
  private watch: number | null = null;
  private beatNotBefore = 0;
  private readonly store: ClockStore;

  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
  ) {
    this.store = new ClockStore(transactor);
  }

  /** Takes over from whoever led before. Nobody watched in between. */
  async takeLead(): Promise<void> {
    this.watch = null;
    this.months = await this.store.months();
    this.sealedToS = await this.store.sealedToS();
    this.last = new LastClocks(await this.store.states());
  }

  /** Keeps what runs now. `hold` throws where somebody else leads. Throws where the database is away: then nothing has happened. */
  async keep(facts: KeptFacts, hold: () => Promise<void>): Promise<number> {
    const nowS = Math.floor(this.clock.now().getTime() / 1_000);
    this.last.align(facts.snapshot);
    const columns = clocksOf({ ...facts, formerClocks: this.last.clocksOf('DEVICE') });
    const turnedS = Math.floor(facts.turnedMs / 1_000);
    const changes = columns.flatMap((column) => this.changesOf(column, nowS, turnedS)).concat(this.gone(nowS));
    await this.transactor
      .run(async () => {
        await hold();
        const opened = await this.store.openMonths(this.months, nowS);
        this.watch ??= await this.store.beginWatch(nowS);
        await this.store.put(changes);
        await this.store.putMonthStarts(changes, [...this.months, ...opened]);
        await this.store.watchedTo(this.watch, nowS);
        return opened;
      })
      .then(
        (opened) => this.months.push(...opened),
        (error: unknown) => {
          // Whether it was committed is not known: all is read again before the next is written.
          this.watch = null;
          throw error;
        },
      );
    for (const { kind, id, position, ...last } of changes) {
      if (position === null) this.last.setGone(kind, id, last);
      else this.last.set(kind, position, last);
    }
    this.beatNotBefore = this.clock.monotonicMs() + BEAT_MS;
    return changes.length;
  }

  /** Whether it is time to write down that somebody watches. */
  isBeatDue(): boolean {
    return this.watch !== null && this.clock.monotonicMs() >= this.beatNotBefore;
  }

  async beat(hold: () => Promise<void>): Promise<void> {
    const { watch } = this;
    if (watch === null) return;
    const nowS = Math.floor(this.clock.now().getTime() / 1_000);
    this.beatNotBefore = this.clock.monotonicMs() + BEAT_MS;
    const opened = await this.transactor.run(async () => {
      await hold();
      await this.store.watchedTo(watch, nowS);
      return this.store.openMonths(this.months, nowS);
    });
    this.months.push(...opened);
  }

  /** Nobody watches from now on, e.g. because who does is blind: what runs is not observed until something is kept again. */
  async pause(): Promise<void> {
    const { watch } = this;
    this.watch = null;
    if (watch !== null) await this.store.watchedTo(watch, Math.floor(this.clock.now().getTime() / 1_000));
  }

  private changesOf({ kind, ids, clocks, since, outages }: ClockColumn, nowS: number, turnedS: number): Change[] {
    const changes: Change[] = [];
    for (let position = 0; position < ids.length; position++) {
      const clock = clocks[position];
      const outageId = outages[position];
      if (this.last.isLast(kind, position, clock, outageId)) continue;
      const last = this.last.at(kind, position);
      // What was never seen has no change before it is.
      if (last === undefined && clock === CLOCK.UNOBSERVED) continue;
      const atS = this.instantOf(last, clock, outageId, { sinceS: Math.floor(since[position] / 1_000), nowS, turnedS });
      changes.push({ kind, id: ids[position], position, atS, clock, outageId });
    }
    return changes;
  }

  /** When a clock began to run: never before the one before it, never in a month that is sealed, never in the future. */
  private instantOf(
    last: Last | undefined,
    clock: number,
    outageId: OutageId | null,
    { sinceS, nowS, turnedS }: { readonly sinceS: number; readonly nowS: number; readonly turnedS: number },
  ): number {
    const lastS = last?.atS ?? 0;
    // What an outage is put down to may be learned later: the same silence is told anew from where it began.
    if (last !== undefined && outageId !== null && last.outageId === outageId && isSilence(last.clock) && isSilence(clock))
      return Math.max(lastS, this.sealedToS);
    const isTurn = clock === CLOCK.MAINTENANCE || last?.clock === CLOCK.MAINTENANCE;
    const wanted = isTurn && turnedS > lastS ? turnedS : sinceS > lastS ? sinceS : nowS;
    // Nothing is known of before the first month: nobody watched.
    const earliestS = Math.max(lastS, this.sealedToS, this.months[0] ?? monthStartOf(nowS));
    return Math.min(Math.max(wanted, earliestS), Math.max(nowS, lastS));
  }

  /** What the network does not have any more is not observed. */
  private gone(nowS: number): Change[] {
    return Array.from(this.last.gone(), ({ kind, id, last }) => ({
      kind,
      id,
      position: null,
      atS: Math.max(nowS, last.atS),
      clock: CLOCK.UNOBSERVED,
      outageId: null,
    }));
  }
}

function isSilence(clock: number): boolean {
  return clock === CLOCK.OWN || clock === CLOCK.UPSTREAM || clock === CLOCK.POWER;
}
