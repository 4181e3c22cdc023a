import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { NestFactory } from '@nestjs/core';
import type { Type } from '@nestjs/common';
import {
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
  specifiedDirectives,
} from 'graphql';
import type { FieldExtensions } from './graphql/field.extensions.js';
import { RESOLVERS } from './resolvers.js';

const FILE = join(import.meta.dirname, '../schema.graphql');

describe('the schema', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
    schema = lexicographicSortSchema(await app.get(GraphQLSchemaFactory).create(RESOLVERS as Type[]));
    await app.close();
  });

  it('is the one that is committed (after a change: run this file with -u and read the difference)', async () => {
    const printed = `${printSchema(schema)}\n`;
    const { snapshotState } = expect.getState() as unknown as { snapshotState: { _updateSnapshot: string } };
    if (snapshotState._updateSnapshot === 'all') await writeFile(FILE, printed);
    expect(await readFile(FILE, 'utf8')).toBe(printed);
  });

  it('is described: every type, field, argument and enum value', () => {
    const bare = ownTypes(schema).flatMap((type) => [
      ...(type.description || isRoot(schema, type) ? [] : [type.name]),
      ...partsOf(type)
        .filter(({ description }) => !description?.trim())
        .map(({ place }) => place),
    ]);
    expect(bare).toEqual([]);
  });

  it('has a sign on every door: no field is open by being forgotten', () => {
    const unsigned = ownTypes(schema).flatMap((type) => {
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      const fields = Object.values(type.getFields());
      return fields
        .filter((field) => signOf(field.extensions) === undefined && signOf(type.extensions) === undefined)
        .map(({ name }) => `${type.name}.${name}`);
    });
    expect(unsigned).toEqual([]);
  });

  /** They tell of who asks, and of nothing else. */
  const OF_ONESELF = ['viewer', 'whoViewedMyData'];

  it('has its own sign on every root field, and each change needs a permission', () => {
    for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
      const signs = Object.values(root!.getFields()).map((field) => [field.name, signOf(field.extensions)] as const);
      expect(signs.filter(([name, sign]) => sign === undefined || (sign === 'any' && !OF_ONESELF.includes(name)))).toEqual([]);
    }
    const changes = Object.values(schema.getMutationType()!.getFields()).map((field) => signOf(field.extensions)!);
    expect(changes.filter((sign) => !/:(write|request|submit|review|manage)$/.test(sign))).toEqual([]);
  });

  it('says of every field that shows what is sensitive that it is recorded', () => {
    const audited = ownTypes(schema).flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) => {
            const { audited: how } = field.extensions as FieldExtensions;
            return how ? [`${type.name}.${field.name}: ${how.kind}`] : [];
          })
        : [],
    );
    expect(audited.sort()).toEqual([
      'ComplianceMove.letter: owner.contact',
      'Device.address: camera.address',
      'Device.credential: credential.name',
      'Owner.contactName: owner.contact',
      'Owner.email: owner.contact',
      'Owner.phone: owner.contact',
      'Query.auditEvents: audit.trail',
    ]);
  });

  it('tells the cost of every list of objects, and bounds every page', () => {
    const unpriced = ownTypes(schema).flatMap((type) => {
      if (!isObjectType(type)) return [];
      const lists = Object.values(type.getFields()).filter((field) =>
        isListType(isNonNullType(field.type) ? field.type.ofType : field.type),
      );
      return lists
        .filter((field) => (field.extensions as FieldExtensions).listSize === undefined)
        .filter((field) => isObjectType(schema.getType(String(field.type).replaceAll(/[[\]!]/g, ''))) && field.name !== 'userErrors')
        .map((field) => `${type.name}.${field.name}`);
    });
    expect(unpriced).toEqual([]);
  });

  it('knows no directive but the standard ones', () => {
    expect(schema.getDirectives().filter((each) => !isSpecifiedDirective(each))).toEqual([]);
    expect(schema.getDirectives().length).toBeLessThanOrEqual(specifiedDirectives.length);
  });
});

function ownTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
}

function isRoot(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some((root) => root === type);
}

interface Part {
  readonly place: string;
  readonly description: string | null | undefined;
}

function partsOf(type: GraphQLNamedType): Part[] {
  if (isEnumType(type)) return type.getValues().map(({ name, description }) => ({ place: `${type.name}.${name}`, description }));
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => ({ place: `${type.name}.${field.name}`, description: field.description }));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const place = `${type.name}.${field.name}`;
    const argument = ({ name, description }: GraphQLArgument) => ({ place: `${place}(${name})`, description });
    return [{ place, description: field.description }, ...field.args.map(argument)];
  });
}

function signOf(extensions: object): string | undefined {
  return (extensions as FieldExtensions).requires;
}
