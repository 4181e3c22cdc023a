/** What a record may hold: JSON without fractions, so that every program writes the same bytes for it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What is given has no canonical form. */
export class NotCanonicalError extends Error {}

/**
 * The one text of a value, by RFC 8785 (JSON Canonicalization Scheme): no blanks, names in the order of their UTF-16 code units, the
 * shortest escapes. Numbers are safe integers and texts are well-formed, so a program without JavaScript's numbers gets it right too.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new NotCanonicalError(`${value} is no safe integer`);
    return String(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new NotCanonicalError('a text has half a surrogate pair');
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${canonicalJson(name)}:${canonicalJson(value[name])}`).join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
