import type { Network } from '@app/inventory';
import {
  type ComponentKind,
  decodeCursor,
  type DeviceId,
  encodeCursor,
  type LinkId,
  type Page,
  type PageRequest,
  type SpanId,
} from '@app/kernel';
import type { DeviceView } from '@app/inventory';
import { impactOf, shortestPath, componentsNamed, fullCode } from '@app/topology';
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

const MOST_HOPS = 1_000;

function notFound(argument: string, message: string): NotFoundType {
  return { argument, message };
}

@Resolver(() => PathType)
export class PathResolver {
  @Query(() => PathResultUnion, { description: 'A shortest way from one device to another through the network as it was built.' })
  @Requires('inventory:read')
  async path(
    @Args('from', { description: 'Name of the device to start from.' }) from: string,
    @Args('to', { description: 'Name of the device to reach.' }) to: string,
    @Args() _instant: AsOfArgs,
    @Context() context: RequestContext,
  ): Promise<PathType | NoPathType | NotFoundType> {
    const snapshot = await context.network();
    const { graph } = snapshot;
    const [start, end] = [graph.deviceIndex(from), graph.deviceIndex(to)];
    if (start < 0) return notFound('from', 'no such device');
    if (end < 0) return notFound('to', 'no such device');
    const links = shortestPath(graph, start, end);
    if (!links || links.length >= MOST_HOPS)
      return {
        message: links
          ? `the way has ${links.length} links; at most ${MOST_HOPS} are shown`
          : 'no way leads there, even with everything up',
      };
    return toPath(snapshot, start, links);
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
  @Requires('inventory:read')
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
    return toConnection(await pageOf(impact.lostDeviceIds, toPageRequest(page), context), toDeviceType);
  }

  @ResolveField(() => DeviceConnectionType, { description: 'The devices that would lose their redundancy, sorted by name.' })
  async exposedDevices(@Parent() impact: ImpactType, @Args() page: PageArgs, @Context() context: RequestContext) {
    return toConnection(await pageOf(impact.exposedDeviceIds, toPageRequest(page), context), toDeviceType);
  }
}

function toPath({ graph, deviceIds, linkIds, spanIds }: Network, start: number, links: readonly number[]): PathType {
  const hops: PathHopType[] = [{ deviceId: deviceIds[start] as DeviceId, linkId: null, distance: 0 }];
  const spans: number[] = [];
  let at = start;
  links.forEach((link, position) => {
    const ridden = Array.from(graph.linkSpans.items.subarray(graph.linkSpans.start[link], graph.linkSpans.start[link + 1]));
    // Spans stand in the order from a to z; against that direction they are ridden backwards.
    spans.push(...(graph.linkA[link] === at ? ridden : ridden.reverse()));
    at = graph.linkA[link]! + graph.linkZ[link]! - at;
    hops.push({ deviceId: deviceIds[at] as DeviceId, linkId: linkIds[link] as LinkId, distance: position + 1 });
  });
  const lengths = spans.map((span) => graph.spanLengthM[span]!);
  const lengthM = lengths.some((each) => each < 0) ? null : lengths.reduce((sum, each) => sum + each, 0);
  return { hops, spanIds: spans.map((span) => spanIds[span] as SpanId), lengthM };
}

function toImpact({ graph, deviceIds }: Network, component: { kind: ComponentKind; index: number; code: string }): ImpactType {
  const impact = impactOf(graph, [component]);
  const named = (devices: readonly number[]) =>
    devices
      .map((device) => ({ id: deviceIds[device] as DeviceId, name: graph.deviceNames[device]! }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  const codes = (places: readonly number[]) => places.map((place) => graph.placeCodes[place]!);
  return {
    kind: component.kind,
    code: component.code,
    darkLinkCount: impact.darkLinks.length,
    lostDeviceCount: impact.lostDevices.length,
    lostCameras: impact.lostCameras,
    isolatedStations: codes(impact.isolatedStations),
    exposedDeviceCount: impact.exposedDevices.length,
    exposedStations: codes(impact.exposedStations),
    lostDeviceIds: named(impact.lostDevices),
    exposedDeviceIds: named(impact.exposedDevices),
  };
}

/** A page of devices that are known by name and id already; only those of the page are read. */
async function pageOf(
  all: readonly { readonly id: DeviceId; readonly name: string }[],
  request: PageRequest,
  { loaders }: RequestContext,
): Promise<Page<DeviceView>> {
  const after = decodeCursor(request.after, ['string'])?.[0];
  const from = after === undefined ? 0 : all.findIndex(({ name }) => name > after);
  const wanted = from < 0 ? [] : all.slice(from, from + request.first);
  const rows = await Promise.all(wanted.map(({ id }) => loaders.deviceById.load(id)));
  return {
    items: rows.flatMap((row) => (row ? [{ cursor: encodeCursor([row.name]), item: row }] : [])),
    hasNextPage: from >= 0 && from + request.first < all.length,
    totalCount: async () => all.length,
  };
}
