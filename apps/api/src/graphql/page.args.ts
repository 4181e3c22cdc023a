import { type PageRequest, MAX_PAGE_SIZE } from '@app/kernel';
import { ArgsType, Field, Int } from '@nestjs/graphql';
import { badInput } from './graphql.errors.js';

export const DEFAULT_PAGE_SIZE = 50;

/** Which part of a list is wanted. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: DEFAULT_PAGE_SIZE, description: `How many items, 0 to ${MAX_PAGE_SIZE}.` })
  first: number;

  @Field(() => String, { nullable: true, description: 'Only items after this cursor, as `pageInfo.endCursor` gave it.' })
  after?: string | null;
}

/** Checks what the type cannot say. Wrong use is the client's mistake, so it is an error of the request, not of a field. */
export function toPageRequest(args: PageArgs): PageRequest {
  if (!(args.first >= 0 && args.first <= MAX_PAGE_SIZE)) throw badInput('first', `is ${args.first}; allowed is 0 to ${MAX_PAGE_SIZE}`);
  return { first: args.first, after: args.after ?? null };
}
