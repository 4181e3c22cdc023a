import type { Clock, OutageId } from '@app/kernel';
import type { DomainEvents, Transactor } from '@app/platform';
import { OutageStore } from './outage.store.js';

export type AcknowledgeOutcome = { readonly kind: 'acknowledged' | 'already-acknowledged' | 'already-cleared' | 'unknown' };
export type NoteOutcome = { readonly kind: 'noted' | 'unknown' };

interface Held {
  cleared_at: Date | null;
  acknowledged_at: Date | null;
}

/** What people do with an outage: take it on, and write down what they know. */
export class OutageDeskService {
  private readonly store: OutageStore;

  constructor(
    private readonly transactor: Transactor,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {
    this.store = new OutageStore(transactor);
  }

  acknowledge(id: string, by: string, note: string | null): Promise<AcknowledgeOutcome> {
    return this.transactor.run(async () => {
      await this.store.log.lock();
      const outage = await this.hold(id);
      if (!outage) return { kind: 'unknown' };
      if (outage.cleared_at !== null) return { kind: 'already-cleared' };
      if (outage.acknowledged_at !== null) return { kind: 'already-acknowledged' };
      const at = this.clock.now();
      await this.store.log.begin();
      await this.transactor.manager.query('UPDATE outage SET acknowledged_by = $2, acknowledged_at = $3 WHERE id = $1', [id, by, at]);
      await this.store.addStep(id as OutageId, { kind: 'acknowledged', detail: note === null ? { by } : { by, note } }, at);
      await this.events.publish({ type: 'outage.acknowledged', id });
      await this.keep(id as OutageId);
      return { kind: 'acknowledged' };
    });
  }

  /** Also of a cleared one: the cause is often known later. */
  note(id: string, by: string, text: string): Promise<NoteOutcome> {
    return this.transactor.run(async () => {
      await this.store.log.lock();
      if (!(await this.hold(id))) return { kind: 'unknown' };
      await this.store.log.begin();
      await this.store.addStep(id as OutageId, { kind: 'noted', detail: { by, text } }, this.clock.now());
      await this.events.publish({ type: 'outage.noted', id });
      await this.keep(id as OutageId);
      return { kind: 'noted' };
    });
  }

  private async keep(id: OutageId): Promise<void> {
    await this.store.log.keepOutages([id]);
    await this.store.log.end(this.clock, 0);
  }

  private async hold(id: string): Promise<Held | null> {
    const rows = (await this.transactor.manager.query('SELECT cleared_at, acknowledged_at FROM outage WHERE id = $1 FOR UPDATE', [
      id,
    ])) as Held[];
    return rows[0] ?? null;
  }
}
