/** One way to tell that two rows are the same thing: they have a key in common that nothing else has. */
export interface IdentityKey<Known, Told> {
  /** Null: it has no such key. */
  known(row: Known): string | null;
  told(row: Told): string | null;
  /** Whether nothing else speaks against the two being one; default: nothing does. */
  agrees?(known: Known, told: Told): boolean;
}

/**
 * Which known row each told row is, by position, or -1 for a new one. The keys are tried one after the other, the surest first. A key
 * counts only where it is unique on both sides, among all rows: one that is unique merely among what is left would join strangers.
 */
export function matchByKeys<Known, Told>(
  known: readonly Known[],
  told: readonly Told[],
  keys: readonly IdentityKey<Known, Told>[],
): Int32Array {
  const knownOf = new Int32Array(told.length).fill(-1);
  const isTaken = new Uint8Array(known.length);
  let open = told.length;
  for (const key of keys) {
    if (open === 0) break;
    const byKey = uniquely(known, (row) => key.known(row));
    for (const [text, at] of uniquely(told, (row) => key.told(row))) {
      const found = byKey.get(text) ?? AMBIGUOUS;
      if (at < 0 || found < 0 || knownOf[at] >= 0 || isTaken[found]) continue;
      if (key.agrees && !key.agrees(known[found], told[at])) continue;
      knownOf[at] = found;
      isTaken[found] = 1;
      open--;
    }
  }
  return knownOf;
}

const AMBIGUOUS = -1;

/** The position of the one row that has a key; AMBIGUOUS where several have it. */
function uniquely<Row>(rows: readonly Row[], keyOf: (row: Row) => string | null): Map<string, number> {
  const positions = new Map<string, number>();
  rows.forEach((row, at) => {
    const key = keyOf(row);
    if (key !== null) positions.set(key, positions.has(key) ? AMBIGUOUS : at);
  });
  return positions;
}
