import type { SnmpResult } from '@app/probing';
import { noneAfter, operUpOf, type Roster } from './roster.js';

/** What the devices last told of the interfaces that carry links, in columns by link end (2 × link, + 1 for the z end). */
export class InterfaceBeliefs {
  /** -1 not known, 0 down, 1 up. */
  readonly operUp: Int8Array;
  /** When it was read, milliseconds since the epoch; 0 for never, or so long ago that it says nothing of now. */
  readonly readAt: Float64Array;
  /** When it was first read as it is now, as far as readings tell; 0 where it never told otherwise. */
  readonly since: Float64Array;
  /** When it was last read otherwise; 0 for never. */
  private readonly otherwiseAt: Float64Array;
  /** The number that its device gives it now, by which traps name it; 0: not known. */
  readonly ifIndex: Int32Array;
  /** Another number: an interface tells something else than before. */
  revision = 0;
  readonly receiveBytes: Float64Array;
  readonly transmitBytes: Float64Array;
  readonly speedBitsPerSecond: Float64Array;

  constructor(readonly roster: Roster) {
    const ends = roster.linkIds.length * 2;
    this.operUp = new Int8Array(ends).fill(-1);
    this.readAt = new Float64Array(ends);
    this.since = new Float64Array(ends);
    this.otherwiseAt = new Float64Array(ends);
    this.ifIndex = new Int32Array(ends);
    this.receiveBytes = new Float64Array(ends).fill(Number.NaN);
    this.transmitBytes = new Float64Array(ends).fill(Number.NaN);
    this.speedBitsPerSecond = new Float64Array(ends).fill(Number.NaN);
  }

  /**
   * Takes over what was read on an older version. `formerOf`: the end there that the same interface of the same device told of, or -1. A
   * link that keeps its name and is plugged in elsewhere was never read.
   */
  carry(older: InterfaceBeliefs, formerOf: (end: number) => number): void {
    this.revision = older.revision + 1;
    for (let to = 0; to < this.operUp.length; to++) {
      const from = formerOf(to);
      if (from >= 0) {
        this.operUp[to] = older.operUp[from];
        this.readAt[to] = older.readAt[from];
        this.since[to] = older.since[from];
        this.otherwiseAt[to] = older.otherwiseAt[from];
        this.ifIndex[to] = older.ifIndex[from];
        this.receiveBytes[to] = older.receiveBytes[from];
        this.transmitBytes[to] = older.transmitBytes[from];
        this.speedBitsPerSecond[to] = older.speedBitsPerSecond[from];
      }
    }
  }

  /** What an end told says nothing of now: its device was not read for too long. */
  forget(end: number): void {
    this.readAt[end] = 0;
  }

  /** The clock was set back: what seems to be read later than now would hide all that is read until then. */
  turnBack(now: number): void {
    for (const instants of [this.readAt, this.since, this.otherwiseAt]) noneAfter(instants, now);
  }

  /** Link ends that tell something else than before. */
  apply(result: SnmpResult): number[] {
    if (result.kind !== 'read') return [];
    const device = this.roster.indexOfDevice(result.deviceId);
    if (device < 0) return [];
    const changed: number[] = [];
    for (const reading of result.interfaces) {
      const end = this.roster.endOf(device, reading.ifName);
      if (end < 0) continue;
      const operUp = operUpOf(reading);
      if (result.observedAtMs < this.readAt[end]) {
        this.hearLate(end, operUp, result.observedAtMs);
        continue;
      }
      if (this.operUp[end] !== operUp) {
        changed.push(end);
        this.revision += 1;
        // The first reading ever is no turn.
        if (this.operUp[end] >= 0 || this.readAt[end] > 0) this.since[end] = result.observedAtMs;
        this.otherwiseAt[end] = this.readAt[end];
      }
      this.operUp[end] = operUp;
      this.ifIndex[end] = reading.ifIndex;
      this.readAt[end] = result.observedAtMs;
      this.receiveBytes[end] = reading.receiveBytes === null ? Number.NaN : Number(reading.receiveBytes);
      this.transmitBytes[end] = reading.transmitBytes === null ? Number.NaN : Number(reading.transmitBytes);
      this.speedBitsPerSecond[end] = reading.speedBitsPerSecond ?? Number.NaN;
    }
    return changed;
  }

  /** A reading that was overtaken by a newer one changes nothing but since when that is so. */
  private hearLate(end: number, operUp: number, readAt: number): void {
    if (operUp !== this.operUp[end]) {
      this.otherwiseAt[end] = Math.max(this.otherwiseAt[end], readAt);
      if (this.since[end] < readAt) this.since[end] = this.readAt[end];
    } else if (readAt > this.otherwiseAt[end]) this.since[end] = Math.min(this.since[end], readAt);
  }
}
