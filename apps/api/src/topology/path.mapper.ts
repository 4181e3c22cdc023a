import type { Network } from '@app/inventory';
import type { DeviceId, LinkId, SpanId } from '@app/kernel';
import { type NetworkPath, spansOf } from '@app/topology';
import type { NoPathType, PathType } from './topology.type.js';

const MOST_HOPS = 1_000;

/** A way as it is shown, or why it is not. */
export function toPath(
  { graph, deviceIds, linkIds, spanIds }: Pick<Network, 'graph' | 'deviceIds' | 'linkIds' | 'spanIds'>,
  path: NetworkPath,
): PathType | NoPathType {
  const { links, devices } = path;
  if (links.length >= MOST_HOPS) return { message: `the way has ${links.length} links; at most ${MOST_HOPS} are shown` };
  const spans = spansOf(graph, path);
  const lengths = spans.map((span) => graph.spanLengthM[span]!);
  return {
    hops: devices.map((device, distance) => ({
      deviceId: deviceIds[device] as DeviceId,
      linkId: distance === 0 ? null : (linkIds[links[distance - 1]!] as LinkId),
      distance,
    })),
    spanIds: spans.map((span) => spanIds[span] as SpanId),
    lengthM: lengths.some((each) => each < 0) ? null : lengths.reduce((sum, each) => sum + each, 0),
  };
}
