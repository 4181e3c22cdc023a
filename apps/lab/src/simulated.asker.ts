import { ECHO_OUTCOME, EchoAsker, type EchoClock } from '@app/icmp';
import type { Family } from '@app/sockets';
import type { LabTruth } from './truth/lab.truth.js';

interface Question {
  readonly tag: number;
  readonly address: number;
  readonly askedMs: number;
  readonly timeoutMs: number;
}

const RTT_MS = 0.5;
const MOST_PENDING = 100_000;

/** The city's answers without a network: for machines where no namespace can be made. */
export class SimulatedAsker extends EchoAsker {
  override readonly engine = 'simulated';
  override readonly maxPerSecond = 200_000;
  private questions: Question[] = [];

  constructor(
    private readonly truth: LabTruth,
    private readonly clock: EchoClock,
  ) {
    super();
  }

  override get pending(): number {
    return this.questions.length;
  }

  override room(): number {
    return Math.max(0, MOST_PENDING - this.questions.length);
  }

  override ask(tag: number, family: Family, addresses: Uint8Array, offset: number, timeoutMs: number): void {
    if (family !== 4) {
      const now = this.clock.wallMs();
      this.sink.outcome(tag, ECHO_OUTCOME.FAILED, Number.NaN, now, now, null);
      return;
    }
    const [a, b, c, d] = addresses.subarray(offset, offset + 4);
    this.counts.sent += 1;
    this.questions.push({ tag, address: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, askedMs: this.clock.monotonicMs(), timeoutMs });
  }

  override send(): void {}

  override collect(): void {
    const now = this.clock.monotonicMs();
    const wall = this.clock.wallMs();
    // Outcomes may ask anew at once: those questions belong to the next time.
    const before = this.questions;
    this.questions = [];
    for (const question of before) {
      const { tag, address, askedMs, timeoutMs } = question;
      const sentMs = wall - (now - askedMs);
      const device = this.truth.deviceAt(address);
      const isHeard = device >= 0 && this.truth.isHeard(device);
      if (now < askedMs + (isHeard ? RTT_MS : timeoutMs)) this.questions.push(question);
      else if (isHeard) this.sink.outcome(tag, ECHO_OUTCOME.REPLIED, RTT_MS / 1000, sentMs + RTT_MS, sentMs, null);
      else this.sink.outcome(tag, ECHO_OUTCOME.TIMED_OUT, Number.NaN, wall, sentMs, null);
    }
  }

  override close(): Promise<void> {
    this.questions = [];
    return Promise.resolve();
  }
}
