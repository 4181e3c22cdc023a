import type { NetworkPath } from './disjoint.paths.js';
import type { NetworkGraph } from './network.graph.js';

/** What two ways have in common between their ends: by position in the graph, ascending. */
export interface Sharing {
  readonly links: readonly number[];
  readonly devices: readonly number[];
  readonly spans: readonly number[];
  readonly conduits: readonly number[];
  /** Places where both have a device, or which the fibre of both passes; not those where they begin or end. */
  readonly places: readonly number[];
}

export function sharingOf(graph: NetworkGraph, first: NetworkPath, second: NetworkPath, { sharesEnd }: { sharesEnd: boolean }): Sharing {
  const inner = ({ devices }: NetworkPath) => devices.slice(1, sharesEnd ? undefined : -1);
  const [firstEnd, secondEnd] = [first.devices.at(-1)!, second.devices.at(-1)!];
  const endPlaces = [first.devices[0], firstEnd, secondEnd].map((device) => graph.devicePlace[device]);
  return {
    links: common(first.links, second.links),
    devices: common(inner(first), inner(second)),
    spans: common(spansOf(graph, first), spansOf(graph, second)),
    conduits: common(conduitsOf(graph, first), conduitsOf(graph, second)),
    places: common(placesOf(graph, first), placesOf(graph, second)).filter((place) => !endPlaces.includes(place)),
  };
}

/** The spans that a way rides, in order. */
export function spansOf({ linkSpans, linkA }: NetworkGraph, { links, devices }: NetworkPath): number[] {
  return links.flatMap((link, i) => {
    const ridden = Array.from(linkSpans.items.subarray(linkSpans.start[link], linkSpans.start[link + 1]));
    // Spans stand in the order from a to z; against that direction they are ridden backwards.
    return linkA[link] === devices[i] ? ridden : ridden.reverse();
  });
}

function conduitsOf(graph: NetworkGraph, path: NetworkPath): number[] {
  return spansOf(graph, path)
    .map((span) => graph.spanConduit[span])
    .filter((conduit) => conduit >= 0);
}

function placesOf(graph: NetworkGraph, path: NetworkPath): number[] {
  const passed = spansOf(graph, path).flatMap((span) => [graph.spanA[span], graph.spanZ[span]]);
  return [...path.devices.map((device) => graph.devicePlace[device]), ...passed];
}

function common(first: readonly number[], second: readonly number[]): number[] {
  const others = new Set(second);
  return [...new Set(first.filter((each) => others.has(each)))].sort((a, b) => a - b);
}
