import { createUnionType, Field, Float, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { PositionType } from '../inventory/cable.type.js';

export const OtdrRefusalEnum = {
  NOT_AN_END: 'not-an-end',
  NO_DISTANCE: 'no-distance',
  BEYOND_END: 'beyond-end',
} as const;
export type OtdrRefusal = (typeof OtdrRefusalEnum)[keyof typeof OtdrRefusalEnum];
registerEnumType(OtdrRefusalEnum, {
  name: 'OtdrRefusal',
  description: 'Why a distance is no point of a span.',
  valuesMap: {
    NOT_AN_END: { description: 'The span does not end at that place.' },
    NO_DISTANCE: { description: 'It is negative, or no number.' },
    BEYOND_END: { description: 'It is longer than the span.' },
  },
});

@ObjectType('RouteStructure', { description: 'A place on the route of a span: an end, or an access point within 30 m of the route.' })
@TypeRequires('inventory:read')
export class RouteStructureType {
  @Field(() => String, { description: 'Code of the place.' })
  place: string;

  @Field(() => Float, { nullable: true, description: 'Metres along the route from the end that was measured from; null if unknown.' })
  atM: number | null;
}

@ObjectType('OtdrPoint', { description: 'Where on a span an OTDR saw an event.' })
@TypeRequires('inventory:read')
export class OtdrPointType {
  @Field(() => PositionType, { nullable: true, description: 'Where it most likely is; null where no positions are known.' })
  position: PositionType | null;

  @Field(() => RouteStructureType, { description: 'The nearest structure towards the end that was measured from.' })
  before: RouteStructureType;

  @Field(() => RouteStructureType, { description: 'The nearest structure behind it.' })
  behind: RouteStructureType;

  @Field(() => Float, { nullable: true, description: 'Metres along the route where it most likely is, slack being spread evenly.' })
  likelyM: number | null;

  @Field(() => Float, { nullable: true, description: 'Metres along the route that it lies at least away, if all slack is before it.' })
  leastM: number | null;

  @Field(() => Float, { nullable: true, description: 'Metres along the route that it lies at most away, if all slack is behind it.' })
  mostM: number | null;

  @Field(() => Float, { nullable: true, description: 'Metres of fibre more than route, in coils; null where one of the two is unknown.' })
  slackM: number | null;

  @Field(() => [String], { description: 'What makes this less certain, in words.' })
  warnings: string[];
}

@ObjectType('OtdrRefused', { description: 'A distance that is no point of the span.' })
@TypeRequires('inventory:read')
export class OtdrRefusedType {
  @Field(() => OtdrRefusalEnum, { description: 'Why.' })
  refusal: OtdrRefusal;

  @Field(() => String, { description: 'The same in words.' })
  message: string;

  @Field(() => Float, { nullable: true, description: 'Metres of fibre beyond the end, if that is why.' })
  beyondM: number | null;

  @Field(() => [String], { description: 'Codes of the spans by which the links that ride this one go on there.' })
  nextSpans: string[];
}

export const OtdrResultUnion = createUnionType({
  name: 'OtdrResult',
  description: 'A point of the span, or why there is none.',
  types: () => [OtdrPointType, OtdrRefusedType] as const,
  resolveType: (value: object) => ('refusal' in value ? OtdrRefusedType : OtdrPointType),
});
