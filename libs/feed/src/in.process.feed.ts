import type { DeviceId } from '@app/kernel';
import type { EquipmentProber, FastClock, IcmpProber, ProberStatus, SnmpProber, Target } from '@app/probing';
import { type FeedCheck, type FeedListener, ProbeFeed, type ProberState } from './probe.feed.js';

const NOT_STARTED: ProberStatus = { engine: 'none', reason: 'not started', able: false };

/** The probers are in this process: nothing is carried, only handed on. */
export class InProcessFeed extends ProbeFeed {
  private readonly status: Record<FeedCheck, ProberStatus> = { icmp: NOT_STARTED, snmp: NOT_STARTED, equipment: NOT_STARTED };
  private listener: FeedListener | null = null;

  constructor(
    private readonly icmp: IcmpProber,
    private readonly snmp: SnmpProber,
    /** Null where nobody inspects devices. */
    private readonly equipment: EquipmentProber | null = null,
  ) {
    super();
  }

  override async start(listener: FeedListener): Promise<void> {
    this.listener = listener;
    this.hear('icmp', await this.icmp.start((batch) => listener.onProbes(batch)));
    this.hear('snmp', await this.snmp.start((result) => listener.onReading(result)));
    if (this.equipment) this.hear('equipment', await this.equipment.start((result) => listener.onDocument(result)));
  }

  override assign(targets: readonly Target[]): void {
    this.icmp.assign(targets);
    this.snmp.assign(targets);
    this.equipment?.assign(targets);
  }

  override askNow(deviceIds: Iterable<DeviceId>, clock: FastClock): void {
    this.icmp.askNow(deviceIds, clock);
  }

  override readNow(deviceIds: Iterable<DeviceId>): void {
    this.snmp.askNow(deviceIds);
  }

  override inspectNow(deviceIds: Iterable<DeviceId>): void {
    this.equipment?.askNow(deviceIds);
  }

  override probers(): readonly ProberState[] {
    return [
      { check: 'icmp', status: this.status.icmp, figures: this.icmp.figures() },
      { check: 'snmp', status: this.status.snmp, figures: this.snmp.figures() },
      ...(this.equipment ? [{ check: 'equipment' as const, status: this.status.equipment, figures: this.equipment.figures() }] : []),
    ];
  }

  override async stop(): Promise<void> {
    this.listener = null;
    await Promise.all([this.icmp.stop(), this.snmp.stop(), this.equipment?.stop()]);
  }

  /** Told by a prober whose engine died or is back. */
  hear(check: FeedCheck, status: ProberStatus): void {
    this.status[check] = status;
    this.listener?.onStatus(check, status);
  }
}
