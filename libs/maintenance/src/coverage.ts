import type { InventorySnapshot } from '@app/inventory';
import type { Outage, Suspect } from '@app/outages';
import { type Component, componentOf, effectOf, impactOf, type NetworkGraph } from '@app/topology';
import type { MaintenanceSubject, MaintenanceWindow } from './maintenance.window.js';

type Mapped = Pick<InventorySnapshot, 'graph' | 'document'>;

/** What is in maintenance, by position in the graph: what is worked on, and whatever has no surviving way but through it. */
export interface Coverage {
  readonly windows: readonly MaintenanceWindow[];
  readonly devices: Uint8Array;
  readonly links: Uint8Array;
  readonly spans: Uint8Array;
  readonly conduits: Uint8Array;
  readonly places: Uint8Array;
}

/** The components that a subject takes away; empty if the network does not have it (any more). */
export function componentsOf({ graph, document }: Mapped, { kind, code }: MaintenanceSubject): Component[] {
  if (kind !== 'STATION') return [componentOf(graph, kind, code) ?? []].flat();
  const station = graph.placeIndex(code);
  if (station < 0 || station >= graph.stationCount) return [];
  const inArea = areaOf(document.stations, code);
  const found: Component[] = [];
  for (let place = 0; place < graph.placeCount; place++) {
    const at = graph.placeStation[place];
    if (at >= 0 && inArea.has(graph.placeCodes[at])) found.push({ kind: 'PLACE', index: place, code: graph.placeCodes[place] });
  }
  return found;
}

/** Codes of a station and of all below it. */
function areaOf(stations: InventorySnapshot['document']['stations'], code: string): ReadonlySet<string> {
  const below = new Map<string, string[]>();
  for (const station of stations) if (station.parent) below.set(station.parent, [...(below.get(station.parent) ?? []), station.code]);
  const area = new Set([code]);
  for (const each of area) for (const child of below.get(each) ?? []) area.add(child);
  return area;
}

/** What these windows, which are in force together, take away or may take away. Inherited by what has no other way. */
export function coverageOf(snapshot: Mapped, windows: readonly MaintenanceWindow[]): Coverage {
  const { graph } = snapshot;
  const coverage = {
    windows,
    devices: new Uint8Array(graph.deviceCount),
    links: new Uint8Array(graph.linkCount),
    spans: new Uint8Array(graph.spanCount),
    conduits: new Uint8Array(graph.conduitCount),
    places: new Uint8Array(graph.placeCount),
  };
  const components = windows.flatMap(({ subjects }) => subjects.flatMap((subject) => componentsOf(snapshot, subject)));
  if (components.length === 0) return coverage;
  for (const { kind, index } of components) markSelf(graph, coverage, kind, index);
  const { lostDevices, darkLinks } = impactOf(graph, components);
  for (const device of lostDevices) coverage.devices[device] = 1;
  for (const link of darkLinks) coverage.links[link] = 1;
  // A link between two that are lost, or to one that is, has no use but through them.
  for (let link = 0; link < graph.linkCount; link++)
    if (coverage.devices[graph.linkA[link]] && coverage.devices[graph.linkZ[link]]) coverage.links[link] = 1;
  return coverage;
}

function markSelf(graph: NetworkGraph, coverage: Coverage, kind: Component['kind'], index: number): void {
  for (const device of effectOf(graph, kind, index).devices) coverage.devices[device] = 1;
  switch (kind) {
    case 'CONDUIT': {
      coverage.conduits[index] = 1;
      const { start, items } = graph.conduitSpans;
      for (let at = start[index]; at < start[index + 1]; at++) coverage.spans[items[at]] = 1;
      return;
    }
    case 'SPAN':
      coverage.spans[index] = 1;
      return;
    case 'LINK':
      coverage.links[index] = 1;
      return;
    case 'DEVICE':
      coverage.devices[index] = 1;
      return;
    case 'PLACE':
      coverage.places[index] = 1;
  }
}

/**
 * Whether nobody is told of an outage while this is in maintenance: all that it takes away is in maintenance, or it takes nothing away and
 * is itself in maintenance. What goes beyond the works is told, wherever it began.
 */
export function isHushed({ root, affectedDevices, alertName }: Outage, coverage: Coverage, snapshot: InventorySnapshot): boolean {
  if (coverage.windows.length === 0 || alertName === 'PollerBlind') return false;
  const positions = affectedDevices.map((device) => snapshot.indexOfDevice(device)).filter((device) => device >= 0);
  if (positions.length > 0) return positions.every((device) => coverage.devices[device] === 1);
  return isCovered(root, coverage, snapshot.graph);
}

function isCovered({ kind, code }: Suspect, coverage: Coverage, graph: NetworkGraph): boolean {
  const component = componentOf(graph, kind, code);
  if (component === null) return false;
  const marks = {
    CONDUIT: coverage.conduits,
    SPAN: coverage.spans,
    LINK: coverage.links,
    DEVICE: coverage.devices,
    PLACE: coverage.places,
  };
  if (marks[kind][component.index] === 1) return true;
  // Where works darken every link that the root carries, its darkness is theirs.
  const { links } = effectOf(graph, kind, component.index);
  return links.length > 0 && links.every((link) => coverage.links[link] === 1);
}
