import { randomFillSync } from 'node:crypto';
import { isSameName, TimingWheel, type UdpSocket } from '@app/sockets';
import { PDU, type MessageReader } from './ber.message.js';
import { WrittenQuestion, type QuestionHead } from './question.writer.js';

/** One question to one agent, asked until it is answered or given up. Whoever asks keeps one and uses it again and again. */
export interface Question {
  readonly written: WrittenQuestion;
  readonly head: QuestionHead;
  /** Where it goes, and where alone its answer may come from (struct sockaddr). */
  readonly name: Uint8Array;
  readonly timeoutMs: number;
  /** How often it is asked again. */
  retries: number;
  /** Number of the question on its way; -1 while there is none. */
  id: number;
  /** The reader is used again when the call is over. */
  answered(message: MessageReader): void;
  unanswered(end: Unanswered): void;
}

export type Unanswered = { readonly kind: 'timed-out' } | { readonly kind: 'failed'; readonly reason: string };

const SLOTS = 1 << 16;
const WHEEL_SLOTS = 1024;
const WHEEL_TICK_MS = 10;
const TIMED_OUT = { kind: 'timed-out' } as const;

/** Questions on their way over one socket: gives them numbers, knows their answers, asks again, gives up. No timer and no promise each. */
export class QuestionDesk {
  private readonly asked: (Question | null)[] = [];
  private readonly free: number[] = [];
  private readonly wheel: TimingWheel;
  private readonly random = new Uint16Array(1024);
  private randomUsed = this.random.length;
  private readonly due: number[] = [];
  waiting = 0;

  constructor(
    private readonly udp: UdpSocket,
    private nowMs: number,
  ) {
    this.wheel = new TimingWheel(WHEEL_SLOTS, WHEEL_TICK_MS, nowMs);
  }

  ask(question: Question): void {
    const slot = this.free.pop() ?? this.asked.length;
    if (slot >= SLOTS) {
      question.unanswered({ kind: 'failed', reason: 'too many questions at once' });
      return;
    }
    this.asked[slot] = question;
    // Half of the number cannot be guessed, so that nobody answers what he has not read.
    question.id = (this.unguessable() & 0x7fff) * SLOTS + slot;
    question.written.setId(question.id);
    this.waiting += 1;
    this.wheel.put(slot, this.nowMs + question.timeoutMs);
    this.udp.stage(question.written.bytes, question.written.length, question.name, question.id);
  }

  /** Takes a question back; nobody hears of it any more. */
  withdraw(question: Question): void {
    if (question.id >= 0) this.release(question.id % SLOTS, question);
  }

  /** Whether the message answers a question; if so, that has been told. */
  answer(message: MessageReader, names: Uint8Array, nameAt: number): boolean {
    const slot = message.id & (SLOTS - 1);
    const question = this.asked[slot];
    if (!question || question.id !== message.id || message.pdu !== PDU.RESPONSE) return false;
    if (!isSameName(question.name, names, nameAt, this.udp.family) || message.version !== question.head.version) return false;
    this.release(slot, question);
    if (isOfCommunity(message, question.head.community)) question.answered(message);
    else question.unanswered({ kind: 'failed', reason: 'answer carries another community' });
    return true;
  }

  /** It could not be sent at all. */
  unsent(id: number, code: string): void {
    const slot = id % SLOTS;
    const question = this.asked[slot];
    if (question?.id !== id) return;
    this.release(slot, question);
    question.unanswered({ kind: 'failed', reason: `cannot be asked (${code})` });
  }

  /** Sets the clock of what is asked next. */
  tell(nowMs: number): void {
    this.nowMs = nowMs;
  }

  /** Asks again, or gives up, what has waited long enough. Only after all that has come was taken in: our delay is not their silence. */
  judge(): void {
    const { due } = this;
    this.wheel.advance(this.nowMs, (slot) => due.push(slot));
    for (const slot of due) {
      const question = this.asked[slot];
      if (!question) continue;
      if (question.retries > 0) {
        question.retries -= 1;
        this.wheel.put(slot, this.nowMs + question.timeoutMs);
        this.udp.stage(question.written.bytes, question.written.length, question.name, question.id);
      } else {
        this.release(slot, question);
        question.unanswered(TIMED_OUT);
      }
    }
    due.length = 0;
  }

  /** Gives up everything. */
  end(): void {
    for (const [slot, question] of this.asked.entries()) {
      if (!question) continue;
      this.release(slot, question);
      question.unanswered({ kind: 'failed', reason: 'reader is closed' });
    }
  }

  private release(slot: number, question: Question): void {
    question.id = -1;
    this.wheel.remove(slot);
    this.asked[slot] = null;
    this.free.push(slot);
    this.waiting -= 1;
  }

  private unguessable(): number {
    if (this.randomUsed === this.random.length) {
      randomFillSync(this.random);
      this.randomUsed = 0;
    }
    this.randomUsed += 1;
    return this.random[this.randomUsed - 1] as number;
  }
}

function isOfCommunity(message: MessageReader, community: Uint8Array): boolean {
  const { bytes, communityFrom, communityTo } = message;
  if (communityTo - communityFrom !== community.length) return false;
  for (let i = 0; i < community.length; i += 1) if (bytes[communityFrom + i] !== community[i]) return false;
  return true;
}
