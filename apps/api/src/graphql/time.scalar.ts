import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const ISO_8601 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})$/;

function parseTime(value: unknown): Date {
  const time = typeof value === 'string' && ISO_8601.test(value) ? new Date(value) : null;
  if (!time || Number.isNaN(time.getTime())) throw new GraphQLError('a time is ISO 8601 with an offset, like 2026-11-23T09:00:00+07:00');
  return time;
}

/** A moment. A time without an offset is refused: nobody could tell Jakarta's from UTC's. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A moment, as ISO 8601 with offset, like 2026-11-23T09:00:00+07:00; given out in UTC with milliseconds.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: parseTime,
  parseLiteral: (node) => parseTime(node.kind === Kind.STRING ? node.value : null),
});
