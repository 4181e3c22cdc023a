import type { DeviceRole } from '@app/kernel';
import { type Csr, csrFromColumn, csrFromPairs } from './csr.js';
import { KeyTable } from './key.table.js';
import { type PollerPosition, positionPollers } from './poller.position.js';
import type { TopologyDocument } from './topology.document.js';
import { quoted, TopologyError } from './topology.error.js';
import { TopologyIndex } from './topology.index.js';

/**
 * One version of the network as a graph on typed arrays. Everything is named by its position in the document's lists; places are
 * the stations, then the buildings, then the access points. Immutable once built.
 */
export class NetworkGraph {
  readonly deviceCount: number;
  readonly linkCount: number;
  readonly spanCount: number;
  readonly conduitCount: number;
  readonly placeCount: number;
  readonly stationCount: number;

  readonly deviceNames: readonly string[];
  readonly deviceRoles: readonly DeviceRole[];
  readonly devicePlace: Int32Array;
  readonly linkCodes: readonly string[];
  readonly linkA: Int32Array;
  readonly linkZ: Int32Array;
  /** The interface names of both ends; null where the document gives none. */
  readonly linkInterfaces: { readonly a: readonly (string | null)[]; readonly z: readonly (string | null)[] };
  readonly spanCodes: readonly string[];
  /** Metres; -1 where unknown. */
  readonly spanLengthM: Float64Array;
  /** -1: lies in no conduit. */
  readonly spanConduit: Int32Array;
  readonly spanA: Int32Array;
  readonly spanZ: Int32Array;
  readonly conduitCodes: readonly string[];
  readonly placeCodes: readonly string[];
  /** The station (as a place) in whose area a place lies; a station lies in its own; -1 for access points. */
  readonly placeStation: Int32Array;

  /** Neighbours of a device: entry i of `adjStart[d] … adjStart[d + 1] - 1` is device `adjNode[i]` over link `adjLink[i]`. */
  readonly adjStart: Int32Array;
  readonly adjNode: Int32Array;
  readonly adjLink: Int32Array;
  readonly linkSpans: Csr;
  readonly spanLinks: Csr;
  readonly conduitSpans: Csr;
  readonly placeDevices: Csr;

  readonly pollers: readonly PollerPosition[];
  /** What was assumed because the document does not say, for people to read. */
  readonly warnings: readonly string[];

  private readonly index: TopologyIndex;

  /** Builds the graph, or throws a {@link TopologyError} that names each reference to nowhere, double name and doubly used interface. */
  static from(document: TopologyDocument): NetworkGraph {
    return new NetworkGraph(document);
  }

  private constructor(document: TopologyDocument) {
    const index = new TopologyIndex(document);
    this.index = index;
    const { devices, links, stations, buildings = [], spans = [], conduits = [] } = document;
    this.deviceCount = devices.length;
    this.linkCount = links.length;
    this.spanCount = spans.length;
    this.conduitCount = conduits.length;
    this.placeCount = index.places.names.length;
    this.stationCount = stations.length;
    // A million ports bear some hundred names: one text each.
    const texts = new Map<string, string>();
    const shared = (text: string | undefined) => (text === undefined ? null : oneOf(texts, text));
    this.deviceNames = index.devices.names;
    this.deviceRoles = devices.map(({ role }) => oneOf(texts, role) as DeviceRole);
    this.linkCodes = index.links.names;
    this.spanCodes = index.spans.names;
    this.conduitCodes = index.conduits.names;
    this.placeCodes = index.places.names;
    this.linkInterfaces = { a: links.map(({ a }) => shared(a.interface)), z: links.map(({ z }) => shared(z.interface)) };
    this.spanLengthM = new Float64Array(spans.map(({ lengthM }) => lengthM ?? -1));

    const { devices: deviceList, places: placeList } = index;
    const at = (list: string, keys: readonly string[], field: string) => (i: number) => `${list}[${i}] ${quoted(keys[i])}.${field}`;
    const places = (rows: number, codeOf: (i: number) => string, place: (i: number) => string) =>
      column(rows, (i) => index.find(placeList, 'place', codeOf(i), place, i));
    const ends = (nameOf: (i: number) => string, place: (i: number) => string) =>
      column(links.length, (i) => index.find(deviceList, 'device', nameOf(i), place, i));

    this.devicePlace = places(devices.length, (i) => devices[i].place, at('devices', this.deviceNames, 'place'));
    const buildingStation = places(
      buildings.length,
      (i) => buildings[i].station,
      at(
        'buildings',
        buildings.map(({ code }) => code),
        'station',
      ),
    );
    this.placeStation = column(this.placeCount, (i) => (i < stations.length ? i : (buildingStation[i - stations.length] ?? -1)));
    this.spanA = places(spans.length, (i) => spans[i].a, at('spans', this.spanCodes, 'a'));
    this.spanZ = places(spans.length, (i) => spans[i].z, at('spans', this.spanCodes, 'z'));
    const conduitAt = at('spans', this.spanCodes, 'conduit');
    this.spanConduit = column(spans.length, (i) => {
      const { conduit } = spans[i];
      return conduit === undefined ? -1 : index.find(index.conduits, 'conduit', conduit, conduitAt, i);
    });
    this.linkA = ends((i) => links[i].a.device, at('links', this.linkCodes, 'a.device'));
    this.linkZ = ends((i) => links[i].z.device, at('links', this.linkCodes, 'z.device'));
    const { linkOfRide, spanOfRide } = this.rides(document, index);
    const { pollers, warnings } = positionPollers(document, index);
    this.checkInterfaces();
    if (index.problems.length > 0) throw new TopologyError(index.problems);

    this.pollers = pollers;
    this.warnings = warnings;
    this.linkSpans = csrFromPairs(links.length, linkOfRide, spanOfRide);
    this.spanLinks = csrFromPairs(spans.length, spanOfRide, linkOfRide);
    this.conduitSpans = csrFromColumn(conduits.length, this.spanConduit);
    this.placeDevices = csrFromColumn(this.placeCount, this.devicePlace);
    const adjacency = this.adjacency();
    this.adjStart = adjacency.start;
    this.adjNode = adjacency.nodes;
    this.adjLink = adjacency.items;
  }

