import type { DeviceId } from '@app/kernel';
import type { EquipmentProber, FastClock, IcmpProber, ProberStatus, SnmpProber, Target, TrapListener } from '@app/probing';
import { type FeedCheck, type FeedListener, ProbeFeed, type ProberState, type TrapsState } from './probe.feed.js';

const NOT_STARTED: ProberStatus = { engine: 'none', reason: 'not started', able: false };

/** Who inspects devices, and who listens to traps; none where nobody does. */
export interface FeedOthers {
  readonly equipment?: EquipmentProber | null;
  readonly traps?: TrapListener | null;
}

/** The probers are in this process: nothing is carried, only handed on. */
export class InProcessFeed extends ProbeFeed {
  private readonly status: Record<FeedCheck, ProberStatus> = { icmp: NOT_STARTED, snmp: NOT_STARTED, equipment: NOT_STARTED };
  private trapStatus = NOT_STARTED;
  private listener: FeedListener | null = null;

  constructor(
    private readonly icmp: IcmpProber,
    private readonly snmp: SnmpProber,
    private readonly others: FeedOthers = {},
  ) {
    super();
  }

  override async start(listener: FeedListener): Promise<void> {
    this.listener = listener;
    this.hear('icmp', await this.icmp.start((batch) => listener.onProbes(batch)));
    this.hear('snmp', await this.snmp.start((result) => listener.onReading(result)));
    const { equipment, traps } = this.others;
    if (equipment) this.hear('equipment', await equipment.start((result) => listener.onDocument(result)));
    if (!traps) return;
    this.hearTraps(
      await traps.start(
        (hint) => this.listener?.onTrap(hint),
        (status) => this.hearTraps(status),
      ),
    );
  }

  override assign(targets: readonly Target[]): void {
    this.icmp.assign(targets);
    this.snmp.assign(targets);
    this.others.equipment?.assign(targets);
    this.others.traps?.assign(targets);
  }

  override askNow(deviceIds: Iterable<DeviceId>, clock: FastClock): void {
    this.icmp.askNow(deviceIds, clock);
  }

  override readNow(deviceIds: Iterable<DeviceId>): void {
    this.snmp.askNow(deviceIds);
  }

  override inspectNow(deviceIds: Iterable<DeviceId>): void {
    this.others.equipment?.askNow(deviceIds);
  }

  override probers(): readonly ProberState[] {
    return [
      { check: 'icmp', status: this.status.icmp, figures: this.icmp.figures() },
      { check: 'snmp', status: this.status.snmp, figures: this.snmp.figures() },
      ...(this.others.equipment
        ? [{ check: 'equipment' as const, status: this.status.equipment, figures: this.others.equipment.figures() }]
        : []),
    ];
  }

  override traps(): TrapsState | null {
    const { traps } = this.others;
    return traps ? { status: this.trapStatus, counts: traps.counts() } : null;
  }

  override async stop(): Promise<void> {
    this.listener = null;
    await Promise.all([this.icmp.stop(), this.snmp.stop(), this.others.equipment?.stop(), this.others.traps?.stop()]);
  }

  /** Told by a prober whose engine died or is back. */
  hear(check: FeedCheck, status: ProberStatus): void {
    this.status[check] = status;
    this.listener?.onStatus(check, status);
  }

  private hearTraps(status: ProberStatus): void {
    this.trapStatus = status;
    this.listener?.onTrapStatus(status);
  }
}
