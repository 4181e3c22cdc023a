import { compareEncodedOids, encodeOid, isEncodedOid } from './ber.oid.js';
import { PDU, type MessageReader } from './ber.message.js';
import type { WalkColumn, WalkEnd, WalkOptions } from './column.walk.js';
import type { FastSession } from './fast.session.js';
import { parseOid } from './oid.order.js';
import type { Question, Unanswered } from './question.desk.js';
import { WrittenQuestion, type AskedOid, type QuestionHead } from './question.writer.js';
import { isHole, TAG } from './varbind.value.js';
import { WalkPlan, type PlannedColumn } from './walk.plan.js';

/** Takes a cell where it lies in the message: binding `i`, whose instance begins at `instanceFrom`. */
export type TakeCell = (column: number, message: MessageReader, i: number, instanceFrom: number) => void;

interface Cursor extends PlannedColumn, AskedOid {
  readonly place: number;
  readonly isDeep: boolean;
  readonly prefixLength: number;
  /** The object taken last: what follows it is asked for. Its first bytes are the column. */
  readonly bytes: Uint8Array;
  length: number;
}

/** 128 numbers of five bytes at most (RFC 2578 section 3.5). */
const MAX_OID_BYTES = 128 * 5;

/** Reads columns side by side as ColumnWalk does, by the same plan, from our own engine's answers where they lie. */
export class FastWalk implements Question {
  readonly written = new WrittenQuestion();
  readonly head: QuestionHead;
  readonly name: Uint8Array;
  readonly timeoutMs: number;
  retries = 0;
  id = -1;
  private readonly plan: WalkPlan<Cursor>;
  private resolve: (end: WalkEnd) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;
  private forget: () => void = () => undefined;

  constructor(
    private readonly session: FastSession,
    columns: readonly WalkColumn[],
    private readonly options: Omit<WalkOptions, 'take'>,
    private readonly take: TakeCell,
  ) {
    this.head = session.head;
    this.name = session.name;
    this.timeoutMs = options.patience.timeoutMs;
    this.plan = new WalkPlan(columns.map(cursorOf), options);
  }

  run(): Promise<WalkEnd> {
    const { limit } = this.options;
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      if (limit.ended) {
        this.over(limit.ended);
        return;
      }
      this.forget = limit.onEnd((reason) => {
        this.session.socket.withdraw(this);
        this.over(reason);
      });
      this.step();
    });
  }

  answered(message: MessageReader): void {
    if (message.errorStatus === 0) {
      this.plan.answered();
      try {
        this.advance(message);
      } catch (error) {
        // A bug of whoever takes the cells is for whoever awaits the walk, and must not end everybody's questions.
        this.forget();
        this.reject(error);
        return;
      }
    } else {
      this.plan.refused(message.errorStatus, this.plan.asked[message.errorIndex - 1]);
    }
    this.step();
  }

  unanswered(end: Unanswered): void {
    if (end.kind === 'timed-out' && !this.plan.wasLost()) this.step();
    else this.settle(end);
  }

  private step(): void {
    if (!this.plan.next()) {
      this.settle({ kind: 'walked' });
      return;
    }
    const { isBulk, repetitions, asked } = this.plan;
    this.written.write(this.head, isBulk ? PDU.GET_BULK : PDU.GET_NEXT, repetitions, asked);
    this.retries = this.options.patience.retries;
    this.session.socket.ask(this);
  }

  private over(reason: 'deadline' | 'cancelled'): void {
    if (reason === 'deadline') this.options.fault('walk passed its deadline');
    this.settle(reason === 'deadline' ? { kind: 'walked' } : { kind: 'ended', reason });
  }

  private settle(end: WalkEnd): void {
    this.forget();
    this.resolve(end);
  }

  private advance(message: MessageReader): void {
    const { asked } = this.plan;
    const first = asked[0] as Cursor;
    if (message.count === 0) this.plan.end(first, 'answer was empty');
    const width = asked.length;
    let place = 0;
    for (let i = 0; i < message.count; i += 1) {
      const cursor = asked[place] as Cursor;
      if (!cursor.isDone) this.takeBinding(cursor, message, i);
      place += 1;
      if (place === width) place = 0;
    }
  }

  private takeBinding(cursor: Cursor, message: MessageReader, i: number): void {
    const type = message.type[i] as number;
    if (type === TAG.END_OF_MIB_VIEW) return this.plan.end(cursor);
    const { bytes } = message;
    const from = message.oidFrom[i] as number;
    const to = message.oidTo[i] as number;
    const isWithin = startsWith(bytes, from, to, cursor.bytes, cursor.prefixLength);
    // What begins with the column is one so far: only the rest is looked at.
    const shared = isWithin ? cursor.prefixLength : 0;
    if (to - from > MAX_OID_BYTES || !isEncodedOid(bytes, from + shared, to)) return this.plan.end(cursor, 'answer names no object');
    const order = compareEncodedOids(bytes, from + shared, to, cursor.bytes, shared, cursor.length);
    // An agent without the column, asked for what follows it, may answer "no such object" of the column itself.
    if (order === 0) return this.plan.end(cursor, isHole(type) ? undefined : 'walk stood still');
    if (order < 0) return this.plan.end(cursor, 'walk went backwards');
    if (!isWithin) return this.plan.end(cursor);
    const instanceFrom = from + cursor.prefixLength;
    if (!cursor.isDeep && !isOneNumber(bytes, instanceFrom, to)) return this.plan.end(cursor, 'walk went deeper than the table');
    if (cursor.rows >= this.options.maxRows) return this.plan.end(cursor, `walk passed ${this.options.maxRows} rows`);
    cursor.rows += 1;
    cursor.length = to - from;
    for (let k = cursor.prefixLength; k < cursor.length; k += 1) cursor.bytes[k] = bytes[from + k] as number;
    this.take(cursor.place, message, i, instanceFrom);
  }
}

const encoded = new WeakMap<WalkColumn, Uint8Array>();

function cursorOf(column: WalkColumn, place: number): Cursor {
  let prefix = encoded.get(column);
  if (!prefix) encoded.set(column, (prefix = encodeOid(parseOid(column.oid) ?? [])));
  const bytes = new Uint8Array(column.isDeep ? MAX_OID_BYTES : prefix.length + 5);
  bytes.set(prefix);
  const { length } = prefix;
  return { name: column.name, place, isDeep: column.isDeep ?? false, prefixLength: length, bytes, length, rows: 0, isDone: false };
}

function startsWith(bytes: Uint8Array, from: number, to: number, prefix: Uint8Array, length: number): boolean {
  if (to - from <= length) return false;
  // From the end: columns of one table differ there.
  for (let i = length - 1; i >= 0; i -= 1) if (bytes[from + i] !== prefix[i]) return false;
  return true;
}

/** Of an identifier that is one: whether a single number is left of it, and short enough for a cursor. */
function isOneNumber(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to - 1; at += 1) if ((bytes[at] as number) < 0x80) return false;
  return to - from <= 5;
}
