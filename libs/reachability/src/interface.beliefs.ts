import type { SnmpResult } from '@app/probing';
import { noneAfter, operUpOf, type Roster } from './roster.js';

/** What the devices last told of the interfaces that carry links, in columns by link end (2 × link, + 1 for the z end). */
export class InterfaceBeliefs {
  /** -1 not known, 0 down, 1 up. */
  readonly operUp: Int8Array;
  /** When it was read, milliseconds since the epoch; 0 for never. */
  readonly readAt: Float64Array;
  /** Since when it tells so, as far as it was read: milliseconds since the epoch; 0 for never. */
  readonly since: Float64Array;
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
    this.ifIndex = new Int32Array(ends);
    this.receiveBytes = new Float64Array(ends).fill(Number.NaN);
    this.transmitBytes = new Float64Array(ends).fill(Number.NaN);
    this.speedBitsPerSecond = new Float64Array(ends).fill(Number.NaN);
  }

  /** Takes over what was read of the links of an older version that are still there. */
  carry(older: InterfaceBeliefs): void {
    this.revision = older.revision + 1;
    const positions = new Map(Array.from(older.roster.linkIds, (id, position) => [id, position]));
    this.roster.linkIds.forEach((id, mine) => {
      const theirs = positions.get(id);
      if (theirs === undefined) return;
      for (const side of [0, 1]) {
        const [from, to] = [2 * theirs + side, 2 * mine + side];
        this.operUp[to] = older.operUp[from];
        this.readAt[to] = older.readAt[from];
        this.since[to] = older.since[from];
        this.ifIndex[to] = older.ifIndex[from];
        this.receiveBytes[to] = older.receiveBytes[from];
        this.transmitBytes[to] = older.transmitBytes[from];
        this.speedBitsPerSecond[to] = older.speedBitsPerSecond[from];
      }
    });
  }

  /** The clock was set back: what seems to be read later than now would hide all that is read until then. */
  turnBack(now: number): void {
    noneAfter(this.readAt, now);
    noneAfter(this.since, now);
  }

  /** Link ends that tell something else than before. */
  apply(result: SnmpResult): number[] {
    if (result.kind !== 'read') return [];
    const device = this.roster.indexOfDevice(result.deviceId);
    if (device < 0) return [];
    const changed: number[] = [];
    for (const reading of result.interfaces) {
      const end = this.roster.endOf(device, reading.ifName);
      if (end < 0 || result.observedAtMs < this.readAt[end]) continue;
      const operUp = operUpOf(reading);
      if (this.operUp[end] !== operUp) {
        changed.push(end);
        this.since[end] = result.observedAtMs;
        this.revision += 1;
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
}
