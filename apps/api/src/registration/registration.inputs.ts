import type { Reach } from '@app/kernel';
import type { DeclarationState, Sight } from '@app/registration';
import { Field, Float, ID, InputType, Int } from '@nestjs/graphql';
import { DeclarationStateEnum, ReachEnum, SightEnum } from './registration.enums.js';

@InputType('RegistrationFilter', { description: 'Which declarations are wanted; all that is given must hold.' })
export class RegistrationFilterInput {
  @Field(() => [String], { nullable: true, description: 'Of one of these buildings, by code.' })
  buildings?: string[] | null;

  @Field(() => [DeclarationStateEnum], { nullable: true, description: 'In one of these states.' })
  states?: DeclarationState[] | null;

  @Field(() => String, { nullable: true, description: 'Of buildings in the area of this station (by code) or of any below it.' })
  within?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Also those that a later one took the place of.' })
  withSuperseded?: boolean | null;
}

@InputType('OwnerRegistration', { description: 'Who owns a building; what is not given stays as it is known.' })
export class OwnerRegistrationInput {
  @Field(() => String, { description: 'Code of the owner.' })
  code: string;

  @Field(() => String, { nullable: true, description: 'Name; needed for a new owner.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Whom to speak to.' })
  contactName?: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail.' })
  email?: string | null;
}

@InputType('BuildingRegistration', { description: 'A building as a row of topology v1, given whole.' })
export class BuildingRegistrationInput {
  @Field(() => String, { description: 'Its code.' })
  code: string;

  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => String, { description: 'Code of the station in whose area it stands.' })
  station: string;

  @Field(() => String, { nullable: true, description: 'Its postal address.' })
  address?: string | null;

  @Field(() => Float, { nullable: true, description: 'Latitude, WGS 84.' })
  lat?: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude, WGS 84.' })
  lon?: number | null;
}

@InputType('ExpectedBuilding', { description: 'A building as the caller last saw it, with the code of its owner.' })
export class ExpectedBuildingInput extends BuildingRegistrationInput {
  @Field(() => String, { nullable: true, description: 'Code of its owner.' })
  owner?: string | null;
}

@InputType('CameraRegistration', { description: 'One camera. What is not given is not known.' })
export class CameraRegistrationInput {
  @Field(() => String, { description: 'Its name, unique in its building.' })
  name: string;

  @Field(() => ReachEnum, { description: 'How it is reached.' })
  reach: Reach;

  @Field(() => String, { nullable: true, description: 'The address space of its address; none: the building’s own.' })
  realm?: string | null;

  @Field(() => String, { nullable: true, description: 'IPv4 or IPv6; needed for DIRECT, VPN and PORT_FORWARD.' })
  address?: string | null;

  @Field(() => Int, { nullable: true, description: 'Port of RTSP.' })
  rtspPort?: number | null;

  @Field(() => Int, { nullable: true, description: 'Port of ONVIF.' })
  onvifPort?: number | null;

  @Field(() => Int, { nullable: true, description: 'Port of its web page.' })
  httpPort?: number | null;

  @Field(() => String, { nullable: true, description: 'Path of its stream, from the / on; never a user or password.' })
  rtspPath?: string | null;

  @Field(() => Float, { nullable: true, description: 'Latitude, WGS 84.' })
  lat?: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude, WGS 84.' })
  lon?: number | null;

  @Field(() => String, { nullable: true, description: 'Floor, room or corner, in words.' })
  location?: string | null;

  @Field(() => Float, { nullable: true, description: 'Where it looks, degrees from north, clockwise.' })
  headingDeg?: number | null;

  @Field(() => Float, { nullable: true, description: 'How wide it looks, degrees.' })
  fieldOfViewDeg?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it sees the public road.' })
  streetFacing?: boolean | null;

  @Field(() => SightEnum, { nullable: true, description: 'What it looks at.' })
  sees?: Sight | null;

  @Field(() => String, { nullable: true, description: 'Its recorder; needed for RECORDER_CHANNEL.' })
  recorder?: string | null;

  @Field(() => Int, { nullable: true, description: 'Its channel there; needed for RECORDER_CHANNEL.' })
  channel?: number | null;

  @Field(() => Float, { nullable: true, description: 'For how many days its pictures are kept.' })
  retentionDays?: number | null;

  @Field(() => String, { nullable: true, description: 'Who made it.' })
  vendor?: string | null;

  @Field(() => String, { nullable: true, description: 'Its model.' })
  model?: string | null;

  @Field(() => String, { nullable: true, description: 'Its serial number.' })
  serial?: string | null;

  @Field(() => String, { nullable: true, description: 'Its MAC address.' })
  mac?: string | null;
}

@InputType('RegisterCamerasInput', { description: 'The whole list of a building’s cameras; it replaces one that waits for review.' })
export class RegisterCamerasInput {
  @Field(() => String, { description: 'Code of the building.' })
  building: string;

  @Field(() => [CameraRegistrationInput], { description: 'Its cameras, 1 to 5,000; more as a file: POST /registrations/cameras.' })
  cameras: CameraRegistrationInput[];

  @Field(() => Int, {
    nullable: true,
    description:
      'The version of the building’s newest declaration as the caller saw it (0: none): if there is a newer one, nothing is written.',
  })
  expectedVersion?: number | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Only checks, and writes nothing.' })
  dryRun: boolean;
}

@InputType('ReviewRegistrationInput', { description: 'What is decided of a declaration.' })
export class ReviewRegistrationInput {
  @Field(() => ID, { description: 'The declaration.' })
  id: string;

  @Field(() => Boolean, { description: 'Whether its cameras go into the inventory.' })
  accept: boolean;

  @Field(() => String, { nullable: true, description: 'Why not, 1 to 2,000 characters; needed where it is not accepted.' })
  reason?: string | null;
}
