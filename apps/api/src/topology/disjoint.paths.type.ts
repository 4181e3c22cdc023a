import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { NoPathType, NotFoundType, PathType } from './topology.type.js';

@ObjectType('PathSharing', { description: 'What two ways have in common between their ends: what can still take both.' })
@TypeRequires('inventory:read')
export class PathSharingType {
  @Field(() => [String], { description: 'Codes of links that both take.' })
  links: string[];

  @Field(() => [String], { description: 'Names of devices that both pass.' })
  devices: string[];

  @Field(() => [String], { description: 'Codes of spans that both ride.' })
  spans: string[];

  @Field(() => [String], { description: 'Codes of conduits that both lie in.' })
  conduits: string[];

  @Field(() => [String], { description: 'Codes of places where both have a device, or which the fibre of both passes.' })
  places: string[];
}

@ObjectType('DisjointPaths', {
  description: 'Two ways that share as few links as possible, of those as few devices, of those with the fewest links in all.',
})
@TypeRequires('inventory:read')
export class DisjointPathsType {
  @Field(() => PathType, { description: 'The one of fewer links.' })
  first: PathType;

  @Field(() => PathType, { description: 'The other; the same again where there is only one.' })
  second: PathType;

  @Field(() => PathSharingType, { description: 'What both have in common all the same.' })
  shared: PathSharingType;
}

export const DisjointPathsResultUnion = createUnionType({
  name: 'DisjointPathsResult',
  description: 'Two paths, or why there are none.',
  types: () => [DisjointPathsType, NoPathType, NotFoundType] as const,
  resolveType: (value: object) => ('first' in value ? DisjointPathsType : 'argument' in value ? NotFoundType : NoPathType),
});
