import { MAINTENANCE_KINDS, type MaintenanceKind, SUBJECT_KINDS, type SubjectKind } from '@app/maintenance';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { enumOf } from '../graphql/enum.words.js';
import { ListField } from '../graphql/field.extensions.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';

export const MaintenanceKindEnum = enumOf(MAINTENANCE_KINDS);
registerEnumType(MaintenanceKindEnum, {
  name: 'MaintenanceKind',
  description: 'How often, and how exactly, works are planned.',
  valuesMap: {
    ONE_OFF: { description: 'Once, from startsAt to endsAt.' },
    RECURRING: { description: 'From startsAt to endsAt, and again by a recurrence rule.' },
    FLEXIBLE: { description: 'Begins between startsAt and endsAt, when somebody says so or its subject falls silent; lasts durationS.' },
  },
});

export const SubjectKindEnum = enumOf(SUBJECT_KINDS);
registerEnumType(SubjectKindEnum, {
  name: 'MaintenanceSubjectKind',
  description: 'What may be worked on.',
  valuesMap: {
    CONDUIT: { description: 'A duct, with all spans in it.' },
    SPAN: { description: 'The fibre between two places.' },
    LINK: { description: 'A link between two interfaces.' },
    DEVICE: { description: 'A device.' },
    PLACE: { description: 'One place (a station’s site, a building, an access point), with all that stands in it.' },
    STATION: { description: 'Everything in the area of a station and of all below it.' },
  },
});

@ObjectType('MaintenanceSubject', { description: 'What is worked on.' })
@TypeRequires('outage:read')
export class MaintenanceSubjectType {
  @Field(() => SubjectKindEnum, { description: 'What it is.' })
  kind: SubjectKind;

  @Field(() => String, { description: 'Its code or name.' })
  code: string;
}

@ObjectType('MaintenanceWindow', {
  description:
    'A time in which something is worked on. It is measured as always; nobody is told of what has no way but through it. At the end all is judged again, and what is still broken is told.',
})
@TypeRequires('outage:read')
export class MaintenanceWindowType {
  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, { description: 'What is done.' })
  title: string;

  @Field(() => MaintenanceKindEnum, { description: 'How it is planned.' })
  kind: MaintenanceKind;

  @Field(() => DateTimeScalar, { description: 'When it (first) begins; of a flexible one, from when it may begin.' })
  startsAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it (first) ends, not included; of a flexible one, until when it may begin.' })
  endsAt: Date;

  @Field(() => String, { nullable: true, description: 'Recurrence rule (RFC 5545 RRULE) in Jakarta’s time, of a recurring one.' })
  recurrence: string | null;

  @Field(() => Int, { nullable: true, description: 'How long a flexible one lasts once it began, seconds.' })
  durationS: number | null;

  @ListField(() => [MaintenanceSubjectType], 5, { description: 'What is worked on.' })
  subjects: MaintenanceSubjectType[];

  @Field(() => Boolean, { description: 'Whether it is in force now.' })
  isInForce: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it begins or ends next, within 400 days; null: it does not.' })
  nextTurnAt: Date | null;

  @Field(() => String, { description: 'Who scheduled it.' })
  createdBy: string;

  @Field(() => DateTimeScalar, { description: 'When it was scheduled.' })
  createdAt: Date;

  @Field(() => String, { nullable: true, description: 'Who cancelled it.' })
  cancelledBy: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was cancelled.' })
  cancelledAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a flexible one began.' })
  beganAt: Date | null;
}

@ObjectType('MaintenanceWindowConnection', { description: 'A page of maintenance windows, the latest start first.' })
@TypeRequires('outage:read')
export class MaintenanceWindowConnectionType extends connectionOf(
  'MaintenanceWindow',
  () => MaintenanceWindowType,
  'windows',
  'outage:read',
) {}
