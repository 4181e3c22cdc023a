import type { Network } from '@app/inventory';
import type { ComponentKind } from '@app/kernel';
import { componentsNamed, devicesNamed, fullCode, impactOf, type NetworkGraph, type NetworkPath, shortestPath } from '@app/topology';
import { Args, Context, Extensions, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { AsOfArgs } from '../graphql/as.of.args.js';
import { toConnection } from '../graphql/connection.type.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { LinkType, SpanType } from '../inventory/cable.type.js';
import { DeviceType } from '../inventory/device.type.js';
import { DeviceConnectionType } from '../inventory/inventory.connections.js';
import { ComponentKindEnum } from '../inventory/inventory.enums.js';
import { toDeviceType, toLinkType, toSpanType } from '../inventory/inventory.mapper.js';
import { devicePage } from './device.page.js';
import { toLoss } from './loss.mapper.js';
import { toPath } from './path.mapper.js';
import {
  type AmbiguousCodeType,
  ImpactResultUnion,
  ImpactType,
  type NoPathType,
  type NotFoundType,
  PathHopType,
  PathResultUnion,
  PathType,
} from './topology.type.js';

function notFound(argument: string, message: string): NotFoundType {
  return { argument, message };
}

@Resolver(() => PathType)
export class PathResolver {
  @Query(() => PathResultUnion, {
    description: 'A shortest way from one device to another, or to any of a station, through the network as it was built.',
  })
  @Requires('topology:read')
  async path(
    @Args('from', { description: 'Name of the device to start from.' }) from: string,
    @Args('to', { description: 'Name of the device to reach, or code of a place: the nearest device there.' }) to: string,
    @Args() _instant: AsOfArgs,
    @Context() context: RequestContext,
  ): Promise<PathType | NoPathType | NotFoundType> {
    const snapshot = await context.network();
    const { graph } = snapshot;
    const start = graph.deviceIndex(from);
    const targets = devicesNamed(graph, to);
    if (start < 0) return notFound('from', 'no such device');
    if (targets.length === 0) return notFound('to', 'no such device');
    const links = shortestPath(graph, start, targets);
    if (!links) return { message: 'no way leads there, even with everything up' };
    return toPath(snapshot, alongLinks(graph, start, links));
  }

  @ResolveField(() => [SpanType], { description: 'The spans it rides, in order. Counts as 10 in the cost.' })
  @Extensions({ listSize: 10 })
  async spans(@Parent() path: PathType, @Context() { loaders }: RequestContext): Promise<SpanType[]> {
    const spans = await Promise.all(path.spanIds.map((id) => loaders.spanById.load(id)));
    return spans.flatMap((span) => (span ? [toSpanType(span)] : []));
  }
}

@Resolver(() => PathHopType)
export class PathHopResolver {
  @ResolveField(() => DeviceType, { nullable: true, description: 'The device.' })
  async device(@Parent() hop: PathHopType, @Context() { loaders }: RequestContext) {
    const device = await loaders.deviceById.load(hop.deviceId);
    return device && toDeviceType(device);
  }

  @ResolveField(() => LinkType, { nullable: true, description: 'The link from the hop before; null for the start.' })
  async link(@Parent() hop: PathHopType, @Context() { loaders }: RequestContext) {
    const link = hop.linkId === null ? null : await loaders.linkById.load(hop.linkId);
    return link && toLinkType(link);
  }
}

@Resolver(() => ImpactType)
export class ImpactResolver {
  @Query(() => ImpactResultUnion, {
    description: 'What the loss of one component would take away, seen from all pollers, with all else up.',
  })
  @Requires('topology:read')
  async impact(
    @Args('code', { description: 'Code of a conduit, span, link or place, or name of a device.' }) code: string,
    @Args() _instant: AsOfArgs,
    @Context() context: RequestContext,
    @Args('kind', { type: () => ComponentKindEnum, nullable: true, description: 'Its kind, where several have this code.' })
    kind?: ComponentKind | null,
  ): Promise<ImpactType | NotFoundType | AmbiguousCodeType> {
    const snapshot = await context.network();
    const [component, ...others] = componentsNamed(snapshot.graph, kind ? fullCode({ kind, code }) : code);
    if (!component) return notFound('code', 'no such component');
    if (others.length > 0)
      return { kinds: [component, ...others].map((each) => each.kind), message: 'several components have this code: give its kind' };
    return toImpact(snapshot, component);
  }

  @ResolveField(() => DeviceConnectionType, { description: 'The devices that would be lost, sorted by name.' })
  async lostDevices(@Parent() impact: ImpactType, @Args() page: PageArgs, @Context() context: RequestContext) {
    return toConnection(await devicePage(impact.lostDeviceIds, toPageRequest(page), context), toDeviceType);
  }

  @ResolveField(() => DeviceConnectionType, { description: 'The devices that would lose their redundancy, sorted by name.' })
  async exposedDevices(@Parent() impact: ImpactType, @Args() page: PageArgs, @Context() context: RequestContext) {
    return toConnection(await devicePage(impact.exposedDeviceIds, toPageRequest(page), context), toDeviceType);
  }
}

function alongLinks({ linkA, linkZ }: NetworkGraph, start: number, links: readonly number[]): NetworkPath {
  const devices = [start];
  for (const link of links) devices.push(linkA[link]! + linkZ[link]! - devices.at(-1)!);
  return { links, devices };
}

function toImpact(snapshot: Network, component: { kind: ComponentKind; index: number; code: string }): ImpactType {
  return { kind: component.kind, code: component.code, ...toLoss(snapshot, impactOf(snapshot.graph, [component])) };
}
