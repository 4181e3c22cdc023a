import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * One transaction a use case. Stores take `manager`, which is the transaction's inside `run` and the pool's outside.
 * `run` belongs to use cases alone; inside it no statements run side by side, because they share one connection.
 */
export class Transactor {
  private readonly current = new AsyncLocalStorage<EntityManager>();

  constructor(private readonly dataSource: DataSource) {}

  get manager(): EntityManager {
    return this.current.getStore() ?? this.dataSource.manager;
  }

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.current.getStore()) return work();
    return this.dataSource.transaction((manager) => this.current.run(manager, work));
  }
}
