import { HANDOVER_LANGUAGES, type HandoverLanguage } from '@app/outages';
import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { enumOf } from '../graphql/enum.words.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { UserErrorType } from '../graphql/user.error.type.js';

export const LanguageEnum = enumOf(HANDOVER_LANGUAGES);
registerEnumType(LanguageEnum, {
  name: 'Language',
  description: 'In what a text is written.',
  valuesMap: { id: { description: 'Bahasa Indonesia.' }, en: { description: 'English.' } },
});

@ObjectType('ShiftHandover', { description: 'What one shift leaves to the next.' })
@TypeRequires('outage:read')
export class ShiftHandoverType {
  @Field(() => ID, { nullable: true, description: 'Opaque id; null for a draft, which nobody kept.' })
  id: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was written.' })
  at: Date;

  @Field(() => DateTimeScalar, { description: 'When the shift began.' })
  from: Date;

  @Field(() => String, { description: 'Who hands over.' })
  by: string;

  @Field(() => String, { nullable: true, description: 'To whom, if it was said.' })
  takenBy: string | null;

  @Field(() => LanguageEnum, { description: 'The language of the text.' })
  language: HandoverLanguage;

  @Field(() => String, { nullable: true, description: 'What the shift says beside.' })
  note: string | null;

  @Field(() => String, {
    description: 'The text: what nobody has in hand, what somebody has, what cleared during the shift, which works go on.',
  })
  text: string;
}

@ObjectType('ShiftHandoverConnection', { description: 'A page of handovers, the newest first.' })
@TypeRequires('outage:read')
export class ShiftHandoverConnectionType extends connectionOf('ShiftHandover', () => ShiftHandoverType, 'handovers', 'outage:read') {}

@InputType('HandOverShiftInput', { description: 'What is left to the next shift.' })
export class HandOverShiftInput {
  @Field(() => DateTimeScalar, { description: 'When the shift began: at most 7 days ago.' })
  from: Date;

  @Field(() => LanguageEnum, { defaultValue: 'id', description: 'The language of the text.' })
  language: HandoverLanguage;

  @Field(() => String, { nullable: true, description: 'To whom, at most 200 characters.' })
  takenBy?: string | null;

  @Field(() => String, { nullable: true, description: 'What is to be said beside, at most 2,000 characters.' })
  note?: string | null;
}

@ObjectType('ShiftHandoverPayload', { description: 'What became of a handover.' })
@TypeRequires('outage:read')
export class ShiftHandoverPayloadType {
  @Field(() => ShiftHandoverType, { nullable: true, description: 'As it was kept; null if it was not.' })
  handover: ShiftHandoverType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was kept; empty if it was.' })
  userErrors: UserErrorType[];
}
