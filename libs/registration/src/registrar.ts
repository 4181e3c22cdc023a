/** Who declares or reviews, and what the room must know of their rights: jurisdiction is decided outside. */
export interface Registrar {
  readonly name: string;
  /** Whether they may do what is not an owner's: name new owners, move a building to another area. */
  readonly isReviewer: boolean;
  /** Which of these places (by code) are theirs to see; all others look as if they were not there. */
  sees(places: readonly string[]): Promise<ReadonlySet<string>>;
  /** The same for owners. */
  seesOwners(owners: readonly string[]): Promise<ReadonlySet<string>>;
}

/** For those who work on the database itself, e.g. the command line. */
export function unboundRegistrar(name: string): Registrar {
  const all = async (codes: readonly string[]) => new Set(codes);
  return { name, isReviewer: true, sees: all, seesOwners: all };
}
