import { setMaxListeners } from 'node:events';
import { type DeviceInspector, type Inspection, KnownDevice } from '@app/equipment';
import { processClock, type EchoClock } from '@app/icmp';
import { ADDRESS_BYTES, writeAddress } from '@app/sockets';
import type { DeviceId } from '@app/kernel';
import type { SnmpCredential } from '@app/snmp';
import type { DocumentResult } from './document.result.js';
import { type EquipmentIntervals, EquipmentTurns } from './equipment-turns.js';
import { EquipmentProber, type ProberFigures, type ProberStatus } from './prober.js';
import { phaseOf } from './schedule.slots.js';
import { type OpenCredential, SnmpCredentials } from './snmp-credentials.js';
import { type AfterReading, SnmpSchedule } from './snmp-schedule.js';
import type { Target } from './target.js';

/** Something that inspects devices until it is closed, or why there is none. */
export type OpenedInspector =
  | { readonly kind: 'opened'; readonly inspector: DeviceInspector; readonly reason: string; close(): Promise<void> }
  | { readonly kind: 'failed'; readonly reason: string };

export interface EquipmentProberOptions {
  readonly open: () => Promise<OpenedInspector>;
  readonly intervals: EquipmentIntervals;
  readonly openCredential: OpenCredential;
  /** For targets that name no credential. */
  readonly defaultCredential: SnmpCredential | null;
  /** Devices inspected at once [128]. */
  readonly maxInFlight?: number;
  /** How often a question is asked again [1]; never of a device that was silent the last time. */
  readonly retries?: number;
}

const SNMP_PORT = 161;
const MAX_PAUSE_MS = 1000;
/** A device that stays silent is asked only each second, fourth, eighth turn: thousands of them must not hold up the others. */
const MOST_SKIPPED = 7;

