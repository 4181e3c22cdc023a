import { type FeedListener, ProbeFeed, type ProberState } from '@app/feed';
import type { InventorySnapshot } from '@app/inventory';
import type { DeviceId } from '@app/kernel';
import { type FastClock, PROBE_OUTCOME, type InterfaceReading, type SnmpResult, type Target } from '@app/probing';
import { type Component, type Darkness, darknessOf, noDarkness, reach } from '@app/topology';
import { probeBatch, type ProbeRow } from '@testing/probing';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

/** Acts in the order of their time; time goes on only by that. */
export class SimulatedTime {
  now = 0;
  private readonly heap: Due[] = [];
  private order = 0;

  after(ms: number, act: () => void): void {
    const due = { at: this.now + ms, order: this.order++, act };
    let low = 0;
    for (let high = this.heap.length; low < high;) {
      const middle = (low + high) >> 1;
      const other = this.heap[middle];
      if (other.at > due.at || (other.at === due.at && other.order > due.order)) low = middle + 1;
      else high = middle;
    }
    this.heap.splice(low, 0, due);
  }

  /** Runs what is due until then; `between` is awaited after each act. */
  async runUntil(end: number, between: () => Promise<void> | void): Promise<void> {
    for (;;) {
      const next = this.heap.at(-1);
      if (next === undefined || next.at > end) break;
      this.heap.pop();
      this.now = next.at;
      next.act();
      await between();
    }
    this.now = end;
  }
}

const TIMEOUT_MS = 1_000;
/** The wall clock when simulated time begins. */
export const FIRST_EPOCH_MS = 1_790_000_000_000;

/** What the engine asks, and whose time it lives in. */
export abstract class World extends ProbeFeed {
  abstract snapshot: InventorySnapshot;
  /** The wall clock, milliseconds since the epoch. */
  abstract get wallMs(): number;
}

/** One result as it came to the engine, and when (simulated). */
export type Delivered = { readonly at: number } & (
  { readonly kind: 'probe'; readonly row: ProbeRow } | { readonly kind: 'reading'; readonly result: SnmpResult }
);

/** A network that answers as it stands, and breaks on command: probes take their time, some are lost, results come in batches. */
export class SimulatedWorld extends World {
  /** All that the engine was told, if somebody wants it. */
  tape: Delivered[] | null = null;
  broken: readonly Component[] = [];
  /** Names of devices that do not answer, though they pass everything on. */
  readonly silent = new Set<string>();
  /** Names of devices whose agents do not answer. */
  readonly mute = new Set<string>();
  /** Who is asked and nothing comes back of it, not even that: names of devices. */
  readonly forgotten = new Set<string>();
  /** A reading takes up to so long, milliseconds. */
  readingMs = 120;
  /** How far the wall clock was set, milliseconds. */
  clockSetMs = 0;
  private reached: Uint8Array;
  private dark: Darkness;
  private listener: FeedListener | null = null;
  private rows: ProbeRow[] = [];
  private generation = 0;
  private readonly onFastClock = new Set<DeviceId>();
  private assigned = new Map<string, Target>();

  constructor(
    /** The network as it is; how it is declared is the engine's. */
    public snapshot: InventorySnapshot,
    private readonly time: SimulatedTime,
    private readonly dice: () => number,
    private readonly lossRatio = 0,
  ) {
    super();
    this.dark = noDarkness(snapshot.graph);
    this.reached = this.reach();
  }

  override get wallMs(): number {
    return FIRST_EPOCH_MS + this.time.now + this.clockSetMs;
  }

  breakThese(broken: readonly Component[]): void {
    this.broken = broken;
    this.dark = darknessOf(this.snapshot.graph, broken);
    this.reached = this.reach();
  }

  /** The network is another from now on, and whole. */
  rebuild(snapshot: InventorySnapshot): void {
    this.snapshot = snapshot;
    this.breakThese([]);
  }

  override start(listener: FeedListener): Promise<void> {
    this.listener = listener;
    const flush = () => {
      const { rows } = this;
      this.rows = [];
      for (const row of rows) this.tape?.push({ at: this.time.now, kind: 'probe', row });
      if (rows.length > 0) this.listener?.onProbes(probeBatch(rows));
      this.time.after(100, flush);
    };
    this.time.after(100, flush);
    return Promise.resolve();
  }

