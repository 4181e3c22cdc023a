import { ArgsType, Field, ID } from '@nestjs/graphql';
import { badInput } from './graphql.errors.js';
import { numericKey, type NodeType } from './node.id.js';

/** One object, by its opaque id or by the name that topology v1 gives it. */
@ArgsType()
export class LookupArgs {
  @Field(() => ID, { nullable: true, description: 'Its opaque id. Give this or the code.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its code in topology v1. Give this or the id.' })
  code?: string | null;
}

/** A device or camera, by its opaque id or its name. */
@ArgsType()
export class NameLookupArgs {
  @Field(() => ID, { nullable: true, description: 'Its opaque id. Give this or the name.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its name in topology v1. Give this or the id.' })
  name?: string | null;
}

export type Lookup =
  { readonly kind: 'id'; readonly id: number } | { readonly kind: 'code'; readonly code: string } | { readonly kind: 'nothing' };

const LONGEST_CODE = 200;

/** What is looked for; an id or code that this service can never have given is an id of nothing. */
export function toLookup(args: LookupArgs | NameLookupArgs, ...types: readonly NodeType[]): Lookup {
  const id = args.id ?? null;
  const code = ('name' in args ? args.name : 'code' in args ? args.code : null) ?? null;
  if ((id === null) === (code === null)) throw badInput('id', 'or its code or name must be given, and not both');
  if (id !== null) {
    const key = numericKey(id, ...types);
    return key === null ? { kind: 'nothing' } : { kind: 'id', id: key };
  }
  return code === null || code.length > LONGEST_CODE || code.includes('\u0000') ? { kind: 'nothing' } : { kind: 'code', code };
}

/** Reads what is looked for by the loader that fits. */
export async function lookUp<Row>(
  lookup: Lookup,
  byId: { load(id: number): Promise<Row | null> },
  byCode: { load(code: string): Promise<Row | null> },
): Promise<Row | null> {
  switch (lookup.kind) {
    case 'id':
      return byId.load(lookup.id);
    case 'code':
      return byCode.load(lookup.code);
    case 'nothing':
      return null;
  }
}
