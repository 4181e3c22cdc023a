import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InventorySnapshot } from '@app/inventory';
import type { Clock, DeviceId } from '@app/kernel';
import type { Transactor } from '@app/platform';
import type { DocumentResult, SnmpResult } from '@app/probing';
import { applyDocument } from './apply.document.js';
import { applyStates } from './apply.interfaces.js';
import type { SensorPolicy } from './apply.sensors.js';
import type { DeviceMemory } from './device.memory.js';
import { InterfaceRates } from './interface.rates.js';
import { type Hidden, lowLight, receiversOf } from './low.light.js';
import { ObservedChanges } from './observed.changes.js';
import { ObservedStore } from './observed.store.js';
import { type OpticalAlarm, reconcileAlarms } from './optical.alarm.js';
import { OpticalAlarmStore } from './optical.alarm.store.js';
import { toldLevel } from './optical.state.js';

/** What came of a round of keeping. */
export interface Kept {
  /** Alarms of low light that opened, changed or cleared. */
  readonly alarms: readonly OpticalAlarm[];
  /** Devices whose numbers mean something else by now: they are to be inspected again at once. */
  readonly again: readonly DeviceId[];
  readonly rows: number;
}

const NOTHING: Kept = { alarms: [], again: [], rows: 0 };
/** Documents of one device that wait while the database is away; the oldest make room. */
const MOST_WAITING = 2;
/** Devices of one round, and so of one transaction. */
const DEVICES_A_ROUND = 250;
/** How long documents are taken in before the event loop gets its turn. */
const SLICE_MS = 10;
/** A device is inspected out of turn so often at the most, milliseconds. */
const AGAIN_MS = 5 * 60_000;

/**
 * Keeps what devices tell of themselves: memory is what is known, the tables are what of it outlives a restart. Documents are taken in
 * one round after the other, each in one transaction; where that fails, what is known stays known and is written by a later round.
 */
