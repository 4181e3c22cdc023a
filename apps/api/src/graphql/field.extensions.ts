import { applyDecorators } from '@nestjs/common';
import { Extensions, Field, type FieldOptions, type ReturnTypeFunc } from '@nestjs/graphql';
import type { Auditing } from '../audit/auditing.js';

/** What a field or type of the schema carries beside its type. */
export interface FieldExtensions {
  /** The permission it wants; 'any' = any viewer with a valid token. A field without one inherits its type's; neither = shut. */
  readonly requires?: string;
  /** Whether it tells of the viewer's area alone. Root fields tell of the whole network unless they say otherwise; other fields do not. */
  readonly scope?: 'area' | 'whole';
  /** How often what is selected below it counts in the cost: a number, or the connection's `first`. */
  readonly listSize?: number | 'first';
  /** Only the present of it is kept: it is refused where the past is asked for. */
  readonly isUnrecorded?: boolean;
  /** It is recorded who is shown it. */
  readonly audited?: Auditing;
}

/** For what is known of the present alone. Its description says so too. */
export const UNRECORDED = { isUnrecorded: true } as const satisfies FieldExtensions;
export const NOT_AS_OF = ' Its past is not recorded: refused with `asOf`.';

/** A bounded list that is no connection, and how many items of it the cost assumes. */
export function ListField(
  type: ReturnTypeFunc,
  listSize: number,
  options: FieldOptions & { description: string },
): PropertyDecorator & MethodDecorator {
  const description = `${options.description} Counts as ${listSize} in the cost.`;
  return applyDecorators(Field(type, { ...options, description }), Extensions({ listSize }));
}
