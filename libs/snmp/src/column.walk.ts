import { compareOids, isWithin, parseOid } from './oid.order.js';
import type { Answer, Patience, SnmpSession } from './snmp.session.js';
import type { TimeLimit } from './time.limit.js';
import { isHole, TAG, type Varbind } from './varbind.value.js';

export interface WalkColumn {
  readonly name: string;
  /** Object identifier of the column; its instances are one number longer, unless it is deep. */
  readonly oid: string;
  /** Whether its instances may be of any length. */
  readonly isDeep?: boolean;
}

export interface WalkOptions {
  readonly patience: Patience;
  readonly limit: TimeLimit;
  readonly maxRows: number;
  /** Whether the agent knows GETBULK (SNMPv2c and later). */
  readonly isBulk: boolean;
  /** Whether most columns are expected to be missing: each is asked for one instance first, many at once. */
  readonly isSparse?: boolean;
  /** The name of the column, the instance (what follows the column's identifier), and what stood there. */
  readonly take: (column: string, index: readonly number[], varbind: Varbind) => void;
  /** Something of the answer was wrong. */
  readonly fault: (text: string) => void;
}

/** `walked`: what was taken is whole but for the named faults. The others end the walk with nothing that could be relied on. */
export type WalkEnd = { readonly kind: 'walked' } | Exclude<Answer<never>, { kind: 'answered' } | { kind: 'refused' }>;

interface Cursor {
  readonly column: WalkColumn;
  readonly subtree: readonly number[];
  last: readonly number[];
  lastText: string;
  rows: number;
  isDone: boolean;
}

const TOO_BIG = 1;
const NO_SUCH_NAME = 2;
/** Objects asked for in one answer: about 1,400 bytes, so that it seldom has to be fragmented. */
const ANSWER_OBJECTS = 60;
/** Columns in one question: agents that hold little refuse long ones, and some never answer them. */
const QUESTION_COLUMNS = 20;
/** After an answer was lost that was asked for more: some paths drop fragments. */
const SMALL_ANSWER_OBJECTS = 26;
/** Questions of a walk that may stay unanswered, each with all its retries. A long walk over a poor line loses some. */
const MAX_LOST = 3;

/** Reads columns of a table side by side, each as far as it goes, and ends whatever the agent answers. */
export class ColumnWalk {
  private readonly cursors: Cursor[];
  private answerObjects = ANSWER_OBJECTS;
  private columnsAtOnce: number;
  private isBulk: boolean;
  private answered = 0;
  private lost = 0;

  constructor(
    private readonly session: SnmpSession,
    columns: readonly WalkColumn[],
    private readonly options: WalkOptions,
  ) {
    this.cursors = columns.map((column) => {
      const subtree = parseOid(column.oid) ?? [];
      return { column, subtree, last: subtree, lastText: column.oid, rows: 0, isDone: false };
    });
    this.columnsAtOnce = Math.min(columns.length, QUESTION_COLUMNS);
    this.isBulk = options.isBulk;
  }

  async run(): Promise<WalkEnd> {
    for (;;) {
      const open = this.cursors.filter((cursor) => !cursor.isDone);
      if (open.length === 0) return { kind: 'walked' };
      const unseen = this.options.isSparse ? open.filter((cursor) => cursor.rows === 0) : [];
      // The column that is furthest behind goes first, so that rows become whole together.
      const asked = (unseen.length > 0 ? unseen : open.sort((a, b) => a.rows - b.rows)).slice(0, this.columnsAtOnce);
      const end = await this.step(asked, unseen.length > 0 ? 1 : this.answerObjects);
      if (end) return end;
    }
  }

