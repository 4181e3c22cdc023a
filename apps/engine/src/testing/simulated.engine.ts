import type { FeedListener } from '@app/feed';
import type { InventorySnapshot } from '@app/inventory';
import { Clock } from '@app/kernel';
import { type Closing, ConcludingService, EvidenceWindow, type Explanation, type Outage, type OutageChange } from '@app/outages';
import type { DomainEvents, Transactor } from '@app/platform';
import type { ProbeBatch, SnmpResult } from '@app/probing';
import type { EngineSettings } from '../engine.settings.js';
import { beliefsAt } from '../explaining.beliefs.js';
import { Watch } from '../watch.js';
import type { SimulatedTime, World } from './simulated.world.js';

export const SETTINGS: EngineSettings = {
  intervals: { infrastructureMs: 5_000, cameraMs: 30_000, icmpTimeoutMs: 1_000, snmpRouterMs: 10_000, snmpMs: 60_000, sensorMs: 60_000 },
  hasDefaultCredential: true,
  detection: { tries: 3, spacingMs: 500 },
  window: { settleMs: 2_000, maxMs: 20_000 },
};

class SimulatedClock extends Clock {
  constructor(
    private readonly world: World,
    private readonly time: SimulatedTime,
  ) {
    super();
  }

  override now(): Date {
    return new Date(this.world.wallMs);
  }

  override monotonicMs(): number {
    return this.time.now;
  }
}

/** A database that takes everything and holds nothing but explanations: what is kept is proven on a real one elsewhere. */
function forgetful(explanations: Map<string, Explanation>): { transactor: Transactor; events: DomainEvents } {
  const query = (sql: string, parameters: readonly unknown[] = []): Promise<unknown> => {
    if (sql.startsWith('INSERT INTO outage_explanation')) {
      const [ids, texts] = parameters as [string[], string[]];
      ids.forEach((id, i) => explanations.set(id, JSON.parse(texts[i]) as Explanation));
    }
    return Promise.resolve(sql.startsWith('UPDATE engine_term') ? [[{ term: 1 }]] : termRows(sql));
  };
  const transactor = { manager: { query }, run: (work: () => Promise<unknown>) => work() } as unknown as Transactor;
  const nothing = () => Promise.resolve();
  return { transactor, events: { publish: nothing, publishMany: nothing } as unknown as DomainEvents };
}

function termRows(sql: string): unknown[] {
  if (sql.startsWith('INSERT INTO history_clock')) return [{ at: new Date(0) }];
  return sql.startsWith('SELECT term') ? [{ term: 1 }] : [];
}

/** The engine's inner works on a simulated world: what it watches, when it judges, what it concludes. */
export class SimulatedEngine implements FeedListener {
  readonly opened: Outage[] = [];
  readonly history: OutageChange[] = [];
  /** By outage: how it was explained last. */
  readonly explanations = new Map<string, Explanation>();
  private readonly window = new EvidenceWindow(SETTINGS.window);
  private readonly concluding: ConcludingService;
  private watch: Watch;
  private closing: Closing | null = null;
  private isReady = false;

  constructor(
    private readonly world: World,
    private readonly time: SimulatedTime,
    /** The network as it is declared; how it is, is the world's. */
    public declared = world.snapshot,
  ) {
    const { transactor, events } = forgetful(this.explanations);
    this.concluding = new ConcludingService(transactor, events, new SimulatedClock(world, time));
    this.watch = new Watch(declared, SETTINGS, world, this.window, null);
    const tick = () => {
      this.watch.forgetStale(time.now);
      if (!this.isReady && this.watch.isReady) this.window.open(time.now);
      this.isReady ||= this.watch.isReady;
      if (this.isReady) this.closing ??= this.window.close(time.now, this.watch.pending(time.now));
      time.after(100, tick);
    };
    time.after(100, tick);
  }

  get outages(): readonly Outage[] {
    return this.concluding.outages;
  }

  get statuses(): Uint8Array {
    return this.concluding.statuses;
  }

  async start(): Promise<void> {
    await this.concluding.takeLead(this.watch.snapshot);
    await this.world.start(this);
  }

  /** The network is declared otherwise from now on. */
  adopt(declared: InventorySnapshot): void {
    this.declared = declared;
    this.concluding.adopt(declared);
    this.watch = new Watch(declared, SETTINGS, this.world, this.window, this.watch);
    this.window.change(this.time.now);
  }

  async run(ms: number): Promise<void> {
    await this.time.runUntil(this.time.now + ms, async () => {
      const { closing } = this;
      if (!closing) return;
      this.closing = null;
      const { changes, leftOut } = await this.concluding.conclude(beliefsAt(closing, this.watch), true);
      this.watch.await(leftOut);
      this.history.push(...changes);
      for (const { before, outage } of changes) if (before === null) this.opened.push(outage);
    });
  }

  onProbes(batch: ProbeBatch): void {
    this.watch.onProbes(batch, this.world.wallMs, this.time.now);
  }

  /** What devices tell of themselves is proven on a real database elsewhere. */
  onDocument(): void {}

  onReading(result: SnmpResult): void {
    this.watch.onReading(result, this.world.wallMs, this.time.now);
  }

  onStatus(): void {}
  onTrap(): void {}
  onTrapStatus(): void {}
}
