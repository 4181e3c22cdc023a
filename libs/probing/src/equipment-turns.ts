import { DOCUMENT_PARTS, type DocumentPart } from '@app/equipment';

export interface EquipmentIntervals {
  /** Sensors and ONUs, milliseconds. */
  readonly sensorMs: number;
  /** Interfaces, neighbours and parts, milliseconds. */
  readonly factsMs: number;
}

const SENSOR_PARTS: readonly DocumentPart[] = ['sensors', 'onus'];
const FACTS_PARTS: readonly DocumentPart[] = ['interfaces', 'neighbours', 'inventory'];

interface Turns {
  sensors: number;
  facts: number;
}

/**
 * Which parts of a device are due. What seldom changes is read at a device's own place in the longer interval, so that not every
 * device is read whole in the same minute; the first time, all is read.
 */
export class EquipmentTurns {
  private readonly taken = new Map<number, Turns>();

  constructor(private readonly intervals: EquipmentIntervals) {}

  /** How often a device has a turn. */
  get everyMs(): number {
    return Math.min(this.intervals.sensorMs, this.intervals.factsMs);
  }

  /** Takes the parts that are due. `phase`: the place of a device in every interval, from 0 to 1. */
  take(deviceId: number, phase: number, nowMs: number, isWhole: boolean): readonly DocumentPart[] {
    const { sensorMs, factsMs } = this.intervals;
    const now: Turns = { sensors: turnOf(nowMs, sensorMs, phase), facts: turnOf(nowMs, factsMs, phase) };
    const last = this.taken.get(deviceId);
    this.taken.set(deviceId, now);
    if (!last || isWhole) return DOCUMENT_PARTS;
    return [...(now.facts === last.facts ? [] : FACTS_PARTS), ...(now.sensors === last.sensors ? [] : SENSOR_PARTS)];
  }

  /** Reads it whole the next time: nothing came of the last. */
  forget(deviceId: number): void {
    this.taken.delete(deviceId);
  }

  keepOnly(deviceIds: ReadonlySet<number>): void {
    for (const id of this.taken.keys()) if (!deviceIds.has(id)) this.taken.delete(id);
  }
}

/** A turn begins at a device's place in the interval; half a second of grace, since a timer may fire a little before it. */
function turnOf(nowMs: number, intervalMs: number, phase: number): number {
  return Math.floor((nowMs + 500) / intervalMs - phase);
}
