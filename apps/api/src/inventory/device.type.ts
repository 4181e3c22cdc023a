import type { CheckKind, DeviceId, DeviceRole, DeviceStatus, PlaceId } from '@app/kernel';
import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { Audited } from '../audit/audited.decorator.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { CheckKindEnum, DeviceRoleEnum, DeviceStatusEnum } from './inventory.enums.js';

@ObjectType('Device', { description: 'Something that is asked whether it works.' })
@TypeRequires('inventory:read')
export class DeviceType {
  /** Not fields: keys of relations. */
  deviceId: DeviceId;
  placeId: PlaceId;
  stationId: PlaceId | null;

  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, { description: 'The name by which topology v1 names it.' })
  name: string;

  @Field(() => DeviceRoleEnum, { description: 'What it does.' })
  role: DeviceRole;

  @Field(() => String, {
    nullable: true,
    description: 'IPv4 or IPv6 address. It means nothing without its realm. It is recorded who sees that of a camera.',
  })
  @Audited<DeviceType>('camera.address', ({ role, name }) => (role === 'CAMERA' ? name : null))
  address: string | null;

  @Field(() => String, { description: 'Code of the address space in which the address holds.' })
  realm: string;

  @Field(() => Int, { nullable: true, description: 'The port that is asked, where it is not the usual one.' })
  port: number | null;

  @Field(() => [CheckKindEnum], { description: 'What is asked of it.' })
  checks: CheckKind[];

  @Field(() => String, {
    nullable: true,
    description: 'The name of the stored credential it is read with; the secret itself is in no answer. It is recorded who sees it.',
  })
  @Audited<DeviceType>('credential.name', ({ name }) => name)
  credential: string | null;

  @Field(() => String, { nullable: true, description: 'Who made it.' })
  vendor: string | null;

  @Field(() => String, { nullable: true, description: 'Its model.' })
  model: string | null;

  @Field(() => Float, { nullable: true, description: 'Latitude, degrees WGS 84, where it differs from its place.' })
  lat: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude, degrees WGS 84, where it differs from its place.' })
  lon: number | null;

  @Field(() => Boolean, { description: 'Whether it was taken out of the inventory; shown only where something old still names it.' })
  isRetired: boolean;
}

@ObjectType('DeviceState', { description: 'What is concluded of a device, and since when.' })
@TypeRequires('inventory:read')
export class DeviceStateType {
  @Field(() => DeviceStatusEnum, { description: 'The concluded state.' })
  status: DeviceStatus;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when; null if it was never concluded upon.' })
  since: Date | null;
}

@ObjectType('Camera', { description: 'A device of role CAMERA, with what only cameras have.' })
@TypeRequires('inventory:read')
export class CameraType {
  /** Not fields: keys of relations. */
  deviceId: DeviceId;
  placeId: PlaceId;
  stationId: PlaceId | null;
  recorderId: DeviceId | null;

  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, { description: 'The name of its device.' })
  name: string;

  @Field(() => DeviceType, { description: 'The device it is.' })
  device: DeviceType;

  @Field(() => Float, { nullable: true, description: 'Where it looks, degrees clockwise from north.' })
  headingDeg: number | null;

  @Field(() => Float, { nullable: true, description: 'How wide it sees, degrees.' })
  fieldOfViewDeg: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it sees a public street.' })
  isStreetFacing: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Its channel at the recorder.' })
  channel: number | null;

  @Field(() => String, { nullable: true, description: 'The name of its recorder as it was written, whether or not a device has it.' })
  recorderName: string | null;

  @Field(() => Float, { nullable: true, description: 'How long its footage is kept, days.' })
  retentionDays: number | null;

  @Field(() => String, { nullable: true, description: 'The path of its stream, after the host and port.' })
  rtspPath: string | null;
}
