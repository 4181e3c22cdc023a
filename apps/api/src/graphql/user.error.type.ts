import { Field, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';

@ObjectType('UserError', { description: 'Why a mutation did not do what was asked, in words for people and a code for programs.' })
@TypeRequires('any')
export class UserErrorType {
  @Field(() => String, { description: 'NOT_FOUND, INVALID, CONFLICT or UNAVAILABLE.' })
  code: 'NOT_FOUND' | 'INVALID' | 'CONFLICT' | 'UNAVAILABLE';

  @Field(() => [String], { description: 'The way to the argument at fault, from the mutation’s arguments down; empty: the whole.' })
  path: string[];

  @Field(() => String, { description: 'What is wrong.' })
  message: string;
}

export function userError(code: UserErrorType['code'], path: readonly string[], message: string): UserErrorType {
  return { code, path: [...path], message };
}
