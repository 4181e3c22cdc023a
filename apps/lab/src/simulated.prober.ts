import { processClock } from '@app/icmp';
import type { DeviceId } from '@app/kernel';
import {
  type IcmpProber,
  LocalIcmpProber,
  type ProberFigures,
  type ProberStatus,
  SnmpProber,
  type SnmpResult,
  type Target,
} from '@app/probing';
import { SimulatedAsker } from './simulated.asker.js';
import { DeviceReadings } from './truth/device.readings.js';
import { addressNumber, type LabTruth } from './truth/lab.truth.js';

const STATUS: ProberStatus = { engine: 'simulated', reason: 'the lab answers in this process', able: true };
const FLUSH_MS = 50;

/** The ordinary schedule, asking the truth instead of the network. */
export function simulatedIcmpProber(truth: LabTruth): IcmpProber {
  return new LocalIcmpProber({}, processClock, (options = {}) =>
    Promise.resolve({ asker: new SimulatedAsker(truth, options.clock ?? processClock), reason: STATUS.reason, able: true }),
  );
}

/** Reads the interfaces of simulated devices: each on its own interval, and at its own place in it. */
export class SimulatedSnmpProber extends SnmpProber {
  private readonly readings: DeviceReadings;
  private targets = new Map<DeviceId, { readonly target: Target; dueMs: number }>();
  private onResult: (result: SnmpResult) => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly byOutcome = { replied: 0, 'timed-out': 0, rejected: 0, failed: 0, duplicate: 0, late: 0 };
  private sent = 0;

  constructor(private readonly truth: LabTruth) {
    super();
    this.readings = new DeviceReadings(truth, () => processClock.monotonicMs());
  }

  override start(onResult: (result: SnmpResult) => void): Promise<ProberStatus> {
    this.onResult = onResult;
    this.timer = setInterval(() => this.readDue(), FLUSH_MS);
    return Promise.resolve(STATUS);
  }

  override assign(targets: readonly Target[]): void {
    const before = this.targets;
    const now = processClock.monotonicMs();
    this.targets = new Map();
    for (const target of targets.filter(({ check }) => check === 'snmp')) {
      const phase = ((target.deviceId * 0.618_033_988_75) % 1) * target.intervalMs;
      this.targets.set(target.deviceId, { target, dueMs: before.get(target.deviceId)?.dueMs ?? now + phase });
    }
  }

  override askNow(deviceIds: Iterable<DeviceId>): void {
    for (const id of deviceIds) {
      const entry = this.targets.get(id);
      if (entry) entry.dueMs = 0;
    }
  }

  override figures(): ProberFigures {
    return { lagSeconds: 0, cycleSeconds: 0, sent: this.sent, byOutcome: { ...this.byOutcome } };
  }

  override stop(): Promise<void> {
    clearInterval(this.timer);
    this.targets.clear();
    return Promise.resolve();
  }

  private readDue(): void {
    const now = processClock.monotonicMs();
    for (const entry of this.targets.values()) {
      if (entry.dueMs > now) continue;
      const { target } = entry;
      entry.dueMs = now + target.intervalMs;
      this.sent += 1;
      const device = this.truth.deviceAt(addressNumber(target.address) ?? -1);
      const isHeard = device >= 0 && this.truth.isHeard(device) && this.truth.document.devices[device].checks?.includes('snmp') === true;
      this.byOutcome[isHeard ? 'replied' : 'timed-out'] += 1;
      const head = { deviceId: target.deviceId, observedAtMs: processClock.wallMs() };
      this.onResult(isHeard ? { ...head, ...this.read(device) } : { ...head, kind: 'timed-out' });
    }
  }

  private read(device: number): Omit<Extract<SnmpResult, { kind: 'read' }>, 'deviceId' | 'observedAtMs'> {
    const interfaces = Array.from({ length: this.readings.interfaceCount(device) }, (_, i) => {
      const row = this.readings.interfaceAt(device, i + 1);
      return {
        ifIndex: row.ifIndex,
        ifName: row.ifName,
        ifAlias: row.ifAlias,
        adminUp: row.adminUp,
        operStatus: row.isUp ? 1 : 2,
        speedBitsPerSecond: row.speedBitsPerSecond,
        receiveBytes: row.receiveBytes,
        transmitBytes: row.transmitBytes,
        counterBits: 64 as const,
        counterDiscontinuityTicks: 0,
      };
    });
    return { kind: 'read', sysUpTimeTicks: this.readings.sysUpTimeTicks(device), interfaces, faults: [] };
  }
}
