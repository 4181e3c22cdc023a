import { CLOCKS, COUNTED_HOURS, OBJECT_KINDS, type ObjectFilter, type ObjectKind } from '@app/availability';
import { Field, Float, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { enumOf } from '../graphql/enum.words.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';

export const ObjectKindEnum = enumOf(OBJECT_KINDS);
registerEnumType(ObjectKindEnum, {
  name: 'AvailabilityObjectKind',
  description: 'What has an availability.',
  valuesMap: {
    CAMERA: { description: 'Cameras.' },
    DEVICE: { description: 'Devices, cameras among them.' },
    LINK: { description: 'Links: down while they carry no light.' },
    SPAN: { description: 'Spans: down while they are what is told as cut, or lie in a duct that is.' },
    STATION: { description: 'Stations: down while they are isolated, none of their own devices is reached.' },
  },
});

export const CountedHoursEnum = enumOf(COUNTED_HOURS);
registerEnumType(CountedHoursEnum, {
  name: 'CountedHours',
  description: 'Which hours of the day are counted.',
  valuesMap: { ALL: { description: 'All.' }, DAYLIGHT: { description: '06.00 to 18.00 in Jakarta.' } },
});

@InputType('AvailabilityObjects', { description: 'Whose time is asked for; all that is given must hold.' })
export class AvailabilityObjectsInput implements ObjectFilter {
  @Field(() => ObjectKindEnum, { description: 'What they are.' })
  kind: ObjectKind;

  @Field(() => [String], { nullable: true, description: 'These, by code or name.' })
  codes?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'In the area of this station (by code) or of any below it; a link or span with either end there.',
  })
  within?: string | null;

  @Field(() => String, { nullable: true, description: 'Cameras and devices of this building, by code.' })
  building?: string | null;
}

const SECONDS = 'seconds. A 64-bit number as a float: whole, and exact to 2^53.';

@ObjectType('ClockSeconds', {
  description: `Where the time went: whole seconds on each clock; they add up to what is counted (${CLOCKS.join(', ')}).`,
})
@TypeRequires('outage:read')
export class ClockSecondsType {
  @Field(() => Float, { description: `It answered, or carried light; ${SECONDS}` })
  up: number;

  @Field(() => Float, { description: `It was itself what broke; ${SECONDS}` })
  own: number;

  @Field(() => Float, { description: `Something on the way broke; ${SECONDS}` })
  upstream: number;

  @Field(() => Float, { description: `Power was lost, at its place or on the way; ${SECONDS}` })
  power: number;

  @Field(() => Float, { description: `It was in maintenance, whatever it did; ${SECONDS}` })
  maintenance: number;

  @Field(() => Float, { description: `Nobody knows, nobody watched, or it did not exist; ${SECONDS}` })
  unobserved: number;
}

@ObjectType('ObjectAvailability', { description: 'Where the time of one object went.' })
@TypeRequires('outage:read')
export class ObjectAvailabilityType {
  @Field(() => String, { description: 'Its code or name.' })
  code: string;

  @Field(() => ClockSecondsType, { description: 'The seconds on each clock.' })
  seconds: ClockSecondsType;

  @Field(() => Float, {
    nullable: true,
    description: 'up / (up + own + upstream + power); null where less than 95 % was observed, or nothing counts.',
  })
  ratio: number | null;

  @Field(() => Float, { nullable: true, description: 'The share of the time that was observed or in maintenance; null of no time.' })
  observedRatio: number | null;
}

@ObjectType('ObjectAvailabilityConnection', { description: 'A page of objects, sorted by code.' })
@TypeRequires('outage:read')
export class ObjectAvailabilityConnectionType extends connectionOf(
  'ObjectAvailability',
  () => ObjectAvailabilityType,
  'objects',
  'outage:read',
) {}

@ObjectType('AvailabilityTotals', { description: 'Where the time of all of them together went.' })
@TypeRequires('outage:read')
export class AvailabilityTotalsType {
  @Field(() => Int, { description: 'How many there are.' })
  objects: number;

  @Field(() => ClockSecondsType, { description: 'The sums of their seconds on each clock.' })
  seconds: ClockSecondsType;

  @Field(() => Float, { nullable: true, description: 'As of one object, of the sums.' })
  ratio: number | null;

  @Field(() => Float, { nullable: true, description: 'As of one object, of the sums.' })
  observedRatio: number | null;
}

@ObjectType('AvailabilityReport', {
  description: 'Where time went in a period. Counted from changes, to the second; an open outage counts to now.',
})
@TypeRequires('outage:read')
export class AvailabilityReportType {
  @Field(() => DateTimeScalar, { description: 'The beginning of the period.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'Until where is counted, not included: its end, or now.' })
  to: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'From where on anything is known: what lies before is UNOBSERVED. Null: nothing is known yet.',
  })
  knownFrom: Date | null;

  @Field(() => Float, { description: 'How long nobody watched within the period, seconds: no service, no lead, or a blind poller.' })
  unwatchedS: number;
}
