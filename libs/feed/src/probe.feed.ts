import type { DeviceId } from '@app/kernel';
import type {
  DocumentResult,
  FastClock,
  ProbeBatch,
  ProberFigures,
  ProberStatus,
  SnmpResult,
  Target,
  TrapCount,
  TrapHint,
} from '@app/probing';

/** What reaches whoever believes. */
export interface FeedListener {
  onProbes(batch: ProbeBatch): void;
  onReading(result: SnmpResult): void;
  onDocument(result: DocumentResult): void;
  onStatus(check: FeedCheck, status: ProberStatus): void;
  /** A device told that something happened: a reason to look. */
  onTrap(hint: TrapHint): void;
  onTrapStatus(status: ProberStatus): void;
}

export type FeedCheck = 'icmp' | 'snmp' | 'equipment';

/** One prober as it stands: what it is, and its figures. */
export interface ProberState {
  readonly check: FeedCheck;
  readonly status: ProberStatus;
  readonly figures: ProberFigures;
}

/** The receiver of traps as it stands. */
export interface TrapsState {
  readonly status: ProberStatus;
  readonly counts: readonly TrapCount[];
}

/** Carries assignments out to where the asking is done, and results in. */
export abstract class ProbeFeed {
  /** Begins to ask what is assigned; results come to the listener. */
  abstract start(listener: FeedListener): Promise<void>;
  /** Replaces the whole set of targets of every check. */
  abstract assign(targets: readonly Target[]): void;
  /** Asks these devices at once, on the fast clock. */
  abstract askNow(deviceIds: Iterable<DeviceId>, clock: FastClock): void;
  /** Reads the interfaces of these devices at once. */
  abstract readNow(deviceIds: Iterable<DeviceId>): void;
  /** Inspects these devices at once: all they tell of themselves. */
  abstract inspectNow(deviceIds: Iterable<DeviceId>): void;
  abstract probers(): readonly ProberState[];
  /** Null where nobody listens to traps. */
  abstract traps(): TrapsState | null;
  abstract stop(): Promise<void>;
}
