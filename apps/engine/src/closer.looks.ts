import type { InventorySnapshot } from '@app/inventory';
import type { DeviceId } from '@app/kernel';
import type { Outage, OutageChange } from '@app/outages';
import { componentOf, effectOf } from '@app/topology';

/** Devices that are inspected for one outage: the ends of a cable of hundreds of fibres tell it no better. */
const MOST_WITNESSES = 20;
const MOST_CANDIDATES = 5;
/** By then a port has forgotten the neighbour that it lost (IEEE 802.1AB: 120 s; CDP: 180 s), milliseconds. */
const FORGOTTEN_MS = 200_000;
/** Devices that wait for their second look; in a storm the oldest make room. */
const MOST_WAITING = 1_000;

/** Who stands at what an outage may be: the ends of the links that its candidates darken, and the UPS of the places they put out. */
export function witnessesOf({ graph, deviceIds }: InventorySnapshot, { candidates }: Pick<Outage, 'candidates'>): DeviceId[] {
  const found = new Set<number>();
  for (const { kind, code } of candidates.slice(0, MOST_CANDIDATES)) {
    const component = componentOf(graph, kind, code);
    if (!component) continue;
    const { links, devices } = effectOf(graph, kind, component.index);
    for (const link of links) for (const end of [graph.linkA[link], graph.linkZ[link]]) found.add(end as number);
    for (const device of devices) if (graph.deviceRoles[device] === 'UPS') found.add(device);
    if (found.size >= MOST_WITNESSES) break;
  }
  return Array.from(found, (device) => deviceIds[device] as DeviceId).slice(0, MOST_WITNESSES);
}

/** Whom to look at more closely because an outage opened: now, and again when its neighbours are forgotten. Monotonic milliseconds. */
export class CloserLooks {
  private readonly waiting = new Map<DeviceId, number>();

  /** Takes what became of outages. */
  add(snapshot: InventorySnapshot, changes: readonly OutageChange[], nowMs: number): DeviceId[] {
    const opened = changes.flatMap(({ before, outage }) => (before === null && outage.alertName !== 'PollerBlind' ? [outage] : []));
    // A camera that dies has nobody to tell of it but the port that it hangs on, and thousands may die in one night.
    const told = opened.filter(({ alertName }) => alertName !== 'CameraDown').flatMap((outage) => witnessesOf(snapshot, outage));
    for (const id of told) {
      this.waiting.delete(id);
      this.waiting.set(id, nowMs + FORGOTTEN_MS);
    }
    for (const id of this.waiting.keys()) {
      if (this.waiting.size <= MOST_WAITING) break;
      this.waiting.delete(id);
    }
    return [...new Set(told)];
  }

  /** Whom to look at the second time. */
  due(nowMs: number): DeviceId[] {
    const due = [...this.waiting].filter(([, at]) => at <= nowMs).map(([id]) => id);
    for (const id of due) this.waiting.delete(id);
    return due;
  }
}
