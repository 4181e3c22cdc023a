import { devicesNamed, disjointPaths, type NetworkGraph, type Sharing } from '@app/topology';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { AsOfArgs } from '../graphql/as.of.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { DisjointPathsResultUnion, type DisjointPathsType, type PathSharingType } from './disjoint.paths.type.js';
import { toPath } from './path.mapper.js';
import type { NoPathType, NotFoundType } from './topology.type.js';

@Resolver()
export class DisjointPathsResolver {
  @Query(() => DisjointPathsResultUnion, {
    description:
      'Two ways from a device to another, or to any of a station, that share as little as possible, through the network as it was built.',
  })
  @Requires('topology:read')
  async disjointPaths(
    @Args('from', { description: 'Name of the device to start from: a camera, or any other.' }) from: string,
    @Args('to', { description: 'Name of the device to reach, or code of a place: any device there.' }) to: string,
    @Args() _instant: AsOfArgs,
    @Context() context: RequestContext,
  ): Promise<DisjointPathsType | NoPathType | NotFoundType> {
    const snapshot = await context.network();
    const { graph } = snapshot;
    const start = graph.deviceIndex(from);
    const targets = devicesNamed(graph, to);
    if (start < 0) return { argument: 'from', message: 'no such device' };
    if (targets.length === 0) return { argument: 'to', message: 'no such device, and no place with any' };
    const found = disjointPaths(graph, start, targets);
    if (!found) return { message: 'no way leads there, even with everything up' };
    const [first, second] = [toPath(snapshot, found.first), toPath(snapshot, found.second)];
    if ('message' in first) return first;
    if ('message' in second) return second;
    return { first, second, shared: toSharing(graph, found.shared) };
  }
}

function toSharing(graph: NetworkGraph, { links, devices, spans, conduits, places }: Sharing): PathSharingType {
  return {
    links: links.map((link) => graph.linkCodes[link]!),
    devices: devices.map((device) => graph.deviceNames[device]!),
    spans: spans.map((span) => graph.spanCodes[span]!),
    conduits: conduits.map((conduit) => graph.conduitCodes[conduit]!),
    places: places.map((place) => graph.placeCodes[place]!),
  };
}
