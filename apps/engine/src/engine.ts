import { type AlertSender, RESOLVED_MS } from '@app/alerting';
import type { ClockKeeper } from '@app/availability';
import type { FleetInputs } from '@app/exporter';
import type { FeedCheck, FeedListener, ProbeFeed } from '@app/feed';
import type { Inventory } from '@app/inventory';
import type { Clock, DeviceId } from '@app/kernel';
import type { MaintenanceWatch } from '@app/maintenance';
import { type ObservedService, ObservedTelling } from '@app/observed';
import { type Closing, ConcludingService, EvidenceWindow, type Outage, type OutageChange, type OutageDeskService } from '@app/outages';
import { type DomainEvents, LeaderLock, type Log, type Standing, type Transactor } from '@app/platform';
import type { DocumentResult, ProbeBatch, ProberStatus, SnmpResult, TrapHint } from '@app/probing';
import { CloserLooks } from './closer.looks.js';
import { DeskOverlays } from './desk.overlays.js';
import { explainingBeliefs } from './explaining.beliefs.js';
import { fleetOf } from './fleet.inputs.js';
import type { EngineSettings } from './engine.settings.js';
import { HintGate } from './hint.gate.js';
import { ObservedRounds } from './observed.rounds.js';
import { StationWays } from './station.ways.js';
import { TimeKeeping } from './time.keeping.js';
import { Watch } from './watch.js';

export interface EngineParts {
  readonly settings: EngineSettings;
  readonly inventory: Inventory;
  readonly transactor: Transactor;
  readonly events: DomainEvents;
  readonly databaseUrl: string;
  readonly feed: ProbeFeed;
  readonly alerts: AlertSender;
  readonly observed: ObservedService;
  readonly maintenance: MaintenanceWatch;
  readonly desk: OutageDeskService;
  readonly clocks: ClockKeeper;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the engine tells those who started it, for people to read. */
export interface EngineListener {
  onOutages?(changes: readonly OutageChange[]): void;
  /** Another network, or its labels, to be exported from now on. */
  onTopology?(): void;
}

const TICK_MS = 100;
/** A value that was not read again so often is not known any more. */
const MISSED_READINGS = 3;
/** After a judgement that could not be kept, the next try waits so long. */
const RETRY_MS = 1_000;

/** Believes and concludes: results in, outages and alerts out. Of all engines on one database one leads, the others wait. */
export class Engine implements FeedListener {
  private readonly concluding: ConcludingService;
  private readonly window: EvidenceWindow;
  private readonly lock: LeaderLock;
  private readonly hints = new HintGate();
  private readonly looks = new CloserLooks();
  private readonly telling: ObservedTelling;
  private readonly overlays: DeskOverlays;
  private readonly time: TimeKeeping;
  private readonly rounds: ObservedRounds;
  private readonly ways = new StationWays();
  private watch: Watch | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly listening: (() => void)[] = [];
  /** One thing at a time: a judgement and a change of the network would step on each other. */
  private work: Promise<void> = Promise.resolve();
  private isWorking = false;
  private notBefore = 0;
  private trouble: string | null = null;
  private isLeading = false;
  private isReadyTold = false;
  /** The network has changed since it was last read. */
  private isStale = false;
  private startedMs = 0;

  constructor(
    private readonly parts: EngineParts,
    private readonly listener: EngineListener = {},
  ) {
    const { transactor, events, clock, settings, databaseUrl, log, maintenance, desk } = parts;
    this.concluding = new ConcludingService(transactor, events, clock);
    this.window = new EvidenceWindow(settings.window);
    this.overlays = new DeskOverlays({ maintenance, desk, events, clock });
    this.time = new TimeKeeping(parts, this.concluding);
    this.rounds = new ObservedRounds(parts, this.concluding, () => this.isLeading);
    this.telling = new ObservedTelling(parts.observed, MISSED_READINGS * settings.intervals.sensorMs);
    this.lock = new LeaderLock(databaseUrl, log, (standing) => this.enqueue(() => this.stand(standing)));
  }

  async start(): Promise<void> {
    const { feed, inventory, events } = this.parts;
    await feed.start(this);
    this.listening.push(
      inventory.onChanged(() => {
        this.isStale = true;
      }),
      events.listen(({ type, id }) => {
        // The probers forget the secrets they hold with each assignment.
        if (type === 'credential.changed') this.watch?.assign();
        if (type === 'probe.requested') this.watch?.askFor([Number(id) as DeviceId]);
      }),
    );
    await this.lock.start();
    await this.work;
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    for (const stop of this.listening) stop();
    this.overlays.stop();
    this.parts.alerts.stop();
    await this.parts.feed.stop();
    await this.work;
    await this.rounds.settled();
    if (this.isLeading) await this.time.pause().catch((err: unknown) => this.parts.log.warn({ err }, 'the end of watching is not written'));
    await this.lock.stop();
  }

  /** Whether it is this process that concludes, and does what only one may. */
  get isLeader(): boolean {
    return this.isLeading;
  }

