import type { FieldMiddleware, NextFn } from '@nestjs/graphql';

/** For a field whose value stands as a function in its place: called only if the field was selected. */
export const lazily: FieldMiddleware = async (_context, next: NextFn) => {
  const value: unknown = await next();
  return typeof value === 'function' ? (value as () => unknown)() : value;
};
