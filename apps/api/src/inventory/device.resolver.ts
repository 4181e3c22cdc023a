import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { AsOfNameLookupArgs, AsOfPageArgs } from '../graphql/as.of.args.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { lookUp, toLookup } from '../graphql/lookup.args.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { OutageType } from '../outages/outage.type.js';
import { toOutageType } from '../outages/outage.mapper.js';
import { CameraType, DeviceType } from './device.type.js';
import { CameraConnectionType, DeviceConnectionType, LinkConnectionType } from './inventory.connections.js';
import { DeviceStatusEnum } from './inventory.enums.js';
import { DeviceFilterInput } from './inventory.inputs.js';
import type { DeviceListFilter } from './inventory.loaders.js';
import { toBuildingType, toCameraType, toDeviceType, toLinkType, toPlaceType, toStationType } from './inventory.mapper.js';
import { BuildingType, PlaceType, StationType } from './place.type.js';

@Resolver(() => DeviceType)
export class DeviceResolver {
  @Query(() => DeviceConnectionType, { description: 'Everything that is asked, cameras included, sorted by name.' })
  @Requires('inventory:read')
  @ByArea()
  async devices(
    @Args() page: AsOfPageArgs,
    @Context() { readers: { devices, states } }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which devices; none: all.' }) filter?: DeviceFilterInput,
  ) {
    const wanted = boundedFilter(filter);
    const rows = await devices.page(wanted, toPageRequest(page), states.conditions(wanted.statuses));
    return { ...toConnection(rows, toDeviceType), statusCounts: () => states.counts(wanted, wanted.statuses) };
  }

  @Query(() => DeviceType, { nullable: true, description: 'One device, or null.' })
  @Requires('inventory:read')
  @ByArea()
  async device(@Args() args: AsOfNameLookupArgs, @Context() { loaders }: RequestContext) {
    const device = await lookUp(toLookup(args, 'Device', 'Camera'), loaders.deviceById, loaders.deviceByName);
    return device && toDeviceType(device);
  }

  @ResolveField(() => PlaceType, { nullable: true, description: 'Where it stands.' })
  async place(@Parent() device: DeviceType, @Context() { loaders }: RequestContext) {
    const place = await loaders.placeById.load(device.placeId);
    return place && toPlaceType(place);
  }

  @ResolveField(() => StationType, { nullable: true, description: 'The station in whose own area it stands; null at an access point.' })
  station(@Parent() device: DeviceType, @Context() context: RequestContext) {
    return stationOf(device, context);
  }

  @ResolveField(() => DeviceStatusEnum, { description: 'Its concluded state; UNKNOWN if it was never concluded upon.' })
  async status(@Parent() device: DeviceType, @Context() { loaders }: RequestContext) {
    return (await loaders.stateOfDevice.load(device.deviceId))?.status ?? 'UNKNOWN';
  }

  @ResolveField(() => DateTimeScalar, { nullable: true, description: 'Since when it has been in this state.' })
  async statusSince(@Parent() device: DeviceType, @Context() { loaders }: RequestContext) {
    return (await loaders.stateOfDevice.load(device.deviceId))?.since ?? null;
  }

  @ResolveField(() => OutageType, { nullable: true, description: 'The open outage that takes it away, if one does.' })
  async outage(@Parent() device: DeviceType, @Context() { loaders }: RequestContext) {
    const outageId = (await loaders.stateOfDevice.load(device.deviceId))?.outageId ?? null;
    const outage = outageId === null ? null : await loaders.outageById.load(outageId);
    return outage && toOutageType(outage);
  }

  @ResolveField(() => CameraType, { nullable: true, description: 'What only cameras have; null for others.' })
  async camera(@Parent() { deviceId, role }: DeviceType, @Context() { loaders }: RequestContext) {
    const device = role === 'CAMERA' ? await loaders.deviceById.load(deviceId) : null;
    return device && toCameraType(device);
  }

  @ResolveField(() => LinkConnectionType, { description: 'The links that end at it, sorted by code.' })
  async links(@Parent() device: DeviceType, @Args() page: PageArgs, @Context() { loaders }: RequestContext) {
    return toConnection(await loaders.linksOfDevice.load(device.deviceId, {}, toPageRequest(page)), toLinkType);
  }
}

@Resolver(() => CameraType)
export class CameraResolver {
  @Query(() => CameraConnectionType, { description: 'Cameras, sorted by name.' })
  @Requires('inventory:read')
  @ByArea()
  async cameras(
    @Args() page: AsOfPageArgs,
    @Context() { readers: { devices, states } }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which cameras; `roles` is ignored. None: all.' }) filter?: DeviceFilterInput,
  ) {
    const wanted: DeviceListFilter = { ...boundedFilter(filter), roles: ['CAMERA'] };
    return toConnection(await devices.page(wanted, toPageRequest(page), states.conditions(wanted.statuses)), toCameraType);
  }

  @Query(() => CameraType, { nullable: true, description: 'One camera, or null.' })
  @Requires('inventory:read')
  @ByArea()
  async camera(@Args() args: AsOfNameLookupArgs, @Context() { loaders }: RequestContext) {
    const device = await lookUp(toLookup(args, 'Camera', 'Device'), loaders.deviceById, loaders.deviceByName);
    return device?.role === 'CAMERA' ? toCameraType(device) : null;
  }

  @ResolveField(() => BuildingType, { nullable: true, description: 'The building it stands in; null if it stands elsewhere.' })
  async building(@Parent() { placeId }: CameraType, @Context() { loaders }: RequestContext) {
    const place = await loaders.placeById.load(placeId);
    return place?.placeKind === 'BUILDING' ? toBuildingType(place) : null;
  }

  @ResolveField(() => DeviceType, { nullable: true, description: 'What records it, if that is known.' })
  async recorder(@Parent() { recorderId }: CameraType, @Context() { loaders }: RequestContext) {
    const recorder = recorderId === null ? null : await loaders.deviceById.load(recorderId);
    return recorder && toDeviceType(recorder);
  }

  @ResolveField(() => StationType, { nullable: true, description: 'The station in whose own area it stands; null at an access point.' })
  station(@Parent() camera: CameraType, @Context() context: RequestContext) {
    return stationOf(camera, context);
  }

  @ResolveField(() => DeviceStatusEnum, { description: 'The concluded state of its device.' })
  async status(@Parent() camera: CameraType, @Context() { loaders }: RequestContext) {
    return (await loaders.stateOfDevice.load(camera.deviceId))?.status ?? 'UNKNOWN';
  }
}

async function stationOf({ stationId }: DeviceType | CameraType, { loaders }: RequestContext): Promise<StationType | null> {
  const station = stationId === null ? null : await loaders.placeById.load(stationId);
  return station?.placeKind === 'STATION' ? toStationType(station) : null;
}
