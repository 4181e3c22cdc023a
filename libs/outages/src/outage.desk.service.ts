import type { Clock, OutageId } from '@app/kernel';
import type { DomainEvents, Transactor } from '@app/platform';
import type { OutageStep } from './outage.js';
import { OutageStore } from './outage.store.js';

export interface Acknowledgement {
  readonly by: string;
  /** Null: until it clears. */
  readonly until: Date | null;
  readonly note: string | null;
  /** Whether it is taken over from whoever has it. */
  readonly isTakeover: boolean;
}

export interface Attribution {
  readonly by: string;
  /** Code in the list of causes. */
  readonly cause: string;
  readonly note: string | null;
}

/** What people said of one outage. */
export interface DeskWords {
  readonly acknowledged: { readonly by: string; readonly until: Date | null } | null;
  readonly cause: string | null;
}

export type AcknowledgeOutcome =
  | { readonly kind: 'acknowledged' | 'already-cleared' | 'unknown' | 'until-past' }
  | { readonly kind: 'already-acknowledged'; readonly by: string; readonly until: Date | null };
export type AttributeOutcome = { readonly kind: 'attributed' | 'unknown' | 'unknown-cause' };
export type HushOutcome = { readonly kind: 'kept' | 'unchanged' | 'unknown' };
export type NoteOutcome = { readonly kind: 'noted' | 'unknown' };

interface Held {
  cleared_at: Date | null;
  acknowledged_by: string | null;
  acknowledged_at: Date | null;
  acknowledged_until: Date | null;
  hushed_by: string | null;
}

/** What people do with an outage: take it on, say what it was, and write down what they know. */
export class OutageDeskService {
  private readonly store: OutageStore;

  constructor(
    private readonly transactor: Transactor,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {
    this.store = new OutageStore(transactor);
  }

  now(): Date {
    return this.clock.now();
  }

  /** Who has it already may say so again, e.g. for longer; what somebody had until a time that is over is anybody's. */
  acknowledge(id: string, { by, until, note, isTakeover }: Acknowledgement): Promise<AcknowledgeOutcome> {
    return this.changed(id, 'outage.acknowledged', async (outage) => {
      if (outage.cleared_at !== null) return { kind: 'already-cleared' };
      const at = this.clock.now();
      if (until !== null && until <= at) return { kind: 'until-past' };
      const holder = holderOf(outage, at);
      if (holder !== null && holder !== by && !isTakeover)
        return { kind: 'already-acknowledged', by: holder, until: outage.acknowledged_until };
      const detail = {
        by,
        ...(until === null ? {} : { until: until.toISOString() }),
        ...(holder === null || holder === by ? {} : { from: holder }),
        ...(note === null ? {} : { note }),
      };
      return {
        kind: 'acknowledged',
        write: 'UPDATE outage SET acknowledged_by = $2, acknowledged_at = $3, acknowledged_until = $4 WHERE id = $1',
        values: [by, at, until],
        step: { kind: 'acknowledged', detail },
      };
    });
  }

  /** Also of a cleared one: the cause is often known later. The last word counts, all are kept. */
  attribute(id: string, { by, cause, note }: Attribution): Promise<AttributeOutcome> {
    return this.changed(id, 'outage.attributed', async () => {
      const known = (await this.transactor.manager.query('SELECT 1 FROM outage_cause WHERE code = $1 AND retired_at IS NULL', [
        cause,
      ])) as unknown[];
      if (known.length === 0) return { kind: 'unknown-cause' };
      return {
        kind: 'attributed',
        write: 'UPDATE outage SET cause = $2, cause_by = $3, cause_at = $4 WHERE id = $1',
        values: [cause, by, this.clock.now()],
        step: { kind: 'attributed', detail: note === null ? { by, cause } : { by, cause, note } },
      };
    });
  }

  /** What people said of the open outages: who has them in hand, and what they found. */
  async words(): Promise<ReadonlyMap<OutageId, DeskWords>> {
    const rows = (await this.transactor.manager.query(
      `SELECT id, acknowledged_by AS by, acknowledged_until AS until, cause FROM outage
       WHERE cleared_at IS NULL AND (acknowledged_at IS NOT NULL OR cause IS NOT NULL)`,
    )) as { id: OutageId; by: string | null; until: Date | null; cause: string | null }[];
    return new Map(rows.map(({ id, by, until, cause }) => [id, { acknowledged: by === null ? null : { by, until }, cause }]));
  }

  /** Nobody is told of it for the sake of a maintenance window, or is again (null). */
  hush(id: string, window: { readonly id: string; readonly title: string } | null): Promise<HushOutcome> {
    return this.changed<HushOutcome>(id, 'outage.hushed', async (outage) => {
      if (outage.hushed_by === (window?.id ?? null)) return { kind: 'unchanged' };
      return {
        kind: 'kept',
        write: 'UPDATE outage SET hushed_by = $2 WHERE id = $1',
        values: [window?.id ?? null],
        step: window === null ? { kind: 'unhushed', detail: {} } : { kind: 'hushed', detail: { window: window.id, title: window.title } },
      };
    });
  }

  /** Also of a cleared one. */
  note(id: string, by: string, text: string): Promise<NoteOutcome> {
    return this.changed(id, 'outage.noted', () => Promise.resolve({ kind: 'noted', step: { kind: 'noted', detail: { by, text } } }));
  }

  /** One change of one outage: judged on the row as it is held, written with its step, its revision and its announcement. */
  private changed<Outcome extends { readonly kind: string }>(
    id: string,
    event: string,
    judge: (outage: Held) => Promise<Outcome | Change<Outcome>>,
  ): Promise<Outcome | { readonly kind: 'unknown' }> {
    return this.transactor.run(async () => {
      const { log } = this.store;
      await log.lock();
      const outage = await this.hold(id);
      if (!outage) return { kind: 'unknown' };
      const judged = await judge(outage);
      if (!isChange(judged)) return judged;
      const { step, write, values = [], ...outcome } = judged;
      await log.begin();
      if (write !== undefined) await this.transactor.manager.query(write, [id, ...values]);
      await this.store.addStep(id as OutageId, step, this.clock.now());
      await this.events.publish({ type: event, id });
      await log.keepOutages([id as OutageId]);
      await log.end(this.clock, 0);
      return outcome as unknown as Outcome;
    });
  }

  private async hold(id: string): Promise<Held | null> {
    const rows = (await this.transactor.manager.query(
      'SELECT cleared_at, acknowledged_by, acknowledged_at, acknowledged_until, hushed_by FROM outage WHERE id = $1 FOR UPDATE',
      [id],
    )) as Held[];
    return rows[0] ?? null;
  }
}

type Change<Outcome> = Outcome & { readonly step: OutageStep; readonly write?: string; readonly values?: readonly unknown[] };

function isChange<Outcome extends { readonly kind: string }>(judged: Outcome | Change<Outcome>): judged is Change<Outcome> {
  return 'step' in judged;
}

/** Who has it in hand at an instant. */
function holderOf({ acknowledged_by: by, acknowledged_at: since, acknowledged_until: until }: Held, at: Date): string | null {
  return since !== null && (until === null || until > at) ? by : null;
}
