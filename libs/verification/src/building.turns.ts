/** How many questions at once, and how soon after each other. */
export interface TurnPolicy {
  readonly perSecond: number;
  readonly atOnce: number;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Does the work of one building, piece by piece: never more at once, nor more a second, than its line is asked to bear. */
export async function inTurns<Item>(
  items: readonly Item[],
  { perSecond, atOnce }: TurnPolicy,
  work: (item: Item) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const gapMs = 1_000 / perSecond;
  let dueMs = performance.now();
  for (const item of items) {
    if (running.size >= atOnce) await Promise.race(running);
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await pause(waitMs);
    if (signal.aborted) break;
    dueMs = Math.max(dueMs, performance.now()) + gapMs;
    const one = work(item).finally(() => running.delete(one));
    running.add(one);
  }
  await Promise.all(running);
}
