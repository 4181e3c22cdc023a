const LONGEST_NOTE = 2_000;

export function noteProblem(text: string): string | null {
  return textProblem(text, LONGEST_NOTE);
}

/** A word that the database can keep as JSON: no NUL, no half of a surrogate pair. */
export function textProblem(text: string, longest: number): string | null {
  if (text.length > longest) return `is ${text.length} characters long; allowed are ${longest}`;
  if (text.includes('\u0000')) return 'has a NUL character';
  return text.isWellFormed() ? null : 'is no well-formed Unicode';
}
