import type { Log } from '@app/platform';

export interface RoundsOptions {
  readonly eachMs: number;
  /** When the first is; none: when the others are. */
  readonly firstMs?: number;
  /** What is told of a round that failed: the next is a try of its own. */
  readonly failure: string;
  readonly log: Log;
}

/** Does the same again and again, one after the other. Answers how to stop it, once the last is over. */
export function inRounds(
  round: (stopping: AbortSignal) => Promise<void>,
  { eachMs, firstMs, failure, log }: RoundsOptions,
): () => Promise<void> {
  const stopping = new AbortController();
  let running = Promise.resolve();
  const turn = () => {
    running = running.then(() => round(stopping.signal)).catch((err: unknown) => log.warn({ err }, failure));
  };
  const first = firstMs === undefined ? null : setTimeout(turn, firstMs);
  const timer = setInterval(turn, eachMs);
  return async () => {
    if (first) clearTimeout(first);
    clearInterval(timer);
    stopping.abort();
    await running;
  };
}
