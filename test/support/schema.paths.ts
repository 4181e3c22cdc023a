import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

type Sign = { readonly scope?: string; readonly requires?: string };
type Field = GraphQLField<unknown, unknown>;

/** A selection of everything along one way through the schema. */
export interface SchemaPath {
  /** Types and fields on the way, e.g. Query.stations.nodes.devices.nodes. */
  readonly name: string;
  readonly selection: string;
}

export interface PathOptions {
  readonly maxDepth: number;
  /** What a required argument is given, by its name; a field whose arguments have none is left out. */
  readonly values: Readonly<Record<string, string>>;
  isAllowed(field: Field): boolean;
}

/** Every way from the root to every type that takes no field twice, with all that has no fields of its own selected at each step. */
export function schemaPaths(schema: GraphQLSchema, options: PathOptions): SchemaPath[] {
  const paths: SchemaPath[] = [];
  const query = schema.getQueryType() as GraphQLObjectType;
  walk(query, [], '', []);
  return paths;

  function walk(type: GraphQLNamedType, way: readonly Field[], name: string, wraps: readonly string[]): void {
    for (const field of fieldsOf(schema, type)) {
      if (way.includes(field.field) || way.length >= options.maxDepth || !options.isAllowed(field.field)) continue;
      // They hold what `nodes` does: once is enough.
      if (field.field.name === 'edges' && way.length > 1) continue;
      const args = argumentsOf(field.field, options.values);
      if (args === null) continue;
      const target = getNamedType(field.field.type);
      if (isLeafType(target)) continue;
      const here = `${name || 'Query'}.${field.field.name}`;
      const wrap = `${field.on ? `... on ${field.on} { ` : ''}${field.field.name}${args} { ${leavesOf(schema, target, options)} `;
      const open = [...wraps, wrap];
      paths.push({ name: here, selection: open.join(' ') + ' }'.repeat(closing(open)) });
      walk(target, [...way, field.field], here, open);
    }
  }
}

function closing(open: readonly string[]): number {
  return open.join('').split('{').length - 1 - (open.join('').split('}').length - 1);
}

/** The fields of a type, or those of what a union or an interface may be. */
function fieldsOf(schema: GraphQLSchema, type: GraphQLNamedType): { readonly field: Field; readonly on: string | null }[] {
  if (isObjectType(type)) return Object.values(type.getFields()).map((field) => ({ field, on: null }));
  if (isUnionType(type) || isInterfaceType(type))
    return schema.getPossibleTypes(type).flatMap((each) => Object.values(each.getFields()).map((field) => ({ field, on: each.name })));
  return [];
}

/** Everything of a type that has no fields of its own; of a union, of each of its members under names of their own. */
function leavesOf(schema: GraphQLSchema, type: GraphQLNamedType, options: PathOptions): string {
  const leaves = fieldsOf(schema, type).flatMap(({ field, on }) => {
    const args = isLeafType(getNamedType(field.type)) && options.isAllowed(field) ? argumentsOf(field, options.values) : null;
    if (args === null) return [];
    return [on ? `... on ${on} { ${on}_${field.name}: ${field.name}${args} }` : `${field.name}${args}`];
  });
  return ['__typename', ...leaves].join(' ');
}

function argumentsOf(field: Field, values: Readonly<Record<string, string>>): string | null {
  const wanted = field.args.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  if (wanted.some(({ name }) => values[name] === undefined)) return null;
  const optional = field.args.filter(
    ({ name }) => !wanted.some((each) => each.name === name) && values[`${field.name}.${name}`] !== undefined,
  );
  const written = [
    ...wanted.map(({ name }) => `${name}: ${values[name]}`),
    ...optional.map(({ name }) => `${name}: ${values[`${field.name}.${name}`]}`),
  ];
  return written.length === 0 ? '' : `(${written.join(', ')})`;
}

export const scopeOf = (field: Field): string | undefined => (field.extensions as Sign).scope;