  private async step(asked: readonly Cursor[], objects: number): Promise<WalkEnd | null> {
    const repetitions = this.isBulk ? Math.max(1, Math.floor(objects / asked.length)) : 1;
    const answer = await this.ask(asked, repetitions);
    switch (answer.kind) {
      case 'answered':
        this.answered += 1;
        this.advance(asked, answer.value);
        return null;
      case 'refused':
        return this.refused(asked, repetitions, answer);
      case 'timed-out':
        return this.wasLost() ? answer : null;
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

  private async ask(asked: readonly Cursor[], repetitions: number): Promise<Answer<Varbind[][]>> {
    const oids = asked.map((cursor) => cursor.lastText);
    const { patience, limit } = this.options;
    if (this.isBulk) return this.session.getBulk(oids, repetitions, patience, limit);
    const answer = await this.session.getNext(oids, patience, limit);
    return answer.kind === 'answered' ? { kind: 'answered', value: answer.value.map((varbind) => [varbind]) } : answer;
  }

  /** Asks for less from now on, and answers whether that was tried often enough: the agent is gone. */
  private wasLost(): boolean {
    this.lost += 1;
    if (this.lost > MAX_LOST) return true;
    if (this.answerObjects > SMALL_ANSWER_OBJECTS) {
      this.answerObjects = SMALL_ANSWER_OBJECTS;
      this.options.fault('large answers were lost');
    } else if (this.isBulk && this.answered === 0) {
      this.isBulk = false;
      this.options.fault('agent knows no bulk');
    }
    return false;
  }

  private advance(asked: readonly Cursor[], lists: readonly Varbind[][]): void {
    asked.forEach((cursor, place) => {
      const list = lists[place] ?? [];
      // A column that got nothing, beside others that did, was cut off by the size of the answer: it comes first in the next.
      if (list.length === 0 && place === 0) this.end(cursor, 'answer was empty');
      for (const varbind of list) {
        if (cursor.isDone) break;
        this.take(cursor, varbind);
      }
    });
  }

  private take(cursor: Cursor, varbind: Varbind): void {
    if (varbind.type === TAG.END_OF_MIB_VIEW) return this.end(cursor);
    const oid = parseOid(varbind.oid);
    if (oid === null) return this.end(cursor, 'answer names no object');
    const order = compareOids(oid, cursor.last);
    if (order === 0) {
      // An agent without the column, asked for what follows it, may answer "no such object" of the column itself.
      return isHole(varbind.type) ? this.end(cursor) : this.end(cursor, 'walk stood still');
    }
    if (order < 0) return this.end(cursor, 'walk went backwards');
    if (!isWithin(cursor.subtree, oid)) return this.end(cursor);
    if (oid.length !== cursor.subtree.length + 1 && !cursor.column.isDeep) return this.end(cursor, 'walk went deeper than the table');
    if (cursor.rows >= this.options.maxRows) return this.end(cursor, `walk passed ${this.options.maxRows} rows`);
    cursor.rows += 1;
    cursor.last = oid;
    cursor.lastText = varbind.oid;
    this.options.take(cursor.column.name, oid.slice(cursor.subtree.length), varbind);
  }

  private end(cursor: Cursor, fault?: string): void {
    cursor.isDone = true;
    if (fault) this.options.fault(`${cursor.column.name}: ${fault}`);
  }

  private refused(asked: readonly Cursor[], repetitions: number, answer: Answer<never> & { kind: 'refused' }): WalkEnd | null {
    if (answer.status === TOO_BIG && repetitions > 1) {
      this.answerObjects = Math.max(1, Math.floor(repetitions / 2)) * asked.length;
      return null;
    }
    const named = asked.find((cursor) => cursor.lastText === answer.oid);
    const isEnd = answer.status === NO_SUCH_NAME;
    if (named && answer.status !== TOO_BIG) this.end(named, isEnd ? undefined : answer.name);
    else if (asked.length > 1) this.columnsAtOnce = Math.floor(asked.length / 2);
    else {
      this.end(asked[0] as Cursor, isEnd ? undefined : answer.name);
      // The one that spoilt every question is found; the others can be asked together again.
      if (answer.status !== TOO_BIG) this.columnsAtOnce = Math.min(this.cursors.length, QUESTION_COLUMNS);
    }
    return null;
  }
}
