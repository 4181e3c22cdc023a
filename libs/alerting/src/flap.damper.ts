export interface FlapPolicy {
  /** What opens so often within the window flaps. */
  readonly openings: number;
  readonly withinMs: number;
}

/**
 * Notices what comes and goes: it flaps once it has opened so often within a window, and is steady again when a whole window passed without
 * another opening. Pure but for its memory.
 */
export class FlapDamper {
  private readonly openings = new Map<string, number[]>();
  private readonly flapping = new Set<string>();

  constructor(private readonly policy: FlapPolicy) {}

  /** Something opened, by its root. Answers whether it flaps (now). */
  opened(root: string, atMs: number): boolean {
    const recent = (this.openings.get(root) ?? []).map((at) => Math.min(at, atMs)).filter((at) => at > atMs - this.policy.withinMs);
    recent.push(atMs);
    this.openings.set(root, recent);
    if (recent.length >= this.policy.openings) this.flapping.add(root);
    return this.flapping.has(root);
  }

  /** Roots that are steady again, each told once; what opened long ago is forgotten. */
  steady(nowMs: number): string[] {
    const steady: string[] = [];
    for (const [root, openings] of this.openings) {
      const last = Math.min(openings.at(-1) ?? 0, nowMs);
      if (nowMs - last < this.policy.withinMs) continue;
      this.openings.delete(root);
      if (this.flapping.delete(root)) steady.push(root);
    }
    return steady;
  }
}
