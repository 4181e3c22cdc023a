import { ADDRESS_BYTES } from '@app/sockets';
import type { TargetColumns } from './icmp-targets.js';

/** A target in the schedule: `slot * 2` is its ordinary turn, `slot * 2 + 1` its turn on the fast clock. */
export type Turn = number;
export const slotOf = (turn: Turn): number => turn >>> 1;
export const isFast = (turn: Turn): boolean => (turn & 1) === 1;

/** No target is asked more often than this on its ordinary turn. */
const MIN_INTERVAL_MS = 100;

/** The targets in columns. A slot that was given up is used again only when nothing of it is on its way any more. */
export class ScheduleSlots {
  deviceIds = new Int32Array(0);
  addresses = new Uint8Array(0);
  families = new Uint8Array(0);
  intervalsMs = new Float64Array(0);
  timeoutsMs = new Float64Array(0);
  /** Place within the interval, from 0 to 1. */
  phases = new Float64Array(0);
  /** Questions of the slot that are queued or on their way. */
  busy = new Uint16Array(0);
  isLive = new Uint8Array(0);
  private stamps = new Uint32Array(0);
  private stamp = 0;
  private readonly byDevice = new Map<number, number>();
  private readonly free: number[] = [];
  private askedPerSecond = 0;

  get size(): number {
    return this.byDevice.size;
  }

  /** Questions a second that the intervals add up to. */
  get demandPerSecond(): number {
    return this.askedPerSecond;
  }

  find(deviceId: number): number {
    return this.byDevice.get(deviceId) ?? -1;
  }

  /**
   * Replaces the whole set. A target that stays as it was keeps its slot and its place in the schedule; one that changed its
   * address or interval is a new one.
   */
  assign(columns: TargetColumns, added: (slot: number) => void, removed: (slot: number) => void): void {
    this.stamp += 1;
    for (let row = 0; row < columns.count; row += 1) {
      const deviceId = columns.deviceIds[row] as number;
      const slot = this.byDevice.get(deviceId);
      if (slot !== undefined && this.isSame(slot, columns, row)) {
        this.timeoutsMs[slot] = columns.timeoutsMs[row] as number;
        this.stamps[slot] = this.stamp;
        continue;
      }
      if (slot !== undefined) this.remove(slot, removed);
      added(this.add(columns, row));
    }
    for (const slot of this.byDevice.values()) if (this.stamps[slot] !== this.stamp) this.remove(slot, removed);
  }

  /** One question of the slot is over. */
  settle(slot: number): void {
    this.busy[slot] = (this.busy[slot] as number) - 1;
    this.reclaim(slot);
  }

  private remove(slot: number, removed: (slot: number) => void): void {
    this.byDevice.delete(this.deviceIds[slot] as number);
    this.askedPerSecond -= 1000 / (this.intervalsMs[slot] as number);
    this.isLive[slot] = 0;
    removed(slot);
    this.reclaim(slot);
  }

  private reclaim(slot: number): void {
    if (this.isLive[slot] === 0 && this.busy[slot] === 0) this.free.push(slot);
  }

  private add(columns: TargetColumns, row: number): number {
    if (this.free.length === 0) this.grow(Math.max(256, this.isLive.length * 2));
    const slot = this.free.pop() as number;
    const from = row * ADDRESS_BYTES;
    this.addresses.set(columns.addresses.subarray(from, from + ADDRESS_BYTES), slot * ADDRESS_BYTES);
    this.deviceIds[slot] = columns.deviceIds[row] as number;
    this.families[slot] = columns.families[row] as number;
    this.intervalsMs[slot] = clampInterval(columns.intervalsMs[row] as number);
    this.timeoutsMs[slot] = columns.timeoutsMs[row] as number;
    this.phases[slot] = phaseOf(this.addresses, slot * ADDRESS_BYTES);
    this.isLive[slot] = 1;
    this.stamps[slot] = this.stamp;
    this.byDevice.set(this.deviceIds[slot] as number, slot);
    this.askedPerSecond += 1000 / (this.intervalsMs[slot] as number);
    return slot;
  }

  private isSame(slot: number, columns: TargetColumns, row: number): boolean {
    if (this.families[slot] !== columns.families[row]) return false;
    if (this.intervalsMs[slot] !== clampInterval(columns.intervalsMs[row] as number)) return false;
    const ours = slot * ADDRESS_BYTES;
    const theirs = row * ADDRESS_BYTES;
    for (let i = 0; i < ADDRESS_BYTES; i += 1) if (this.addresses[ours + i] !== columns.addresses[theirs + i]) return false;
    return true;
  }

  private grow(capacity: number): void {
    const old = this.isLive.length;
    const larger = <A extends Int32Array | Uint8Array | Uint16Array | Uint32Array | Float64Array>(column: A, width = 1): A => {
      const copy = new (column.constructor as new (length: number) => A)(capacity * width);
      copy.set(column);
      return copy;
    };
    this.deviceIds = larger(this.deviceIds);
    this.addresses = larger(this.addresses, ADDRESS_BYTES);
    this.families = larger(this.families);
    this.intervalsMs = larger(this.intervalsMs);
    this.timeoutsMs = larger(this.timeoutsMs);
    this.phases = larger(this.phases);
    this.busy = larger(this.busy);
    this.isLive = larger(this.isLive);
    this.stamps = larger(this.stamps);
    for (let slot = capacity - 1; slot >= old; slot -= 1) this.free.push(slot);
  }
}

function clampInterval(ms: number): number {
  return ms >= MIN_INTERVAL_MS ? ms : MIN_INTERVAL_MS;
}

/** A fraction that depends on the address alone (FNV-1a, then mixed): the same after every restart, and spread evenly. */
export function phaseOf(addresses: Uint8Array, offset: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < ADDRESS_BYTES; i += 1) hash = Math.imul(hash ^ (addresses[offset + i] as number), 0x01000193);
  return mix(hash) / 0x1_0000_0000;
}

/** Murmur3's finalizer: neighbouring numbers end far apart. */
export function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
