import type { ConduitId, DeviceId, LinkId, PlaceId, SpanId } from '@app/kernel';
import { Field, Float, ID, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { ListField } from '../graphql/field.extensions.js';

@ObjectType('LinkEnd', { description: 'One end of a link.' })
@TypeRequires('inventory:read')
export class LinkEndType {
  /** Not a field: the key of `device`. */
  deviceId: DeviceId;

  @Field(() => String, { nullable: true, description: 'Name of the interface; null if the link does not name one.' })
  interface: string | null;
}

@ObjectType('Link', { description: 'The connection of two interfaces. It rides spans in order; none: a patch lead inside one place.' })
@TypeRequires('inventory:read')
export class LinkType {
  /** Not a field. */
  linkId: LinkId;

  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, { description: 'The code by which topology v1 names it.' })
  code: string;

  @Field(() => LinkEndType, { description: 'The end that was written first.' })
  a: LinkEndType;

  @Field(() => LinkEndType, { description: 'The other end.' })
  z: LinkEndType;
}

@ObjectType('Conduit', { description: 'A duct that several spans share.' })
@TypeRequires('inventory:read')
export class ConduitType {
  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, { description: 'The code by which topology v1 names it.' })
  code: string;

  @Field(() => String, { nullable: true, description: 'Its name.' })
  name: string | null;
}

@ObjectType('Position', { description: 'A point on the earth.' })
@TypeRequires('inventory:read')
export class PositionType {
  @Field(() => Float, { description: 'Latitude, degrees WGS 84.' })
  lat: number;

  @Field(() => Float, { description: 'Longitude, degrees WGS 84.' })
  lon: number;
}

@ObjectType('Span', { description: 'The fibre between two places.' })
@TypeRequires('inventory:read')
export class SpanType {
  /** Not fields: keys of relations. */
  spanId: SpanId;
  aPlaceId: PlaceId;
  zPlaceId: PlaceId;
  conduitId: ConduitId | null;

  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, { description: 'The code by which topology v1 names it.' })
  code: string;

  @Field(() => String, { nullable: true, description: 'The cable that it is a part of.' })
  cable: string | null;

  @Field(() => Float, { nullable: true, description: 'Length of the fibre, metres.' })
  lengthM: number | null;

  @ListField(() => [PositionType], 2, { description: 'The way it takes from a to z; empty if unknown, at most 1,000 points.' })
  route: PositionType[];
}
