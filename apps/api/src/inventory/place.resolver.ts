import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { AsOfLookupArgs, AsOfPageArgs } from '../graphql/as.of.args.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { lookUp, toLookup } from '../graphql/lookup.args.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { BuildingConnectionType, DeviceConnectionType, StationConnectionType } from './inventory.connections.js';
import { BuildingFilterInput, DeviceFilterInput, StationFilterInput } from './inventory.inputs.js';
import { toBuildingType, toDeviceType, toOwnerType, toStationType } from './inventory.mapper.js';
import { AccessPointType, BuildingType, OwnerType, type PlaceType, StationType } from './place.type.js';

@Resolver(() => StationType)
export class StationResolver {
  @Query(() => StationConnectionType, { description: 'Police stations, sorted by code.' })
  @Requires('inventory:read')
  @ByArea()
  async stations(
    @Args() page: AsOfPageArgs,
    @Context() { readers }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which stations; none: all.' }) filter?: StationFilterInput,
  ) {
    return toConnection(await readers.places.stations(boundedFilter(filter), toPageRequest(page)), toStationType);
  }

  @Query(() => StationType, { nullable: true, description: 'One police station, or null.' })
  @Requires('inventory:read')
  @ByArea()
  async station(@Args() args: AsOfLookupArgs, @Context() { loaders }: RequestContext) {
    const place = await lookUp(toLookup(args, 'Station'), loaders.placeById, loaders.placeByCode);
    return place?.placeKind === 'STATION' ? toStationType(place) : null;
  }

  @ResolveField(() => StationType, { nullable: true, description: 'The station that it reports to; null at the top.' })
  async parent(@Parent() station: StationType, @Context() { loaders }: RequestContext) {
    const parent = station.parentId === null ? null : await loaders.placeById.load(station.parentId);
    return parent?.placeKind === 'STATION' ? toStationType(parent) : null;
  }

  @ResolveField(() => StationConnectionType, { description: 'The stations that report to it, sorted by code.' })
  async children(@Parent() station: StationType, @Args() page: PageArgs, @Context() { loaders }: RequestContext) {
    return toConnection(await loaders.stationsBelow.load(station.placeId, {}, toPageRequest(page)), toStationType);
  }

  @ResolveField(() => BuildingConnectionType, { description: 'The buildings in its own area, sorted by code.' })
  async buildings(@Parent() station: StationType, @Args() page: PageArgs, @Context() { loaders }: RequestContext) {
    return toConnection(await loaders.buildingsInStation.load(station.placeId, {}, toPageRequest(page)), toBuildingType);
  }

  @ResolveField(() => DeviceConnectionType, {
    description:
      'The devices in the station itself and in the buildings of its own area, sorted by name. For all below it too: devices(filter: { within }).',
  })
  async devices(
    @Parent() station: StationType,
    @Args() page: PageArgs,
    @Context() { loaders }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which devices; none: all.' }) filter?: DeviceFilterInput,
  ) {
    return toConnection(await loaders.devicesInStation.load(station.placeId, boundedFilter(filter), toPageRequest(page)), toDeviceType);
  }
}

@Resolver(() => BuildingType)
export class BuildingResolver {
  @Query(() => BuildingConnectionType, { description: 'Buildings with cameras, sorted by code.' })
  @Requires('inventory:read')
  @ByArea()
  async buildings(
    @Args() page: AsOfPageArgs,
    @Context() { readers }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which buildings; none: all.' }) filter?: BuildingFilterInput,
  ) {
    return toConnection(await readers.places.buildings(boundedFilter(filter), toPageRequest(page)), toBuildingType);
  }

  @Query(() => BuildingType, { nullable: true, description: 'One building, or null.' })
  @Requires('inventory:read')
  @ByArea()
  async building(@Args() args: AsOfLookupArgs, @Context() { loaders }: RequestContext) {
    const place = await lookUp(toLookup(args, 'Building'), loaders.placeById, loaders.placeByCode);
    return place?.placeKind === 'BUILDING' ? toBuildingType(place) : null;
  }

  @ResolveField(() => StationType, { nullable: true, description: 'The station in whose area it stands.' })
  async station(@Parent() building: BuildingType, @Context() { loaders }: RequestContext) {
    const station = await loaders.placeById.load(building.stationId);
    return station?.placeKind === 'STATION' ? toStationType(station) : null;
  }

  @ResolveField(() => OwnerType, { nullable: true, description: 'Who it belongs to.' })
  async owner(@Parent() building: BuildingType, @Context() { loaders }: RequestContext) {
    const owner = building.ownerId === null ? null : await loaders.ownerById.load(building.ownerId);
    return owner && toOwnerType(owner);
  }

  @ResolveField(() => DeviceConnectionType, { description: 'The devices in it, sorted by name.' })
  async devices(
    @Parent() building: BuildingType,
    @Args() page: PageArgs,
    @Context() context: RequestContext,
    @Args('filter', { nullable: true, description: 'Which devices; none: all.' }) filter?: DeviceFilterInput,
  ) {
    return devicesInPlace(building, page, context, filter);
  }
}

@Resolver(() => AccessPointType)
export class AccessPointResolver {
  @ResolveField(() => DeviceConnectionType, { description: 'The devices at it, sorted by name.' })
  async devices(
    @Parent() place: AccessPointType,
    @Args() page: PageArgs,
    @Context() context: RequestContext,
    @Args('filter', { nullable: true, description: 'Which devices; none: all.' }) filter?: DeviceFilterInput,
  ) {
    return devicesInPlace(place, page, context, filter);
  }
}

async function devicesInPlace(place: PlaceType, page: PageArgs, { loaders }: RequestContext, filter: DeviceFilterInput | undefined) {
  return toConnection(await loaders.devicesInPlace.load(place.placeId, boundedFilter(filter), toPageRequest(page)), toDeviceType);
}
