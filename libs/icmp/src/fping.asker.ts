import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Family, formatAddress } from '@app/sockets';
import { ECHO_OUTCOME, EchoAsker, type EchoClock } from './echo.asker.js';

/** fping 5.1 aborts beyond 65,535 probes in 10 s (exit 4, all results lost); these limits stay clear of it. */
export const FPING_MAX_TARGETS = 50_000;
export const FPING_MAX_PER_SECOND = 6_500;
/** Below 0.05 ms it loses replies in its own small receive buffer and calls living hosts dead. */
const FPING_MIN_INTERVAL_MS = 0.05;

/** The arguments of one run over `count` addresses; the addresses follow on standard input. */
export function fpingArguments(timeoutMs: number): string[] {
  const intervalMs = Math.max(FPING_MIN_INTERVAL_MS, 1000 / FPING_MAX_PER_SECOND);
  // Rounded up to what fping can express (hundredths of a millisecond), never faster than the limit.
  return ['-q', '-C1', '-r0', `-i${(Math.ceil(intervalMs * 100) / 100).toFixed(2)}`, `-t${Math.ceil(timeoutMs)}`];
}

export type FpingLine = { readonly address: string; readonly rttMs: number | null };

/** Reads one line of `fping -q -C1`: "192.0.2.1 : 0.05" or "192.0.2.1 : -". Anything else is null. */
export function readFpingLine(line: string): FpingLine | null {
  const match = /^([0-9a-fA-F:.]{2,45})\s+: (?:(-)|(\d{1,9}(?:\.\d{1,6})?))$/.exec(line.trimEnd());
  if (!match) return null;
  return { address: match[1] as string, rttMs: match[2] === undefined ? Number(match[3]) : null };
}

interface Staged {
  /** All that wait for this address: two devices may share one, in different realms. */
  readonly tags: number[];
  readonly timeoutsMs: number[];
}

/** Asks with the program fping, one process at a time: what is staged while one runs goes into the next. */
export class FpingAsker extends EchoAsker {
  override readonly engine = 'fping';
  override readonly maxPerSecond = FPING_MAX_PER_SECOND;
  private staged = new Map<string, Staged>();
  private stagedCount = 0;
  private runningCount = 0;
  private running: ChildProcess | null = null;
  private isClosed = false;
  private finished: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: EchoClock,
    private readonly program = 'fping',
  ) {
    super();
  }

  override get pending(): number {
    return this.stagedCount + this.runningCount;
  }

  override room(): number {
    return this.isClosed ? 0 : FPING_MAX_TARGETS - this.stagedCount;
  }

  override ask(tag: number, family: Family, addresses: Uint8Array, offset: number, timeoutMs: number): void {
    if (family === 0) {
      const now = this.clock.wallMs();
      this.sink.outcome(tag, ECHO_OUTCOME.FAILED, Number.NaN, now, now, null);
      return;
    }
    const address = formatAddress(addresses, offset, family);
    const staged = this.staged.get(address);
    if (staged) {
      staged.tags.push(tag);
      staged.timeoutsMs.push(timeoutMs);
    } else {
      this.staged.set(address, { tags: [tag], timeoutsMs: [timeoutMs] });
    }
    this.stagedCount += 1;
    this.counts.sent += 1;
  }

  override send(): void {
    if (this.running || this.isClosed || this.stagedCount === 0) return;
    const batch = this.staged;
    this.runningCount = this.stagedCount;
    this.staged = new Map();
    this.stagedCount = 0;
    this.finished = this.run(batch).then(() => {
      this.running = null;
      this.runningCount = 0;
    });
  }

  /** Results come as the process ends; there is nothing to collect between. */
  override collect(): void {
    this.send();
  }

  override async close(): Promise<void> {
    this.isClosed = true;
    this.running?.kill('SIGKILL');
    await this.finished;
  }

  private run(batch: Map<string, Staged>): Promise<void> {
    const timeoutMs = Math.max(1, ...longest(batch));
    const startedMs = this.clock.wallMs();
    const child = spawn(this.program, fpingArguments(timeoutMs), { stdio: ['pipe', 'ignore', 'pipe'] });
    this.running = child;
    // It says everything at the end; one that does not end in good time is stuck.
    const patienceMs = (batch.size / FPING_MAX_PER_SECOND) * 2000 + timeoutMs * 2 + 10_000;
    const guard = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    const lines: FpingLine[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      const read = readFpingLine(line);
      if (read) lines.push(read);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${[...batch.keys()].join('\n')}\n`);
    return new Promise((resolve) => {
      let isOver = false;
      const over = () => {
        if (isOver) return;
        isOver = true;
        clearTimeout(guard);
        this.report(batch, lines, startedMs);
        resolve();
      };
      child.on('error', over);
      child.on('close', over);
    });
  }

  /** Only what fping said counts. Whatever it did not name, because it failed, was killed or ended early, is FAILED. */
  private report(batch: Map<string, Staged>, lines: readonly FpingLine[], startedMs: number): void {
    if (this.isClosed) return;
    const now = this.clock.wallMs();
    for (const { address, rttMs } of lines) {
      const staged = batch.get(address);
      if (!staged) continue;
      batch.delete(address);
      staged.tags.forEach((tag, i) => {
        // When each packet left is not told: the start of the run is the safe side, for a reply proves life at or after it.
        if (rttMs === null) this.sink.outcome(tag, ECHO_OUTCOME.TIMED_OUT, Number.NaN, now, startedMs, null);
        else if (rttMs > (staged.timeoutsMs[i] as number)) {
          this.counts.late += 1;
          this.sink.outcome(tag, ECHO_OUTCOME.TIMED_OUT, Number.NaN, now, startedMs, null);
        } else this.sink.outcome(tag, ECHO_OUTCOME.REPLIED, rttMs / 1000, now, startedMs, null);
      });
    }
    for (const staged of batch.values()) {
      for (const tag of staged.tags) this.sink.outcome(tag, ECHO_OUTCOME.FAILED, Number.NaN, now, startedMs, null);
    }
  }
}

function longest(batch: Map<string, Staged>): number[] {
  let most = 0;
  for (const { timeoutsMs } of batch.values()) for (const ms of timeoutsMs) most = Math.max(most, ms);
  return [most];
}

/**
 * Asks 127.0.0.1 with fping and believes nothing but its answer: without CAP_NET_RAW version 5.1 runs, and calls every host dead.
 * Returns what is wrong, or null.
 */
export function testFping(program = 'fping', timeoutMs = 3000): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, [...fpingArguments(500), '127.0.0.1'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    const guard = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.stderr.on('data', (data: Buffer) => {
      if (said.length < 4096) said += data.toString('latin1');
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(guard);
      resolve(error.code === 'ENOENT' ? 'not installed' : error.message);
    });
    child.on('close', () => {
      clearTimeout(guard);
      const line = said
        .split('\n')
        .map(readFpingLine)
        .find((read) => read?.address === '127.0.0.1');
      resolve(typeof line?.rttMs === 'number' ? null : 'it cannot reach 127.0.0.1 (no right to open its socket?)');
    });
  });
}
