/** One thing that is wrong in a topology document: where it stands, and why it cannot be. */
export interface TopologyProblem {
  /** The row by its place and key, e.g. `links[17] "L-PLD-PRA".a.device`. */
  readonly place: string;
  readonly reason: string;
}

const SHOWN = 20;

/** A topology that no graph can be built from. Names every problem, not only the first. */
export class TopologyError extends Error {
  constructor(readonly problems: readonly TopologyProblem[]) {
    const shown = problems.slice(0, SHOWN).map(({ place, reason }) => `${place}: ${reason}`);
    const rest = problems.length > SHOWN ? [`and ${problems.length - SHOWN} more`] : [];
    super([...shown, ...rest].join('\n'));
    this.name = 'TopologyError';
  }
}

/** Text from a file as it may be shown: control characters escaped, at most 80 characters. */
export function quoted(text: unknown): string {
  const shown = JSON.stringify(text) ?? String(text);
  return shown.length > 82 ? `${shown.slice(0, 80)}…"` : shown;
}
