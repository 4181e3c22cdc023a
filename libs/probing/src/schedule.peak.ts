/** The highest value of the last while: of this window and the one before it. */
export class RecentPeak {
  private current = 0;
  private before = 0;
  private windowStartMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly windowMs: number) {}

  note(value: number, nowMs: number): void {
    this.roll(nowMs);
    if (value > this.current) this.current = value;
  }

  value(nowMs: number): number {
    this.roll(nowMs);
    return Math.max(this.current, this.before);
  }

  private roll(nowMs: number): void {
    const elapsed = nowMs - this.windowStartMs;
    if (elapsed < this.windowMs) return;
    this.before = elapsed < 2 * this.windowMs ? this.current : 0;
    this.current = 0;
    this.windowStartMs = nowMs;
  }
}
