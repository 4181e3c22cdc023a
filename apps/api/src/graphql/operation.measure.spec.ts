import { buildSchema, type GraphQLObjectType, type GraphQLSchema, Kind, parse } from 'graphql';
import { measureOperation } from './operation.measure.js';

const schema = schemaWithSigns();

function schemaWithSigns(): GraphQLSchema {
  const built = buildSchema(`
    type Query { devices(first: Int = 50, after: String): Devices! viewer: Viewer! secret: Viewer loose: String }
    type Devices { nodes: [Device!]! totalCount: Int! }
    type Device { name: String! links(first: Int = 50): Links! spans: [Span!]! outage: Outage }
    type Links { nodes: [Link!]! }
    type Link { code: String! a: Device! }
    type Span { code: String! }
    type Outage { root: String! }
    type Viewer { name: String! }
  `);
  const sign = (type: string, requires: string) => {
    (built.getType(type) as GraphQLObjectType).extensions = { requires };
  };
  for (const type of ['Devices', 'Device', 'Links', 'Link', 'Span']) sign(type, 'inventory:read');
  sign('Outage', 'outage:read');
  sign('Viewer', 'any');
  const fields = (type: string) => (built.getType(type) as GraphQLObjectType).getFields();
  fields('Query')['devices']!.extensions = { requires: 'inventory:read' };
  fields('Query')['viewer']!.extensions = { requires: 'any' };
  fields('Query')['secret']!.extensions = { requires: 'admin' };
  fields('Devices')['nodes']!.extensions = { listSize: 'first' };
  fields('Links')['nodes']!.extensions = { listSize: 'first' };
  fields('Device')['spans']!.extensions = { listSize: 5 };
  return built;
}

function measure(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  return measureOperation(schema, document, operation, variables);
}

describe('measureOperation', () => {
  it('counts 1 a field, times the page size under a connection', () => {
    // devices 1 + nodes 1 + 10 × name 1 + totalCount 1
    expect(measure('{ devices(first: 10) { nodes { name } totalCount } }')).toMatchObject({ cost: 13, depth: 3 });
    expect(measure('{ devices { nodes { name } } }').cost).toBe(52);
    expect(measure('query($n: Int) { devices(first: $n) { nodes { name } } }', { n: 3 }).cost).toBe(5);
    expect(measure('query($n: Int = 7) { devices(first: $n) { nodes { name } } }').cost).toBe(9);
    expect(measure('{ devices(first: 10) { nodes { spans { code } } } }').cost).toBe(2 + 10 * (1 + 5));
    expect(measure('{ devices(first: 10) { nodes { links(first: 2) { nodes { code } } } } }').cost).toBe(2 + 10 * (2 + 2));
  });

  it('is not talked down by a page size that is no number, negative or absent', () => {
    for (const n of ['many', -5, null, undefined, NaN]) {
      expect(measure('query($n: Int) { devices(first: $n) { nodes { name } } }', { n }).cost).toBeGreaterThanOrEqual(2);
    }
    expect(measure('query($n: Int) { devices(first: $n) { nodes { name } } }', { n: 'many' }).cost).toBe(52);
  });

  it('counts a fragment each time it is spread, and walks it once', () => {
    const doubling = Array.from(
      { length: 25 },
      (_, n) => `fragment F${n} on Device { x: links { nodes { a { ...F${n + 1} ...F${n + 1} } } } }`,
    );
    const query = `{ devices(first: 1) { nodes { ...F0 } } } ${doubling.join(' ')} fragment F25 on Device { name }`;
    const result = measure(query);
    expect(result.cost).toBeGreaterThan(2 ** 25);
    expect(result.depth).toBe(78);
    expect(result.aliases).toBe(2 ** 25 - 1);
  });

  it('ends on fragments that spread themselves', () => {
    expect(measure('{ devices { nodes { ...A } } } fragment A on Device { name ...B } fragment B on Device { ...A }').depth).toBe(3);
  });

  it('asks for the permission of every type that is reached, by whichever path', () => {
    const permissions = (query: string) => [...measure(query).permissions].sort();
    expect(permissions('{ devices { totalCount } }')).toEqual(['inventory:read']);
    expect(permissions('{ devices { nodes { ...D } } } fragment D on Device { outage { root } }')).toEqual([
      'inventory:read',
      'outage:read',
    ]);
    expect(permissions('{ secret { name } }')).toEqual(['admin']);
  });

  it('names fields that carry no sign, and knows what is public', () => {
    expect(measure('{ loose }').unsigned).toEqual(['Query.loose']);
    expect(measure('{ __schema { types { name } } __typename }')).toMatchObject({ isPublic: true, depth: 0 });
    expect(measure('{ __typename viewer { name } }').isPublic).toBe(false);
  });
});
