import {
  availabilityOf,
  AvailabilityService,
  type ClockSeconds,
  type CountedHours,
  type CountedPeriod,
  NO_SECONDS,
  type ObjectFilter,
} from '@app/availability';
import { Args, Context, Extensions, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { NOT_AS_OF, UNRECORDED } from '../graphql/field.extensions.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { badInput } from '../graphql/graphql.errors.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import {
  AvailabilityObjectsInput,
  AvailabilityReportType,
  AvailabilityTotalsType,
  type ClockSecondsType,
  CountedHoursEnum,
  ObjectAvailabilityConnectionType,
  ObjectAvailabilityType,
} from './availability.type.js';

const LONGEST_S = 10 * 366 * 86_400;

/** What the fields below are computed of. */
interface Asked extends AvailabilityReportType {
  readonly filter: ObjectFilter;
  readonly hours: CountedHours;
  readonly period: CountedPeriod;
}

/** Where the time of what the viewer sees went. */
@Resolver(() => AvailabilityReportType)
export class AvailabilityResolver {
  constructor(private readonly service: AvailabilityService) {}

  @Query(() => AvailabilityReportType, { description: `Where the time of cameras, devices, links, spans or stations went.${NOT_AS_OF}` })
  @Requires('outage:read')
  @ByArea()
  @Extensions(UNRECORDED)
  async availability(
    @Args('objects', { description: 'Whose time.' }) objects: AvailabilityObjectsInput,
    @Args('from', { type: () => DateTimeScalar, description: 'The beginning of the period.' }) from: Date,
    @Args('to', { type: () => DateTimeScalar, description: 'Its end, not included; at most ten years later.' }) to: Date,
    @Args('hours', { type: () => CountedHoursEnum, defaultValue: 'ALL', description: 'Which hours of the day.' }) hours: CountedHours,
  ): Promise<Asked> {
    const filter = boundedFilter(objects) as AvailabilityObjectsInput;
    if (to <= from) throw badInput('to', 'must lie after from');
    if (to.getTime() - from.getTime() > LONGEST_S * 1_000) throw badInput('to', 'lies more than ten years after from');
    const period = await this.service.period({ from, to, hours });
    return {
      filter,
      hours,
      period,
      from: new Date(period.fromS * 1_000),
      to: new Date(period.toS * 1_000),
      knownFrom: period.knownFromS === null ? null : new Date(period.knownFromS * 1_000),
      unwatchedS: period.gaps.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0),
    };
  }

  @ResolveField(() => ObjectAvailabilityConnectionType, { description: 'Each of them, sorted by code.' })
  async objects(@Parent() { filter, period, hours }: Asked, @Args() page: PageArgs, @Context() { readers }: RequestContext) {
    const found = await readers.availability.page(filter, toPageRequest(page));
    const objects = found.items.map(({ item }) => item);
    const seconds = await this.service.secondsOf(filter.kind, objects, period, hours);
    return toConnection(found, ({ id, code }) => toObjectType(code, seconds.get(id) ?? NO_SECONDS));
  }

  @ResolveField(() => AvailabilityTotalsType, { description: 'All of them together. Counts as 20 in the cost.' })
  @Extensions({ listSize: 20 })
  async totals(@Parent() { filter, period, hours }: Asked, @Context() { readers }: RequestContext): Promise<AvailabilityTotalsType> {
    const { objects, seconds } = await this.service.totals(readers.availability, filter, period, hours);
    return { objects, seconds: toSecondsType(seconds), ...availabilityOf(seconds) };
  }
}

function toObjectType(code: string, seconds: ClockSeconds): ObjectAvailabilityType {
  return { code, seconds: toSecondsType(seconds), ...availabilityOf(seconds) };
}

function toSecondsType({ UP, OWN, UPSTREAM, POWER, MAINTENANCE, UNOBSERVED }: ClockSeconds): ClockSecondsType {
  return { up: UP, own: OWN, upstream: UPSTREAM, power: POWER, maintenance: MAINTENANCE, unobserved: UNOBSERVED };
}
