import { DISCOVERY_BOUNDS, type DriftKind, type DriftState } from '@app/discovery';
import type { CheckKind, DeviceRole } from '@app/kernel';
import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { CheckKindEnum, DeviceRoleEnum } from '../inventory/inventory.enums.js';
import { DriftKindEnum, DriftStateEnum } from './drift.type.js';

@InputType('StartDiscoveryInput', { description: 'What is to be looked at, and how. Only what the operator lists is ever asked.' })
export class StartDiscoveryInput {
  @Field(() => [String], {
    description: `1 to ${DISCOVERY_BOUNDS.ranges} networks (10.20.0.0/24), ranges (10.20.0.1-10.20.0.99) or addresses; at most 65,536 addresses together. Single addresses are asked by SNMP even if they do not answer to ICMP.`,
  })
  ranges: string[];

  @Field(() => String, { defaultValue: 'default', description: 'Code of the address space.' })
  realm: string;

  @Field(() => [String], {
    nullable: true,
    description: `Names of stored credentials in the order of trying, version 3 before the others, at most ${DISCOVERY_BOUNDS.credentials}; none: all that discovery may try.`,
  })
  credentials?: string[] | null;

  @Field(() => Int, { defaultValue: 161, description: 'The port of the agents, 1 to 65535.' })
  port: number;

  @Field(() => Int, { defaultValue: 4, description: `How far neighbours are followed, 0 to ${DISCOVERY_BOUNDS.maxHops}.` })
  maxHops: number;

  @Field(() => Int, { defaultValue: 500, description: `ICMP questions a second, 1 to ${DISCOVERY_BOUNDS.pingsPerSecond}.` })
  pingsPerSecond: number;
}

@InputType('DiscoveredDeviceFilter', { description: 'Which found devices are wanted; all that is given must hold.' })
export class DiscoveredDeviceFilterInput {
  @Field(() => Boolean, { nullable: true, description: 'Only those that are declared, or only those that are not.' })
  isDeclared?: boolean | null;

  @Field(() => String, { nullable: true, description: 'In this address space.' })
  realm?: string | null;

  @Field(() => String, { nullable: true, description: 'Found at this address.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'With this in its name, description, maker or model, in any case.' })
  text?: string | null;
}

@InputType('DriftFilter', { description: 'Which differences are wanted; all that is given must hold.' })
export class DriftFilterInput {
  @Field(() => [DriftStateEnum], { nullable: true, description: 'In one of these states; not given: OPEN.' })
  states?: DriftState[] | null;

  @Field(() => [DriftKindEnum], { nullable: true, description: 'Of one of these kinds.' })
  kinds?: DriftKind[] | null;

  @Field(() => String, { nullable: true, description: 'In this address space.' })
  realm?: string | null;

  @Field(() => String, { nullable: true, description: 'About this device or link.' })
  subject?: string | null;
}

@InputType('AcceptDiscoveredDeviceInput', { description: 'As what a found device is declared. What is not given is as it was found.' })
export class AcceptDiscoveredDeviceInput {
  @Field(() => ID, { description: 'The found device.' })
  id: string;

  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => DeviceRoleEnum, { description: 'What it does.' })
  role: DeviceRole;

  @Field(() => String, { description: 'Code of the place where it stands.' })
  place: string;

  @Field(() => String, { nullable: true, description: 'The address it is asked at; not given: the first that it was found at.' })
  address?: string | null;

  @Field(() => Int, { nullable: true, description: 'The port that is asked, where it is not the usual one.' })
  port?: number | null;

  @Field(() => [CheckKindEnum], {
    nullable: true,
    description: 'What is asked of it; not given: ICMP, and SNMP if a credential opened it.',
  })
  checks?: CheckKind[] | null;

  @Field(() => String, { nullable: true, description: 'The name of a stored credential; not given: the one that opened it.' })
  credential?: string | null;
}

@InputType('RefuseDriftInput', { description: 'Why a difference is none that matters.' })
export class RefuseDriftInput {
  @Field(() => ID, { description: 'The difference.' })
  id: string;

  @Field(() => Int, { description: 'Its version as the caller read it.' })
  expectedVersion: number;

  @Field(() => String, { description: 'Why, 1 to 2,000 characters.' })
  reason: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when; not given: as long as the same is seen.' })
  until?: Date | null;
}
