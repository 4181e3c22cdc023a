import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** One line of the report. `perElementNs` is what shows whether time grows with the network or faster. */
export interface Figure {
  readonly who: string;
  readonly devices: number;
  readonly what: string;
  readonly ms: number | null;
  readonly note: string;
}

export interface Timed<Result> {
  /** A run. */
  readonly ms: number;
  readonly result: Result;
}

/** The first runs are the compiler's. */
const WARM_UPS = 3;
/** Processor time is told in ticks of some milliseconds. */
const LEAST_TOTAL_MS = 100;
const MOST_RUNS = 20_000;

/** Node 23.9 and newer tell what this thread alone has worked; the clock, on a busy machine, tells of the others. */
const threadCpuUsage = (process as { threadCpuUsage?: () => { user: number; system: number } }).threadCpuUsage?.bind(process);

export const CLOCK = threadCpuUsage ? 'processor time of this thread' : 'time by the clock';

export function nowMs(): number {
  if (!threadCpuUsage) return performance.now();
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
}

/** For work of this process alone: the mean of at least so many runs, and of as many as it takes to be told from the clock's ticks. */
export function timed<Result>(run: (i: number) => Result, times: number): Timed<Result> {
  let result = run(0);
  for (let i = 1; i < Math.min(WARM_UPS, times); i++) result = run(i);
  const started = nowMs();
  let runs = 0;
  for (let spent = 0; runs < times || (spent < LEAST_TOTAL_MS && runs < MOST_RUNS); spent = nowMs() - started) result = run(runs++);
  return { ms: (nowMs() - started) / runs, result };
}

/** By the clock: most of the work is another process's. */
export async function timedOnce<Result>(run: () => Promise<Result>): Promise<Timed<Result>> {
  const started = performance.now();
  const result = await run();
  return { ms: performance.now() - started, result };
}

/** Bytes that this process holds, garbage collected: objects, and the typed arrays beside them. */
export function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
