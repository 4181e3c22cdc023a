import { ADDRESS_BYTES, TimingWheel, writeAddress } from '@app/sockets';
import type { DeviceId } from '@app/kernel';
import { RecentPeak } from './schedule.peak.js';
import { phaseOf } from './schedule.slots.js';
import type { Target } from './target.js';

/** What becomes of a device after a reading: its next turn comes, or it waits for the next assignment. */
export type AfterReading = 'again' | 'parked';

interface Entry {
  readonly slot: number;
  readonly phase: number;
  target: Target;
  dueMs: number;
  /** idle: in the wheel. queued: due, but too many others are being read. parked: until the next assignment. */
  state: 'idle' | 'queued' | 'reading' | 'parked';
  /** Somebody wants a reading that begins after the one on its way did. */
  isWanted: boolean;
  isUrgent: boolean;
  /** It was assigned anew while it was being read, so what parks it may have been mended. */
  isRenewed: boolean;
  isAssigned: boolean;
}

const TICK_MS = 50;
const WHEEL_SLOTS = 1024;
/** No device is read more often than this on its ordinary turn. */
const MIN_INTERVAL_MS = 1000;

/** When which device is read: each on its own interval, at a place in it that its address decides, and never twice at once. */
export class SnmpSchedule {
  private readonly entries = new Map<DeviceId, Entry>();
  private readonly bySlot: (Entry | null)[] = [];
  private readonly freeSlots: number[] = [];
  private readonly wheel: TimingWheel;
  private readonly urgent: Entry[] = [];
  private queue: Entry[] = [];
  private inFlight = 0;
  private started = 0;
  private readonly lag = new RecentPeak(5000);
  private readonly cycle = new RecentPeak(60_000);

  constructor(
    private readonly nowMs: () => number,
    private readonly maxInFlight: number,
    /** Reads one device; never rejects. */
    private readonly read: (target: Target) => Promise<AfterReading>,
  ) {
    this.wheel = new TimingWheel(WHEEL_SLOTS, TICK_MS, nowMs());
  }

  get sent(): number {
    return this.started;
  }

  get readingNow(): number {
    return this.inFlight;
  }

  /** Seconds that the device which waits longest is late, or was in the last seconds. */
  get lagSeconds(): number {
    const now = this.nowMs();
    const waiting = [this.urgent[0], this.queue[0]].map((entry) => (entry ? now - entry.dueMs : 0));
    return Math.max(...waiting, this.lag.value(now)) / 1000;
  }

  get cycleSeconds(): number {
    return this.cycle.value(this.nowMs()) / 1000;
  }

  assign(targets: readonly Target[]): void {
    for (const entry of this.entries.values()) entry.isAssigned = false;
    for (const target of targets) {
      const entry = this.entries.get(target.deviceId);
      if (entry && isSamePlace(entry.target, target)) this.stay(entry, target);
      else {
        if (entry) this.remove(entry);
        this.add(target);
      }
    }
    for (const entry of this.entries.values()) if (!entry.isAssigned) this.remove(entry);
  }

  askNow(deviceIds: Iterable<DeviceId>): void {
    const now = this.nowMs();
    for (const deviceId of deviceIds) {
      const entry = this.entries.get(deviceId);
      if (!entry || entry.state === 'parked') continue;
      if (entry.state === 'reading') entry.isWanted = true;
      else if (!entry.isUrgent) this.hurry(entry, entry.state === 'queued' ? entry.dueMs : now);
    }
    this.begin();
  }

  /** Begins what is due; answers how long nothing more will be. */
  tick(maxPauseMs: number): number {
    const now = this.nowMs();
    this.wheel.advance(now, (slot) => {
      const entry = this.bySlot[slot];
      if (entry) this.enqueue(entry, this.queue, entry.dueMs);
    });
    this.begin();
    return this.wheel.idleMs(now, maxPauseMs);
  }

  private stay(entry: Entry, target: Target): void {
    entry.target = target;
    entry.isAssigned = true;
    entry.isRenewed = true;
    if (entry.state === 'parked') this.plan(entry);
  }

  private add(target: Target): void {
    const address = new Uint8Array(ADDRESS_BYTES);
    writeAddress(target.address, address, 0);
    const slot = this.freeSlots.pop() ?? this.bySlot.length;
    const flags = { isWanted: false, isUrgent: false, isRenewed: false, isAssigned: true };
    const entry: Entry = { slot, phase: phaseOf(address, 0), target, dueMs: 0, state: 'idle', ...flags };
    this.bySlot[slot] = entry;
    this.entries.set(target.deviceId, entry);
    this.plan(entry);
  }

  private remove(entry: Entry): void {
    entry.isAssigned = false;
    this.entries.delete(entry.target.deviceId);
    this.wheel.remove(entry.slot);
    this.bySlot[entry.slot] = null;
    this.freeSlots.push(entry.slot);
  }

  /** The next time its place in the interval comes. What was missed is not made up for. */
  private plan(entry: Entry): void {
    const intervalMs = Math.max(MIN_INTERVAL_MS, entry.target.intervalMs);
    const offsetMs = entry.phase * intervalMs;
    entry.dueMs = (Math.floor((this.nowMs() - offsetMs) / intervalMs) + 1) * intervalMs + offsetMs;
    entry.state = 'idle';
    this.wheel.put(entry.slot, entry.dueMs);
  }

  private enqueue(entry: Entry, queue: Entry[], dueMs: number): void {
    this.wheel.remove(entry.slot);
    entry.state = 'queued';
    entry.dueMs = dueMs;
    queue.push(entry);
  }

  private hurry(entry: Entry, dueMs: number): void {
    entry.isUrgent = true;
    this.enqueue(entry, this.urgent, dueMs);
  }

  private begin(): void {
    let taken = 0;
    while (this.inFlight < this.maxInFlight) {
      const entry = this.urgent.shift() ?? this.queue[taken++];
      if (!entry) break;
      // Given up meanwhile, or begun from the other queue.
      if (entry.isAssigned && entry.state === 'queued') void this.run(entry);
    }
    if (taken > 0) this.queue = this.queue.slice(taken);
  }

  private async run(entry: Entry): Promise<void> {
    const startedMs = this.nowMs();
    this.lag.note(startedMs - entry.dueMs, startedMs);
    entry.state = 'reading';
    entry.isWanted = false;
    entry.isUrgent = false;
    entry.isRenewed = false;
    this.inFlight += 1;
    this.started += 1;
    const after = await this.read(entry.target);
    this.inFlight -= 1;
    const now = this.nowMs();
    this.cycle.note(now - startedMs, now);
    if (entry.isAssigned) this.afterwards(entry, after, now);
    this.begin();
  }

  private afterwards(entry: Entry, after: AfterReading, now: number): void {
    if (after === 'parked' && !entry.isRenewed) entry.state = 'parked';
    else if (entry.isWanted) this.hurry(entry, now);
    else this.plan(entry);
  }
}

function isSamePlace(one: Target, other: Target): boolean {
  return one.address === other.address && one.port === other.port && one.realm === other.realm && one.intervalMs === other.intervalMs;
}