  override assign(targets: readonly Target[]): void {
    const generation = ++this.generation;
    this.assigned = new Map(targets.map((target) => [`${target.check} ${target.deviceId}`, target]));
    for (const target of targets) {
      const turn = () => {
        if (generation !== this.generation) return;
        if (target.check === 'icmp') this.ping(target.deviceId);
        else this.read(target.deviceId);
        this.time.after(target.intervalMs, turn);
      };
      this.time.after(this.dice() * target.intervalMs, turn);
    }
  }

  override askNow(deviceIds: Iterable<DeviceId>, { tries, spacingMs }: FastClock): void {
    for (const id of deviceIds) {
      if (this.onFastClock.has(id) || !this.assigned.has(`icmp ${id}`)) continue;
      this.onFastClock.add(id);
      for (let i = 0; i < tries; i++) this.time.after(i * spacingMs + this.dice() * 100, () => this.ping(id));
      this.time.after((tries - 1) * spacingMs + TIMEOUT_MS, () => this.onFastClock.delete(id));
    }
  }

  override readNow(deviceIds: Iterable<DeviceId>): void {
    for (const id of deviceIds) if (this.assigned.has(`snmp ${id}`)) this.read(id);
  }

  /** What devices tell of themselves is proven on a real database elsewhere. */
  override inspectNow(): void {}

  override probers(): readonly ProberState[] {
    return [];
  }

  override traps(): null {
    return null;
  }

  override stop(): Promise<void> {
    this.generation++;
    return Promise.resolve();
  }

  private reach(): Uint8Array {
    return reach(this.snapshot.graph, this.snapshot.graph.pollers[0].device, this.dark);
  }

  private isAlive(id: DeviceId): boolean {
    const { silent, reached, snapshot } = this;
    const device = snapshot.indexOfDevice(id);
    return device >= 0 && reached[device] === 1 && !silent.has(snapshot.graph.deviceNames[device]);
  }

  private isIn(names: ReadonlySet<string>, id: DeviceId): boolean {
    return names.has(this.snapshot.graph.deviceNames[this.snapshot.indexOfDevice(id)]);
  }

  private ping(deviceId: DeviceId): void {
    if (this.isIn(this.forgotten, deviceId)) return;
    const sentAtMs = this.wallMs;
    const isAnswered = this.isAlive(deviceId) && this.dice() >= this.lossRatio;
    const rtt = isAnswered ? 1 + this.dice() * 40 : TIMEOUT_MS;
    this.time.after(rtt, () => {
      const outcome = isAnswered ? PROBE_OUTCOME.REPLIED : PROBE_OUTCOME.TIMED_OUT;
      this.rows.push({ deviceId, outcome, sentAtMs, observedAtMs: this.wallMs, rttSeconds: isAnswered ? rtt / 1000 : Number.NaN });
    });
  }

  private read(deviceId: DeviceId): void {
    if (this.isIn(this.forgotten, deviceId)) return;
    this.time.after(20 + this.dice() * (this.readingMs - 20), () => {
      const observedAtMs = this.wallMs;
      if (!this.isAlive(deviceId) || this.isIn(this.mute, deviceId)) {
        this.time.after(2 * TIMEOUT_MS, () => this.tell({ kind: 'timed-out', deviceId, observedAtMs: this.wallMs }));
        return;
      }
      const interfaces = this.interfacesOf(this.snapshot.indexOfDevice(deviceId));
      this.tell({ kind: 'read', deviceId, observedAtMs, sysUpTimeTicks: 1, interfaces, faults: [] });
    });
  }

  private tell(result: SnmpResult): void {
    this.tape?.push({ at: this.time.now, kind: 'reading', result });
    this.listener?.onReading(result);
  }

  private interfacesOf(device: number): InterfaceReading[] {
    const { adjStart, adjLink, linkA, linkZ, linkInterfaces } = this.snapshot.graph;
    const isDark = (link: number) =>
      this.dark.links[link] === 1 || this.dark.offDevices[linkA[link]] === 1 || this.dark.offDevices[linkZ[link]] === 1;
    return Array.from(adjLink.subarray(adjStart[device], adjStart[device + 1])).flatMap((link, i) => {
      const ifName = (linkA[link] === device ? linkInterfaces.a : linkInterfaces.z)[link];
      if (ifName === null) return [];
      const empty = { ifAlias: null, speedBitsPerSecond: null, receiveBytes: null, transmitBytes: null, counterDiscontinuityTicks: null };
      return [{ ...empty, ifIndex: i + 1, ifName, adminUp: true, operStatus: isDark(link) ? 2 : 1, counterBits: 64 as const }];
    });
  }
}
