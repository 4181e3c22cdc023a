/** What a rule makes of a row besides its value, kept by rule and row from a whole reading for those that read only values. */
export class KnownRows {
  private readonly byRule = new Map<object, Map<string, unknown>>();
  private isComplete = false;
  /** A row came that was not there when the whole was read: what it is has to be read. */
  isOutdated = false;

  /** From now on rows are only looked up. */
  complete(): void {
    this.isComplete = true;
  }

  /** Null where the row is not known and cannot be made any more. */
  about<About>(rule: object, row: string, make: () => About): About | null {
    const rows = this.byRule.get(rule);
    if (this.isComplete) {
      const about = rows?.get(row);
      if (about === undefined) this.isOutdated = true;
      return (about as About | undefined) ?? null;
    }
    const about = make();
    if (rows) rows.set(row, about);
    else this.byRule.set(rule, new Map([[row, about]]));
    return about;
  }
}