  /** Why this engine does not conclude now, for /readyz; null if it does, or waits behind a lead. */
  whyNotReady(): string | null {
    if (this.trouble !== null) return this.trouble;
    if (this.watch === null || !this.isLeading) return null;
    if (!this.watch.isReady) return 'not every infrastructure device was asked yet';
    return null;
  }

  /** Whether anything is asked and judged here, and how far the first round is. */
  progress(): { readonly asked: number; readonly all: number; readonly isReady: boolean } | null {
    return this.watch && { ...this.watch.progress, isReady: this.isReady(this.watch) };
  }

  get outages(): readonly Outage[] {
    return this.concluding.outages;
  }

  /** Everything that is told to Prometheus, as it stands now; null before the first network is known. */
  fleet(): FleetInputs | null {
    const { watch, parts } = this;
    const { feed, clock } = parts;
    if (!watch) return null;
    return fleetOf(watch, this.concluding, feed, this.telling.figures(watch.snapshot, clock.now().getTime()), this.ways);
  }

  onProbes(batch: ProbeBatch): void {
    const { clock } = this.parts;
    this.watch?.onProbes(batch, clock.now().getTime(), clock.monotonicMs());
  }

  onReading(result: SnmpResult): void {
    const { clock } = this.parts;
    this.watch?.onReading(result, clock.now().getTime(), clock.monotonicMs());
    if (this.isLeading) this.parts.observed.hearReading(result);
  }

  onDocument(result: DocumentResult): void {
    const { clock } = this.parts;
    this.watch?.onDocument(result, clock.now().getTime(), clock.monotonicMs());
    if (this.isLeading) this.parts.observed.hearDocument(result);
  }

  onStatus(check: FeedCheck, status: ProberStatus): void {
    const { log, clock } = this.parts;
    if (status.able) log.info({ check, ...status }, 'prober ready');
    else log.error({ check, ...status }, 'prober cannot ask');
    this.window.change(clock.monotonicMs());
  }

  onTrap(hint: TrapHint): void {
    if (this.watch === null) return;
    this.watch.onTrap(hint, this.parts.clock.monotonicMs());
    const isNews = hint.deviceIds.map((id) => this.hints.offer(id, hint.kind)).includes(true);
    if (isNews) this.lookAtHints(this.parts.clock.monotonicMs());
  }

  onTrapStatus(status: ProberStatus): void {
    const { log } = this.parts;
    if (status.able) log.info({ ...status }, 'traps are heard');
    // Nothing is missed by it, it is only seen later.
    else log.warn({ ...status }, 'traps are not heard');
  }

  private lookAtHints(nowMs: number): void {
    for (const { id, isToAsk } of this.hints.due(nowMs)) this.watch?.lookAt(id, isToAsk);
  }

  private tick(): void {
    const { watch } = this;
    const now = this.parts.clock.monotonicMs();
    this.lookAtHints(now);
    watch?.forgetStale(now);
    watch?.inspect(this.looks.due(now));
    if (watch && this.isLeading) this.rounds.turn(watch, now);
    if (this.isWorking || now < this.notBefore) return;
    // What failed half-way is done again: the database may have gone while we took the lead, or while the network changed.
    if (this.lock.isLeader && !this.isLeading) this.enqueue(() => this.lead());
    if (this.isStale) this.enqueue(() => this.adopt());
    if (!this.isWorking && watch && this.isLeading && this.overlays.isToBeRead()) this.enqueue(() => this.readDesk(watch));
    if (!this.isWorking && this.isLeading && this.time.isBeatDue()) this.enqueue(() => this.time.beat());
    if (this.isWorking || !watch || !this.isLeading || !this.isReady(watch)) return;
    if (!this.isReadyTold) {
      this.isReadyTold = true;
      this.window.open(now);
    }
    const closing = this.window.close(now, watch.pending(now));
    if (closing) this.enqueue(() => this.conclude(watch, closing));
  }

  /** Also when some device could not be asked in three rounds: it must not hold up all others. */
  private isReady(watch: Watch): boolean {
    const { infrastructureMs } = this.parts.settings.intervals;
    return watch.isReady || this.parts.clock.monotonicMs() - this.startedMs > 3 * infrastructureMs + 2_000;
  }

  private async conclude(watch: Watch, closing: Closing): Promise<void> {
    const icmp = this.parts.feed.probers().find(({ check }) => check === 'icmp');
    const { log, alerts, observed } = this.parts;
    const outcome = await this.concluding.conclude(explainingBeliefs(closing, watch, observed), icmp?.status.able ?? false);
    watch.await(outcome.leftOut);
    watch.inspect(this.looks.add(watch.snapshot, outcome.changes, this.parts.clock.monotonicMs()));
    if (outcome.kind === 'blind') log.warn({ reason: outcome.reason }, 'poller is blind: nothing is concluded');
    else if (!outcome.isMinimal) log.warn({}, 'gave up the search for a smaller explanation');
    for (const { outage, steps } of outcome.changes)
      for (const { kind } of steps) log.info({ outage: outage.id, alert: outage.alertName, root: outage.root }, `outage ${kind}`);
    // Before anything is told: what is worked on is nobody's news. Should that not be known, it is told.
    await this.readDesk(watch).catch((err: unknown) => log.warn({ err }, 'not known what is in maintenance or in hand'));
    alerts.tell(outcome.changes.map(({ outage }) => outage));
    if (outcome.changes.length > 0) this.listener.onOutages?.(outcome.changes);
    await this.time.keep(watch);
  }

