import { DEVICE_STATUSES } from '@app/kernel';
import type { Hidden } from '@app/observed';
import type { ConcludingService, Suspect } from '@app/outages';
import { componentOf, effectOf, type NetworkGraph } from '@app/topology';
import type { Watch } from './watch.js';

const SILENT = new Set(['DOWN', 'UNREACHABLE'].map((status) => (DEVICE_STATUSES as readonly string[]).indexOf(status)));

/** Whose low light nobody is to be told of: devices that are silent, and links that are dark or lie on what an open outage names. */
export function hiddenOf({ snapshot, interfaces }: Watch, { statuses, outages }: Pick<ConcludingService, 'statuses' | 'outages'>): Hidden {
  const { graph } = snapshot;
  // Made when somebody asks: on most days no light is low.
  let links: Set<number> | null = null;
  return {
    device: (position) => SILENT.has(statuses[position]),
    link: (position) =>
      (links ??= new Set(outages.flatMap(({ root }) => linksOf(graph, root)))).has(position) ||
      interfaces.operUp[2 * position] === 0 ||
      interfaces.operUp[2 * position + 1] === 0,
  };
}

/** What a link, span or duct carries; a device or place darkens links, and is itself silent. */
function linksOf(graph: NetworkGraph, { kind, code }: Suspect): readonly number[] {
  const root = kind === 'DEVICE' || kind === 'PLACE' ? null : componentOf(graph, kind, code);
  return root === null ? [] : effectOf(graph, root.kind, root.index).links;
}
