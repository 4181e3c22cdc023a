import { AsyncLocalStorage } from 'node:async_hooks';

const MOST_WAITING = 20_000;

/**
 * Many who wait for one commit: whatever is handed in while a commit is on its way goes with the next one, so that a busy service
 * pays one for many, and an idle one does not wait. Each caller is answered only when its own are in.
 */
export class GroupCommit<Item> {
  private waiting: { readonly items: readonly Item[]; readonly settle: (error: unknown) => void }[] = [];
  private count = 0;
  private isRunning = false;
  /** As where this was made: a commit must not land in the transaction of whoever happens to be first. */
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(
    private readonly commit: (items: readonly Item[]) => Promise<unknown>,
    private readonly most: number,
  ) {}

  add(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return Promise.resolve();
    if (this.count + items.length > MOST_WAITING) return Promise.reject(new Error(`${this.count} are waiting already`));
    return new Promise((resolve, reject) => {
      this.waiting.push({ items, settle: (error) => (error === null ? resolve() : reject(error as Error)) });
      this.count += items.length;
      if (!this.isRunning) void this.outside(() => this.run());
    });
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) {
      const group = this.take();
      const error = await this.commit(group.flatMap(({ items }) => items)).then(
        () => null,
        (reason: unknown) => reason ?? new Error('the commit failed'),
      );
      for (const { settle } of group) settle(error);
    }
    this.isRunning = false;
  }

  /** At least one, however large it is. */
  private take() {
    let size = 0;
    const end = this.waiting.findIndex(({ items }, index) => (size += items.length) > this.most && index > 0);
    const group = this.waiting.splice(0, end === -1 ? this.waiting.length : end);
    for (const { items } of group) this.count -= items.length;
    return group;
  }
}
