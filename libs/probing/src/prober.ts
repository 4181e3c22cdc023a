import type { DeviceId } from '@app/kernel';
import type { DocumentResult } from './document.result.js';
import type { ProbeBatch, SnmpResult } from './probe.result.js';
import type { FastClock, Target } from './target.js';

/** Which engine asks, and why that one: shown at start and as a metric. */
export interface ProberStatus {
  readonly engine: string;
  readonly reason: string;
  readonly able: boolean;
}

/** Figures of the schedule, for /metrics: seconds late (the oldest question still due), asked and answered since the start. */
export interface ProberFigures {
  readonly lagSeconds: number;
  readonly cycleSeconds: number;
  readonly sent: number;
  readonly byOutcome: Readonly<Record<'replied' | 'timed-out' | 'rejected' | 'failed' | 'duplicate' | 'late', number>>;
}

/** Asks every assigned target on its own interval by ICMP. Silence is an answer, so it never throws for it. */
export abstract class IcmpProber {
  abstract start(onResults: (batch: ProbeBatch) => void): Promise<ProberStatus>;
  /** Replaces the whole set of targets; those that stay keep their place in the schedule. */
  abstract assign(targets: readonly Target[]): void;
  /** Re-asks at once, on the fast clock, beside the ordinary schedule. Devices already on the fast clock are left alone. */
  abstract askNow(deviceIds: Iterable<DeviceId>, clock: FastClock): void;
  abstract figures(): ProberFigures;
  abstract stop(): Promise<void>;
}

/** Inspects every assigned target on its own intervals by SNMP: sensors, ONUs, interfaces, neighbours, parts. */
export abstract class EquipmentProber {
  abstract start(onDocument: (result: DocumentResult) => void): Promise<ProberStatus>;
  abstract assign(targets: readonly Target[]): void;
  /** Inspects these devices wholly and at once, beside the ordinary schedule. */
  abstract askNow(deviceIds: Iterable<DeviceId>): void;
  abstract figures(): ProberFigures;
  abstract stop(): Promise<void>;
}

/** Reads the interfaces of every assigned target on its own interval by SNMP. */
export abstract class SnmpProber {
  abstract start(onResult: (result: SnmpResult) => void): Promise<ProberStatus>;
  abstract assign(targets: readonly Target[]): void;
  /** Reads these devices at once, beside the ordinary schedule. */
  abstract askNow(deviceIds: Iterable<DeviceId>): void;
  abstract figures(): ProberFigures;
  abstract stop(): Promise<void>;
}
