import type { ComponentKind } from '@app/kernel';
import { type FalseDiversity, falseDiversity, inWords } from './false.diversity.js';
import type { NetworkGraph } from './network.graph.js';

/** False diversity by names, so that it outlives the graph it was found in. */
export interface NamedFalseDiversity {
  readonly links: readonly string[];
  readonly shared: readonly { readonly kind: ComponentKind; readonly code: string }[];
  readonly devices: number;
  readonly cameras: number;
  /** Codes of stations with an own device among them, the first hundred. */
  readonly stations: readonly string[];
  readonly message: string;
}

/** Something that may be as written, and that somebody should look at all the same. */
export type TopologyWarning =
  { readonly kind: 'assumption'; readonly message: string } | ({ readonly kind: 'false-diversity' } & NamedFalseDiversity);

/** What was assumed where the document is silent, then all false diversity, the worst first. */
export function topologyWarnings(graph: NetworkGraph): TopologyWarning[] {
  const assumed = graph.warnings.map((message) => ({ kind: 'assumption' as const, message }));
  return [...assumed, ...falseDiversity(graph).map((found) => ({ kind: 'false-diversity' as const, ...byName(graph, found) }))];
}

export function byName(graph: NetworkGraph, found: FalseDiversity): NamedFalseDiversity {
  return {
    links: found.links.map((link) => graph.linkCodes[link]),
    shared: found.shared.map(({ kind, code }) => ({ kind, code })),
    devices: found.devices,
    cameras: found.cameras,
    stations: found.stations.map((place) => graph.placeCodes[place]),
    message: inWords(graph, found),
  };
}

/** True if a row that was just saved has a part in it: one of these links, or a link that rides this span, or what they share. */
export function concerns(graph: NetworkGraph, warning: TopologyWarning, list: 'links' | 'spans', code: string): boolean {
  if (warning.kind === 'assumption') return false;
  if (list === 'links') return warning.links.includes(code);
  const span = graph.spanIndex(code);
  if (span < 0) return false;
  const { start, items } = graph.spanLinks;
  const riding = Array.from(items.subarray(start[span], start[span + 1]), (link) => graph.linkCodes[link]);
  return riding.some((link) => warning.links.includes(link));
}
