import type { ComponentKind } from '@app/kernel';
import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { NetworkComponentType } from '../inventory/component.type.js';
import { ComponentKindEnum } from '../inventory/inventory.enums.js';

@ObjectType('SinglePoint', { description: 'A single point of failure: without it alone, others are cut off.' })
@TypeRequires('inventory:read')
export class SinglePointType extends NetworkComponentType {
  @Field(() => Int, { description: 'How many devices would be cut off; what itself goes off with it is not counted.' })
  devicesBehind: number;

  @Field(() => Int, { description: 'How many of them are cameras.' })
  camerasBehind: number;

  @Field(() => Int, { description: 'How many stations would lose all their own devices.' })
  stationsIsolated: number;
}

@ObjectType('SinglePointConnection', { description: 'A page of single points of failure, the one with most devices behind it first.' })
@TypeRequires('inventory:read')
export class SinglePointConnectionType extends connectionOf(
  'SinglePoint',
  () => SinglePointType,
  'single points of failure',
  'inventory:read',
) {}

@InputType('SinglePointFilter', { description: 'Which single points are wanted; all that is given must hold.' })
export class SinglePointFilterInput {
  @Field(() => [ComponentKindEnum], { nullable: true, description: 'Of one of these kinds.' })
  kinds?: ComponentKind[] | null;

  @Field(() => Int, { nullable: true, description: 'With at least so many devices behind it.' })
  leastDevices?: number | null;
}
