/** A number given to an option; the error names the option and what it takes. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new RangeError(`${name} takes a whole number from ${least} to ${most}, not ${JSON.stringify(text.slice(0, 40))}`);
  }
  return value;
}
