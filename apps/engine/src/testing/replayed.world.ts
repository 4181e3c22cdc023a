import type { FeedListener, ProberState } from '@app/feed';
import type { InventorySnapshot } from '@app/inventory';
import { probeBatch } from '@testing/probing';
import { type Delivered, FIRST_EPOCH_MS, type SimulatedTime, World } from './simulated.world.js';

/** How evidence is mixed on its way. */
export interface Mixing {
  /** Each result is late by up to so much, each by its own, so that they overtake each other; milliseconds. */
  readonly delayMs: number;
  /** The share of the results that come twice, the second time late by its own. */
  readonly repeated: number;
}

/** Tells again what was once told, in another order. Nobody answers: what is asked for now is not part of that evidence. */
export class ReplayedWorld extends World {
  constructor(
    readonly snapshot: InventorySnapshot,
    private readonly time: SimulatedTime,
    private readonly tape: readonly Delivered[],
    private readonly mixing: Mixing,
    private readonly dice: () => number,
  ) {
    super();
  }

  override get wallMs(): number {
    return FIRST_EPOCH_MS + this.time.now;
  }

  override start(listener: FeedListener): Promise<void> {
    const { delayMs, repeated } = this.mixing;
    const tell = (delivered: Delivered) => {
      if (delivered.kind === 'probe') listener.onProbes(probeBatch([delivered.row]));
      else listener.onReading(delivered.result);
    };
    // The time of the tape is that of asking and answering; what is mixed is the way from there to the engine.
    const late = this.tape.flatMap((delivered) => {
      const times = this.dice() < repeated ? 2 : 1;
      return Array.from({ length: times }, () => ({ at: delivered.at + this.dice() * delayMs, delivered }));
    });
    late.sort((a, b) => a.at - b.at);
    let next = 0;
    const go = () => {
      tell(late[next++].delivered);
      if (next < late.length) this.time.after(late[next].at - this.time.now, go);
    };
    if (late.length > 0) this.time.after(late[0].at - this.time.now, go);
    return Promise.resolve();
  }

  override assign(): void {}
  override askNow(): void {}
  override readNow(): void {}
  override inspectNow(): void {}

  override probers(): readonly ProberState[] {
    return [];
  }

  override traps(): null {
    return null;
  }

  override stop(): Promise<void> {
    return Promise.resolve();
  }
}
