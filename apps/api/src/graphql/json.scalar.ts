import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

function literal(node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map(literal);
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, literal(field.value)]));
    case Kind.VARIABLE:
      throw new GraphQLError('a variable cannot stand inside a JSON literal; give the whole document as one variable');
  }
}

/** Any JSON: documents whose own schema is checked where they are read. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value. What it must hold is told by the field or argument that uses it.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: literal,
});
