import type { Family } from '@app/sockets';

/** How one question ended. FAILED: it could not be asked, or the asker ended early; it proves nothing. */
export const ECHO_OUTCOME = { REPLIED: 0, TIMED_OUT: 1, REJECTED: 2, FAILED: 3 } as const;
export type EchoOutcome = (typeof ECHO_OUTCOME)[keyof typeof ECHO_OUTCOME];

/** Hears how the questions ended. Scalars, not objects: it is called for every packet. */
export interface EchoSink {
  /**
   * @param rttSeconds NaN where there was no reply
   * @param observedAtMs when the answer arrived or the silence became certain, and
   * @param sentAtMs when the question left, both in milliseconds since the epoch
   * @param router who rejected it (canonical text), null for every other outcome
   */
  outcome(tag: number, outcome: EchoOutcome, rttSeconds: number, observedAtMs: number, sentAtMs: number, router: string | null): void;
  /** The question was lost on our side (we slept through its deadline, our buffer overflowed): ask it again, conclude nothing. */
  voided(tag: number): void;
}

export interface EchoCounts {
  sent: number;
  /** A second answer to a question that was answered. */
  duplicate: number;
  /** An answer that came after its deadline: the loss stands. */
  late: number;
  /** Echoes that are not ours: another program's, an older run's, or from an address that was not asked. */
  stray: number;
  /** Packets that could not be read at all. */
  garbage: number;
  voided: number;
}

/**
 * Asks addresses for an echo. The caller sets the pace: it stages questions with `ask` while there is `room`, sends them, and
 * collects the answers every few milliseconds. Never throws for what the network does.
 */
export abstract class EchoAsker {
  /** "icmp-dgram", "icmp-raw", "fping", "ping" or "none". */
  abstract readonly engine: string;
  readonly counts: EchoCounts = { sent: 0, duplicate: 0, late: 0, stray: 0, garbage: 0, voided: 0 };
  protected sink: EchoSink = { outcome: () => undefined, voided: () => undefined };

  listen(sink: EchoSink): void {
    this.sink = sink;
  }

  /** The most questions a second this asker can bear. */
  abstract readonly maxPerSecond: number;
  /** How many questions may be staged now. */
  abstract room(): number;
  /** Stages one question; `tag` comes back with its outcome. The address is read at once (16 bytes a place, network order). */
  abstract ask(tag: number, family: Family, addresses: Uint8Array, offset: number, timeoutMs: number): void;
  /** Sends what is staged. */
  abstract send(): void;
  /** Takes the answers in, then judges the silences. */
  abstract collect(): void;
  /** Questions without an outcome yet. */
  abstract readonly pending: number;
  abstract close(): Promise<void>;
}

/** Time as the engine needs it. */
export interface EchoClock {
  /** Milliseconds that never go back. */
  monotonicMs(): number;
  /** Milliseconds since the epoch, with a fraction: the clock that the kernel stamps packets with. */
  wallMs(): number;
}

/** The clocks of this process; the socket engine reads the kernel's own instead, to the nanosecond. */
export const processClock: EchoClock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};
