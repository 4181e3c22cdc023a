/**
 * Makes a cover problem without limits smaller and keeps at least one of its smallest solutions: a choice that does no more than
 * another is dropped, and so is an obligation that is fulfilled whenever another one is.
 */
export function reduceCover(obligations: readonly (readonly number[])[], choiceCount: number): number[][] {
  const reduction = new Reduction(obligations, choiceCount);
  while (reduction.dropChoices() || reduction.dropObligations());
  return reduction.left();
}

class Reduction {
  private readonly choicesOf: Set<number>[];
  private readonly obligationsOf: Set<number>[];

  constructor(obligations: readonly (readonly number[])[], choiceCount: number) {
    this.choicesOf = obligations.map((choices) => new Set(choices));
    this.obligationsOf = Array.from({ length: choiceCount }, () => new Set<number>());
    obligations.forEach((choices, obligation) => choices.forEach((choice) => this.obligationsOf[choice].add(obligation)));
  }

  /** Drops what another choice does as well; of equals the earlier stays. */
  dropChoices(): boolean {
    let dropped = false;
    for (let choice = this.obligationsOf.length - 1; choice >= 0; choice--) {
      const mine = this.obligationsOf[choice];
      const tightest = smallest(mine, this.choicesOf);
      if (tightest === null) continue;
      for (const other of this.choicesOf[tightest]) {
        const others = this.obligationsOf[other];
        if (other === choice || others.size < mine.size || (others.size === mine.size && other > choice)) continue;
        if (!isSubset(mine, others)) continue;
        for (const obligation of mine) this.choicesOf[obligation].delete(choice);
        mine.clear();
        dropped = true;
        break;
      }
    }
    return dropped;
  }

  /** Drops each obligation whose choices include all choices of another. */
  dropObligations(): boolean {
    let dropped = false;
    for (let obligation = 0; obligation < this.choicesOf.length; obligation++) {
      const mine = this.choicesOf[obligation];
      const rarest = smallest(mine, this.obligationsOf);
      if (rarest === null) continue;
      for (const other of this.obligationsOf[rarest]) {
        const others = this.choicesOf[other];
        if (other === obligation || others.size < mine.size || !isSubset(mine, others)) continue;
        for (const choice of others) this.obligationsOf[choice].delete(other);
        others.clear();
        dropped = true;
      }
    }
    return dropped;
  }

  left(): number[][] {
    return this.choicesOf.filter(({ size }) => size > 0).map((choices) => [...choices].sort((a, b) => a - b));
  }
}

function smallest(members: ReadonlySet<number>, sets: readonly ReadonlySet<number>[]): number | null {
  let best: number | null = null;
  for (const member of members) if (best === null || sets[member].size < sets[best].size) best = member;
  return best;
}

function isSubset(small: ReadonlySet<number>, large: ReadonlySet<number>): boolean {
  for (const member of small) if (!large.has(member)) return false;
  return true;
}
