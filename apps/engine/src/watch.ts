import type { ProbeFeed } from '@app/feed';
import type { InventorySnapshot } from '@app/inventory';
import type { DeviceId } from '@app/kernel';
import { AskAround, type DeviceConclusion, DeviceTellings, EvidenceWindow, type LeftOut, OnuTellings, type Pending } from '@app/outages';
import type { DocumentResult, ProbeBatch, SnmpResult, TrapHint } from '@app/probing';
import { BELIEF, DeviceBeliefs, InterfaceBeliefs } from '@app/reachability';
import type { EngineSettings } from './engine.settings.js';
import { Freshness } from './freshness.js';
import { formerEnd, NewlyDeclared } from './newly.declared.js';
import { type Assignment, assignmentOf } from './targets.js';

/** Readings that were asked for at once are waited for so long at the most, milliseconds. */
export const PATIENCE_MS = 4_000;

/** When infrastructure fell silent, those in front of it are found silent within so long, milliseconds. */
const WAVE_MS = 2_000;

/** What is waited for of a device that was asked at once. */
interface Awaited {
  /** When what it was asked for began (wall): it is silent since then if it is silent at a later question. */
  readonly since: number;
  /** An answer to an earlier question (wall) may have come before that. */
  readonly askedAt: number;
  /** Until when it is waited for (monotonic). */
  readonly until: number;
}

/** Something happened to these devices, or is told of them. */
interface News {
  readonly devices: readonly number[];
  /** Since when, milliseconds since the epoch: who was heard later is known already. */
  readonly since: number;
  /** Whether to read interfaces around, too. */
  readonly isToRead: boolean;
}

/** Watches one version of the network: takes results in, asks around when something changes, and says when to judge. */
export class Watch {
  readonly devices: DeviceBeliefs;
  readonly interfaces: InterfaceBeliefs;
  readonly onus: OnuTellings;
  readonly tellings: DeviceTellings;
  readonly declared: NewlyDeclared;
  private readonly assignment: Omit<Assignment, 'targets'>;
  private readonly askedByIcmp: number;
  private readonly askAround: AskAround;
  /** By position: devices whose interfaces were asked for, and until when (monotonic) they are waited for. */
  private readonly awaitedReadings = new Map<number, number>();
  /** By position: OLTs that were asked why their ONUs left, and until when (monotonic) they are waited for. */
  private readonly awaitedOlts = new Map<number, number>();
  /** By position. */
  private readonly awaitedAnswers = new Map<number, Awaited>();
  /** What the last judgement left out for its age, and of when that was: by position of devices, and of ends of links. */
  private readonly oldSilence = new Map<number, number>();
  private readonly oldReadings = new Map<number, number>();
  private readonly freshness: Freshness;
  /** When infrastructure fell silent last (monotonic). */
  private fellMs = Number.NEGATIVE_INFINITY;
  /** The wall clock when something was heard last, to notice that it was set back. */
  private wallMs = 0;

  constructor(
    readonly snapshot: InventorySnapshot,
    private readonly settings: EngineSettings,
    private readonly feed: ProbeFeed,
    private readonly window: EvidenceWindow,
    before: Watch | null,
  ) {
    const { targets, ...assignment } = assignmentOf(snapshot, settings);
    this.assignment = assignment;
    this.askedByIcmp = targets.filter(({ check }) => check === 'icmp').length;
    this.devices = new DeviceBeliefs(this.assignment.roster, settings.detection);
    this.interfaces = new InterfaceBeliefs(this.assignment.roster);
    this.freshness = new Freshness(snapshot.graph, settings.intervals);
    this.onus = new OnuTellings(snapshot.graph);
    this.tellings = new DeviceTellings(snapshot.graph);
    this.declared = new NewlyDeclared(snapshot, before);
    if (before) {
      this.devices.carry(before.devices);
      this.interfaces.carry(before.interfaces, (end) => formerEnd(snapshot, end, before.snapshot));
      // Nobody asks these any more: nothing would ever speak against what was believed.
      for (let device = 0; device < assignment.isAsked.length; device++)
        if (assignment.isAsked[device] !== 1 && this.devices.status[device] !== BELIEF.UNKNOWN) this.devices.forget(device);
      this.onus.carry(before.onus);
      this.tellings.carry(before.tellings);
      this.wallMs = before.wallMs;
    }
    this.askAround = new AskAround(snapshot.graph, snapshot.graph.pollers[0]?.device ?? 0);
    feed.assign(targets);
  }

  /** Assigns the same again, e.g. because what devices are read with has changed. */
  assign(): void {
    this.feed.assign(assignmentOf(this.snapshot, this.settings).targets);
  }

