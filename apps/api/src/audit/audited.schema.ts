import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import type { FieldExtensions } from '../graphql/field.extensions.js';
import type { RequestContext } from '../graphql/request.context.js';
import type { Auditing } from './auditing.js';
import type { OperationAudit } from './operation.audit.js';

type Resolver = GraphQLFieldResolver<unknown, RequestContext, Record<string, unknown>>;

/** Puts the recording around every mutation and every field that is marked so; all other fields stay as they are. */
export function auditedSchema(schema: GraphQLSchema, audit: OperationAudit): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { audited } = field.extensions as FieldExtensions;
      if (audited) field.resolve = noting(field, audited) as typeof field.resolve;
      if (isFilteredByAddress(field)) field.resolve = notingFilter(field) as typeof field.resolve;
      if (type === schema.getMutationType()) field.resolve = recording(field, audit) as typeof field.resolve;
    }
  }
  return schema;
}

function recording(field: GraphQLField<unknown, unknown>, audit: OperationAudit): Resolver {
  const resolve = (field.resolve ?? defaultFieldResolver) as Resolver;
  return (parent, args, context, info) => audit.change(context, info, args, () => resolve(parent, args, context, info));
}

/** Who looks for addresses learns them without being shown any: a list by an address, or by a part of one, tells whose it is. */
const PART_OF_ADDRESS = /^(?=.*[.:])[0-9a-f.:]+$/i;

function isFilteredByAddress(field: GraphQLField<unknown, unknown>): boolean {
  const filter = field.args.find(({ name }) => name === 'filter');
  const type = filter && getNamedType(filter.type);
  return isInputObjectType(type) && 'address' in type.getFields();
}

function notingFilter(field: GraphQLField<unknown, unknown>): Resolver {
  const resolve = (field.resolve ?? defaultFieldResolver) as Resolver;
  return (parent, args, context, info) => {
    const { address, text } = (args['filter'] ?? {}) as { readonly address?: string | null; readonly text?: string | null };
    if (address) context.audited.note('camera.address', `filter:${address}`, field.name);
    if (text && PART_OF_ADDRESS.test(text.trim())) context.audited.note('camera.address', `filter:${text.trim()}`, field.name);
    return resolve(parent, args, context, info);
  };
}

function noting(field: GraphQLField<unknown, unknown>, { kind, subjectOf }: Auditing): Resolver {
  const resolve = (field.resolve ?? defaultFieldResolver) as Resolver;
  return (parent, args, context, info) => {
    const note = (value: unknown): unknown => {
      const subject = value === null || value === undefined || value === '' ? null : subjectOf(parent);
      if (subject !== null) context.audited.note(kind, subject, field.name);
      return value;
    };
    const value = resolve(parent, args, context, info);
    return value instanceof Promise ? value.then(note) : note(value);
  };
}
