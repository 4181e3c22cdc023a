/** What one subscriber has been told of and not yet fetched. */
export type Hint = { readonly kind: 'changed'; readonly id: string } | { readonly kind: 'missed' };

/**
 * The ids that changed since this subscriber last looked. An id waits once however often it changes, because an event is only a
 * hint and the newest state is read when its turn comes; so a slow subscriber gets fewer, not older, answers. Past the bound it is
 * told so once and ended: its picture would be wrong, and it must list again.
 */
export class HintQueue {
  private readonly waiting = new Set<string>();
  private wake: (() => void) | null = null;
  private state: 'open' | 'missed' | 'closed' = 'open';

  constructor(private readonly bound: number) {}

  get length(): number {
    return this.waiting.size;
  }

  push(id: string): void {
    if (this.state !== 'open') return;
    this.waiting.add(id);
    if (this.waiting.size > this.bound) this.lose();
    this.wake?.();
  }

  /** Something was missed, here or on the way here: the subscriber is told so, and ended. */
  lose(): void {
    if (this.state !== 'open') return;
    this.state = 'missed';
    this.waiting.clear();
    this.wake?.();
  }

  /** Ends the subscription without a word, e.g. because the client went away. */
  close(): void {
    this.state = 'closed';
    this.waiting.clear();
    this.wake?.();
  }

  /** Hints in the order in which they were first heard; all that wait are handed over together, so that one query answers them. */
  async *batches(largest: number): AsyncGenerator<readonly Hint[], void> {
    for (;;) {
      if (this.state === 'closed') return;
      if (this.state === 'missed') {
        yield [{ kind: 'missed' }];
        return;
      }
      if (this.waiting.size === 0) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        this.wake = null;
        continue;
      }
      const batch: Hint[] = [];
      for (const id of this.waiting) {
        if (batch.length >= largest) break;
        batch.push({ kind: 'changed', id });
      }
      for (const hint of batch) if (hint.kind === 'changed') this.waiting.delete(hint.id);
      yield batch;
    }
  }
}
