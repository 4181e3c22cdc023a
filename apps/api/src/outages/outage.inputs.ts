import type { ComponentKind } from '@app/kernel';
import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { UserErrorType } from '../graphql/user.error.type.js';
import { ComponentKindEnum } from '../inventory/inventory.enums.js';
import { OutageCauseType, OutageType, type Severity, SeverityEnum } from './outage.type.js';

@InputType('OutageFilter', { description: 'Which outages are wanted; all that is given must hold.' })
export class OutageFilterInput {
  @Field(() => Boolean, { nullable: true, description: 'Only open ones, or only cleared ones.' })
  isOpen?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those that somebody has in hand, or only those that nobody has.' })
  isAcknowledged?: boolean | null;

  @Field(() => [ComponentKindEnum], { nullable: true, description: 'With a root cause of one of these kinds.' })
  kinds?: ComponentKind[] | null;

  @Field(() => [SeverityEnum], { nullable: true, description: 'Of one of these severities.' })
  severities?: Severity[] | null;

  @Field(() => [String], { nullable: true, description: 'With one of these names of alerts.' })
  alertNames?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'With one of these root causes (code or name).' })
  rootCodes?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those that nobody is told of for the sake of maintenance, or only others.' })
  inMaintenance?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'Of one of these causes (codes of `outageCauses`), as people found.' })
  causes?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Whose root lies in, or that takes something away in, the area of this station (by code).',
  })
  station?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Begun after this moment.' })
  openedAfter?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Begun before this moment.' })
  openedBefore?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Cleared after this moment.' })
  clearedAfter?: Date | null;
}

@ObjectType('OutageConnection', { description: 'A page of outages, the newest first.' })
@TypeRequires('outage:read')
export class OutageConnectionType extends connectionOf('Outage', () => OutageType, 'outages', 'outage:read') {}

@InputType('AcknowledgeOutageInput', { description: 'Who takes on what. The name of the viewer is written beside it.' })
export class AcknowledgeOutageInput {
  @Field(() => ID, { description: 'The outage.' })
  id: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when it is in hand, in the future; none: until it clears.',
  })
  until?: Date | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Takes it over from whoever has it in hand.' })
  takeOver: boolean;

  @Field(() => String, { nullable: true, description: 'A word on it, at most 2,000 characters.' })
  note?: string | null;
}

@InputType('SetOutageCauseInput', { description: 'What people found an outage to be.' })
export class SetOutageCauseInput {
  @Field(() => ID, { description: 'The outage, open or cleared.' })
  id: string;

  @Field(() => String, { description: 'Code in `outageCauses`.' })
  cause: string;

  @Field(() => String, { nullable: true, description: 'A word on it, at most 2,000 characters.' })
  note?: string | null;
}

@InputType('OutageCauseInput', {
  description: 'An entry of the list of causes; one that is there gets these labels, and can be chosen again.',
})
export class OutageCauseInput {
  @Field(() => String, { description: 'Its code: a capital letter, then capital letters, digits and underscores, 2 to 40.' })
  code: string;

  @Field(() => String, { description: 'In English, 1 to 100 characters.' })
  labelEn: string;

  @Field(() => String, { description: 'In Bahasa Indonesia, 1 to 100 characters.' })
  labelId: string;
}

@ObjectType('OutageCausePayload', { description: 'What became of a change to the list of causes.' })
@TypeRequires('outage:read')
export class OutageCausePayloadType {
  @Field(() => OutageCauseType, { nullable: true, description: 'The entry as it is now; null if there is none.' })
  cause: OutageCauseType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was changed; empty if it was.' })
  userErrors: UserErrorType[];
}

@InputType('NoteOutageInput', { description: 'A word on an outage.' })
export class NoteOutageInput {
  @Field(() => ID, { description: 'The outage.' })
  id: string;

  @Field(() => String, { description: 'The word, 1 to 2,000 characters.' })
  text: string;
}

@ObjectType('OutagePayload', { description: 'What became of a change to an outage.' })
@TypeRequires('outage:read')
export class OutagePayloadType {
  @Field(() => OutageType, { nullable: true, description: 'The outage as it is now; null if there is none.' })
  outage: OutageType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was changed; empty if it was.' })
  userErrors: UserErrorType[];
}
