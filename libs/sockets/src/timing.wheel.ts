const NOWHERE = -1;

/**
 * A hashed timing wheel on typed arrays: any number of small integers, each due at one instant, in one pass per tick and without
 * an object each. An item is emitted at the first `advance` to or after its due time, once, and never before it.
 */
export class TimingWheel {
  private next: Int32Array;
  private previous: Int32Array;
  private slotOf: Int32Array;
  private due: Float64Array;
  private readonly heads: Int32Array;
  private readonly mask: number;
  private tick: number;
  private held = 0;

  /**
   * @param slots a power of two; slots × tickMs should exceed the longest usual delay, or its items are looked at once per turn
   * @param nowMs the instant before which nothing can be due
   */
  constructor(
    private readonly slots: number,
    private readonly tickMs: number,
    nowMs: number,
    capacity = 1024,
  ) {
    if ((slots & (slots - 1)) !== 0) throw new RangeError(`a wheel needs a power of two of slots, not ${slots}`);
    this.mask = slots - 1;
    this.heads = new Int32Array(slots).fill(NOWHERE);
    this.next = new Int32Array(capacity);
    this.previous = new Int32Array(capacity);
    this.slotOf = new Int32Array(capacity).fill(NOWHERE);
    this.due = new Float64Array(capacity);
    this.tick = Math.floor(nowMs / tickMs);
  }

  get size(): number {
    return this.held;
  }

  has(item: number): boolean {
    return item < this.slotOf.length && this.slotOf[item] !== NOWHERE;
  }

  /** When the item is due; meaningless for one that is not held. */
  dueAt(item: number): number {
    return this.due[item] as number;
  }

  /** Puts the item in, or moves it. One that is overdue is emitted by the next `advance` that reaches a new tick. */
  put(item: number, dueMs: number): void {
    if (item >= this.slotOf.length) this.grow(item + 1);
    if (this.slotOf[item] !== NOWHERE) this.remove(item);
    // Rounded up: an item is never early. Never into the tick that was already emitted, or it would wait a whole turn.
    const tick = Math.max(this.tick + 1, Math.ceil(dueMs / this.tickMs));
    const slot = tick & this.mask;
    const head = this.heads[slot] as number;
    this.due[item] = dueMs;
    this.slotOf[item] = slot;
    this.next[item] = head;
    this.previous[item] = NOWHERE;
    if (head !== NOWHERE) this.previous[head] = item;
    this.heads[slot] = item;
    this.held += 1;
  }

  remove(item: number): void {
    if (!this.has(item)) return;
    const slot = this.slotOf[item] as number;
    const before = this.previous[item] as number;
    const after = this.next[item] as number;
    if (before === NOWHERE) this.heads[slot] = after;
    else this.next[before] = after;
    if (after !== NOWHERE) this.previous[after] = before;
    this.slotOf[item] = NOWHERE;
    this.held -= 1;
  }

  /** Emits all that is due at `nowMs`, in order of ticks. The callback may put items in (they come later) but remove none. */
  advance(nowMs: number, emit: (item: number) => void): void {
    const target = Math.floor(nowMs / this.tickMs);
    if (target <= this.tick) return;
    // After a long sleep every slot is visited once, not once for each tick that was slept through.
    const first = Math.max(this.tick + 1, target - this.slots + 1);
    const limitMs = target * this.tickMs;
    this.tick = target;
    for (let tick = first; tick <= target; tick += 1) this.emitSlot(tick & this.mask, limitMs, emit);
  }

  /** How long nothing can be due: milliseconds from `nowMs` to the next slot that holds anything, at most `maxMs`. */
  idleMs(nowMs: number, maxMs: number): number {
    const until = Math.floor((nowMs + maxMs) / this.tickMs);
    for (let tick = this.tick + 1; tick <= until; tick += 1) {
      if (this.heads[tick & this.mask] !== NOWHERE) return Math.max(0, tick * this.tickMs - nowMs);
    }
    return maxMs;
  }

  private emitSlot(slot: number, limitMs: number, emit: (item: number) => void): void {
    let item = this.heads[slot] as number;
    while (item !== NOWHERE) {
      const after = this.next[item] as number;
      if ((this.due[item] as number) <= limitMs) {
        this.remove(item);
        emit(item);
      }
      item = after;
    }
  }

  private grow(needed: number): void {
    const capacity = Math.max(needed, this.slotOf.length * 2);
    const slotOf = new Int32Array(capacity).fill(NOWHERE);
    slotOf.set(this.slotOf);
    this.slotOf = slotOf;
    this.next = copyInto(new Int32Array(capacity), this.next);
    this.previous = copyInto(new Int32Array(capacity), this.previous);
    this.due = copyInto(new Float64Array(capacity), this.due);
  }
}

function copyInto<A extends Int32Array | Float64Array>(larger: A, old: A): A {
  larger.set(old);
  return larger;
}
