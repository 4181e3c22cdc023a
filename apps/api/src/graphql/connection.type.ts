import type { Page } from '@app/kernel';
import { type Type } from '@nestjs/common';
import { Extensions, Field, Int, ObjectType } from '@nestjs/graphql';
import { lazily } from './lazy.field.js';

@ObjectType('PageInfo', { description: 'Where a page lies in its list.' })
@Extensions({ requires: 'any' })
export class PageInfoType {
  @Field(() => Boolean, { description: 'Whether more items follow.' })
  hasNextPage: boolean;

  @Field(() => String, { nullable: true, description: 'Give this as `after` to get the next page; null if this page is empty.' })
  endCursor: string | null;
}

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: PageInfoType;
  /** Called by `lazily`, so the count is asked of the database only if selected. */
  readonly totalCount: () => Promise<number>;
}

/** A page of rows as the schema shows it. */
export function toConnection<Row, Node>(page: Page<Row>, toNode: (row: Row) => Node): Connection<Node> {
  const edges = page.items.map(({ cursor, item }) => ({ cursor, node: toNode(item) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: page.totalCount,
  };
}

/**
 * The base of the connection type of one kind of node, with its edge type; the feature names it:
 * `@ObjectType('DeviceConnection', …) class DeviceConnectionType extends connectionOf('Device', () => DeviceType, …)`.
 */
export function connectionOf<Node>(name: string, node: () => Type<Node>, plural: string, requires: string): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `One of the ${plural} in a page, with its cursor.` })
  @Extensions({ requires })
  class EdgeType implements Edge<Node> {
    @Field(() => String, { description: 'The place of this item in the list.' })
    cursor: string;

    @Field(node, { description: 'The item.' })
    node: Node;
  }

  @ObjectType({ isAbstract: true })
  abstract class ConnectionType implements Connection<Node> {
    @Field(() => [node()], { description: 'The items of this page. Counts as `first` in the cost.' })
    @Extensions({ listSize: 'first' })
    nodes: Node[];

    @Field(() => [EdgeType], { description: 'The items of this page, with their cursors. Counts as `first` in the cost.' })
    @Extensions({ listSize: 'first' })
    edges: EdgeType[];

    @Field(() => PageInfoType, { description: 'Where this page lies in the list.' })
    pageInfo: PageInfoType;

    @Field(() => Int, { middleware: [lazily], description: 'How many items the whole filtered list has. Counted only if selected.' })
    totalCount: () => Promise<number>;
  }
  return ConnectionType as unknown as Type<Connection<Node>>;
}