  /** True once every infrastructure device was asked: nobody is blamed for what was not looked at yet. */
  get isReady(): boolean {
    return this.devices.infrastructureAsked >= this.assignment.infrastructure;
  }

  /** Devices that were asked at least once, and all that are asked. */
  get progress(): { readonly asked: number; readonly all: number } {
    let asked = 0;
    for (const flag of this.devices.wasAsked) asked += flag;
    return { asked, all: this.askedByIcmp };
  }

  /** Devices that are another poller's to ask. */
  get leftToOthers(): number {
    return this.assignment.leftToOthers;
  }

  /** What nothing has come of for long, although it is asked, is not known any more: no verdict about what was not observed. */
  forgetStale(nowMs: number): void {
    if (this.freshness.forgetStale(nowMs, this.devices, this.interfaces)) this.window.change(nowMs);
  }

  /** Takes over what was concluded before a restart, of devices that nothing newer is known of. */
  recall(kept: readonly DeviceConclusion[], wallMs: number): void {
    for (const { deviceId, status, since } of kept) {
      const device = this.snapshot.indexOfDevice(deviceId);
      if (device < 0 || status === 'UNKNOWN' || this.devices.status[device] !== BELIEF.UNKNOWN) continue;
      this.devices.recall(device, status === 'UP' || status === 'DEGRADED' ? BELIEF.UP : BELIEF.DOWN, Math.min(since.getTime(), wallMs));
    }
  }

  onProbes(batch: ProbeBatch, wallMs: number, nowMs: number): void {
    this.heedClock(wallMs);
    for (let row = 0; row < batch.count; row++) this.freshness.probed(this.snapshot.indexOfDevice(batch.deviceIds[row] as DeviceId), nowMs);
    const wasReady = this.isReady;
    const { contradicted, met, hardened, degraded } = this.devices.apply(batch, wallMs);
    if (contradicted.length > 0) {
      this.feed.askNow(this.idsOf(contradicted), this.settings.detection);
      if (contradicted.some((device) => this.assignment.roster.isInfrastructure[device])) this.window.suspect(nowMs);
      this.lookAround(contradicted, wallMs, nowMs);
    }
    for (const device of met.concat(hardened)) if (this.devices.status[device] === BELIEF.UP) this.declared.deviceWorks(device);
    if (hardened.some((device) => this.devices.status[device] === BELIEF.DOWN && this.assignment.roster.isInfrastructure[device]))
      this.fellMs = nowMs;
    if (met.length + hardened.length > 0) {
      this.window.change(nowMs);
      // That a camera answers when it is asked for the first time is what was expected, and nobody is behind it: thousands do so in the
      // first round, and what they ask for would keep the window open. At the start the same holds of everybody.
      const news = hardened.concat(wasReady ? met.filter((device) => this.assignment.roster.isInfrastructure[device]) : []);
      if (news.length > 0) this.ask({ devices: news, since: oldest(this.devices.since, news), isToRead: true }, wallMs, nowMs);
    }
    const isTold = this.hearRejections(batch);
    if (degraded.length > 0 || isTold || this.isHeardAgain(batch)) this.window.change(nowMs);
  }

  onReading(result: SnmpResult, wallMs: number, nowMs: number): void {
    const device = this.snapshot.indexOfDevice(result.deviceId);
    this.awaitedReadings.delete(device);
    if (result.kind === 'read') this.freshness.told(device, nowMs);
    this.heedClock(wallMs);
    // Read before the clock was set back, it would hide what is read from now on.
    const observedAtMs = Math.min(result.observedAtMs, wallMs);
    const changed = this.interfaces.apply({ ...result, observedAtMs });
    if (changed.length > 0 || this.isReadAgain()) this.window.change(nowMs);
    if (changed.length === 0) return;
    for (const end of changed) if (this.interfaces.operUp[end] === 1) this.declared.linkWorks(end >> 1);
    const { linkA, linkZ } = this.snapshot.graph;
    // What a first reading tells is news only if it is dark.
    const told = changed.filter((end) => this.interfaces.operUp[end] === 0 || this.interfaces.since[end] > 0);
    const devices = told.map((end) => (end & 1 ? linkA[end >> 1] : linkZ[end >> 1]));
    if (devices.length > 0) this.ask({ devices, since: observedAtMs, isToRead: true }, wallMs, nowMs);
  }

  /** What a judgement had to leave out for its age is judged once it is heard again, although it says the same. */
  await({ devices, ends }: LeftOut): void {
    this.oldSilence.clear();
    this.oldReadings.clear();
    for (const device of devices) this.oldSilence.set(device, this.devices.heardSince[device]);
    for (const end of ends) this.oldReadings.set(end, this.interfaces.readAt[end]);
  }

