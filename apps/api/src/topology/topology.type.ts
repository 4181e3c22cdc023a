import type { ComponentKind, DeviceId, LinkId, SpanId } from '@app/kernel';
import { createUnionType, Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { ListField } from '../graphql/field.extensions.js';
import { ComponentKindEnum } from '../inventory/inventory.enums.js';
import type { NamedDevice } from './device.page.js';

@ObjectType('PathHop', { description: 'One device of a path, and the link that leads to it from the hop before.' })
@TypeRequires('inventory:read')
export class PathHopType {
  /** Not fields: keys of relations. */
  deviceId: DeviceId;
  linkId: LinkId | null;

  @Field(() => Int, { description: 'Links from the start: 0 for the start itself.' })
  distance: number;
}

@ObjectType('Path', { description: 'A shortest way through the network as it was built, whatever is broken now.' })
@TypeRequires('inventory:read')
export class PathType {
  /** Not a field: the keys of `spans`. */
  spanIds: SpanId[];

  @ListField(() => [PathHopType], 10, { description: 'Its devices in order, both ends included; at most 1,000.' })
  hops: PathHopType[];

  @Field(() => Float, { nullable: true, description: 'Metres of fibre it rides; null if the length of one of its spans is unknown.' })
  lengthM: number | null;
}

@ObjectType('NoPath', { description: 'No way leads from one device to the other, even with everything up.' })
@TypeRequires('inventory:read')
export class NoPathType {
  @Field(() => String, { description: 'The same in words.' })
  message: string;
}

@ObjectType('NotFound', { description: 'Something that was named does not exist.' })
@TypeRequires('any')
export class NotFoundType {
  @Field(() => String, { description: 'The argument that names it.' })
  argument: string;

  @Field(() => String, { description: 'The same in words.' })
  message: string;
}

@ObjectType('AmbiguousCode', { description: 'Components of several kinds have this code: say which kind is meant.' })
@TypeRequires('inventory:read')
export class AmbiguousCodeType {
  @Field(() => [ComponentKindEnum], { description: 'The kinds that have such a component.' })
  kinds: ComponentKind[];

  @Field(() => String, { description: 'The same in words.' })
  message: string;
}

@ObjectType({ isAbstract: true })
export abstract class Loss {
  /** Not fields: sorted keys of connections. */
  lostDeviceIds: readonly NamedDevice[];
  exposedDeviceIds: readonly NamedDevice[];

  @Field(() => Int, { description: 'How many links would go dark.' })
  darkLinkCount: number;

  @Field(() => Int, { description: 'How many devices would be out of reach or off.' })
  lostDeviceCount: number;

  @Field(() => Int, { description: 'How many of them are cameras.' })
  lostCameras: number;

  @Field(() => [String], { description: 'Codes of the stations all of whose own devices would be lost.' })
  isolatedStations: string[];

  @Field(() => Int, { description: 'How many devices would keep a way, but only one that a single cut can take.' })
  exposedDeviceCount: number;

  @Field(() => [String], { description: 'Codes of the stations that would keep a way, but only one that a single cut can take.' })
  exposedStations: string[];
}

@ObjectType('Impact', { description: 'What the loss of one component would take away, with all else up.' })
@TypeRequires('inventory:read')
export class ImpactType extends Loss {
  @Field(() => ComponentKindEnum, { description: 'What it is.' })
  kind: ComponentKind;

  @Field(() => String, { description: 'Its code or name.' })
  code: string;
}

export const PathResultUnion = createUnionType({
  name: 'PathResult',
  description: 'A path, or why there is none.',
  types: () => [PathType, NoPathType, NotFoundType] as const,
  resolveType: (value: object) => ('hops' in value ? PathType : 'argument' in value ? NotFoundType : NoPathType),
});

export const ImpactResultUnion = createUnionType({
  name: 'ImpactResult',
  description: 'What would be lost, or why that cannot be told.',
  types: () => [ImpactType, NotFoundType, AmbiguousCodeType] as const,
  resolveType: (value: object) => ('kinds' in value ? AmbiguousCodeType : 'argument' in value ? NotFoundType : ImpactType),
});
