import { componentId, darkenersOf, type NetworkGraph } from '@app/topology';
import type { Admissibility } from './admissibility.js';
import { MUST, MUST_NOT, type Premises } from './premises.js';

/** Components of which at least one is broken in every explanation. Never empty, and its own link is always one of them. */
export type Obligation = readonly number[];

/**
 * What follows from the premises without search: a link read down is dark, and so is every link between a device that works and a
 * silent one. Where everything was asked, this is all there is.
 */
export function plainObligations(graph: NetworkGraph, premises: Premises, admissibility: Admissibility): Obligation[] {
  const { device, poller } = premises;
  const off = new Set(premises.blamedOff);
  const obligations: Obligation[] = [];
  if (device[poller] === MUST_NOT) {
    const ways = [componentId(graph, 'DEVICE', poller), componentId(graph, 'PLACE', graph.devicePlace[poller])];
    obligations.push(ways.filter((component) => admissibility.admits(component)));
  }
  for (const l of darkLinks(graph, premises)) {
    if (!off.has(graph.linkA[l]) && !off.has(graph.linkZ[l])) obligations.push(pathObligation(graph, admissibility, [l]));
  }
  return obligations;
}

/** Ascending: the links read down, and those between a device that works and a silent one. */
function darkLinks({ adjStart, adjLink, adjNode }: NetworkGraph, { device, closed }: Premises): Int32Array {
  const dark = new Set(closed.closedLinks);
  for (const silent of closed.closedDevices) {
    for (let i = adjStart[silent]; i < adjStart[silent + 1]; i++) if (device[adjNode[i]] === MUST) dark.add(adjLink[i]);
  }
  return Int32Array.from(dark).sort();
}

/** Something that darkens one of these links is broken. */
export function pathObligation(graph: NetworkGraph, admissibility: Admissibility, links: readonly number[]): Obligation {
  // Of one link each stands there once, and most obligations are about one.
  if (links.length === 1) return darkenersOf(graph, links[0]).filter((component) => admissibility.admits(component));
  const found = new Set<number>();
  for (const l of links) for (const component of darkenersOf(graph, l)) if (admissibility.admits(component)) found.add(component);
  return [...found];
}