/** Inspects devices by SNMP: sensors and ONUs often, what seldom changes seldom. */
export class InspectingProber extends EquipmentProber {
  private readonly credentials: SnmpCredentials;
  private readonly schedule: SnmpSchedule;
  private readonly turns: EquipmentTurns;
  private readonly stopping = new AbortController();
  private readonly outcomes = { replied: 0, 'timed-out': 0, rejected: 0, failed: 0 };
  /** Of devices that were silent the last time: how many turns to pass over, and how many are passed over already. */
  private silent = new Map<DeviceId, { skips: number; skipped: number }>();
  private wanted = new Set<DeviceId>();
  /** What is known of devices, each under where and how it is asked. */
  private known = new Map<DeviceId, { readonly key: string; readonly device: KnownDevice }>();
  private opened: OpenedInspector | null = null;
  private onDocument: ((result: DocumentResult) => void) | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: EquipmentProberOptions,
    private readonly clock: EchoClock = processClock,
  ) {
    super();
    // Each device that is being read listens for the end; Node would warn of a leak from the eleventh on.
    setMaxListeners(0, this.stopping.signal);
    this.credentials = new SnmpCredentials(options.openCredential, options.defaultCredential);
    this.turns = new EquipmentTurns(options.intervals);
    this.schedule = new SnmpSchedule(
      () => clock.monotonicMs(),
      options.maxInFlight ?? 128,
      (target) => this.inspect(target),
    );
  }

  override async start(onDocument: (result: DocumentResult) => void): Promise<ProberStatus> {
    const opened = await this.options.open();
    if (this.stopping.signal.aborted) {
      if (opened.kind === 'opened') await opened.close();
      return { engine: 'snmp', reason: 'stopped', able: false };
    }
    this.opened = opened;
    this.onDocument = onDocument;
    this.run();
    return { engine: 'snmp', reason: opened.reason, able: opened.kind === 'opened' };
  }

  override assign(targets: readonly Target[]): void {
    const ours = targets.filter(({ check }) => check === 'snmp').map((target) => ({ ...target, intervalMs: this.turns.everyMs }));
    const ids = new Set(ours.map(({ deviceId }) => deviceId));
    this.credentials.forget();
    this.turns.keepOnly(ids);
    this.silent = new Map([...this.silent].filter(([id]) => ids.has(id)));
    this.wanted = new Set([...this.wanted].filter((id) => ids.has(id)));
    for (const id of this.known.keys()) if (!ids.has(id)) this.known.delete(id);
    this.schedule.assign(ours);
    this.wake();
  }

  override askNow(deviceIds: Iterable<DeviceId>): void {
    // Before the start there is nobody to tell.
    if (!this.onDocument) return;
    const ids = [...deviceIds];
    for (const id of ids) this.wanted.add(id);
    this.schedule.askNow(ids);
  }

  override figures(): ProberFigures {
    return {
      lagSeconds: this.schedule.lagSeconds,
      cycleSeconds: this.schedule.cycleSeconds,
      sent: this.schedule.sent,
      byOutcome: { ...this.outcomes, duplicate: 0, late: 0 },
    };
  }

  override async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.onDocument = null;
    this.stopping.abort();
    this.schedule.assign([]);
    if (this.opened?.kind === 'opened') await this.opened.close();
  }

  private readonly run = (): void => {
    const pauseMs = this.schedule.tick(MAX_PAUSE_MS);
    this.timer = setTimeout(this.run, pauseMs);
  };

  private wake(): void {
    if (!this.onDocument) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.run, 0);
  }

  private async inspect(target: Target): Promise<AfterReading> {
    const { deviceId } = target;
    const isWanted = this.wanted.delete(deviceId);
    if (!isWanted && this.isPassedOver(deviceId)) return 'again';
    const parts = this.turns.take(deviceId, placeOf(target), this.clock.monotonicMs(), isWanted);
    if (parts.length === 0) return 'again';
    const credential = await this.credentials.find(target.credential).catch(() => undefined);
    if (credential === undefined) return this.tell(target, parts, { kind: 'failed', reason: 'credential cannot be opened' }, 'again');
    if (credential === null) return this.tell(target, parts, { kind: 'rejected', reason: 'no credential' }, 'parked');
    if (this.opened?.kind !== 'opened') return this.tell(target, parts, { kind: 'failed', reason: 'no UDP socket' }, 'again');
    const retries = this.silent.has(deviceId) ? 0 : (this.options.retries ?? 1);
    const how = { parts, timeoutMs: target.timeoutMs, retries, signal: this.stopping.signal, known: this.knownOf(target) };
    const inspection = await this.opened.inspector.inspect(target.address, target.port ?? SNMP_PORT, credential, how);
    return this.tell(target, parts, inspection, 'again');
  }

  private knownOf({ deviceId, realm, address, port, credential }: Target): KnownDevice {
    const key = JSON.stringify([realm, address, port, credential]);
    const kept = this.known.get(deviceId);
    if (kept?.key === key) return kept.device;
    const device = new KnownDevice();
    this.known.set(deviceId, { key, device });
    return device;
  }

  private isPassedOver(deviceId: DeviceId): boolean {
    const silence = this.silent.get(deviceId);
    if (!silence || silence.skipped >= silence.skips) return false;
    silence.skipped += 1;
    return true;
  }

  private tell({ deviceId }: Target, parts: DocumentResult['parts'], inspection: Inspection, after: AfterReading): AfterReading {
    this.outcomes[inspection.kind === 'read' ? 'replied' : inspection.kind] += 1;
    if (inspection.kind === 'timed-out') {
      const skips = Math.min(MOST_SKIPPED, 2 * (this.silent.get(deviceId)?.skips ?? 0) + 1);
      this.silent.set(deviceId, { skips, skipped: 0 });
    } else {
      this.silent.delete(deviceId);
    }
    if (inspection.kind !== 'read') this.turns.forget(deviceId);
    const ageMs = inspection.kind === 'read' ? inspection.ageMs : 0;
    this.onDocument?.({ deviceId, observedAtMs: this.clock.wallMs() - ageMs, parts, inspection });
    return after;
  }
}

function placeOf({ address }: Target): number {
  const bytes = new Uint8Array(ADDRESS_BYTES);
  writeAddress(address, bytes, 0);
  return phaseOf(bytes, 0);
}