  private isHeardAgain({ deviceIds, count }: ProbeBatch): boolean {
    let isAgain = false;
    for (let row = 0; row < count && this.oldSilence.size > 0; row++) {
      const device = this.snapshot.indexOfDevice(deviceIds[row] as DeviceId);
      const before = this.oldSilence.get(device);
      if (before === undefined || this.devices.heardSince[device] <= before || this.devices.contradictions[device] > 0) continue;
      isAgain = this.oldSilence.delete(device);
    }
    return isAgain;
  }

  private isReadAgain(): boolean {
    let isAgain = false;
    for (const [end, before] of this.oldReadings) if (this.interfaces.readAt[end] > before) isAgain = this.oldReadings.delete(end);
    return isAgain;
  }

  /** What an OLT tells of its ONUs says why some are silent; neighbours and the mains of a UPS explain. */
  onDocument({ deviceId, observedAtMs, parts, inspection }: DocumentResult, wallMs: number, nowMs: number): void {
    const device = this.snapshot.indexOfDevice(deviceId);
    if (device < 0) return;
    if (parts.includes('onus')) this.awaitedOlts.delete(device);
    this.heedClock(wallMs);
    if (inspection.kind !== 'read') return;
    const { onus, neighbours, sensors, faults } = inspection.document;
    const toldAt = Math.min(observedAtMs, wallMs);
    const isWhole = faults.length === 0;
    const news = [
      parts.includes('onus') && this.onus.hear(device, onus, toldAt),
      parts.includes('neighbours') && this.tellings.hearNeighbours(device, neighbours, isWhole, toldAt),
      parts.includes('sensors') && this.tellings.hearPower(device, sensors, toldAt),
    ];
    if (news.includes(true)) this.window.change(nowMs);
  }

  /** What a trap says explains, and decides nothing. */
  onTrap({ deviceIds, kind, ifIndex, receivedAtMs }: TrapHint, nowMs: number): void {
    // An address that several realms use does not say who told it.
    const [id, ...others] = deviceIds;
    const device = id === undefined || others.length > 0 ? -1 : this.snapshot.indexOfDevice(id);
    if (device >= 0 && this.tellings.hearTrap(device, kind, ifIndex, receivedAtMs, this.interfaces)) this.window.change(nowMs);
  }

  /** What a judgement should wait for. */
  pending(nowMs: number): Pending {
    const { contradictions, heardSince, softInfrastructure, loss, status } = this.devices;
    for (const awaited of [this.awaitedReadings, this.awaitedOlts])
      for (const [device, until] of awaited) if (until <= nowMs) awaited.delete(device);
    // A line that always loses some is always in doubt: nobody waits for it.
    for (const [device, { since, askedAt, until }] of this.awaitedAnswers) {
      const isSettled = contradictions[device] === 0 && heardSince[device] >= (status[device] === BELIEF.DOWN ? since : askedAt);
      if (isSettled || until <= nowMs || loss.isDegraded[device]) this.awaitedAnswers.delete(device);
    }
    let soft = 0;
    for (const device of softInfrastructure) soft += loss.isDegraded[device] ? 0 : 1;
    const count = soft + this.awaitedReadings.size + this.awaitedOlts.size + this.awaitedAnswers.size;
    return { count, isWave: soft > 0 || nowMs < this.fellMs + WAVE_MS };
  }

  /** Whether a camera fell silent so lately that, without waiting for answers, it is not known yet who else is silent. */
  isUnsettled(device: number): boolean {
    const { status, since } = this.devices;
    const isCamera = !this.assignment.roster.isInfrastructure[device];
    return isCamera && status[device] === BELIEF.DOWN && since[device] > this.wallMs - PATIENCE_MS;
  }

  /** Looks at a device that told something. Only what is then read or answered counts: anybody can send a trap. */
  lookAt(id: DeviceId, isToAsk: boolean): void {
    const device = this.snapshot.indexOfDevice(id);
    if (device < 0) return;
    if (isToAsk) this.feed.askNow([id], { ...this.settings.detection, tries: 1 });
    if (this.assignment.isTeller[device] !== 1) return;
    this.feed.readNow([id]);
    if (this.isOlt(device)) this.feed.inspectNow([id]);
  }

  /** Inspects those of these devices that can be read: what they tell explains what broke next to them. */
  inspect(ids: readonly DeviceId[]): void {
    const tellers = ids.filter((id) => this.assignment.isTeller[this.snapshot.indexOfDevice(id)] === 1);
    if (tellers.length > 0) this.feed.inspectNow(tellers);
  }

