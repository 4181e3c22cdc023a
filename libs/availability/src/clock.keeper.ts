import type { InventorySnapshot } from '@app/inventory';
import type { Clock, OutageId } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { CLOCK, CLOCKED_KINDS, type ClockedKind } from './availability.clock.js';
import { type ClockColumn, type ClockFacts, clocksOf } from './clocks.of.js';
import { ClockStore, type Transition } from './clock.store.js';
import { monthStartOf } from './jakarta.time.js';

export type KeptFacts = Omit<ClockFacts, 'formerClocks'> & {
  /** When what is in maintenance became so, milliseconds since 1970; 0: never. */
  readonly turnedMs: number;
};

interface Last {
  readonly atS: number;
  readonly clock: number;
  readonly outageId: OutageId | null;
}

/** That somebody watches is written down so often, milliseconds. */
const BEAT_MS = 5_000;
const NO_CLOCK = 255;

/** Writes down which clock of each object runs, as soon as it is concluded, and that somebody watches. What did not change is not written. */
export class ClockKeeper {
  private last = new Map<ClockedKind, Map<number, Last>>();
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
    this.last = new Map(CLOCKED_KINDS.map((kind) => [kind, new Map<number, Last>()]));
    for (const { kind, id, ...last } of await this.store.states()) this.last.get(kind)?.set(id, last);
  }

  /** Keeps what runs now. `hold` throws where somebody else leads. Throws where the database is away: then nothing has happened. */
  async keep(facts: KeptFacts, hold: () => Promise<void>): Promise<number> {
    const nowS = Math.floor(this.clock.now().getTime() / 1_000);
    const formerClocks = this.formerClocks(facts.snapshot);
    const columns = clocksOf({ ...facts, formerClocks });
    const changes = columns.flatMap((column) => this.changesOf(column, nowS, Math.floor(facts.turnedMs / 1_000)));
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
    for (const { kind, id, ...last } of changes) this.last.get(kind)?.set(id, last);
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

  /** By device of a network: the clock that ran before. */
  private formerClocks({ deviceIds }: InventorySnapshot): Uint8Array {
    const devices = this.last.get('DEVICE');
    return Uint8Array.from(deviceIds, (id) => devices?.get(id)?.clock ?? NO_CLOCK);
  }

  private changesOf({ kind, ids, clocks, since, outages }: ClockColumn, nowS: number, turnedS: number): Transition[] {
    const known = this.last.get(kind) as Map<number, Last>;
    const changes: Transition[] = [];
    for (let i = 0; i < ids.length; i++) {
      const [id, clock, outageId] = [ids[i], clocks[i], outages[i]];
      const last = known.get(id);
      if (last === undefined ? clock === CLOCK.UNOBSERVED : last.clock === clock && last.outageId === outageId) continue;
      changes.push({
        kind,
        id,
        atS: this.instantOf(last, clock, outageId, { sinceS: Math.floor(since[i] / 1_000), nowS, turnedS }),
        clock,
        outageId,
      });
    }
    return changes.concat(this.gone(kind, known, ids, nowS));
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
  private gone(kind: ClockedKind, known: ReadonlyMap<number, Last>, ids: Int32Array, nowS: number): Transition[] {
    if (known.size <= ids.length && ids.every((id) => known.has(id))) return [];
    const present = new Set(ids);
    return [...known].flatMap(([id, { clock, atS }]) =>
      present.has(id) || clock === CLOCK.UNOBSERVED
        ? []
        : [{ kind, id, atS: Math.max(nowS, atS), clock: CLOCK.UNOBSERVED, outageId: null }],
    );
  }
}

function isSilence(clock: number): boolean {
  return clock === CLOCK.OWN || clock === CLOCK.UPSTREAM || clock === CLOCK.POWER;
}
