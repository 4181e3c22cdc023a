import { COMPONENT_KINDS, type ComponentKind } from '@app/kernel';
import { compareNatural } from './natural.order.js';
import type { NetworkGraph } from './network.graph.js';

/** Something that can break: a conduit, span, link, device or a place's power, by its position in its own list. */
export interface Component {
  readonly kind: ComponentKind;
  readonly index: number;
  readonly code: string;
}

/** What one component takes away when it breaks. */
export interface Effect {
  /** Links that go dark. A link may stand here twice. */
  readonly links: readonly number[];
  /** Devices that go off. */
  readonly devices: readonly number[];
}

/**
 * One number for each component of all kinds, in the order of COMPONENT_KINDS: conduits first, then spans, links, devices and
 * places.
 */
export function componentId(graph: NetworkGraph, kind: ComponentKind, index: number): number {
  const { conduitCount, spanCount, linkCount, deviceCount } = graph;
  switch (kind) {
    case 'CONDUIT':
      return index;
    case 'SPAN':
      return conduitCount + index;
    case 'LINK':
      return conduitCount + spanCount + index;
    case 'DEVICE':
      return conduitCount + spanCount + linkCount + index;
    case 'PLACE':
      return conduitCount + spanCount + linkCount + deviceCount + index;
  }
}

export function componentCount({ conduitCount, spanCount, linkCount, deviceCount, placeCount }: NetworkGraph): number {
  return conduitCount + spanCount + linkCount + deviceCount + placeCount;
}

/** The component behind a number of {@link componentId}. */
export function componentAt(graph: NetworkGraph, id: number): Component {
  let index = id;
  for (const kind of COMPONENT_KINDS) {
    const codes = codesOf(graph, kind);
    if (index < codes.length) return { kind, index, code: codes[index] };
    index -= codes.length;
  }
  throw new RangeError(`no component has the number ${id}`);
}

export function codesOf(graph: NetworkGraph, kind: ComponentKind): readonly string[] {
  switch (kind) {
    case 'CONDUIT':
      return graph.conduitCodes;
    case 'SPAN':
      return graph.spanCodes;
    case 'LINK':
      return graph.linkCodes;
    case 'DEVICE':
      return graph.deviceNames;
    case 'PLACE':
      return graph.placeCodes;
  }
}

/** What goes dark and off with one component: a device takes its links with it, a place all its devices. */
export function effectOf(graph: NetworkGraph, kind: ComponentKind, index: number): Effect {
  switch (kind) {
    case 'CONDUIT': {
      const links: number[] = [];
      const { start, items } = graph.conduitSpans;
      for (let i = start[index]; i < start[index + 1]; i++) pushRow(links, graph.spanLinks, items[i]);
      return { links, devices: [] };
    }
    case 'SPAN':
      return { links: pushRow([], graph.spanLinks, index), devices: [] };
    case 'LINK':
      return { links: [index], devices: [] };
    case 'DEVICE':
      return { links: linksOf(graph, index, []), devices: [index] };
    case 'PLACE': {
      const devices = pushRow([], graph.placeDevices, index);
      const links: number[] = [];
      for (const device of devices) linksOf(graph, device, links);
      return { links, devices };
    }
  }
}

/**
 * Numbers of all components that darken a link: itself, its spans, their conduits, the devices at its ends, the places of those.
 * Each once.
 */
export function darkenersOf(graph: NetworkGraph, link: number): number[] {
  const { linkSpans, spanConduit, devicePlace } = graph;
  const found: number[] = [];
  const add = (id: number) => {
    if (!found.includes(id)) found.push(id);
  };
  for (let i = linkSpans.start[link]; i < linkSpans.start[link + 1]; i++) {
    const span = linkSpans.items[i];
    if (spanConduit[span] >= 0) add(componentId(graph, 'CONDUIT', spanConduit[span]));
    add(componentId(graph, 'SPAN', span));
  }
  add(componentId(graph, 'LINK', link));
  for (let end = 0; end < 2; end++) {
    const device = end === 0 ? graph.linkA[link] : graph.linkZ[link];
    add(componentId(graph, 'DEVICE', device));
    add(componentId(graph, 'PLACE', devicePlace[device]));
  }
  return found;
}

/** The order in which equally good explanations are told: by kind, the longer span first, then by code as people count. */
export function compareComponents(graph: NetworkGraph, a: number, b: number): number {
  if (a === b) return 0;
  const x = componentAt(graph, a);
  const y = componentAt(graph, b);
  if (x.kind !== y.kind) return COMPONENT_KINDS.indexOf(x.kind) - COMPONENT_KINDS.indexOf(y.kind);
  const longerFirst = x.kind === 'SPAN' ? graph.spanLengthM[y.index] - graph.spanLengthM[x.index] : 0;
  return longerFirst || compareNatural(x.code, y.code);
}

function pushRow(into: number[], { start, items }: { start: Int32Array; items: Int32Array }, row: number): number[] {
  for (let i = start[row]; i < start[row + 1]; i++) into.push(items[i]);
  return into;
}

function linksOf({ adjStart, adjLink }: NetworkGraph, device: number, into: number[]): number[] {
  for (let i = adjStart[device]; i < adjStart[device + 1]; i++) into.push(adjLink[i]);
  return into;
}
