import type { InventorySnapshot } from '@app/inventory';
import type { Clock, OutageId } from '@app/kernel';
import type { Outage, OutageDeskService } from '@app/outages';
import type { DomainEvents, Log, Transactor } from '@app/platform';
import { type Coverage, coverageOf, isHushed } from './coverage.js';
import { MaintenanceQueries } from './maintenance.queries.js';
import type { MaintenanceService } from './maintenance.service.js';
import type { MaintenanceWindow } from './maintenance.window.js';
import { inForce, isInForce, nextTurn } from './occurrences.js';

export interface MaintenanceWatchParts {
  readonly transactor: Transactor;
  readonly events: DomainEvents;
  readonly service: MaintenanceService;
  readonly desk: OutageDeskService;
  readonly clock: Clock;
  readonly log: Log;
}

/** Read again so often even if nobody said that anything changed, milliseconds: what is said while the connection is lost is gone. */
const READ_AGAIN_MS = 60_000;
/** What ended so lately is kept in mind, milliseconds: its end is news until somebody wrote it down. */
const LATELY_MS = 3_600_000;

/** What is in maintenance now, for whoever concludes: windows begin and end by themselves. */
export class MaintenanceWatch {
  private windows: readonly MaintenanceWindow[] = [];
  private readAtMs = Number.NEGATIVE_INFINITY;
  private kept: { readonly snapshot: InventorySnapshot; readonly key: string; readonly coverage: Coverage } | null = null;
  /** What each window covers by itself, on one version of the network. */
  private own: { readonly snapshot: InventorySnapshot; readonly coverages: Map<string, Coverage> } | null = null;
  /** What is in force, and as long as nothing begins or ends: it is asked each second, and recurrences are dear. */
  private current: { readonly fromMs: number; readonly toMs: number; readonly windows: readonly MaintenanceWindow[] } | null = null;
  private hushedBy = new Map<OutageId, string>();
  private readonly unlisten: () => void;

  constructor(private readonly parts: MaintenanceWatchParts) {
    this.unlisten = parts.events.listen(({ type }) => {
      if (type.startsWith('maintenance.') || type === 'resync') this.readAtMs = Number.NEGATIVE_INFINITY;
    });
  }

  stop(): void {
    this.unlisten();
  }

  /** Whether windows are to be read (again) before what is known of them can be relied on. */
  get isStale(): boolean {
    return this.parts.clock.monotonicMs() - this.readAtMs >= READ_AGAIN_MS;
  }

  async read(): Promise<void> {
    const { transactor, clock } = this.parts;
    const readAtMs = clock.monotonicMs();
    this.windows = await new MaintenanceQueries(transactor).inForceSince(new Date(clock.now().getTime() - LATELY_MS));
    this.readAtMs = readAtMs;
    this.current = null;
    this.own = null;
  }

  /** Names the windows in force: another name, another coverage. */
  keyAt(now: Date): string {
    return this.inForceAt(now)
      .map(({ id }) => id)
      .join();
  }

  /** What is in maintenance at an instant. */
  coverageAt(snapshot: InventorySnapshot, now: Date): Coverage {
    const key = this.keyAt(now);
    if (this.kept?.snapshot !== snapshot || this.kept.key !== key)
      this.kept = { snapshot, key, coverage: coverageOf(snapshot, this.inForceAt(now)) };
    return this.kept.coverage;
  }

  /** When a window last began or ended; null: not within the last hour. */
  turnedAt(now: Date): Date | null {
    const nowMs = now.getTime();
    const turns = this.windows
      .flatMap((window) => inForce(window, { from: nowMs - LATELY_MS, to: nowMs + 1 }))
      .flatMap(({ from, to }) => [from, to])
      .filter((turn) => turn <= nowMs);
    return turns.length > 0 ? new Date(Math.max(...turns)) : null;
  }

  /** The open outages that nobody is told of now, with the window for whose sake. */
  hushedAt(snapshot: InventorySnapshot, outages: readonly Outage[], now: Date): ReadonlyMap<OutageId, MaintenanceWindow> {
    const coverage = this.coverageAt(snapshot, now);
    const hushed = new Map<OutageId, MaintenanceWindow>();
    if (coverage.windows.length === 0) return hushed;
    const each = coverage.windows.map((window) => ({ window, own: this.ownCoverage(snapshot, window) }));
    for (const outage of outages) {
      if (!isHushed(outage, coverage, snapshot)) continue;
      // Where only several windows together cover it, the first of them stands for all.
      const { window } = each.find(({ own }) => isHushed(outage, own, snapshot)) ?? each[0];
      hushed.set(outage.id, window);
    }
    return hushed;
  }

  /** A flexible window begins when what it is about falls silent. Answers whether one did. */
  async beginFlexible(snapshot: InventorySnapshot, outages: readonly Outage[], now: Date): Promise<boolean> {
    const waiting = this.windows.filter(
      ({ kind, beganAt, startsAt, endsAt }) => kind === 'FLEXIBLE' && beganAt === null && startsAt <= now && now < endsAt,
    );
    let hasBegun = false;
    for (const window of waiting) {
      const own = this.ownCoverage(snapshot, window);
      if (!outages.some((outage) => isHushed(outage, own, snapshot))) continue;
      const { kind } = await this.parts.service.begin(window.id, now);
      if (kind === 'begun') this.parts.log.info({ window: window.id, title: window.title }, 'flexible maintenance begins');
      hasBegun = true;
    }
    if (hasBegun) await this.read();
    return hasBegun;
  }

  /** Writes down of which outages nobody is told, and which are told again: what was written before is not written again. */
  async keep(hushed: ReadonlyMap<OutageId, MaintenanceWindow>, open: readonly Outage[]): Promise<void> {
    for (const { id } of open) {
      const window = hushed.get(id) ?? null;
      if ((this.hushedBy.get(id) ?? null) === (window?.id ?? null)) continue;
      await this.parts.desk.hush(id, window);
      if (window) this.hushedBy.set(id, window.id);
      else this.hushedBy.delete(id);
    }
    const isOpen = new Set(open.map(({ id }) => id));
    for (const id of this.hushedBy.keys()) if (!isOpen.has(id)) this.hushedBy.delete(id);
  }

  /** What was hushed by whoever led before. */
  async recall(): Promise<void> {
    const rows = (await this.parts.transactor.manager.query(
      'SELECT id, hushed_by AS window FROM outage WHERE cleared_at IS NULL AND hushed_by IS NOT NULL',
    )) as { id: OutageId; window: string }[];
    this.hushedBy = new Map(rows.map(({ id, window }) => [id, window]));
  }

  private inForceAt(now: Date): readonly MaintenanceWindow[] {
    const nowMs = now.getTime();
    if (this.current === null || nowMs < this.current.fromMs || nowMs >= this.current.toMs) {
      const turns = this.windows.flatMap((window) => nextTurn(window, nowMs, LATELY_MS) ?? []);
      const windows = this.windows.filter((window) => isInForce(window, nowMs));
      this.current = { fromMs: nowMs, toMs: Math.min(nowMs + LATELY_MS, ...turns), windows };
    }
    return this.current.windows;
  }

  private ownCoverage(snapshot: InventorySnapshot, window: MaintenanceWindow): Coverage {
    if (this.own?.snapshot !== snapshot) this.own = { snapshot, coverages: new Map() };
    const known = this.own.coverages.get(window.id) ?? coverageOf(snapshot, [window]);
    this.own.coverages.set(window.id, known);
    return known;
  }
}
