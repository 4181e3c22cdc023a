import type { DeviceStatus } from '@app/kernel';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { ListField } from '../graphql/field.extensions.js';
import { lazily } from '../graphql/lazy.field.js';
import { LinkType, SpanType } from './cable.type.js';
import { CameraType, DeviceType } from './device.type.js';
import { DeviceStatusEnum } from './inventory.enums.js';
import { BuildingType, StationType } from './place.type.js';

const READ = 'inventory:read';

@ObjectType('StationConnection', { description: 'A page of stations, sorted by code.' })
@TypeRequires(READ)
export class StationConnectionType extends connectionOf('Station', () => StationType, 'stations', READ) {}

@ObjectType('BuildingConnection', { description: 'A page of buildings, sorted by code.' })
@TypeRequires(READ)
export class BuildingConnectionType extends connectionOf('Building', () => BuildingType, 'buildings', READ) {}

@ObjectType('StatusCount', { description: 'How many devices of a list are in one state.' })
@TypeRequires(READ)
export class StatusCountType {
  @Field(() => DeviceStatusEnum, { description: 'The state.' })
  status: DeviceStatus;

  @Field(() => Int, { description: 'How many.' })
  count: number;
}

@ObjectType('DeviceConnection', { description: 'A page of devices, sorted by name.' })
@TypeRequires(READ)
export class DeviceConnectionType extends connectionOf('Device', () => DeviceType, 'devices', READ) {
  @ListField(() => [StatusCountType], 5, {
    description:
      'The whole filtered list by concluded state, every state once. Counted only if selected; null where the list is not filtered by SQL.',
    nullable: true,
    middleware: [lazily],
  })
  statusCounts?: (() => Promise<StatusCountType[]>) | null;
}

@ObjectType('CameraConnection', { description: 'A page of cameras, sorted by name.' })
@TypeRequires(READ)
export class CameraConnectionType extends connectionOf('Camera', () => CameraType, 'cameras', READ) {}

@ObjectType('LinkConnection', { description: 'A page of links, sorted by code.' })
@TypeRequires(READ)
export class LinkConnectionType extends connectionOf('Link', () => LinkType, 'links', READ) {}

@ObjectType('SpanConnection', { description: 'A page of spans, sorted by code.' })
@TypeRequires(READ)
export class SpanConnectionType extends connectionOf('Span', () => SpanType, 'spans', READ) {}
