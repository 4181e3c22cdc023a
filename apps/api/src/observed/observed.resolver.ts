import { LiveReadings } from '@app/observed';
import { Args, Context, Extensions, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { NOT_AS_OF, UNRECORDED } from '../graphql/field.extensions.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { LinkEndType } from '../inventory/cable.type.js';
import { DeviceType } from '../inventory/device.type.js';
import { toDeviceType } from '../inventory/inventory.mapper.js';
import { InterfaceFilterInput, OnuFilterInput, OpticalPortFilterInput, SensorFilterInput } from './observed.inputs.js';
import { portKey } from './observed.loaders.js';
import {
  toFactChangeType,
  toFactsType,
  toInterfaceType,
  toOnuTransitionType,
  toOnuType,
  toOpticalPortType,
  toSensorType,
} from './observed.mapper.js';
import {
  DeviceFactsType,
  FactChangeType,
  InterfaceConnectionType,
  OnuConnectionType,
  OnuTransitionType,
  OnuType,
  OpticalPortConnectionType,
  OpticalPortType,
  SensorConnectionType,
} from './observed.types.js';

@Resolver(() => DeviceType)
export class ObservedDeviceResolver {
  constructor(private readonly live: LiveReadings) {}

  @ResolveField(() => DeviceFactsType, {
    nullable: true,
    description: `What it tells of itself; null if it was never read by SNMP.${NOT_AS_OF}`,
  })
  @Extensions(UNRECORDED)
  async facts(@Parent() { deviceId }: DeviceType, @Context() { loaders }: RequestContext) {
    const facts = await loaders.factsOfDevice.load(deviceId);
    return facts && toFactsType(facts);
  }

  @ResolveField(() => InterfaceConnectionType, { description: `The ports it has, sorted by name.${NOT_AS_OF}` })
  @Extensions(UNRECORDED)
  async interfaces(
    @Parent() { deviceId }: DeviceType,
    @Args() page: PageArgs,
    @Context() { loaders }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which ports; none: all.' }) filter?: InterfaceFilterInput,
  ) {
    const rows = await loaders.interfacesOfDevice.load(deviceId, boundedFilter(filter), toPageRequest(page));
    return toConnection(rows, toInterfaceType(this.live));
  }

  @ResolveField(() => SensorConnectionType, { description: `What it measures, sorted by class and name.${NOT_AS_OF}` })
  @Extensions(UNRECORDED)
  async sensors(
    @Parent() { deviceId }: DeviceType,
    @Args() page: PageArgs,
    @Context() { loaders }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which sensors; none: all.' }) filter?: SensorFilterInput,
  ) {
    const rows = await loaders.sensorsOfDevice.load(deviceId, boundedFilter(filter), toPageRequest(page));
    return toConnection(rows, toSensorType(this.live));
  }

  @ResolveField(() => OpticalPortConnectionType, { description: `The light its ports receive, the smallest margin first.${NOT_AS_OF}` })
  @Extensions(UNRECORDED)
  async opticalPorts(
    @Parent() { deviceId }: DeviceType,
    @Args() page: PageArgs,
    @Context() { loaders }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which ports; none: all.' }) filter?: OpticalPortFilterInput,
  ) {
    const rows = await loaders.opticalPortsOfDevice.load(deviceId, boundedFilter(filter), toPageRequest(page));
    return toConnection(rows, toOpticalPortType(this.live));
  }

  @ResolveField(() => OnuConnectionType, { description: `The ONUs that hang on it, sorted by place; none for what is no OLT.${NOT_AS_OF}` })
  @Extensions(UNRECORDED)
  async onus(
    @Parent() { deviceId }: DeviceType,
    @Args() page: PageArgs,
    @Context() { loaders }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which ONUs; none: all.' }) filter?: OnuFilterInput,
  ) {
    const rows = await loaders.onusOfDevice.load(deviceId, boundedFilter(filter), toPageRequest(page));
    return toConnection(rows, toOnuType);
  }
}

@Resolver(() => DeviceFactsType)
export class DeviceFactsResolver {
  @ResolveField(() => [FactChangeType], { description: 'What changed, the newest first; the last 100. Counts as 10 in the cost.' })
  @Extensions({ listSize: 10 })
  async history(@Parent() { deviceId }: DeviceFactsType, @Context() { loaders }: RequestContext) {
    return (await loaders.factChangesOfDevice.load(deviceId)).map(toFactChangeType);
  }
}

@Resolver(() => OnuType)
export class OnuResolver {
  @ResolveField(() => [OnuTransitionType], { description: 'Its states, the newest first; the last 100. Counts as 10 in the cost.' })
  @Extensions({ listSize: 10 })
  async transitions(@Parent() { onuId }: OnuType, @Context() { loaders }: RequestContext) {
    return (await loaders.stepsOfOnu.load(onuId)).map(toOnuTransitionType);
  }
}

@Resolver(() => OpticalPortType)
export class OpticalPortResolver {
  constructor(private readonly live: LiveReadings) {}

  @Query(() => OpticalPortConnectionType, {
    description: 'The light that ports receive, the smallest margin first; those without a margin last.',
  })
  @Requires('inventory:read')
  @ByArea()
  async opticalPorts(
    @Args() page: PageArgs,
    @Context() { readers }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which ports; none: all.' }) filter?: OpticalPortFilterInput,
  ) {
    return toConnection(await readers.optics.page(boundedFilter(filter), toPageRequest(page)), toOpticalPortType(this.live));
  }

  @ResolveField(() => DeviceType, { nullable: true, description: 'The device it is a port of.' })
  async device(@Parent() { deviceId }: OpticalPortType, @Context() { loaders }: RequestContext) {
    const device = await loaders.deviceById.load(deviceId);
    return device && toDeviceType(device);
  }
}

@Resolver(() => LinkEndType)
export class ObservedLinkEndResolver {
  constructor(private readonly live: LiveReadings) {}

  @ResolveField(() => OpticalPortType, { nullable: true, description: `The light at this end; null where nobody measures it.${NOT_AS_OF}` })
  @Extensions(UNRECORDED)
  async light(@Parent() { deviceId, interface: name }: LinkEndType, @Context() { loaders }: RequestContext) {
    const port = name ? await loaders.lightAtPort.load(portKey(deviceId, name)) : null;
    return port && toOpticalPortType(this.live)(port);
  }
}
