import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type EchoAsker, type Loan, processClock } from '@app/icmp';
import type { IcmpProber, SnmpProber } from '@app/probing';
import type { Dialer } from '@app/sockets';
import type { TopologyDocument } from '@app/topology';
import { CameraService } from './camera/camera.service.js';
import type { TrapsTo } from './host/trap.sender.js';
import { LabControl } from './lab.control.js';
import { RelayDialer, SimulatedDialer } from './lab.dialer.js';
import type { LabChange, LabRequest, LabResponse, LabStatus } from './lab.messages.js';
import { LabProcess } from './lab.process.js';
import { labSocketPath } from './lab.socket.js';
import { SimulatedAsker } from './simulated.asker.js';
import { simulatedIcmpProber, SimulatedSnmpProber } from './simulated.prober.js';
import { faultCode } from './truth/fault.js';
import { LabTruth } from './truth/lab.truth.js';
import type { TrapLine } from './trap.line.js';

export interface LabOptions {
  readonly document: TopologyDocument;
  /** The folder of lab.sock; where another process finds the lab. */
  readonly dataDir: string;
  /** Default: a namespace if one can be made. */
  readonly mode?: 'namespace-or-simulated' | 'simulated';
  /** Where the devices send their traps (SNMPv2c, community "lab"), each from its own address; default: nowhere. */
  readonly trapsTo?: TrapsTo;
  /** The compiled host; default: the one beside this file. */
  readonly hostScript?: string;
  /** Given by who runs nothing but the lab: `nadi lab down` then ends it. */
  readonly onDown?: () => void;
}

/** A city that answers, and breaks on command. */
export interface Lab {
  readonly mode: 'namespace' | 'simulated';
  /** Why this mode. */
  readonly reason: string;
  /** In a namespace: the sockets to ask from. */
  readonly borrow?: Loan;
  readonly udp4?: { readonly pid: number; readonly fd: number };
  /** Another of the kind: two readers of one socket would take each other's answers. */
  readonly inspect4?: { readonly pid: number; readonly fd: number };
  /** For who verifies declared cameras beside the poller. */
  readonly borrowToVerify?: Loan;
  /** Dials the city's hosts, and never this machine's: their cameras speak RTSP and ONVIF. */
  readonly dialer: Dialer;
  /** Simulated: what stands in for the probers, and for who verifies declared cameras. */
  readonly echoAsker?: EchoAsker;
  readonly icmpProber?: IcmpProber;
  readonly snmpProber?: SnmpProber;
  cut(code: string): Promise<LabChange>;
  heal(code: string): Promise<LabChange>;
  restart(device: string, options?: { readonly isRenumbered?: boolean }): Promise<LabChange>;
  status(): LabStatus;
  stop(): Promise<void>;
}