  /** The position of a device, or -1. */
  deviceIndex(name: string): number {
    return this.index.devices.find(name);
  }

  linkIndex(code: string): number {
    return this.index.links.find(code);
  }

  spanIndex(code: string): number {
    return this.index.spans.find(code);
  }

  conduitIndex(code: string): number {
    return this.index.conduits.find(code);
  }

  placeIndex(code: string): number {
    return this.index.places.find(code);
  }

  /** The link end (2 × link, + 1 for the z end) at a device's interface, or -1 where no link is plugged in. */
  linkEndIndex(device: number, interfaceName: string): number {
    // A table of all interfaces would take 25 MB at 100,000 links; a device has few.
    for (let i = this.adjStart[device]; i < this.adjStart[device + 1]; i++) {
      const link = this.adjLink[i];
      if (this.linkA[link] === device && this.linkInterfaces.a[link] === interfaceName) return 2 * link;
      if (this.linkZ[link] === device && this.linkInterfaces.z[link] === interfaceName) return 2 * link + 1;
    }
    return -1;
  }

  /** A span that a link names twice (there and back in one cable) darkens it once. */
  private rides(document: TopologyDocument, index: TopologyIndex): { linkOfRide: number[]; spanOfRide: number[] } {
    const linkOfRide: number[] = [];
    const spanOfRide: number[] = [];
    for (let link = 0; link < document.links.length; link++) {
      const { code, spans = [] } = document.links[link];
      const first = spanOfRide.length;
      const at = (j: number) => `links[${link}] ${quoted(code)}.spans[${j}]`;
      for (let j = 0; j < spans.length; j++) {
        const span = index.find(index.spans, 'span', spans[j], at, j);
        if (span < 0 || spanOfRide.indexOf(span, first) >= 0) continue;
        linkOfRide.push(link);
        spanOfRide.push(span);
      }
    }
    return { linkOfRide, spanOfRide };
  }

  private adjacency(): Csr & { nodes: Int32Array } {
    const rows = new Int32Array(2 * this.linkCount);
    const items = new Int32Array(2 * this.linkCount);
    for (let link = 0; link < this.linkCount; link++) {
      rows[2 * link] = this.linkA[link];
      rows[2 * link + 1] = this.linkZ[link];
      items[2 * link] = items[2 * link + 1] = link;
    }
    const { start, items: links } = csrFromPairs(this.deviceCount, rows, items);
    const nodes = new Int32Array(links.length);
    for (let device = 0; device < this.deviceCount; device++) {
      for (let i = start[device]; i < start[device + 1]; i++) nodes[i] = this.linkA[links[i]] + this.linkZ[links[i]] - device;
    }
    return { start, items: links, nodes };
  }

  private checkInterfaces(): void {
    const { linkA, linkZ, linkInterfaces } = this;
    const nameOf = (end: number) => (end & 1 ? linkInterfaces.z : linkInterfaces.a)[end >> 1];
    const ownerOf = (end: number) => (end & 1 ? linkZ : linkA)[end >> 1];
    const ends = new KeyTable(2 * this.linkCount, (end) => nameOf(end) ?? '', ownerOf);
    for (let end = 0; end < 2 * this.linkCount; end++) {
      if (nameOf(end) === null) continue;
      const taken = ends.enter(end);
      if (taken < 0) continue;
      this.index.problems.push({
        place: `links[${end >> 1}] ${quoted(this.linkCodes[end >> 1])}.${end & 1 ? 'z' : 'a'}.interface`,
        reason: `this interface is already taken by link ${quoted(this.linkCodes[taken >> 1])}`,
      });
    }
  }
}

function column(rows: number, valueOf: (i: number) => number): Int32Array {
  const values = new Int32Array(rows);
  for (let i = 0; i < rows; i++) values[i] = valueOf(i);
  return values;
}

function oneOf(texts: Map<string, string>, text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  texts.set(text, text);
  return text;
}
