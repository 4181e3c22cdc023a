import type { InventorySnapshot } from '@app/inventory';
import type { OutageId } from '@app/kernel';
import { CLOCK, CLOCKED_KINDS, type ClockedKind } from './availability.clock.js';
import type { Transition } from './clock.store.js';

/** The clock that ran last of an object; whole seconds since 1970. */
export interface Last {
  readonly atS: number;
  readonly clock: number;
  readonly outageId: OutageId | null;
}

/** No clock ever ran. */
export const NO_CLOCK = 255;

/** In columns by position in the network: all of them are looked at with each judgement. */
interface Columns {
  readonly ids: Int32Array;
  readonly clocks: Uint8Array;
  readonly atS: Float64Array;
  readonly outages: (OutageId | null)[];
}

/** The objects of a kind that a network has, by position. */
export function idsOf(kind: ClockedKind, { deviceIds, linkIds, spanIds, placeIds, graph }: InventorySnapshot): Int32Array {
  switch (kind) {
    case 'DEVICE':
      return deviceIds;
    case 'LINK':
      return linkIds;
    case 'SPAN':
      return spanIds;
    case 'STATION':
      return placeIds.subarray(0, graph.stationCount);
  }
}

/** Remembers which clock of each object ran last, in the order of the network as it is; and of what it does not have (any more), by id. */
export class LastClocks {
  private snapshot: InventorySnapshot | null = null;
  private readonly columns = new Map<ClockedKind, Columns>();
  private readonly away = new Map<ClockedKind, Map<number, Last>>(CLOCKED_KINDS.map((kind) => [kind, new Map<number, Last>()]));

  constructor(states: readonly Transition[]) {
    for (const { kind, id, ...last } of states) this.awayOf(kind).set(id, last);
  }

  /** Puts all in the order of a network; nothing to do while it is the same. */
  align(snapshot: InventorySnapshot): void {
    if (this.snapshot === snapshot) return;
    this.snapshot = snapshot;
    for (const kind of CLOCKED_KINDS) {
      this.putAway(kind);
      this.columns.set(kind, this.taken(kind, idsOf(kind, snapshot)));
    }
  }

  clocksOf(kind: ClockedKind): Uint8Array {
    return this.columnsOf(kind).clocks;
  }

  at(kind: ClockedKind, position: number): Last | undefined {
    const { clocks, atS, outages } = this.columnsOf(kind);
    const clock = clocks[position];
    return clock === NO_CLOCK ? undefined : { clock, atS: atS[position], outageId: outages[position] };
  }

  /** Whether this clock ran last, for this outage. */
  isLast(kind: ClockedKind, position: number, clock: number, outageId: OutageId | null): boolean {
    const { clocks, outages } = this.columnsOf(kind);
    return clocks[position] === clock && outages[position] === outageId;
  }

  set(kind: ClockedKind, position: number, { atS, clock, outageId }: Last): void {
    const columns = this.columnsOf(kind);
    columns.clocks[position] = clock;
    columns.atS[position] = atS;
    columns.outages[position] = outageId;
  }

  /** What the network does not have any more, and whose clock still runs. */
  *gone(): Generator<{ readonly kind: ClockedKind; readonly id: number; readonly last: Last }> {
    for (const [kind, lasts] of this.away) for (const [id, last] of lasts) if (last.clock !== CLOCK.UNOBSERVED) yield { kind, id, last };
  }

  setGone(kind: ClockedKind, id: number, last: Last): void {
    this.awayOf(kind).set(id, last);
  }

  private putAway(kind: ClockedKind): void {
    const { ids } = this.columns.get(kind) ?? { ids: [] };
    ids.forEach((id, position) => {
      const last = this.at(kind, position);
      if (last) this.awayOf(kind).set(id, last);
    });
  }

  private taken(kind: ClockedKind, ids: Int32Array): Columns {
    const away = this.awayOf(kind);
    const columns: Columns = {
      ids,
      clocks: new Uint8Array(ids.length).fill(NO_CLOCK),
      atS: new Float64Array(ids.length),
      outages: Array<OutageId | null>(ids.length).fill(null),
    };
    ids.forEach((id, position) => {
      const last = away.get(id);
      if (!last) return;
      columns.clocks[position] = last.clock;
      columns.atS[position] = last.atS;
      columns.outages[position] = last.outageId;
      away.delete(id);
    });
    return columns;
  }

  private columnsOf(kind: ClockedKind): Columns {
    const columns = this.columns.get(kind);
    if (!columns) throw new Error('align comes first');
    return columns;
  }

  private awayOf(kind: ClockedKind): Map<number, Last> {
    return this.away.get(kind)!;
  }
}