/** Starts the hosts of a city and listens for commands. Throws LabRunsError if a lab serves this data folder already. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const lab = new RunningLab(new LabTruth(options.document), options.onDown);
  await lab.start(options);
  return lab;
}

class RunningLab implements Lab {
  mode: 'namespace' | 'simulated' = 'simulated';
  reason = 'as was asked';
  borrow?: Loan;
  udp4?: { readonly pid: number; readonly fd: number };
  inspect4?: { readonly pid: number; readonly fd: number };
  borrowToVerify?: Loan;
  dialer: Dialer;
  echoAsker?: EchoAsker;
  icmpProber?: IcmpProber;
  snmpProber?: SnmpProber;
  private host: LabProcess | null = null;
  private control: LabControl | null = null;
  /** To be removed at the end. */
  private readonly files: string[] = [];
  private traps: TrapLine | null = null;

  constructor(
    private readonly truth: LabTruth,
    private readonly onDown: (() => void) | undefined,
  ) {
    this.dialer = new SimulatedDialer(new CameraService(truth));
  }

  async start(options: LabOptions): Promise<void> {
    this.control = await LabControl.listen(options.dataDir, (request) => this.handle(request));
    try {
      // System calls are loaded only where they are needed: other systems have no such.
      if (options.trapsTo) this.traps = new (await import('./trap.line.js')).TrapLine();
      if (options.mode !== 'simulated') await this.startHost(options);
      if (!this.host && options.trapsTo) this.traps?.sendOf(this.truth, options.trapsTo);
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (this.host) return;
    this.echoAsker = new SimulatedAsker(this.truth, processClock);
    this.icmpProber = simulatedIcmpProber(this.truth);
    this.snmpProber = new SimulatedSnmpProber(this.truth);
  }

  cut(code: string): Promise<LabChange> {
    return this.changeOne(code, 'cut');
  }

  async heal(code: string): Promise<LabChange> {
    if (code !== 'all') return this.changeOne(code, 'heal');
    const codes = this.truth.brokenCodes();
    if (codes.length === 0) return { kind: 'unchanged', codes, status: this.status() };
    this.truth.healAll();
    await this.tellHost();
    return { kind: 'done', codes, status: this.status() };
  }

  async restart(device: string, { isRenumbered = false } = {}): Promise<LabChange> {
    const found = this.truth.find(`DEVICE:${device}`);
    if (found.kind !== 'found') return found;
    const codes = [faultCode(found.component)];
    const index = this.truth.graph.deviceIndex(device);
    if (this.truth.isOff(index)) return { kind: 'unchanged', codes, status: this.status() };
    this.truth.restart({ device: index, isRenumbered });
    await this.host?.restart({ device: index, isRenumbered });
    return { kind: 'done', codes, status: this.status() };
  }

  status(): LabStatus {
    const { graph } = this.truth;
    return {
      mode: this.mode,
      reason: this.reason,
      pid: process.pid,
      isAlone: this.onDown !== undefined,
      isAnswering: this.host ? this.host.isAlive : this.mode === 'simulated',
      devices: graph.deviceCount,
      cameras: graph.deviceRoles.filter((role) => role === 'CAMERA').length,
      broken: this.truth.brokenCodes(),
      ...this.truth.counts(),
    };
  }

  async stop(): Promise<void> {
    await this.control?.close();
    this.control = null;
    await this.host?.stop();
    this.traps?.close();
    this.traps = null;
    for (const file of this.files.splice(0)) await rm(file, { force: true });
  }

  private async startHost({ document, dataDir, hostScript, trapsTo }: LabOptions): Promise<void> {
    const script = hostScript ?? fileURLToPath(new URL('./host/lab.host.js', import.meta.url));
    if (!existsSync(script)) {
      this.reason = `simulated in this process: ${script} is not built`;
      return;
    }
    const documentPath = path.join(path.resolve(dataDir), 'lab.topology.json');
    const relay = labSocketPath(dataDir, 'lab.dial.sock');
    this.files.push(documentPath, relay);
    await mkdir(path.dirname(documentPath), { recursive: true, mode: 0o700 });
    await writeFile(documentPath, JSON.stringify(document), { mode: 0o600 });
    // What a killed lab left behind.
    await rm(relay, { force: true });
    const task = { document: documentPath, relay, ...(trapsTo ? { trapsTo } : {}) };
    const started = await LabProcess.start(script, task, this.traps?.fd);
    if (started.kind === 'refused') {
      this.reason = `simulated in this process: no network namespace here (${started.reason})`;
      return;
    }
    const { pid, icmp4, udp4, inspect4, verify4 } = started.host.sockets;
    this.host = started.host;
    this.mode = 'namespace';
    this.reason = `process ${pid} plays ${this.truth.addressCount} hosts in a network namespace of its own`;
    this.borrow = { pid, icmp4 };
    this.udp4 = { pid, fd: udp4.fd };
    this.inspect4 = { pid, fd: inspect4.fd };
    this.borrowToVerify = { pid, icmp4: verify4 };
    this.dialer = new RelayDialer(relay);
    // Who was quick may have broken something meanwhile.
    if (this.truth.brokenCodes().length > 0) await this.tellHost();
  }

  private async changeOne(code: string, act: 'cut' | 'heal'): Promise<LabChange> {
    const found = this.truth.find(code);
    if (found.kind !== 'found') return found;
    const codes = [faultCode(found.component)];
    if (!this.truth[act](found.component)) return { kind: 'unchanged', codes, status: this.status() };
    await this.tellHost();
    return { kind: 'done', codes, status: this.status() };
  }

  private async tellHost(): Promise<void> {
    await this.host?.setBroken(this.truth.brokenCodes());
  }

  private async handle(request: LabRequest): Promise<LabResponse> {
    switch (request.do) {
      case 'status':
        return { kind: 'status', status: this.status() };
      case 'cut':
        return this.cut(request.code);
      case 'heal':
        return this.heal(request.code);
      case 'restart':
        return this.restart(request.device, request);
      case 'down':
        if (!this.onDown) return { kind: 'refused', reason: `this lab belongs to the service (process ${process.pid}): end that instead` };
        // After the answer is on its way.
        setImmediate(this.onDown);
        return { kind: 'ending' };
    }
  }
}
