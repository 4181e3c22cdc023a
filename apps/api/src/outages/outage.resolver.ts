import { OutageDeskService } from '@app/outages';
import { Args, Context, Extensions, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { AsOfArgs, AsOfPageArgs } from '../graphql/as.of.args.js';
import { uuidKey } from '../graphql/node.id.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { DeviceConnectionType } from '../inventory/inventory.connections.js';
import { toDeviceType, toStationType } from '../inventory/inventory.mapper.js';
import { StationType } from '../inventory/place.type.js';
import { OutageConnectionType, OutageFilterInput } from './outage.inputs.js';
import { toOutageFilter, toOutageType } from './outage.mapper.js';
import { OutageCauseType, OutageEventType, OutageType } from './outage.type.js';

/** The key of an outage in an opaque id, or null for an id of anything else. */
export const outageKey = (id: string) => uuidKey(id, 'Outage');

@Resolver(() => OutageType)
export class OutageResolver {
  constructor(private readonly desk: OutageDeskService) {}

  @Query(() => OutageConnectionType, { description: 'Outages, the newest first.' })
  @Requires('outage:read')
  @ByArea()
  async outages(
    @Args() page: AsOfPageArgs,
    @Context() context: RequestContext,
    @Args('filter', { nullable: true, description: 'Which outages; none: all, open and cleared.' }) filter?: OutageFilterInput,
  ) {
    await context.needStates();
    const wanted = toOutageFilter(filter, context.asOf ?? this.desk.now());
    return toConnection(await context.readers.outages.page(wanted, toPageRequest(page)), toOutageType);
  }

  @Query(() => OutageType, { nullable: true, description: 'One outage, or null.' })
  @Requires('outage:read')
  @ByArea()
  async outage(
    @Args('id', { type: () => ID, description: 'Its opaque id.' }) id: string,
    @Args() _instant: AsOfArgs,
    @Context() context: RequestContext,
  ) {
    await context.needStates();
    const key = outageKey(id);
    const outage = key === null ? null : await context.loaders.outageById.load(key);
    return outage && toOutageType(outage);
  }

  @ResolveField(() => DeviceConnectionType, { description: 'The devices it takes away, sorted by name.' })
  async affectedDevices(@Parent() outage: OutageType, @Args() page: PageArgs, @Context() { loaders }: RequestContext) {
    return toConnection(await loaders.devicesOfOutage.load(outage.outageId, {}, toPageRequest(page)), toDeviceType);
  }

  @ResolveField(() => StationType, { nullable: true, description: 'The station in whose area its root lies.' })
  async station(@Parent() { stationCode }: OutageType, @Context() { loaders }: RequestContext) {
    const station = stationCode === null ? null : await loaders.placeByCode.load(stationCode);
    return station?.placeKind === 'STATION' ? toStationType(station) : null;
  }

  @ResolveField(() => OutageType, {
    nullable: true,
    description: 'The outage that took the redundancy before, where this one is the second cut.',
  })
  async secondOf(@Parent() { secondOfId }: OutageType, @Context() { loaders }: RequestContext) {
    const first = secondOfId === null ? null : await loaders.outageById.load(secondOfId);
    return first && toOutageType(first);
  }

  @ResolveField(() => OutageCauseType, { nullable: true, description: 'What people found it to be; null while nobody said.' })
  async cause(@Parent() { causeCode }: OutageType, @Context() { loaders }: RequestContext): Promise<OutageCauseType | null> {
    return causeCode === null ? null : loaders.causeByCode.load(causeCode);
  }

  @ResolveField(() => [OutageEventType], {
    description: 'Its life, the oldest step first; at most the newest 200. Counts as 10 in the cost.',
  })
  @Extensions({ listSize: 10 })
  async events(@Parent() { outageId }: OutageType, @Context() { loaders }: RequestContext): Promise<OutageEventType[]> {
    return (await loaders.eventsOfOutage.load(outageId)).map(({ kind, at, detail }) => ({ kind, at, detail }));
  }
}
