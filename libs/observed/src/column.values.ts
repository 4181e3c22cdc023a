// What devices tell is cleaned where it is read. A text that slipped through would be refused by the database, and with it all that is
// written in the same statement, again and again: so it is mended here once more.

/** A text that PostgreSQL takes. */
export function textOf(value: string): string {
  return value.isWellFormed() && !value.includes('\u0000') ? value : value.toWellFormed().replaceAll('\u0000', '');
}

export function textOrNull(value: string | null): string | null {
  return value === null ? null : textOf(value);
}

export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'string' ? textOf(each) : each));
}

/** A whole number of 32 bits, or null for one that is none. */
export function intOrNull(value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  const whole = Math.round(value);
  return Math.abs(whole) < 2 ** 31 ? whole : null;
}

/** A whole number as text, for bigint. */
export function bigintOrNull(value: number | null): string | null {
  return value === null || !Number.isFinite(value) || Math.abs(value) >= 2 ** 62 ? null : BigInt(Math.round(value)).toString();
}

export function dateOrNull(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

/** `$1::int[], $2::text[]`, … for unnest. */
export function placeholders(types: readonly string[]): string {
  return types.map((type, at) => `$${at + 1}::${type}[]`).join(', ');
}
