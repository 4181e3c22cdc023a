import { badInput } from './graphql.errors.js';

const MOST_VALUES = 1_000;
const LONGEST_TEXT = 200;

/** Bounds what a filter may hold, and refuses the one character that no text in PostgreSQL can have. */
export function boundedFilter<Filter extends object>(filter: Filter | null | undefined): Partial<Filter> {
  for (const [name, value] of Object.entries(filter ?? {})) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (values.length > MOST_VALUES) throw badInput(`filter.${name}`, `has ${values.length} values; allowed are ${MOST_VALUES}`);
    for (const each of values) {
      if (typeof each !== 'string') continue;
      if (each.length > LONGEST_TEXT) throw badInput(`filter.${name}`, `is ${each.length} characters long; allowed are ${LONGEST_TEXT}`);
      if (each.includes('\u0000')) throw badInput(`filter.${name}`, 'has a NUL character');
    }
  }
  return filter ?? {};
}
