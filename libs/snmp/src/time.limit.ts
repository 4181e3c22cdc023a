export type LimitReason = 'deadline' | 'cancelled';

/** The end of a piece of work: its deadline, or the caller's own signal, whichever comes first. */
export class TimeLimit {
  private reason: LimitReason | null = null;
  private readonly timer: NodeJS.Timeout;
  private readonly listeners = new Set<(reason: LimitReason) => void>();
  private readonly cancel = () => this.end('cancelled');

  constructor(
    deadlineMs: number,
    private readonly signal?: AbortSignal,
  ) {
    this.timer = setTimeout(() => this.end('deadline'), deadlineMs);
    if (signal?.aborted) this.cancel();
    else signal?.addEventListener('abort', this.cancel);
  }

  get ended(): LimitReason | null {
    return this.reason;
  }

  /** Calls back once at the end; the returned function forgets it. */
  onEnd(listener: (reason: LimitReason) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Gives back the timer and the listener on the caller's signal. */
  release(): void {
    clearTimeout(this.timer);
    this.signal?.removeEventListener('abort', this.cancel);
    this.listeners.clear();
  }

  private end(reason: LimitReason): void {
    if (this.reason !== null) return;
    this.reason = reason;
    const listeners = [...this.listeners];
    this.release();
    for (const listener of listeners) listener(reason);
  }
}
