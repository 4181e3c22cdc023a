import type { NamedFalseDiversity, TopologyWarning } from '@app/topology';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { ListField } from '../graphql/field.extensions.js';
import { NetworkComponentType } from '../inventory/component.type.js';

@ObjectType('FalseDiversity', { description: 'Links that should stand in for each other, and one thing takes them all.' })
@TypeRequires('inventory:read')
export class FalseDiversityType {
  @Field(() => [String], { description: 'Codes of the links, two or more.' })
  links: string[];

  @ListField(() => [NetworkComponentType], 3, {
    description: 'What takes them all, each by itself: conduits, spans, places that they pass or whose power they need; at most 100.',
  })
  shared: NetworkComponentType[];

  @Field(() => Int, { description: 'How many devices are lost with it.' })
  deviceCount: number;

  @Field(() => Int, { description: 'How many of them are cameras.' })
  cameraCount: number;

  @Field(() => [String], { description: 'Codes of the stations with an own device among them: the first hundred on the way there.' })
  stations: string[];

  @Field(() => String, { description: 'The same in words.' })
  message: string;
}

@ObjectType('FalseDiversityConnection', { description: 'A page of false diversity, what costs most devices first.' })
@TypeRequires('inventory:read')
export class FalseDiversityConnectionType extends connectionOf(
  'FalseDiversity',
  () => FalseDiversityType,
  'findings of false diversity',
  'inventory:read',
) {}

@ObjectType('TopologyWarning', {
  description: 'Something in a topology that may be so, and that somebody should look at. It is saved all the same.',
})
@TypeRequires('inventory:read')
export class TopologyWarningType {
  @Field(() => String, { description: 'What it is, in words.' })
  message: string;

  @Field(() => FalseDiversityType, {
    nullable: true,
    description: 'The false diversity that it tells of; null: it tells of something else.',
  })
  falseDiversity: FalseDiversityType | null;
}

const MOST_SHARED = 100;

export function toFalseDiversityType(found: NamedFalseDiversity): FalseDiversityType {
  const { links, shared, devices, cameras, stations, message } = found;
  return {
    links: [...links],
    shared: shared.slice(0, MOST_SHARED).map(({ kind, code }) => ({ kind, code })),
    deviceCount: devices,
    cameraCount: cameras,
    stations: [...stations],
    message,
  };
}

export function toTopologyWarningType(warning: TopologyWarning): TopologyWarningType {
  return { message: warning.message, falseDiversity: warning.kind === 'false-diversity' ? toFalseDiversityType(warning) : null };
}
