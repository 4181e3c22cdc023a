import type { AlertOverlay, AlertOverlays } from '@app/alerting';
import type { InventorySnapshot } from '@app/inventory';
import type { Clock, DeviceId, OutageId } from '@app/kernel';
import type { MaintenanceWatch } from '@app/maintenance';
import type { DeskWords, Outage, OutageDeskService } from '@app/outages';
import type { DomainEvents } from '@app/platform';

export interface DeskOverlaysParts {
  readonly maintenance: MaintenanceWatch;
  readonly desk: OutageDeskService;
  readonly events: DomainEvents;
  readonly clock: Clock;
}

/** What people do changes how outages are told: works that go on, and who has what in hand. */
const HEARD = ['outage.acknowledged', 'outage.attributed', 'resync'];

/** It is looked so often whether a maintenance window begins or ends, milliseconds. */
const LOOK_MS = 1_000;
/** Of what was in maintenance so many are asked at once at its end; the others in their turn. */
const MOST_ASKED_AGAIN = 2_000;

/** Keeps what is known beside the alerts: read when somebody did something, and when a window begins or ends. */
export class DeskOverlays {
  private isDue = true;
  private lookNotBefore = 0;
  private key = '';
  private covered: readonly DeviceId[] = [];
  private last: AlertOverlays = new Map();
  private words: ReadonlyMap<OutageId, DeskWords> = new Map();
  private readonly unlisten: () => void;

  constructor(private readonly parts: DeskOverlaysParts) {
    this.unlisten = parts.events.listen(({ type }) => {
      if (HEARD.includes(type)) this.isDue = true;
    });
  }

  stop(): void {
    this.unlisten();
    this.parts.maintenance.stop();
  }

  /** Takes the lead: what whoever led before had written down is known. */
  async recall(): Promise<void> {
    await this.parts.maintenance.recall();
    this.isDue = true;
  }

  /** Whether something changed by itself or by somebody since it was read; looked at each second. */
  isToBeRead(): boolean {
    const { maintenance, clock } = this.parts;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.lookNotBefore) return false;
    this.lookNotBefore = nowMs + LOOK_MS;
    return this.isDue || maintenance.isStale || maintenance.keyAt(clock.now()) !== this.key;
  }

  /** Reads all of it, and writes down of which outages nobody is told. `ended`: what is not in maintenance any more, to be asked and judged again. */
  async read(
    snapshot: InventorySnapshot,
    outages: readonly Outage[],
  ): Promise<{ readonly overlays: AlertOverlays; readonly ended: readonly DeviceId[]; readonly hasTurned: boolean }> {
    const { maintenance, desk, clock } = this.parts;
    // What people said is read again only when somebody said something: all of this stands before each telling.
    const isDue = this.isDue;
    this.isDue = false;
    try {
      if (maintenance.isStale) await maintenance.read();
      const now = clock.now();
      await maintenance.beginFlexible(snapshot, outages, now);
      if (isDue) this.words = await desk.words();
      const hushed = maintenance.hushedAt(snapshot, outages, now);
      await maintenance.keep(hushed, outages);
      const current = new Map<string, AlertOverlay>(
        outages.flatMap(({ id }) => {
          const said = this.words.get(id);
          if (!said && !hushed.has(id)) return [];
          return [[id, { isHushed: hushed.has(id), acknowledged: said?.acknowledged ?? null, cause: said?.cause ?? null }]];
        }),
      );
      // One that has just cleared is still in the book of alerts: it must end as it was told, or a hushed one would fire for a moment.
      const isOpen = new Set<string>(outages.map(({ id }) => id));
      const overlays = new Map([...[...this.last].filter(([id]) => !isOpen.has(id)), ...current]);
      this.last = current;
      const hasTurned = maintenance.keyAt(now) !== this.key;
      return { overlays, ended: this.turn(snapshot, now), hasTurned };
    } catch (error) {
      this.isDue = true;
      throw error;
    }
  }

  private turn(snapshot: InventorySnapshot, now: Date): readonly DeviceId[] {
    const key = this.parts.maintenance.keyAt(now);
    if (key === this.key) return [];
    const { devices } = this.parts.maintenance.coverageAt(snapshot, now);
    const ended = this.covered.filter((id) => devices[snapshot.indexOfDevice(id)] === 0);
    this.key = key;
    this.covered = Array.from(snapshot.deviceIds).filter((_id, device) => devices[device] === 1) as DeviceId[];
    return ended.slice(0, MOST_ASKED_AGAIN);
  }
}
