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
  /** Median of the runs. */
  readonly ms: number;
  readonly result: Result;
}

/** The first runs are the compiler's. */
const WARM_UPS = 3;

export function timed<Result>(run: (i: number) => Result, times: number): Timed<Result> {
  let result = run(0);
  for (let i = 1; i < Math.min(WARM_UPS, times); i++) result = run(i);
  const all = Array.from({ length: times }, (_, i) => {
    const started = performance.now();
    result = run(i);
    return performance.now() - started;
  });
  return { ms: middle(all), result };
}

export function middle(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[all.length >> 1];
}

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