  /** Asks devices on somebody's wish. */
  askFor(ids: Iterable<DeviceId>): void {
    const all = [...ids];
    this.feed.askNow(all, this.settings.detection);
    const tellers = all.filter((id) => this.assignment.isTeller[this.snapshot.indexOfDevice(id)] === 1);
    this.feed.readNow(tellers);
    this.feed.inspectNow(tellers);
  }

  /**
   * One lost packet is common, and most of the asked are cameras: around these, and for interfaces, we look only when a second packet is
   * lost.
   */
  private lookAround(contradicted: readonly number[], wallMs: number, nowMs: number): void {
    const { contradictions } = this.devices;
    const first = contradicted.filter((device) => contradictions[device] === 1 && this.assignment.roster.isInfrastructure[device]);
    const second = contradicted.filter((device) => contradictions[device] === 2);
    const since = (devices: readonly number[]) => oldest(this.devices.contradictedSince, devices);
    if (first.length > 0) this.ask({ devices: first, since: since(first), isToRead: false }, wallMs, nowMs);
    if (second.length > 0) this.ask({ devices: second, since: since(second), isToRead: true }, wallMs, nowMs);
  }

  /** The far end of a link that is told to have turned is asked with its surroundings: it did not change by itself yet. */
  private ask(news: News, wallMs: number, nowMs: number): void {
    const { devices } = this;
    const isSettled = (device: number) =>
      this.assignment.isAsked[device] !== 1 ||
      this.awaitedAnswers.has(device) ||
      (devices.contradictions[device] === 0 && devices.heardSince[device] >= news.since);
    const isTeller = (device: number) =>
      this.assignment.isTeller[device] === 1 &&
      devices.status[device] === BELIEF.UP &&
      devices.contradictions[device] === 0 &&
      !this.awaitedReadings.has(device);
    const { toAsk, toRead } = this.askAround.around(news.devices, isSettled, isTeller);
    if (toAsk.size > 0) this.feed.askNow(this.idsOf(toAsk), { ...this.settings.detection, tries: 1 });
    // Who was heard well after it began will do, whoever asked. Every question ends, by an answer or by silence: it is waited for as long
    // as the window may be open, or whose answer is late would let those behind it be blamed. Nobody is behind a camera, and a wish to ask
    // one that was asked a moment ago comes to nothing.
    const since = Math.min(wallMs, news.since);
    const askedAt = Math.min(wallMs, news.since + this.settings.intervals.icmpTimeoutMs);
    const { isInfrastructure } = this.assignment.roster;
    for (const device of toAsk)
      this.awaitedAnswers.set(device, {
        since,
        askedAt,
        until: nowMs + (isInfrastructure[device] ? this.settings.window.maxMs : PATIENCE_MS),
      });
    if (!news.isToRead || toRead.size === 0) return;
    for (const device of toRead) this.awaitedReadings.set(device, nowMs + PATIENCE_MS);
    this.feed.readNow(this.idsOf(toRead));
    const olts = [...toRead].filter((device) => this.isOlt(device));
    // Where nobody inspects there is nothing to wait for.
    if (olts.length === 0 || !this.feed.probers().some(({ check, status }) => check === 'equipment' && status.able)) return;
    for (const olt of olts) this.awaitedOlts.set(olt, nowMs + PATIENCE_MS);
    this.feed.inspectNow(this.idsOf(olts));
  }

  /** Instants of before are held against those of now: none may lie in the future, or a clock that is set back makes us blind. */
  private heedClock(wallMs: number): void {
    if (wallMs < this.wallMs) {
      this.devices.turnBack(wallMs);
      this.interfaces.turnBack(wallMs);
      this.onus.turnBack(wallMs);
      this.tellings.turnBack(wallMs);
      for (const [device, { until }] of this.awaitedAnswers) this.awaitedAnswers.set(device, { since: wallMs, askedAt: wallMs, until });
    }
    this.wallMs = wallMs;
  }

  private hearRejections({ rejectedBy, deviceIds, observedAtMs }: ProbeBatch): boolean {
    let isNew = false;
    for (const [row, router] of rejectedBy ?? []) {
      const device = this.snapshot.indexOfDevice(deviceIds[row] as DeviceId);
      if (device >= 0) isNew = this.tellings.hearRejection(device, router, observedAtMs[row] as number) || isNew;
    }
    return isNew;
  }

  private isOlt(device: number): boolean {
    return this.snapshot.graph.deviceRoles[device] === 'OLT';
  }

  private idsOf(positions: Iterable<number>): DeviceId[] {
    return Array.from(positions, (position) => this.snapshot.deviceIds[position] as DeviceId);
  }
}

function oldest(instants: Float64Array, devices: readonly number[]): number {
  return devices.reduce((least, device) => Math.min(least, instants[device]), Number.POSITIVE_INFINITY);
}
