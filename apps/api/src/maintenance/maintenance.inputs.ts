import type { MaintenanceKind, SubjectKind } from '@app/maintenance';
import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { ListField } from '../graphql/field.extensions.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { UserErrorType } from '../graphql/user.error.type.js';
import { MaintenanceKindEnum, MaintenanceWindowType, SubjectKindEnum } from './maintenance.type.js';

@InputType('MaintenanceSubjectInput', { description: 'What is worked on.' })
export class MaintenanceSubjectInput {
  @Field(() => SubjectKindEnum, { description: 'What it is.' })
  kind: SubjectKind;

  @Field(() => String, { description: 'Its code or name, as the topology names it.' })
  code: string;
}

@InputType('MaintenanceWindowFilter', { description: 'Which windows are wanted; all that is given must hold.' })
export class MaintenanceWindowFilterInput {
  @Field(() => Boolean, { nullable: true, description: 'Only those that are or may still come to be in force.' })
  isPending?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Only cancelled ones, or only others.' })
  isCancelled?: boolean | null;

  @Field(() => MaintenanceSubjectInput, { nullable: true, description: 'With this among their subjects.' })
  subject?: MaintenanceSubjectInput | null;
}

@InputType('ScheduleMaintenanceInput', { description: 'Works to be done.' })
export class ScheduleMaintenanceInput {
  @Field(() => String, { description: 'What is done, 1 to 200 characters.' })
  title: string;

  @Field(() => MaintenanceKindEnum, { defaultValue: 'ONE_OFF', description: 'How it is planned.' })
  kind: MaintenanceKind;

  @Field(() => DateTimeScalar, { description: 'When it (first) begins, at most 5 minutes ago; of a flexible one, from when it may begin.' })
  startsAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it (first) ends, at most 31 days later; of a flexible one, until when it may begin.' })
  endsAt: Date;

  @Field(() => String, {
    nullable: true,
    description:
      'Of a recurring one: RFC 5545 RRULE in Jakarta’s time, e.g. FREQ=WEEKLY;BYDAY=SU. FREQ is DAILY or longer; also INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, COUNT or UNTIL.',
  })
  recurrence?: string | null;

  @Field(() => Int, { nullable: true, description: 'Of a flexible one: how long it lasts once it began, seconds, at least 60.' })
  durationS?: number | null;

  @Field(() => [MaintenanceSubjectInput], { description: 'What is worked on, 1 to 200.' })
  subjects: MaintenanceSubjectInput[];

  @Field(() => Boolean, { defaultValue: false, description: 'Only says what would come of it, and keeps nothing.' })
  dryRun: boolean;
}

@InputType('MaintenanceWindowIdInput', { description: 'Which window.' })
export class MaintenanceWindowIdInput {
  @Field(() => ID, { description: 'Its opaque id.' })
  id: string;
}

@ObjectType('MaintenanceLoss', { description: 'What works take away by themselves, if all that is worked on is off.' })
@TypeRequires('outage:read')
export class MaintenanceLossType {
  @Field(() => Int, { description: 'Devices without any other way, cameras included.' })
  devices: number;

  @Field(() => Int, { description: 'Cameras among them.' })
  cameras: number;

  @ListField(() => [String], 5, { description: 'Codes of stations that would be isolated.' })
  isolatedStations: string[];

  @ListField(() => [String], 5, { description: 'Codes of stations that would be left with one way.' })
  exposedStations: string[];
}

@ObjectType('ScheduleMaintenancePayload', { description: 'What became of works that were to be planned.' })
@TypeRequires('outage:read')
export class ScheduleMaintenancePayloadType {
  @Field(() => MaintenanceWindowType, { nullable: true, description: 'As it was kept, or would be; null if it is refused.' })
  window: MaintenanceWindowType | null;

  @Field(() => MaintenanceLossType, { nullable: true, description: 'What it takes away by itself; null if it is refused.' })
  loss: MaintenanceLossType | null;

  @ListField(() => [MaintenanceWindowType], 5, {
    description:
      'Windows on the same subject at the same time: they stand beside it. If it is refused: those that isolate stations together with it.',
  })
  others: MaintenanceWindowType[];

  @Field(() => [UserErrorType], { description: 'Why it is refused; empty if it is not.' })
  userErrors: UserErrorType[];
}

@ObjectType('MaintenanceWindowPayload', { description: 'What became of a change to a window.' })
@TypeRequires('outage:read')
export class MaintenanceWindowPayloadType {
  @Field(() => MaintenanceWindowType, { nullable: true, description: 'As it is now; null if there is none.' })
  window: MaintenanceWindowType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was changed; empty if it was.' })
  userErrors: UserErrorType[];
}
