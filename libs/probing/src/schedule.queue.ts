/** First in, first out, of small integers, without an object each. */
export class TurnQueue {
  private ring = new Int32Array(1024);
  private head = 0;
  private held = 0;

  get size(): number {
    return this.held;
  }

  push(turn: number): void {
    if (this.held === this.ring.length) this.grow();
    this.ring[(this.head + this.held) & (this.ring.length - 1)] = turn;
    this.held += 1;
  }

  /** The oldest; meaningless when empty. */
  peek(): number {
    return this.ring[this.head] as number;
  }

  shift(): number {
    const turn = this.ring[this.head] as number;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.held -= 1;
    return turn;
  }

  private grow(): void {
    const larger = new Int32Array(this.ring.length * 2);
    for (let i = 0; i < this.held; i += 1) larger[i] = this.ring[(this.head + i) & (this.ring.length - 1)] as number;
    this.ring = larger;
    this.head = 0;
  }
}
