/** Who declares or reviews, and what the room must know of their rights: jurisdiction is decided outside. */
export interface Registrar {
  readonly name: string;
  /** Which of these places (by code) are theirs to see; all others look as if they were not there. */
  sees(places: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whose owner's data they may write; null: anybody's. */
  readonly owners: readonly string[] | null;
}

/** For those who work on the database itself, e.g. the command line. */
export function unboundRegistrar(name: string): Registrar {
  return { name, owners: null, sees: async (places) => new Set(places) };
}
