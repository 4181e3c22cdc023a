/** Tells the time. `new Date()` stands in SystemClock alone (room platform), so every rule can be tested at any hour. */
export abstract class Clock {
  /** The wall clock, for what people and databases read. */
  abstract now(): Date;
  /** Milliseconds that never go back, for durations. The zero is arbitrary. */
  abstract monotonicMs(): number;
}
