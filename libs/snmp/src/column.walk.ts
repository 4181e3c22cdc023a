import { compareOids, isWithin, parseOid } from './oid.order.js';
import type { Answer, Patience, SnmpSession } from './snmp.session.js';
import type { TimeLimit } from './time.limit.js';
import { isHole, TAG, type Varbind } from './varbind.value.js';
import { WalkPlan, type PlanOptions, type PlannedColumn } from './walk.plan.js';

export interface WalkColumn {
  readonly name: string;
  /** Object identifier of the column; its instances are one number longer, unless it is deep. */
  readonly oid: string;
  /** Whether its instances may be of any length. */
  readonly isDeep?: boolean;
}

export interface WalkOptions extends PlanOptions {
  readonly patience: Patience;
  readonly limit: TimeLimit;
  readonly maxRows: number;
  /** The name of the column, the instance (what follows the column's identifier), and what stood there. */
  readonly take: (column: string, index: readonly number[], varbind: Varbind) => void;
}

/** `walked`: what was taken is whole but for the named faults. The others end the walk with nothing that could be relied on. */
export type WalkEnd = { readonly kind: 'walked' } | Exclude<Answer<never>, { kind: 'answered' } | { kind: 'refused' }>;

interface Cursor extends PlannedColumn {
  readonly column: WalkColumn;
  readonly subtree: readonly number[];
  last: readonly number[];
  lastText: string;
}

/** Reads columns of a table side by side, each as far as it goes, and ends whatever the agent answers. */
export class ColumnWalk {
  private readonly plan: WalkPlan<Cursor>;

  constructor(
    private readonly session: SnmpSession,
    columns: readonly WalkColumn[],
    private readonly options: WalkOptions,
  ) {
    const cursors = columns.map((column): Cursor => {
      const subtree = parseOid(column.oid) ?? [];
      return { name: column.name, column, subtree, last: subtree, lastText: column.oid, rows: 0, isDone: false };
    });
    this.plan = new WalkPlan(cursors, options);
  }

  async run(): Promise<WalkEnd> {
    while (this.plan.next()) {
      const end = await this.step();
      if (end) return end;
    }
    return { kind: 'walked' };
  }

  private async step(): Promise<WalkEnd | null> {
    const answer = await this.ask();
    switch (answer.kind) {
      case 'answered':
        this.plan.answered();
        this.advance(answer.value);
        return null;
      case 'refused':
        this.plan.refused(
          answer.status,
          this.plan.asked.find((cursor) => cursor.lastText === answer.oid),
        );
        return null;
      case 'timed-out':
        return this.plan.wasLost() ? answer : null;
      case 'ended':
        if (answer.reason !== 'deadline') return answer;
        this.options.fault('walk passed its deadline');
        return { kind: 'walked' };
      case 'failed':
      case 'rejected':
      case 'out-of-sync':
        return answer;
    }
  }

  private async ask(): Promise<Answer<Varbind[][]>> {
    const { asked, isBulk, repetitions } = this.plan;
    const oids = asked.map((cursor) => cursor.lastText);
    const { patience, limit } = this.options;
    if (isBulk) return this.session.getBulk(oids, repetitions, patience, limit);
    const answer = await this.session.getNext(oids, patience, limit);
    return answer.kind === 'answered' ? { kind: 'answered', value: answer.value.map((varbind) => [varbind]) } : answer;
  }

  private advance(lists: readonly Varbind[][]): void {
    this.plan.asked.forEach((cursor, place) => {
      const list = lists[place] ?? [];
      // A column that got nothing, beside others that did, was cut off by the size of the answer: it comes first in the next.
      if (list.length === 0 && place === 0) this.plan.end(cursor, 'answer was empty');
      for (const varbind of list) {
        if (cursor.isDone) break;
        this.take(cursor, varbind);
      }
    });
  }

  private take(cursor: Cursor, varbind: Varbind): void {
    if (varbind.type === TAG.END_OF_MIB_VIEW) return this.plan.end(cursor);
    const oid = parseOid(varbind.oid);
    if (oid === null) return this.plan.end(cursor, 'answer names no object');
    const order = compareOids(oid, cursor.last);
    if (order === 0) {
      // An agent without the column, asked for what follows it, may answer "no such object" of the column itself.
      return isHole(varbind.type) ? this.plan.end(cursor) : this.plan.end(cursor, 'walk stood still');
    }
    if (order < 0) return this.plan.end(cursor, 'walk went backwards');
    if (!isWithin(cursor.subtree, oid)) return this.plan.end(cursor);
    if (oid.length !== cursor.subtree.length + 1 && !cursor.column.isDeep) return this.plan.end(cursor, 'walk went deeper than the table');
    if (cursor.rows >= this.options.maxRows) return this.plan.end(cursor, `walk passed ${this.options.maxRows} rows`);
    cursor.rows += 1;
    cursor.last = oid;
    cursor.lastText = varbind.oid;
    this.options.take(cursor.column.name, oid.slice(cursor.subtree.length), varbind);
  }
}
