import { setMaxListeners } from 'node:events';
import { processClock, type EchoClock } from '@app/icmp';
import type { DeviceId } from '@app/kernel';
import { openSnmpReader, type InterfacesRead, type SnmpCredential, type SnmpReader } from '@app/snmp';
import { borrowFd } from '@app/sockets';
import type { SnmpResult } from './probe.result.js';
import { SnmpProber, type ProberFigures, type ProberStatus } from './prober.js';
import { SnmpCredentials, type OpenCredential } from './snmp-credentials.js';
import { toReadings } from './snmp-reading.js';
import { SnmpSchedule, type AfterReading } from './snmp-schedule.js';
import type { Target } from './target.js';

export interface SnmpProberOptions {
  /** Opens a stored credential by its name; null where there is none of that name. */
  readonly openCredential: OpenCredential;
  /** For targets that name no credential. */
  readonly defaultCredential: SnmpCredential | null;
  /** A UDP socket (IPv4) of another process, to ask from its network namespace. */
  readonly borrow?: { readonly pid: number; readonly fd: number };
  /** Devices read at once [128]. */
  readonly maxInFlight?: number;
  /** How often a question is asked again [1]; never of a device that was silent the last time. */
  readonly retries?: number;
}

const SNMP_PORT = 161;
const MAX_PAUSE_MS = 1000;

/** Reads devices by SNMP, each on its own interval, over one socket. */
export class NetSnmpProber extends SnmpProber {
  private readonly credentials: SnmpCredentials;
  private readonly schedule: SnmpSchedule;
  private readonly stopping = new AbortController();
  /** Devices that did not answer the last time: thousands of them, in a power cut, must not keep the others waiting. */
  private silent = new Set<DeviceId>();
  private readonly outcomes = { replied: 0, 'timed-out': 0, rejected: 0, failed: 0 };
  private reader: SnmpReader | null = null;
  private onResult: ((result: SnmpResult) => void) | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: SnmpProberOptions,
    private readonly clock: EchoClock = processClock,
    private readonly open: typeof openSnmpReader = openSnmpReader,
  ) {
    super();
    // Each device that is being read listens for the end; Node would warn of a leak from the eleventh on.
    setMaxListeners(0, this.stopping.signal);
    this.credentials = new SnmpCredentials(options.openCredential, options.defaultCredential);
    this.schedule = new SnmpSchedule(
      () => clock.monotonicMs(),
      options.maxInFlight ?? 128,
      (target) => this.probe(target),
    );
  }

  override async start(onResult: (result: SnmpResult) => void): Promise<ProberStatus> {
    const opened = await this.openReader();
    if (this.stopping.signal.aborted) {
      if (opened.kind === 'opened') await opened.reader.close();
      return { engine: 'snmp', reason: 'stopped', able: false };
    }
    if (opened.kind === 'opened') this.reader = opened.reader;
    this.onResult = onResult;
    this.run();
    return { engine: 'snmp', reason: opened.reason, able: opened.kind === 'opened' };
  }

  override assign(targets: readonly Target[]): void {
    const ours = targets.filter(({ check }) => check === 'snmp');
    this.credentials.forget();
    this.silent = new Set(ours.flatMap(({ deviceId }) => (this.silent.has(deviceId) ? [deviceId] : [])));
    this.schedule.assign(ours);
    this.wake();
  }

  override askNow(deviceIds: Iterable<DeviceId>): void {
    // Before the start there is nobody to tell.
    if (this.onResult) this.schedule.askNow(deviceIds);
  }

  override figures(): ProberFigures {
    return {
      lagSeconds: this.schedule.lagSeconds,
      cycleSeconds: this.schedule.cycleSeconds,
      sent: this.schedule.sent,
      byOutcome: { ...this.outcomes, duplicate: 0, late: this.reader?.counts().foreign ?? 0 },
    };
  }

  override async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.onResult = null;
    this.stopping.abort();
    this.schedule.assign([]);
    await this.reader?.close();
  }

  private async openReader(): ReturnType<typeof openSnmpReader> {
    const { borrow } = this.options;
    if (!borrow) return this.open();
    const loan = borrowFd(borrow.pid, borrow.fd);
    return loan.kind === 'borrowed' ? this.open({ udp4Fd: loan.fd }) : { kind: 'failed', reason: loan.reason };
  }

  private readonly run = (): void => {
    const pauseMs = this.schedule.tick(MAX_PAUSE_MS);
    this.timer = setTimeout(this.run, pauseMs);
  };

  private wake(): void {
    if (!this.onResult) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.run, 0);
  }

  private async probe(target: Target): Promise<AfterReading> {
    const credential = await this.credentials.find(target.credential).catch(() => undefined);
    if (credential === undefined) return this.tell(target, { kind: 'failed', reason: 'credential cannot be opened' }, 'again');
    if (credential === null) return this.tell(target, { kind: 'rejected', reason: 'no credential' }, 'parked');
    if (!this.reader) return this.tell(target, { kind: 'failed', reason: 'no UDP socket' }, 'again');
    const read = await this.reader.readInterfaces(target.address, target.port ?? SNMP_PORT, credential, {
      timeoutMs: target.timeoutMs,
      retries: this.silent.has(target.deviceId) ? 0 : (this.options.retries ?? 1),
      signal: this.stopping.signal,
    });
    return this.tell(target, read, 'again');
  }

  private tell(target: Target, read: InterfacesRead, after: AfterReading): AfterReading {
    this.outcomes[read.kind === 'read' ? 'replied' : read.kind] += 1;
    if (read.kind === 'timed-out') this.silent.add(target.deviceId);
    else this.silent.delete(target.deviceId);
    this.onResult?.(this.resultOf(target.deviceId, read));
    return after;
  }

  private resultOf(deviceId: DeviceId, read: InterfacesRead): SnmpResult {
    const now = this.clock.wallMs();
    if (read.kind !== 'read') return { deviceId, observedAtMs: now, ...read };
    // A long walk is dated by its beginning, with which its sysUpTime agrees.
    const { kind, sysUpTimeTicks, faults, ageMs } = read;
    return { deviceId, observedAtMs: now - ageMs, kind, sysUpTimeTicks, interfaces: toReadings(read.interfaces), faults };
  }
}
