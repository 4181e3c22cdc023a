import type { DeviceId } from '@app/kernel';
import type { DocumentResult } from '../document.result.js';
import type { ProbeBatch, ProbeOutcome, SnmpResult } from '../probe.result.js';
import { EquipmentProber, IcmpProber, SnmpProber, type ProberFigures, type ProberStatus } from '../prober.js';
import type { FastClock, Target } from '../target.js';
import { type TrapCount, type TrapHint, type TrapKind, TrapListener } from '../trap-listener.js';

/** One result, as a test likes to write it. */
export interface ProbeRow {
  readonly deviceId: DeviceId | number;
  readonly outcome: ProbeOutcome;
  /** Milliseconds since the epoch. */
  readonly observedAtMs: number;
  /** Default: the round trip before the observation. */
  readonly sentAtMs?: number;
  readonly rttSeconds?: number;
  /** The address of whoever rejected it. */
  readonly rejectedBy?: string;
}

/** Turns rows into the columns that a real prober posts. */
export function probeBatch(rows: readonly ProbeRow[]): ProbeBatch {
  return {
    count: rows.length,
    deviceIds: Int32Array.from(rows, (row) => row.deviceId),
    outcomes: Uint8Array.from(rows, (row) => row.outcome),
    rttSeconds: Float32Array.from(rows, (row) => row.rttSeconds ?? Number.NaN),
    observedAtMs: Float64Array.from(rows, (row) => row.observedAtMs),
    sentAtMs: Float64Array.from(rows, (row) => row.sentAtMs ?? row.observedAtMs - (row.rttSeconds ?? 0) * 1000),
    rejectedBy: new Map(rows.flatMap(({ rejectedBy }, row) => (rejectedBy === undefined ? [] : [[row, rejectedBy] as const]))),
  };
}

const NOTHING_YET: ProberFigures = {
  lagSeconds: 0,
  cycleSeconds: 0,
  sent: 0,
  byOutcome: { replied: 0, 'timed-out': 0, rejected: 0, failed: 0, duplicate: 0, late: 0 },
};

/** Asks nobody: a test says what is answered, and reads what would have been asked. */
export class FakeIcmpProber extends IcmpProber {
  assigned: readonly Target[] = [];
  readonly asked: { readonly deviceIds: readonly DeviceId[]; readonly clock: FastClock }[] = [];
  isStopped = false;
  private listener: ((batch: ProbeBatch) => void) | null = null;

  constructor(
    private readonly status: ProberStatus = { engine: 'fake', reason: 'a test', able: true },
    public current: ProberFigures = NOTHING_YET,
  ) {
    super();
  }

  override start(onResults: (batch: ProbeBatch) => void): Promise<ProberStatus> {
    this.listener = onResults;
    return Promise.resolve(this.status);
  }

  override assign(targets: readonly Target[]): void {
    this.assigned = targets.filter(({ check }) => check === 'icmp');
  }

  override askNow(deviceIds: Iterable<DeviceId>, clock: FastClock): void {
    this.asked.push({ deviceIds: [...deviceIds], clock });
  }

  override figures(): ProberFigures {
    return this.current;
  }

  override stop(): Promise<void> {
    this.isStopped = true;
    this.listener = null;
    return Promise.resolve();
  }

  /** Delivers these results as one batch. */
  answer(...rows: ProbeRow[]): void {
    this.listener?.(probeBatch(rows));
  }
}

/** Reads nobody: a test says what each device answered. */
export class FakeSnmpProber extends SnmpProber {
  assigned: readonly Target[] = [];
  readonly asked: (readonly DeviceId[])[] = [];
  isStopped = false;
  private listener: ((result: SnmpResult) => void) | null = null;

  constructor(
    private readonly status: ProberStatus = { engine: 'fake', reason: 'a test', able: true },
    public current: ProberFigures = NOTHING_YET,
  ) {
    super();
  }

  override start(onResult: (result: SnmpResult) => void): Promise<ProberStatus> {
    this.listener = onResult;
    return Promise.resolve(this.status);
  }

  override assign(targets: readonly Target[]): void {
    this.assigned = targets.filter(({ check }) => check === 'snmp');
  }

  override askNow(deviceIds: Iterable<DeviceId>): void {
    this.asked.push([...deviceIds]);
  }

  override figures(): ProberFigures {
    return this.current;
  }

  override stop(): Promise<void> {
    this.isStopped = true;
    this.listener = null;
    return Promise.resolve();
  }

  /** Delivers these results, one after the other. */
  answer(...results: SnmpResult[]): void {
    for (const result of results) this.listener?.(result);
  }
}

/** Inspects nobody: a test says what each device told of itself. */
export class FakeEquipmentProber extends EquipmentProber {
  assigned: readonly Target[] = [];
  readonly asked: (readonly DeviceId[])[] = [];
  isStopped = false;
  private listener: ((result: DocumentResult) => void) | null = null;

  constructor(
    private readonly status: ProberStatus = { engine: 'fake', reason: 'a test', able: true },
    public current: ProberFigures = NOTHING_YET,
  ) {
    super();
  }

  override start(onDocument: (result: DocumentResult) => void): Promise<ProberStatus> {
    this.listener = onDocument;
    return Promise.resolve(this.status);
  }

  override assign(targets: readonly Target[]): void {
    this.assigned = targets.filter(({ check }) => check === 'snmp');
  }

  override askNow(deviceIds: Iterable<DeviceId>): void {
    this.asked.push([...deviceIds]);
  }

  override figures(): ProberFigures {
    return this.current;
  }

  override stop(): Promise<void> {
    this.isStopped = true;
    this.listener = null;
    return Promise.resolve();
  }

  /** Delivers these results, one after the other. */
  answer(...results: DocumentResult[]): void {
    for (const result of results) this.listener?.(result);
  }
}

/** Hears nobody: a test says what devices tell. */
export class FakeTrapListener extends TrapListener {
  assigned: readonly Target[] = [];
  isStopped = false;
  private onHint: ((hint: TrapHint) => void) | null = null;
  private onStatus: ((status: ProberStatus) => void) | null = null;

  override start(onHint: (hint: TrapHint) => void, onStatus: (status: ProberStatus) => void): Promise<ProberStatus> {
    this.onHint = onHint;
    this.onStatus = onStatus;
    return Promise.resolve({ engine: 'fake', reason: 'a test', able: true });
  }

  override assign(targets: readonly Target[]): void {
    this.assigned = targets;
  }

  override counts(): readonly TrapCount[] {
    return [];
  }

  override stop(): Promise<void> {
    this.isStopped = true;
    this.onHint = null;
    return Promise.resolve();
  }

  tell(kind: TrapKind, ...deviceIds: number[]): void {
    this.hint({ deviceIds: deviceIds as DeviceId[], kind, receivedAtMs: 1, trapOid: '1.3', ifIndex: null });
  }

  hint(hint: TrapHint): void {
    this.onHint?.(hint);
  }

  change(status: ProberStatus): void {
    this.onStatus?.(status);
  }
}
