import { errorName } from './snmp.session.js';

/** A column of a walk, as far as planning goes. */
export interface PlannedColumn {
  readonly name: string;
  rows: number;
  isDone: boolean;
}

export interface PlanOptions {
  /** Whether the agent knows GETBULK (SNMPv2c and later). */
  readonly isBulk: boolean;
  /** Whether most columns are expected to be missing: each is asked for one instance first, many at once. */
  readonly isSparse?: boolean;
  /** Something of the answer was wrong. */
  readonly fault: (text: string) => void;
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

/** What to ask next of columns that are walked side by side, by what the agent could answer so far. */
export class WalkPlan<Column extends PlannedColumn> {
  /** What is asked now. */
  asked: readonly Column[] = [];
  repetitions = 1;
  isBulk: boolean;
  private answerObjects = ANSWER_OBJECTS;
  private columnsAtOnce: number;
  private isAnswered = false;
  private lostCount = 0;

  constructor(
    private readonly columns: readonly Column[],
    private readonly options: PlanOptions,
  ) {
    this.columnsAtOnce = Math.min(columns.length, QUESTION_COLUMNS);
    this.isBulk = options.isBulk;
  }

  /** Chooses the next question; false when every column is done. */
  next(): boolean {
    const open = this.columns.filter((column) => !column.isDone);
    if (open.length === 0) return false;
    const unseen = this.options.isSparse ? open.filter((column) => column.rows === 0) : [];
    // The column that is furthest behind goes first, so that rows become whole together.
    this.asked = (unseen.length > 0 ? unseen : open.sort((a, b) => a.rows - b.rows)).slice(0, this.columnsAtOnce);
    const objects = unseen.length > 0 ? 1 : this.answerObjects;
    this.repetitions = this.isBulk ? Math.max(1, Math.floor(objects / this.asked.length)) : 1;
    return true;
  }

  answered(): void {
    this.isAnswered = true;
  }

  /** Asks for less from now on, and answers whether that was tried often enough: the agent is gone. */
  wasLost(): boolean {
    this.lostCount += 1;
    if (this.lostCount > MAX_LOST) return true;
    if (this.answerObjects > SMALL_ANSWER_OBJECTS) {
      this.answerObjects = SMALL_ANSWER_OBJECTS;
      this.options.fault('large answers were lost');
    } else if (this.isBulk && !this.isAnswered) {
      this.isBulk = false;
      this.options.fault('agent knows no bulk');
    }
    return false;
  }

  /** @param named the column that the agent says it is about, if it says so */
  refused(status: number, named: Column | undefined): void {
    if (status === TOO_BIG && this.repetitions > 1) {
      this.answerObjects = Math.max(1, Math.floor(this.repetitions / 2)) * this.asked.length;
      return;
    }
    const fault = status === NO_SUCH_NAME ? undefined : errorName(status);
    if (named && status !== TOO_BIG) this.end(named, fault);
    else if (this.asked.length > 1) this.columnsAtOnce = Math.floor(this.asked.length / 2);
    else {
      this.end(this.asked[0] as Column, fault);
      // The one that spoilt every question is found; the others can be asked together again.
      if (status !== TOO_BIG) this.columnsAtOnce = Math.min(this.columns.length, QUESTION_COLUMNS);
    }
  }

  end(column: Column, fault?: string): void {
    column.isDone = true;
    if (fault) this.options.fault(`${column.name}: ${fault}`);
  }
}
