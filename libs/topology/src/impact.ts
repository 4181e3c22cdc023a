import type { Component } from './component.js';
import { effectOf } from './component.js';
import type { NetworkGraph } from './network.graph.js';
import { type Darkness, darknessOf, noDarkness } from './reach.js';
import { SpanningTree } from './spanning.tree.js';

/** What the loss of some components would mean, seen from all pollers. Everything by position in the graph, ascending. */
export interface Impact {
  readonly darkLinks: readonly number[];
  /** Devices that were in reach and would not be any more (or would be off). */
  readonly lostDevices: readonly number[];
  readonly lostCameras: number;
  /** Places of stations all of whose own devices would be lost. */
  readonly isolatedStations: readonly number[];
  /** Devices that keep a way, but from now on one that a single cut can take: they had a second. */
  readonly exposedDevices: readonly number[];
  /** Places of stations that keep a way, but with none of their own devices one that outlives any single cut. */
  readonly exposedStations: readonly number[];
}

/** What would be lost, and what would lose its redundancy, if these components broke together. */
export function impactOf(graph: NetworkGraph, components: readonly Pick<Component, 'kind' | 'index'>[]): Impact {
  const roots = graph.pollers.map(({ device }) => device);
  const intact = new SpanningTree(graph, roots, noDarkness(graph));
  const dark = darknessOf(graph, components);
  const left = new SpanningTree(graph, roots, dark);
  const before = exposure(graph, intact, noDarkness(graph));
  const after = exposure(graph, left, dark);

  const devices = Array.from({ length: graph.deviceCount }, (_, device) => device);
  const lostDevices = devices.filter((device) => intact.reaches(device) && !left.reaches(device));
  const exposedDevices = devices.filter((device) => left.reaches(device) && after[device] && !before[device]);
  return {
    darkLinks: Array.from({ length: graph.linkCount }, (_, link) => link).filter((link) => dark.links[link]),
    lostDevices,
    lostCameras: lostDevices.filter((device) => graph.deviceRoles[device] === 'CAMERA').length,
    isolatedStations: stationsWhere(graph, (own) => own.some((d) => intact.reaches(d)) && !own.some((d) => left.reaches(d))),
    exposedDevices,
    exposedStations: stationsWhere(
      graph,
      (own) =>
        own.some((d) => left.reaches(d)) &&
        own.some((d) => intact.reaches(d) && !before[d]) &&
        !own.some((d) => left.reaches(d) && !after[d]),
    ),
  };
}

/**
 * 1 for each reached device that the cut of one single conduit, span or patch would take away: it has no redundancy, whatever the
 * number of its links says. Two routes through one duct are one route.
 */
export function exposure(graph: NetworkGraph, tree: SpanningTree, dark: Darkness): Uint8Array {
  const exposed = new Uint8Array(graph.deviceCount);
  const expose = (links: readonly number[]) => {
    const cut = links.filter((link) => !dark.links[link]);
    for (const device of tree.lostWith(cut, [])) exposed[device] = 1;
  };
  for (let conduit = 0; conduit < graph.conduitCount; conduit++) expose(effectOf(graph, 'CONDUIT', conduit).links);
  // The larger cut takes all that the smaller takes: a span in a conduit and a link on a span need no look of their own.
  for (let span = 0; span < graph.spanCount; span++) {
    if (graph.spanConduit[span] < 0) expose(effectOf(graph, 'SPAN', span).links);
  }
  const { start } = graph.linkSpans;
  for (let link = 0; link < graph.linkCount; link++) if (start[link] === start[link + 1]) expose([link]);
  return exposed;
}

function stationsWhere(graph: NetworkGraph, holds: (ownDevices: readonly number[]) => boolean): number[] {
  const { start, items } = graph.placeDevices;
  const found: number[] = [];
  for (let place = 0; place < graph.stationCount; place++) {
    const own = Array.from(items.subarray(start[place], start[place + 1]));
    if (own.length > 0 && holds(own)) found.push(place);
  }
  return found;
}
