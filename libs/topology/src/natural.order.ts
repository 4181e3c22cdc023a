/**
 * Orders names as people do: S2 before S10. Runs of digits compare by value, all else by code unit, so the order is total,
 * the same on every machine, and needs no locale.
 */
export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const endA = digitsEnd(a, i);
    const endB = digitsEnd(b, j);
    if (endA > i && endB > j) {
      const order = compareDigits(a, i, endA, b, j, endB);
      if (order !== 0) return order;
      i = endA;
      j = endB;
    } else {
      const order = a.charCodeAt(i) - b.charCodeAt(j);
      if (order !== 0) return order;
      i++;
      j++;
    }
  }
  const order = a.length - i - (b.length - j);
  // "S01" and "S1" are equal so far and still two names.
  return order !== 0 ? order : a < b ? -1 : a > b ? 1 : 0;
}

function digitsEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return end;
}

/** By value without converting: a run of digits may be longer than any number type holds. */
function compareDigits(a: string, fromA: number, endA: number, b: string, fromB: number, endB: number): number {
  const i = pastZeros(a, fromA, endA);
  const j = pastZeros(b, fromB, endB);
  const longer = endA - i - (endB - j);
  if (longer !== 0) return longer;
  for (let at = 0; i + at < endA; at++) {
    const order = a.charCodeAt(i + at) - b.charCodeAt(j + at);
    if (order !== 0) return order;
  }
  return 0;
}

function pastZeros(text: string, from: number, end: number): number {
  let at = from;
  while (at < end - 1 && text.charCodeAt(at) === 48) at++;
  return at;
}
