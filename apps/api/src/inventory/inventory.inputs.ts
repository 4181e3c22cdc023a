import type { CheckKind, DeviceRole, DeviceStatus, StationKind } from '@app/kernel';
import { Field, InputType } from '@nestjs/graphql';
import { CheckKindEnum, DeviceRoleEnum, DeviceStatusEnum, StationKindEnum } from './inventory.enums.js';

@InputType('StationFilter', { description: 'Which stations are wanted; all that is given must hold.' })
export class StationFilterInput {
  @Field(() => [String], { nullable: true, description: 'One of these codes.' })
  codes?: string[] | null;

  @Field(() => [StationKindEnum], { nullable: true, description: 'One of these levels.' })
  kinds?: StationKind[] | null;

  @Field(() => String, { nullable: true, description: 'This station (by code) and all below it.' })
  within?: string | null;

  @Field(() => String, { nullable: true, description: 'This text in the code, the name or a former name, in any case.' })
  text?: string | null;
}

@InputType('BuildingFilter', { description: 'Which buildings are wanted; all that is given must hold.' })
export class BuildingFilterInput {
  @Field(() => [String], { nullable: true, description: 'One of these codes.' })
  codes?: string[] | null;

  @Field(() => String, { nullable: true, description: 'In the area of this station (by code) or of any below it.' })
  within?: string | null;

  @Field(() => String, { nullable: true, description: 'Of this owner (by code).' })
  owner?: string | null;

  @Field(() => String, { nullable: true, description: 'This text in the code, the name or the address, in any case.' })
  text?: string | null;
}

@InputType('DeviceFilter', { description: 'Which devices are wanted; all that is given must hold.' })
export class DeviceFilterInput {
  @Field(() => [String], { nullable: true, description: 'One of these names.' })
  names?: string[] | null;

  @Field(() => [DeviceRoleEnum], { nullable: true, description: 'One of these roles.' })
  roles?: DeviceRole[] | null;

  @Field(() => [DeviceStatusEnum], { nullable: true, description: 'In one of these concluded states.' })
  statuses?: DeviceStatus[] | null;

  @Field(() => [String], { nullable: true, description: 'Standing in one of these places (by code).' })
  places?: string[] | null;

  @Field(() => String, { nullable: true, description: 'In the area of this station (by code) or of any below it.' })
  within?: string | null;

  @Field(() => String, { nullable: true, description: 'In this address space (by code).' })
  realm?: string | null;

  @Field(() => String, { nullable: true, description: 'With exactly this address.' })
  address?: string | null;

  @Field(() => [CheckKindEnum], { nullable: true, description: 'Of which at least one of these is asked.' })
  checks?: CheckKind[] | null;

  @Field(() => String, { nullable: true, description: 'This text in the name, address, vendor or model, in any case.' })
  text?: string | null;
}

@InputType('LinkFilter', { description: 'Which links are wanted; all that is given must hold.' })
export class LinkFilterInput {
  @Field(() => [String], { nullable: true, description: 'One of these codes.' })
  codes?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'With an end at one of these devices (by name).' })
  devices?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Riding one of these spans (by code).' })
  spans?: string[] | null;

  @Field(() => String, { nullable: true, description: 'This text in the code, in any case.' })
  text?: string | null;
}

@InputType('SpanFilter', { description: 'Which spans are wanted; all that is given must hold.' })
export class SpanFilterInput {
  @Field(() => [String], { nullable: true, description: 'One of these codes.' })
  codes?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'A part of one of these cables.' })
  cables?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'In one of these conduits (by code).' })
  conduits?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'With an end at one of these places (by code).' })
  places?: string[] | null;

  @Field(() => String, { nullable: true, description: 'This text in the code or the cable, in any case.' })
  text?: string | null;
}
