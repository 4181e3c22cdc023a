/** A reading that is not whole proves the absence of nothing; one that is never whole would keep for ever what was taken out. */
export const ABSENCES_WITH_FAULTS = 5;

interface Known {
  goneAt: number | null;
  absences: number;
}

/** Notes that a known row was not told. Answers whether that makes it gone. */
export function missed(row: Known, isWhole: boolean, at: number): boolean {
  if (row.goneAt !== null) return false;
  row.absences += 1;
  if (!isWhole && row.absences < ABSENCES_WITH_FAULTS) return false;
  row.goneAt = at;
  return true;
}

/** Notes that a known row was told. Answers whether it was gone. */
export function found(row: Known): boolean {
  const wasGone = row.goneAt !== null;
  row.goneAt = null;
  row.absences = 0;
  return wasGone;
}
