import type { Cover, CoverProblem } from './cover.problem.js';

/**
 * Finds a smallest cover by iterative deepening: from a lower bound (obligations that share no choice each need one of their own) up
 * to what a greedy choice needs. After `budget` steps it settles for the greedy one.
 */
export function searchCover(problem: CoverProblem, budget: number): Cover & { readonly steps: number } {
  return new CoverSearch(problem, budget).run();
}

class CoverSearch {
  private readonly obligationsOf: number[][];
  /** Obligations with few choices first: they decide soonest. */
  private readonly order: number[];
  private readonly coveredBy: Int32Array;
  private readonly isForbidden: Uint8Array;
  private readonly filled: Int32Array[];
  private readonly emptySlots: number[];
  private readonly packed: Int32Array;
  private packing = 0;
  private chosen: number[] = [];
  private steps = 0;

  constructor(
    private readonly problem: CoverProblem,
    private readonly budget: number,
  ) {
    const { obligations, choiceCount, limitSlots } = problem;
    this.obligationsOf = Array.from({ length: choiceCount }, () => []);
    obligations.forEach((choices, obligation) => choices.forEach((choice) => this.obligationsOf[choice].push(obligation)));
    this.order = [...obligations.keys()].sort((a, b) => obligations[a].length - obligations[b].length || a - b);
    this.coveredBy = new Int32Array(obligations.length);
    this.isForbidden = new Uint8Array(choiceCount);
    this.packed = new Int32Array(choiceCount);
    this.filled = limitSlots.map((slots) => new Int32Array(slots));
    this.emptySlots = [...limitSlots];
  }

  run(): Cover & { steps: number } {
    const greedy = this.greedy();
    for (const choice of greedy) this.put(choice, -1);
    for (let size = this.lowerBound(); size < greedy.length; size++) {
      this.chosen = [];
      if (this.extend(size)) return { chosen: this.chosen, isMinimal: true, steps: this.steps };
      if (this.steps > this.budget) return { chosen: greedy, isMinimal: false, steps: this.steps };
    }
    return { chosen: greedy, isMinimal: true, steps: this.steps };
  }

  /** Takes again and again what fulfils most. Always ends: each obligation has a choice that fills no slot. */
  private greedy(): number[] {
    const taken: number[] = [];
    const barred = new Set<number>();
    for (;;) {
      let best = -1;
      let bestGain = 0;
      for (let choice = 0; choice < this.obligationsOf.length; choice++) {
        if (barred.has(choice)) continue;
        const gain = this.obligationsOf[choice].filter((obligation) => this.coveredBy[obligation] === 0).length;
        if (gain > bestGain) [best, bestGain] = [choice, gain];
      }
      if (best < 0) return taken;
      barred.add(best);
      this.put(best, 1);
      if (this.emptySlots.includes(0)) this.put(best, -1);
      else taken.push(best);
    }
  }

  /** Tries to cover all that is left with at most `left` more choices; leaves them in `chosen`. */
  private extend(left: number): boolean {
    const open = this.tightest();
    if (open === null) return true;
    if (left === 0 || ++this.steps > this.budget || this.lowerBound() > left) return false;
    const tried: number[] = [];
    for (const choice of this.problem.obligations[open]) {
      if (this.isForbidden[choice]) continue;
      this.put(choice, 1);
      this.chosen.push(choice);
      if (!this.emptySlots.includes(0) && this.extend(left - 1)) return true;
      this.chosen.pop();
      this.put(choice, -1);
      // What was tried here in every company need not be tried again beside its siblings.
      this.isForbidden[choice] = 1;
      tried.push(choice);
    }
    for (const choice of tried) this.isForbidden[choice] = 0;
    return false;
  }

  private put(choice: number, by: 1 | -1): void {
    for (const obligation of this.obligationsOf[choice]) this.coveredBy[obligation] += by;
    for (const [limit, slot] of this.problem.fills[choice]) {
      const before = this.filled[limit][slot];
      this.filled[limit][slot] += by;
      if (before === 0) this.emptySlots[limit]--;
      else if (before + by === 0) this.emptySlots[limit]++;
    }
  }

  /** The open obligation with the fewest choices left, null if none is open. */
  private tightest(): number | null {
    let best: number | null = null;
    let fewest = Infinity;
    for (const obligation of this.order) {
      const choices = this.problem.obligations[obligation];
      if (this.coveredBy[obligation] > 0) continue;
      const allowed = choices.reduce((count, choice) => count + 1 - this.isForbidden[choice], 0);
      if (allowed < fewest) [best, fewest] = [obligation, allowed];
      if (fewest <= 1) break;
    }
    return best;
  }

  /** Open obligations that share no allowed choice; infinite if one has none left. */
  private lowerBound(): number {
    const mark = ++this.packing;
    let bound = 0;
    for (const obligation of this.order) {
      if (this.coveredBy[obligation] > 0) continue;
      const allowed = this.problem.obligations[obligation].filter((choice) => !this.isForbidden[choice]);
      if (allowed.length === 0) return Infinity;
      if (allowed.some((choice) => this.packed[choice] === mark)) continue;
      for (const choice of allowed) this.packed[choice] = mark;
      bound++;
    }
    return bound;
  }
}
