import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { HostOrder, HostReport, HostSockets, HostTask } from './host/host.messages.js';

export type StartedHost = { readonly kind: 'started'; readonly host: LabProcess } | { readonly kind: 'refused'; readonly reason: string };

const START_MS = 20_000;
const KEPT_STDERR = 2_000;

/** The process that plays the hosts, seen from outside: it is told what is broken, and ends when its input does. */
export class LabProcess {
  private nextId = 1;
  private readonly waiting = new Map<number, (report: HostReport) => void>();
  private last: HostReport = { done: 0, echoesAnswered: 0, snmpAnswered: 0 };
  private readonly exited: Promise<void>;
  private isRunning = true;

  private constructor(
    private readonly child: ChildProcess,
    readonly sockets: HostSockets,
  ) {
    this.exited = new Promise((resolve) =>
      child.once('exit', () => {
        this.isRunning = false;
        for (const settle of this.waiting.values()) settle(this.last);
        this.waiting.clear();
        resolve();
      }),
    );
  }

  get isAlive(): boolean {
    return this.isRunning;
  }

  /** `trapFd`: the socket that the task's traps leave by. */
  static start(script: string, task: HostTask, trapFd?: number): Promise<StartedHost> {
    if (process.platform !== 'linux')
      return Promise.resolve({ kind: 'refused', reason: `network namespaces need Linux, this is ${process.platform}` });
    const flags = process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-root-user', '--net'];
    const child = spawn('unshare', [...flags, process.execPath, script, JSON.stringify(task)], {
      stdio: ['pipe', 'pipe', 'pipe', trapFd ?? 'ignore'],
    });
    const { stdin, stdout, stderr } = child;
    if (!stdin || !stdout || !stderr) throw new Error('the host is spoken to through pipes');
    return new Promise((resolve) => {
      let host: LabProcess | null = null;
      let complaint = '';
      const refuse = (reason: string) => {
        clearTimeout(timer);
        child.kill('SIGKILL');
        resolve({ kind: 'refused', reason });
      };
      const timer = setTimeout(() => refuse(`the host said nothing for ${START_MS / 1000} s`), START_MS);
      child.once('error', (error) => refuse(`unshare cannot be run (${error.message})`));
      stdin.on('error', () => undefined);
      stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-KEPT_STDERR)));
      child.once('exit', (code) => refuse(firstLine(complaint) ?? `the host ended with code ${code}`));
      createInterface({ input: stdout }).on('line', (line) => {
        const message = JSON.parse(line) as HostSockets | HostReport;
        if ('done' in message) {
          host?.hear(message);
          return;
        }
        clearTimeout(timer);
        host = new LabProcess(child, message);
        resolve({ kind: 'started', host });
      });
    });
  }

  /** Resolves when the hosts behave so. */
  setBroken(broken: readonly string[]): Promise<HostReport> {
    return this.order({ broken });
  }

  restart(restart: HostOrder['restart'] & {}): Promise<HostReport> {
    return this.order({ broken: [], restart });
  }

  private order(order: Omit<HostOrder, 'id'>): Promise<HostReport> {
    if (!this.isRunning) return Promise.resolve(this.last);
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.stdin?.write(`${JSON.stringify({ id, ...order } satisfies HostOrder)}\n`);
    });
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    await this.exited;
  }

  private hear(report: HostReport): void {
    this.last = report;
    this.waiting.get(report.done)?.(report);
    this.waiting.delete(report.done);
  }
}

/** The line that says what was wrong, without the stack around it. */
function firstLine(complaint: string): string | undefined {
  const lines = complaint.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /Error:/.test(line)) ?? lines[0])?.trim();
}