  /** What people do: works that begin or end, and who has what in hand. What is not in maintenance any more is asked and judged again. */
  private async readDesk(watch: Watch): Promise<void> {
    const { overlays, ended, hasTurned } = await this.overlays.read(watch.snapshot, this.concluding.outages);
    this.parts.alerts.overlay(overlays);
    if (hasTurned && this.isReadyTold) await this.time.keep(watch);
    if (ended.length === 0) return;
    this.parts.log.info({ devices: ended.length }, 'maintenance is over: judging again');
    watch.askFor(ended);
    this.window.change(this.parts.clock.monotonicMs());
  }

  private async stand(standing: Standing): Promise<void> {
    switch (standing) {
      case 'leading':
        return this.lead();
      case 'cut-off':
        return this.pause();
      case 'following':
        return this.follow();
    }
  }

  private async lead(): Promise<void> {
    const { inventory, log, alerts, clock, observed } = this.parts;
    const snapshot = await inventory.snapshot();
    const kept = await this.concluding.takeLead(snapshot);
    if (!this.watch || this.watch.snapshot.version !== snapshot.version) this.watchOver(snapshot);
    this.watch?.recall(kept, clock.now().getTime());
    const lately = await this.concluding.clearedSince(new Date(clock.now().getTime() - RESOLVED_MS));
    const alarms = await observed.takeLead(new Date(clock.now().getTime() - RESOLVED_MS));
    await this.time.takeLead();
    await this.overlays.recall();
    const { overlays } = await this.overlays.read(snapshot, this.concluding.outages);
    this.isLeading = true;
    alerts.start([...this.concluding.outages, ...lately, ...alarms], overlays);
    this.window.change(clock.monotonicMs());
    this.listener.onTopology?.();
    log.info({ version: snapshot.version }, 'leading');
  }

  /** The lead is lost, most likely with the database: asking and telling go on, so that the latest is known when it is back. */
  private pause(): void {
    this.isLeading = false;
    this.parts.log.warn({}, 'not leading any more');
  }

  /** Somebody else asks, concludes and tells: what we still know would contradict it. */
  private follow(): void {
    const { feed, alerts, observed, log } = this.parts;
    this.isLeading = false;
    this.isReadyTold = false;
    this.watch = null;
    feed.assign([]);
    observed.forget();
    alerts.fallSilent();
    log.info({}, 'standing by: another engine leads');
  }

  private async adopt(): Promise<void> {
    const snapshot = await this.parts.inventory.snapshot();
    this.isStale = false;
    if (!this.watch || snapshot.version === this.watch.snapshot.version) return;
    this.concluding.adopt(snapshot);
    this.watchOver(snapshot);
    this.window.change(this.parts.clock.monotonicMs());
    this.listener.onTopology?.();
    this.parts.log.info({ version: snapshot.version, devices: snapshot.graph.deviceCount }, 'network changed');
  }

  private watchOver(snapshot: Awaited<ReturnType<Inventory['snapshot']>>): void {
    this.startedMs = this.parts.clock.monotonicMs();
    this.watch = new Watch(snapshot, this.parts.settings, this.parts.feed, this.window, this.watch);
    const { pollers } = snapshot.graph;
    if (pollers.length > 1) {
      const [{ code: poller }, ...others] = pollers;
      const figures = { poller, others: others.map(({ code }) => code), leftToOthers: this.watch.leftToOthers };
      this.parts.log.warn(
        figures,
        'the topology names several pollers: this service is the first, and what is left to others stays UNKNOWN',
      );
    }
    for (const warning of snapshot.graph.warnings) this.parts.log.warn({ warning }, 'the topology leaves something open');
  }

  private enqueue(task: () => Promise<void>): void {
    this.isWorking = true;
    const turn = this.work.then(async () => {
      try {
        await task();
        if (this.trouble !== null) this.parts.log.info({}, 'concluding again');
        this.trouble = null;
      } catch (err) {
        this.failed(err);
      }
    });
    this.work = turn;
    void turn.then(() => (this.isWorking = this.work !== turn));
  }

  /** Nothing was concluded, and nothing is lost: the next try judges what is believed by then. */
  private failed(err: unknown): void {
    const { log, clock } = this.parts;
    if (this.trouble === null) log.error({ err }, 'nothing can be concluded: what is believed cannot be kept');
    this.trouble = 'what is concluded cannot be kept';
    // A commit whose answer was lost may be kept: what is open is read again, or the same would be opened twice and refused for ever.
    this.isLeading = false;
    this.notBefore = clock.monotonicMs() + RETRY_MS;
    this.window.change(clock.monotonicMs());
  }
}
