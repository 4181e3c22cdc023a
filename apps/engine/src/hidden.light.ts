import { DEVICE_STATUSES } from '@app/kernel';
import type { Hidden } from '@app/observed';
import type { ConcludingService } from '@app/outages';
import type { NetworkGraph } from '@app/topology';
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

function linksOf(graph: NetworkGraph, { kind, code }: { readonly kind: string; readonly code: string }): readonly number[] {
  const spansOf = (span: number) => (span < 0 ? [] : rows(graph.spanLinks, span));
  switch (kind) {
    case 'LINK':
      return [graph.linkCodes.indexOf(code)];
    case 'SPAN':
      return spansOf(graph.spanCodes.indexOf(code));
    case 'CONDUIT': {
      const conduit = graph.conduitCodes.indexOf(code);
      return conduit < 0 ? [] : rows(graph.conduitSpans, conduit).flatMap(spansOf);
    }
    default:
      return [];
  }
}

function rows({ start, items }: { readonly start: Int32Array; readonly items: Int32Array }, at: number): number[] {
  return [...items.subarray(start[at], start[at + 1])];
}
