/** An object identifier as numbers, or null if the text is none. */
export function parseOid(text: string): number[] | null {
  const parts: number[] = [];
  let value = 0;
  let digits = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const code = i < text.length ? text.charCodeAt(i) : 46;
    if (code === 46) {
      if (digits === 0) return null;
      parts.push(value);
      value = 0;
      digits = 0;
    } else {
      if (code < 48 || code > 57 || digits === 10) return null;
      value = value * 10 + code - 48;
      digits += 1;
    }
  }
  return parts;
}

/** Lexicographic order (RFC 3416): below 0 if `a` comes first, 0 if equal, above 0 if `b` comes first. */
export function compareOids(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function isWithin(subtree: readonly number[], oid: readonly number[]): boolean {
  if (oid.length <= subtree.length) return false;
  for (let i = 0; i < subtree.length; i += 1) if (subtree[i] !== oid[i]) return false;
  return true;
}