export class ObservedService {
  /** Whoever was read since the lead was taken, or has low light from before. */
  readonly memories = new Map<DeviceId, DeviceMemory>();
  readonly rates = new Map<DeviceId, InterfaceRates>();
  /** Another number: what is told has other names than before. */
  revision = 0;
  private changes = new ObservedChanges();
  private waiting = new Map<DeviceId, DocumentResult[]>();
  private readonly suspects = new Set<DeviceId>();
  private readonly askedAgain = new Map<DeviceId, number>();
  private readonly low = new Set<DeviceId>();
  private alarms: readonly OpticalAlarm[] = [];
  private snapshot: InventorySnapshot | null = null;
  /** Another number: all was forgotten meanwhile, and what was begun before is void. */
  private term = 0;
  /** A commit whose answer was lost may be kept: which alarms are open is read again. */
  private isInDoubt = false;
  private readonly store: ObservedStore;
  private readonly alarmStore: OpticalAlarmStore;

  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    readonly policy: SensorPolicy,
  ) {
    this.store = new ObservedStore(transactor, policy);
    this.alarmStore = new OpticalAlarmStore(transactor);
  }

  /** Begins anew from the tables. Answers the alarms that are open, and those that cleared since an instant. */
  async takeLead(clearedSince: Date): Promise<readonly OpticalAlarm[]> {
    this.forget();
    const alarms = await this.alarmStore.openOrClearedSince(clearedSince);
    this.alarms = alarms.filter(({ clearedAt }) => clearedAt === null);
    await this.load(await this.store.withLowLight());
    return alarms;
  }

  /** Somebody else keeps from now on. */
  forget(): void {
    this.memories.clear();
    this.rates.clear();
    this.changes = new ObservedChanges();
    this.waiting.clear();
    this.suspects.clear();
    this.askedAgain.clear();
    this.low.clear();
    this.alarms = [];
    this.term += 1;
    this.isInDoubt = false;
    this.revision += 1;
  }

  get openAlarms(): readonly OpticalAlarm[] {
    return this.alarms;
  }

  hearDocument(result: DocumentResult): void {
    if (result.inspection.kind !== 'read') return;
    const before = this.waiting.get(result.deviceId) ?? [];
    this.waiting.set(result.deviceId, [...before.slice(1 - MOST_WAITING), result]);
  }

  /** States and counters of a quick reading. */
  hearReading(result: SnmpResult): void {
    if (result.kind !== 'read') return;
    const { deviceId, observedAtMs, sysUpTimeTicks, interfaces } = result;
    let rates = this.rates.get(deviceId);
    if (!rates) this.rates.set(deviceId, (rates = new InterfaceRates()));
    rates.note({ atMs: observedAtMs, sysUpTimeTicks, interfaces });
    const memory = this.memories.get(deviceId);
    if (!memory?.known || memory.interfaces.length === 0) return;
    if (!applyStates(memory, interfaces, observedAtMs, this.changes) && result.faults.length === 0) this.suspects.add(deviceId);
  }

  /**
   * Takes in what was heard and writes what changed. `hold` throws, within the transaction, where somebody else leads by now. Throws
   * where the database is away.
   */
  async keep(snapshot: InventorySnapshot, hidden: Hidden, hold: () => Promise<void>): Promise<Kept> {
    const { term } = this;
    this.adopt(snapshot);
    if (this.isInDoubt) await this.readAlarms();
    const heard = [...this.waiting].slice(0, DEVICES_A_ROUND);
    await this.load(heard.flatMap(([id]) => (this.memories.has(id) ? [] : [id])));
    if (term === this.term) await this.takeIn(heard);
    if (term !== this.term) return NOTHING;
    const alarms = reconcileAlarms(this.alarms, this.lowLight(snapshot, hidden), this.clock.now(), randomUUID);
    const rows = await this.write(alarms, hold);
    if (term !== this.term) return NOTHING;
    const byId = new Map([...this.alarms, ...alarms].map((alarm) => [alarm.id, alarm]));
    this.alarms = [...byId.values()].filter(({ clearedAt }) => clearedAt === null);
    return { alarms, again: this.toAskAgain(), rows };
  }

  /** What is heard while the database writes goes into the next round. */
  private async write(alarms: readonly OpticalAlarm[], hold: () => Promise<void>): Promise<number> {
    const { changes } = this;
    if (changes.rows === 0 && alarms.length === 0) return 0;
    this.changes = new ObservedChanges();
    try {
      await this.transactor.run(async () => {
        await hold();
        await this.store.save(changes);
        await this.alarmStore.save(alarms);
      });
    } catch (error) {
      this.isInDoubt = true;
      this.changes.putBack(changes);
      throw error;
    }
    return changes.rows;
  }

  /** Devices that were taken out of the network are forgotten; what is in the tables of them stays. */
  private adopt(snapshot: InventorySnapshot): void {
    if (this.snapshot === snapshot) return;
    this.snapshot = snapshot;
    for (const known of [this.memories, this.rates, this.waiting])
      for (const id of known.keys()) if (snapshot.indexOfDevice(id) < 0) known.delete(id);
    this.revision += 1;
  }

  private async readAlarms(): Promise<void> {
    const alarms = await this.alarmStore.openOrClearedSince(this.clock.now());
    this.alarms = alarms.filter(({ clearedAt }) => clearedAt === null);
    this.isInDoubt = false;
  }

  private async load(deviceIds: readonly DeviceId[]): Promise<void> {
    if (deviceIds.length === 0) return;
    for (const memory of await this.store.load(deviceIds)) {
      this.memories.set(memory.deviceId, memory);
      this.noteLight(memory);
    }
    this.revision += 1;
  }

  private async takeIn(heard: readonly (readonly [DeviceId, readonly DocumentResult[]])[]): Promise<void> {
    const { term } = this;
    let sliceStarted = this.clock.monotonicMs();
    for (const [deviceId, results] of heard) {
      if (this.clock.monotonicMs() - sliceStarted > SLICE_MS) {
        await nextTurn();
        if (term !== this.term) return;
        sliceStarted = this.clock.monotonicMs();
      }
      const { changes } = this;
      const memory = this.memories.get(deviceId) as DeviceMemory;
      const newer = this.waiting.get(deviceId)?.filter((result) => !results.includes(result)) ?? [];
      if (newer.length > 0) this.waiting.set(deviceId, newer);
      else this.waiting.delete(deviceId);
      for (const { inspection, parts, observedAtMs } of results) {
        if (inspection.kind !== 'read') continue;
        const told = { document: inspection.document, parts, at: Math.min(observedAtMs, this.clock.now().getTime()) };
        if (applyDocument(memory, told, this.policy, changes) === 'again') this.suspects.add(deviceId);
        else if (parts.includes('interfaces')) this.suspects.delete(deviceId);
      }
      this.noteLight(memory);
    }
    if (this.changes.isRenamed) this.revision += 1;
    this.changes.isRenamed = false;
  }

  private noteLight(memory: DeviceMemory): void {
    if (receiversOf(memory).some(({ optics }) => toldLevel(optics.state) !== 'ok')) this.low.add(memory.deviceId);
    else this.low.delete(memory.deviceId);
  }

  private lowLight(snapshot: InventorySnapshot, hidden: Hidden) {
    const memories = [...this.low].flatMap((id) => this.memories.get(id) ?? []);
    const memoryOf = (position: number) => this.memories.get(snapshot.deviceIds[position] as DeviceId);
    return lowLight(snapshot, memories, memoryOf, hidden, this.policy);
  }

  private toAskAgain(): DeviceId[] {
    const now = this.clock.monotonicMs();
    const again = [...this.suspects].filter((id) => now - (this.askedAgain.get(id) ?? -AGAIN_MS) >= AGAIN_MS);
    for (const id of again) this.askedAgain.set(id, now);
    this.suspects.clear();
    return again;
  }
}
