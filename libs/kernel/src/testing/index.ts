import { Clock } from '../clock.js';

/** A clock that a test sets and moves. */
export class FakeClock extends Clock {
  private elapsedMs = 0;

  constructor(private readonly start: Date = new Date('2026-11-23T02:00:00Z')) {
    super();
  }

  override now(): Date {
    return new Date(this.start.getTime() + this.elapsedMs);
  }

  override monotonicMs(): number {
    return this.elapsedMs;
  }

  advance(ms: number): void {
    this.elapsedMs += ms;
  }
}
