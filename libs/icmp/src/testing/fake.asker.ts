import { type Family, formatAddress } from '@app/sockets';
import { ECHO_OUTCOME, EchoAsker, type EchoClock } from '../echo.asker.js';

export interface FakeQuestion {
  readonly tag: number;
  readonly address: string;
  readonly askedMs: number;
  readonly timeoutMs: number;
}

/** A clock in a test's hand: both of its faces. */
export class FakeEchoClock implements EchoClock {
  constructor(
    public nowMs = 1000,
    public epochMs = 1_795_000_000_000,
  ) {}

  monotonicMs(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return this.epochMs + this.nowMs;
  }
}

/** A network in memory: `answers` says how a question ends, 1 ms later or at its timeout. */
export class FakeEchoAsker extends EchoAsker {
  override readonly engine = 'fake';
  readonly asked: FakeQuestion[] = [];
  /** Room for questions; set it to 0 for a socket that takes no more. */
  space = Number.POSITIVE_INFINITY;
  isClosed = false;
  /** Called with each question before it is asked. */
  onAsk: (question: FakeQuestion) => void = () => undefined;
  private out: FakeQuestion[] = [];

  constructor(
    private readonly clock: EchoClock,
    public answers: (question: FakeQuestion) => 'replies' | 'silent' | 'rejected' | 'void' = () => 'replies',
    override readonly maxPerSecond = Number.POSITIVE_INFINITY,
  ) {
    super();
  }

  override get pending(): number {
    return this.out.length;
  }

  /** A question with this tag is on its way. */
  isOut(tag: number): boolean {
    return this.out.some((question) => question.tag === tag);
  }

  override room(): number {
    return this.space;
  }

  override ask(tag: number, family: Family, addresses: Uint8Array, offset: number, timeoutMs: number): void {
    const question = { tag, address: formatAddress(addresses, offset, family), askedMs: this.clock.monotonicMs(), timeoutMs };
    this.onAsk(question);
    this.asked.push(question);
    this.out.push(question);
    this.counts.sent += 1;
  }

  override send(): void {}

  override collect(): void {
    const now = this.clock.monotonicMs();
    const wall = this.clock.wallMs();
    const before = this.out;
    this.out = [];
    for (const question of before) {
      const { tag, askedMs, timeoutMs } = question;
      const sentMs = wall - (now - askedMs);
      const answer = this.answers(question);
      if (now < askedMs + (answer === 'silent' || answer === 'void' ? timeoutMs : 1)) this.out.push(question);
      else if (answer === 'replies') this.sink.outcome(tag, ECHO_OUTCOME.REPLIED, 0.001, sentMs + 1, sentMs, null);
      else if (answer === 'rejected') this.sink.outcome(tag, ECHO_OUTCOME.REJECTED, Number.NaN, wall, sentMs, '192.0.2.254');
      else if (answer === 'silent') this.sink.outcome(tag, ECHO_OUTCOME.TIMED_OUT, Number.NaN, wall, sentMs, null);
      else this.sink.voided(tag);
    }
  }

  override close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}
