import { COMPONENT_KINDS, type ComponentKind } from '@app/kernel';
import type { NetworkGraph } from '@app/topology';

/** Components of a graph by code: codes are unique within a kind, not across kinds. */
export function componentsNamed(graph: NetworkGraph, code: string, kind: ComponentKind | null): { kind: ComponentKind; index: number }[] {
  return COMPONENT_KINDS.filter((each) => kind === null || kind === each).flatMap((each) => {
    const index = positionOf(graph, each, code);
    return index < 0 ? [] : [{ kind: each, index }];
  });
}

function positionOf(graph: NetworkGraph, kind: ComponentKind, code: string): number {
  switch (kind) {
    case 'CONDUIT':
      return graph.conduitIndex(code);
    case 'SPAN':
      return graph.spanIndex(code);
    case 'LINK':
      return graph.linkIndex(code);
    case 'DEVICE':
      return graph.deviceIndex(code);
    case 'PLACE':
      return graph.placeIndex(code);
  }
}
