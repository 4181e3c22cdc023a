import type { CheckKind, DeviceRole } from '@app/kernel';
import { Field, Float, InputType, Int } from '@nestjs/graphql';
import { CheckKindEnum, DeviceRoleEnum } from '../inventory/inventory.enums.js';

@InputType('CameraPartInput', { description: 'What only cameras have, in the words of topology v1.' })
export class CameraPartInput {
  @Field(() => Float, { nullable: true, description: 'Where it looks, degrees clockwise from north.' })
  headingDeg?: number | null;

  @Field(() => Float, { nullable: true, description: 'How wide it sees, degrees.' })
  fieldOfViewDeg?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it sees a public street.' })
  streetFacing?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Name of what records it.' })
  recorder?: string | null;

  @Field(() => Int, { nullable: true, description: 'Its channel at the recorder.' })
  channel?: number | null;

  @Field(() => Float, { nullable: true, description: 'How long its footage is kept, days.' })
  retentionDays?: number | null;

  @Field(() => String, { nullable: true, description: 'Path of its stream.' })
  rtspPath?: string | null;
}

@InputType('DeviceInput', { description: 'A whole row of `devices` in topology v1: what is not given is not there.' })
export class DeviceInput {
  @Field(() => String, { description: 'Its name: what the row is known by.' })
  name: string;

  @Field(() => DeviceRoleEnum, { description: 'What it does.' })
  role: DeviceRole;

  @Field(() => String, { description: 'Code of the place where it stands.' })
  place: string;

  @Field(() => String, { nullable: true, description: 'IPv4 or IPv6 address.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the address space in which the address holds; none: default.' })
  realm?: string | null;

  @Field(() => Int, { nullable: true, description: 'The port that is asked, 1 to 65535, where it is not the usual one.' })
  port?: number | null;

  @Field(() => [CheckKindEnum], { nullable: true, description: 'What is asked of it; it needs an address then.' })
  checks?: CheckKind[] | null;

  @Field(() => String, { nullable: true, description: 'The name of a stored credential; never the secret itself.' })
  credential?: string | null;

  @Field(() => String, { nullable: true, description: 'Who made it.' })
  vendor?: string | null;

  @Field(() => String, { nullable: true, description: 'Its model.' })
  model?: string | null;

  @Field(() => Float, { nullable: true, description: 'Latitude, degrees WGS 84, where it differs from its place.' })
  lat?: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude, degrees WGS 84, where it differs from its place.' })
  lon?: number | null;

  @Field(() => CameraPartInput, { nullable: true, description: 'What only cameras have.' })
  camera?: CameraPartInput | null;
}

@InputType('LinkEndInput', { description: 'One end of a link.' })
export class LinkEndInput {
  @Field(() => String, { description: 'Name of the device.' })
  device: string;

  @Field(() => String, { nullable: true, description: 'Name of its interface.' })
  interface?: string | null;
}

@InputType('LinkInput', { description: 'A whole row of `links` in topology v1: what is not given is not there.' })
export class LinkInput {
  @Field(() => String, { description: 'Its code: what the row is known by.' })
  code: string;

  @Field(() => LinkEndInput, { description: 'One end.' })
  a: LinkEndInput;

  @Field(() => LinkEndInput, { description: 'The other end.' })
  z: LinkEndInput;

  @Field(() => [String], { nullable: true, description: 'Codes of the spans it rides, in order from a to z; at most 1,000.' })
  spans?: string[] | null;
}

@InputType('PositionInput', { description: 'A point on the earth.' })
export class PositionInput {
  @Field(() => Float, { description: 'Latitude, degrees WGS 84.' })
  lat: number;

  @Field(() => Float, { description: 'Longitude, degrees WGS 84.' })
  lon: number;
}

@InputType('SpanInput', { description: 'A whole row of `spans` in topology v1: what is not given is not there.' })
export class SpanInput {
  @Field(() => String, { description: 'Its code: what the row is known by.' })
  code: string;

  @Field(() => String, { nullable: true, description: 'The cable that it is a part of.' })
  cable?: string | null;

  @Field(() => String, { description: 'Code of the place at one end.' })
  a: string;

  @Field(() => String, { description: 'Code of the place at the other end.' })
  z: string;

  @Field(() => Float, { nullable: true, description: 'Length of the fibre, metres.' })
  lengthM?: number | null;

  @Field(() => String, { nullable: true, description: 'Code of the conduit it lies in.' })
  conduit?: string | null;

  @Field(() => [PositionInput], { nullable: true, description: 'The way it takes from a to z; at most 1,000 points.' })
  route?: PositionInput[] | null;
}
