import { processClock, type EchoClock } from '@app/icmp';
import { borrowFd } from '@app/sockets';
import type { DeviceId } from '@app/kernel';
import { loadTrapEngine, type SnmpCredential, type Trap, type TrapCount, type TrapEngine, type TrapKind, TrapReceiver } from '@app/snmp';
import type { ProberStatus } from './prober.js';
import type { Target } from './target.js';
import { TrapListener, type TrapHint } from './trap-listener.js';

export interface TrapListenerOptions {
  readonly address: string;
  readonly port: number;
  /** Opens what devices may tell with, by these names: those of the assigned devices, and no others. */
  readonly openCredentials: (names: readonly string[]) => Promise<readonly SnmpCredential[]>;
  /** Where our SNMPv3 engine is kept. */
  readonly engineFolder: string;
  /** A bound UDP socket (IPv4) of another process, to hear in its network namespace. */
  readonly borrow?: { readonly pid: number; readonly fd: number };
  /** What notifications of vendors mean, by trapOid. */
  readonly kinds?: ReadonlyMap<string, TrapKind>;
}

/** A port that is taken may be free later, and a database that is away be back. */
const RETRY_MS = 10_000;

/** Hears traps and informs of the assigned devices, on a port of its own. */
export class SnmpTrapListener extends TrapListener {
  private receiver: TrapReceiver | null = null;
  private engine: TrapEngine | null = null;
  private devices = new Map<string, readonly DeviceId[]>();
  private credentials: readonly string[] = [];
  private onHint: ((hint: TrapHint) => void) | null = null;
  private readonly retries = new Map<string, NodeJS.Timeout>();
  private assignment = 0;
  private isStopped = false;

  constructor(
    private readonly options: TrapListenerOptions,
    private readonly clock: EchoClock = processClock,
  ) {
    super();
  }

  override async start(onHint: (hint: TrapHint) => void, onStatus: (status: ProberStatus) => void): Promise<ProberStatus> {
    this.onHint = onHint;
    const status = await this.open();
    if (!status.able) this.again('open', async () => this.openLater(onStatus));
    return status;
  }

  override assign(targets: readonly Target[]): void {
    const devices = new Map<string, DeviceId[]>();
    for (const { address, deviceId } of targets) {
      const sharing = devices.get(address);
      if (!sharing) devices.set(address, [deviceId]);
      else if (!sharing.includes(deviceId)) sharing.push(deviceId);
    }
    this.devices = devices;
    this.credentials = [...new Set(targets.flatMap(({ credential }) => credential ?? []))];
    // They may have been changed with the assignment.
    this.assignment += 1;
    void this.admit(this.assignment);
  }

  override counts(): readonly TrapCount[] {
    return this.receiver?.counts() ?? [];
  }

  override async stop(): Promise<void> {
    this.isStopped = true;
    this.onHint = null;
    for (const timer of this.retries.values()) clearTimeout(timer);
    await this.receiver?.close();
    this.receiver = null;
  }

  private async open(): Promise<ProberStatus> {
    const { address, port, engineFolder, kinds, borrow } = this.options;
    let engine: TrapEngine;
    try {
      // One start is one boot, however often the port is tried.
      engine = this.engine ??= loadTrapEngine(engineFolder, () => this.clock.monotonicMs());
    } catch (error) {
      return unable(`our engine cannot be kept in ${engineFolder} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
    }
    const isKnown = (source: string) => this.devices.has(source);
    const onTrap = (trap: Trap) => this.hear(trap);
    const loan = borrow && borrowFd(borrow.pid, borrow.fd);
    if (loan?.kind === 'refused') return unable(loan.reason);
    const options = {
      address,
      port,
      engine,
      isKnown,
      onTrap,
      clock: this.clock,
      ...(kinds && { kinds }),
      ...(loan && { udp4Fd: loan.fd }),
    };
    const opened = await TrapReceiver.open(options);
    if (opened.kind === 'failed') return unable(opened.reason);
    if (this.isStopped) {
      await opened.receiver.close();
      return unable('stopped');
    }
    this.receiver = opened.receiver;
    await this.admit(this.assignment);
    return { engine: 'udp', reason: `listening on ${address} port ${opened.receiver.port}`, able: true };
  }

  private async openLater(onStatus: (status: ProberStatus) => void): Promise<void> {
    const status = await this.open();
    if (status.able) onStatus(status);
    else this.again('open', async () => this.openLater(onStatus));
  }

  /** What was admitted stays while the store of secrets cannot be asked. */
  private async admit(assignment: number): Promise<void> {
    try {
      const credentials = await this.options.openCredentials(this.credentials);
      // A later assignment has asked for its own.
      if (assignment === this.assignment) this.receiver?.admit(credentials);
    } catch {
      if (assignment === this.assignment) this.again('admit', async () => this.admit(this.assignment));
    }
  }

  private again(what: string, act: () => Promise<void>): void {
    if (this.isStopped) return;
    clearTimeout(this.retries.get(what));
    const timer = setTimeout(() => void act(), RETRY_MS);
    timer.unref();
    this.retries.set(what, timer);
  }

  private hear({ fromAddress, kind, receivedAtMs, trapOid, ifIndex }: Trap): void {
    const deviceIds = this.devices.get(fromAddress);
    if (deviceIds) this.onHint?.({ deviceIds, kind, receivedAtMs, trapOid, ifIndex });
  }
}

function unable(reason: string): ProberStatus {
  return { engine: 'none', reason, able: false };
}
