import type { Reach, VerificationOutcome } from '@app/kernel';
import type { DeclarationSource, DeclarationState, DeclarationWarning, FindingCode, Sight } from '@app/registration';
import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { ListField } from '../graphql/field.extensions.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import {
  DeclarationSourceEnum,
  DeclarationStateEnum,
  FindingCodeEnum,
  ReachEnum,
  SightEnum,
  VerificationOutcomeEnum,
} from './registration.enums.js';

const SUBMIT = 'registration:submit';

@ObjectType('RegistrationFinding', { description: 'One thing in a list of cameras that is wrong, or should be looked at.' })
@TypeRequires(SUBMIT)
export class RegistrationFindingType {
  @Field(() => Int, { description: 'The row as a spreadsheet numbers it (the headings are 1); 0: the whole.' })
  row: number;

  @Field(() => String, { description: 'The heading of the column; empty: the whole row.' })
  column: string;

  @Field(() => FindingCodeEnum, { description: 'What it is, for programs.' })
  code: FindingCode;

  @Field(() => String, { description: 'What it is, in words.' })
  reason: string;
}

@ObjectType('VerificationEvidence', { description: 'One step of asking a declared camera.' })
@TypeRequires(SUBMIT)
export class VerificationEvidenceType {
  @Field(() => String, { description: 'ADDRESS, ICMP, TCP, RTSP or ONVIF.' })
  check: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => Boolean, { description: 'Whether it was as declared.' })
  passed: boolean;

  @Field(() => String, { description: 'What was seen.' })
  detail: string;
}

@ObjectType('CameraVerification', { description: 'What came of asking a declared camera, the last time.' })
@TypeRequires(SUBMIT)
export class CameraVerificationType {
  @Field(() => VerificationOutcomeEnum, { description: 'The outcome.' })
  outcome: VerificationOutcome;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @ListField(() => [VerificationEvidenceType], 5, { description: 'What it stands on, step by step.' })
  evidence: VerificationEvidenceType[];
}

@ObjectType('DeclaredCamera', { description: 'A camera as its owner declares it. Nothing of it is asserted by the service.' })
@TypeRequires(SUBMIT)
export class DeclaredCameraType {
  @Field(() => ID, { description: 'Its opaque id.' })
  id: string;

  @Field(() => Int, { description: 'Its row in what was handed in.' })
  row: number;

  @Field(() => String, { description: 'Its name, unique in its building.' })
  name: string;

  @Field(() => String, { description: 'The address space of its address; the code of the building: the building’s own.' })
  realm: string;

  @Field(() => String, { nullable: true, description: 'Its address in that realm.' })
  address: string | null;

  @Field(() => ReachEnum, { description: 'How it is reached.' })
  reach: Reach;

  @Field(() => Int, { nullable: true, description: 'Port of RTSP.' })
  rtspPort: number | null;

  @Field(() => Int, { nullable: true, description: 'Port of ONVIF.' })
  onvifPort: number | null;

  @Field(() => Int, { nullable: true, description: 'Port of its web page.' })
  httpPort: number | null;

  @Field(() => String, { nullable: true, description: 'Path of its stream, without user and password.' })
  rtspPath: string | null;

  @Field(() => Float, { nullable: true, description: 'Latitude, WGS 84.' })
  lat: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude, WGS 84.' })
  lon: number | null;

  @Field(() => String, { nullable: true, description: 'Floor, room or corner, in words.' })
  location: string | null;

  @Field(() => Float, { nullable: true, description: 'Where it looks, degrees from north.' })
  headingDeg: number | null;

  @Field(() => Float, { nullable: true, description: 'How wide it looks, degrees.' })
  fieldOfViewDeg: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it sees the public road.' })
  streetFacing: boolean | null;

  @Field(() => SightEnum, { nullable: true, description: 'What it looks at.' })
  sees: Sight | null;

  @Field(() => String, { nullable: true, description: 'Its recorder.' })
  recorder: string | null;

  @Field(() => Int, { nullable: true, description: 'Its channel there.' })
  channel: number | null;

  @Field(() => Float, { nullable: true, description: 'For how many days its pictures are kept.' })
  retentionDays: number | null;

  @Field(() => String, { nullable: true, description: 'Who made it.' })
  vendor: string | null;

  @Field(() => String, { nullable: true, description: 'Its model.' })
  model: string | null;

  @Field(() => String, { nullable: true, description: 'Its serial number.' })
  serial: string | null;

  @Field(() => String, { nullable: true, description: 'Its MAC address.' })
  mac: string | null;

  @Field(() => String, { nullable: true, description: 'The device of the inventory that it became; null until it is accepted.' })
  deviceName: string | null;

  @Field(() => CameraVerificationType, { nullable: true, description: 'What came of asking it; null: it was not asked.' })
  verification: CameraVerificationType | null;
}

@ObjectType('DeclaredCameraConnection', { description: 'A page of declared cameras, in the order of their rows.' })
@TypeRequires(SUBMIT)
export class DeclaredCameraConnectionType extends connectionOf('DeclaredCamera', () => DeclaredCameraType, 'declared cameras', SUBMIT) {}

@ObjectType('Declaration', { description: 'The whole list of a building’s cameras, as it was handed in once.' })
@TypeRequires(SUBMIT)
export class DeclarationType {
  declarationId: number;
  buildingCode: string;
  /** Also those that are not this viewer's to see. */
  kept: readonly DeclarationWarning[];

  @Field(() => ID, { description: 'Its opaque id.' })
  id: string;

  @Field(() => Int, { description: 'Counts the declarations of its building: give it as `expectedVersion` with the next.' })
  version: number;

  @Field(() => DeclarationStateEnum, { description: 'Where its review stands.' })
  state: DeclarationState;

  @Field(() => DeclarationSourceEnum, { description: 'How it came in.' })
  source: DeclarationSource;

  @Field(() => Int, { description: 'How many cameras it has.' })
  cameraCount: number;

  @Field(() => Int, { description: 'How many of them were verified.' })
  verifiedCount: number;

  @Field(() => String, { description: 'Who handed it in.' })
  submittedBy: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  submittedAt: Date;

  @Field(() => String, { nullable: true, description: 'Who reviewed it.' })
  reviewedBy: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  reviewedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was rejected.' })
  reason: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a later one took its place; null: it counts.' })
  supersededAt: Date | null;
}

@ObjectType('DeclarationConnection', { description: 'A page of declarations, the newest first.' })
@TypeRequires(SUBMIT)
export class DeclarationConnectionType extends connectionOf('Declaration', () => DeclarationType, 'declarations', SUBMIT) {}
