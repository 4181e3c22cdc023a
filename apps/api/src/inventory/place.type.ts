import type { AccessPointKind, PlaceId, StationKind } from '@app/kernel';
import { Extensions, Field, Float, ID, InterfaceType, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { Audited } from '../audit/audited.decorator.js';
import { AccessPointKindEnum, PlaceKindEnum, StationKindEnum } from './inventory.enums.js';

/** Signs of an interface do not reach the schema, so each of its fields carries one. */
const READ = { requires: 'inventory:read' };

/** What every place has; stations, buildings and access points share one name space of codes. */
@InterfaceType('Place', {
  description: 'Somewhere that devices stand or fibres end: a station, a building or an access point. One name space of codes.',
  resolveType: (place: PlaceType) => ({ STATION: 'Station', BUILDING: 'Building', ACCESS_POINT: 'AccessPoint' })[place.placeKind],
})
export abstract class PlaceType {
  /** The database's key; not a field. */
  placeId: PlaceId;

  @Field(() => ID, { description: 'Opaque id.' })
  @Extensions(READ)
  id: string;

  @Field(() => String, { description: 'The code by which topology v1 names it.' })
  @Extensions(READ)
  code: string;

  @Field(() => PlaceKindEnum, { description: 'What it is.' })
  @Extensions(READ)
  placeKind: 'STATION' | 'BUILDING' | 'ACCESS_POINT';

  @Field(() => String, { description: 'Its name; the code where it has none.' })
  @Extensions(READ)
  name: string;

  @Field(() => Float, { nullable: true, description: 'Latitude, degrees WGS 84.' })
  @Extensions(READ)
  lat: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude, degrees WGS 84.' })
  @Extensions(READ)
  lon: number | null;
}

@ObjectType('Station', { implements: () => [PlaceType], description: 'A police station, and the area it is responsible for.' })
@TypeRequires('inventory:read')
export class StationType extends PlaceType {
  /** Not a field: the key of `parent`. */
  parentId: PlaceId | null;

  @Field(() => StationKindEnum, { description: 'Its level.' })
  kind: StationKind;

  @Field(() => [String], { description: 'Names it had before.' })
  formerNames: string[];

  @Field(() => [String], { description: 'Codes of the districts (Kemendagri) in its area.' })
  districtCodes: string[];

  @Field(() => Boolean, { description: 'Whether its position is only approximately known.' })
  isApproximate: boolean;
}

/** Who is shown how to reach somebody is recorded. */
const Contact = () => Audited<OwnerType>('owner.contact', ({ code }) => code);

@ObjectType('Owner', { description: 'Who a building belongs to. These are data of persons: they want the permission owner:read.' })
@TypeRequires('owner:read')
export class OwnerType {
  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, { description: 'The code by which topology v1 names it.' })
  code: string;

  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Whom to ask for. It is recorded who sees it.' })
  @Contact()
  contactName: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number, as it was written. It is recorded who sees it.' })
  @Contact()
  phone: string | null;

  @Field(() => String, { nullable: true, description: 'Mail address, as it was written. It is recorded who sees it.' })
  @Contact()
  email: string | null;
}

@ObjectType('Building', { implements: () => [PlaceType], description: 'A building with cameras, in the area of a station.' })
@TypeRequires('inventory:read')
export class BuildingType extends PlaceType {
  /** Not a field: the key of `station`. */
  stationId: PlaceId;
  /** Not a field: the key of `owner`. */
  ownerId: number | null;

  @Field(() => String, { nullable: true, description: 'Postal address, as it was written.' })
  address: string | null;
}

@ObjectType('AccessPoint', { implements: () => [PlaceType], description: 'A place outdoors where fibre can be reached.' })
@TypeRequires('inventory:read')
export class AccessPointType extends PlaceType {
  @Field(() => AccessPointKindEnum, { description: 'What it is.' })
  kind: AccessPointKind;
}
