import { type Family, formatAddress } from '@app/sockets';
import { ECHO_OUTCOME, EchoAsker, type EchoClock } from './echo.asker.js';

/** Processes at a time: the event loop is blocked for 0.15 s at 50, and for a second at 200. */
const CONCURRENCY = 20;
const MAX_STAGED = 5000;

type PingProbe = typeof import('ping').promise.probe;

interface Question {
  readonly tag: number;
  readonly address: string;
  readonly timeoutMs: number;
}

/** The last resort: the npm package `ping`, one process of the system's ping for each question. */
export class PingAsker extends EchoAsker {
  override readonly engine = 'ping';
  /** Measured 250 to 420 on two cores; more would only be late. */
  override readonly maxPerSecond = 200;
  private readonly queue: Question[] = [];
  private readonly flights = new Set<Promise<void>>();
  private isClosed = false;

  constructor(
    private readonly clock: EchoClock,
    private readonly probe: PingProbe,
  ) {
    super();
  }

  override get pending(): number {
    return this.queue.length + this.flights.size;
  }

  override room(): number {
    return this.isClosed ? 0 : MAX_STAGED - this.queue.length;
  }

  override ask(tag: number, family: Family, addresses: Uint8Array, offset: number, timeoutMs: number): void {
    if (family === 0) {
      const now = this.clock.wallMs();
      this.sink.outcome(tag, ECHO_OUTCOME.FAILED, Number.NaN, now, now, null);
      return;
    }
    this.counts.sent += 1;
    this.queue.push({ tag, address: formatAddress(addresses, offset, family), timeoutMs });
  }

  override send(): void {
    while (!this.isClosed && this.flights.size < CONCURRENCY) {
      const question = this.queue.shift();
      if (!question) return;
      const flight: Promise<void> = this.run(question).finally(() => this.flights.delete(flight));
      this.flights.add(flight);
    }
  }

  override collect(): void {
    this.send();
  }

  override async close(): Promise<void> {
    this.isClosed = true;
    this.queue.length = 0;
    await Promise.all(this.flights);
  }

  private async run({ tag, address, timeoutMs }: Question): Promise<void> {
    const sentMs = this.clock.wallMs();
    const answer = await askOnce(this.probe, address, timeoutMs);
    if (this.isClosed) return;
    const now = this.clock.wallMs();
    if (answer.kind === 'failed') this.sink.outcome(tag, ECHO_OUTCOME.FAILED, Number.NaN, now, sentMs, null);
    else if (answer.kind === 'silent') this.sink.outcome(tag, ECHO_OUTCOME.TIMED_OUT, Number.NaN, now, sentMs, null);
    else if (answer.rttMs <= timeoutMs) this.sink.outcome(tag, ECHO_OUTCOME.REPLIED, answer.rttMs / 1000, now, sentMs, null);
    else {
      this.counts.late += 1;
      this.sink.outcome(tag, ECHO_OUTCOME.TIMED_OUT, Number.NaN, now, sentMs, null);
    }
  }
}

type Answer = { readonly kind: 'replied'; readonly rttMs: number } | { readonly kind: 'silent' } | { readonly kind: 'failed' };

async function askOnce(probe: PingProbe, address: string, timeoutMs: number): Promise<Answer> {
  try {
    const { alive, time, output } = await probe(address, {
      timeout: Math.max(1, Math.ceil(timeoutMs / 1000)),
      min_reply: 1,
      numeric: true,
      v6: address.includes(':'),
    });
    if (alive && typeof time === 'number') return { kind: 'replied', rttMs: time };
    // The system's ping counted what it sent: only then is its silence an answer. Otherwise it failed to ask.
    return /\b1 packets? transmitted/.test(output) ? { kind: 'silent' } : { kind: 'failed' };
  } catch {
    return { kind: 'failed' };
  }
}

export type PingLoad = { readonly kind: 'loaded'; readonly probe: PingProbe } | { readonly kind: 'unable'; readonly reason: string };

/** Loads the package and asks 127.0.0.1 with it. */
export async function loadPing(): Promise<PingLoad> {
  try {
    const { default: ping } = await import('ping');
    const answer = await askOnce(ping.promise.probe, '127.0.0.1', 1000);
    if (answer.kind === 'replied') return { kind: 'loaded', probe: ping.promise.probe };
    return { kind: 'unable', reason: 'the system has no ping that reaches 127.0.0.1' };
  } catch (error) {
    return { kind: 'unable', reason: error instanceof Error ? error.message : String(error) };
  }
}
