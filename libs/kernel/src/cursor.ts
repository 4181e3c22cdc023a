/** A cursor that no list of this service gave: made up, cut, or of another list. The client's mistake, not a fault. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';

  constructor() {
    super('after is no cursor of this list');
  }
}

const LONGEST_CURSOR = 1_000;

/** The sort keys of one row as an opaque text: the next page begins after them, whatever was added or removed meanwhile. */
export function encodeCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys), 'utf8').toString('base64url');
}

/** The sort keys in a cursor, which must have these types; throws InvalidCursorError. Null for no cursor. */
export function decodeCursor(cursor: string | null, types: readonly ('string' | 'number')[]): readonly (string | number)[] | null {
  if (cursor === null) return null;
  let keys: unknown = null;
  try {
    if (cursor.length <= LONGEST_CURSOR) keys = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InvalidCursorError();
  }
  const isGood =
    Array.isArray(keys) &&
    keys.length === types.length &&
    keys.every((key: unknown, index) => typeof key === types[index] && (typeof key !== 'string' || !key.includes('\u0000')));
  if (!isGood) throw new InvalidCursorError();
  return keys as (string | number)[];
}
