import type { DeviceRole } from '@app/kernel';
import { type Csr, csrFromColumn, csrFromPairs } from './csr.js';
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
    const { devices, links, stations, buildings = [], accessPoints = [], spans = [], conduits = [] } = document;
    const places = [...stations, ...buildings, ...accessPoints];
    this.deviceCount = devices.length;
    this.linkCount = links.length;
    this.spanCount = spans.length;
    this.conduitCount = conduits.length;
    this.placeCount = places.length;
    this.stationCount = stations.length;
    this.deviceNames = devices.map(({ name }) => name);
    this.deviceRoles = devices.map(({ role }) => role);
    this.linkCodes = links.map(({ code }) => code);
    this.spanCodes = spans.map(({ code }) => code);
    this.conduitCodes = conduits.map(({ code }) => code);
    this.placeCodes = places.map(({ code }) => code);
    this.linkInterfaces = { a: links.map(({ a }) => a.interface ?? null), z: links.map(({ z }) => z.interface ?? null) };
    this.spanLengthM = Float64Array.from(spans, ({ lengthM }) => lengthM ?? -1);

    const at = (list: string, i: number, key: string, field: string) => () => `${list}[${i}] ${quoted(key)}.${field}`;
    const place = (list: string, i: number, key: string, field: string, code: string) =>
      index.find(index.places, 'place', code, at(list, i, key, field));
    const device = (list: string, i: number, key: string, field: string, name: string) =>
      index.find(index.devices, 'device', name, at(list, i, key, field));

    this.devicePlace = Int32Array.from(devices, (row, i) => place('devices', i, row.name, 'place', row.place));
    this.placeStation = Int32Array.from(places, (_, i) => (i < stations.length ? i : -1));
    buildings.forEach((row, i) => (this.placeStation[stations.length + i] = place('buildings', i, row.code, 'station', row.station)));
    this.spanA = Int32Array.from(spans, (row, i) => place('spans', i, row.code, 'a', row.a));
    this.spanZ = Int32Array.from(spans, (row, i) => place('spans', i, row.code, 'z', row.z));
    this.spanConduit = Int32Array.from(spans, (row, i) =>
      row.conduit === undefined ? -1 : index.find(index.conduits, 'conduit', row.conduit, at('spans', i, row.code, 'conduit')),
    );
    this.linkA = Int32Array.from(links, (row, i) => device('links', i, row.code, 'a.device', row.a.device));
    this.linkZ = Int32Array.from(links, (row, i) => device('links', i, row.code, 'z.device', row.z.device));
    const { linkOfRide, spanOfRide } = this.rides(document, index);
    const { pollers, warnings } = positionPollers(document, index);
    this.checkInterfaces();
    if (index.problems.length > 0) throw new TopologyError(index.problems);

    this.pollers = pollers;
    this.warnings = warnings;
    this.linkSpans = csrFromPairs(links.length, linkOfRide, spanOfRide);
    this.spanLinks = csrFromPairs(spans.length, spanOfRide, linkOfRide);
    this.conduitSpans = csrFromColumn(conduits.length, this.spanConduit);
    this.placeDevices = csrFromColumn(places.length, this.devicePlace);
    const adjacency = this.adjacency();
    this.adjStart = adjacency.start;
    this.adjNode = adjacency.nodes;
    this.adjLink = adjacency.items;
  }

  /** The position of a device, or -1. */
  deviceIndex(name: string): number {
    return this.index.devices.get(name) ?? -1;
  }

  linkIndex(code: string): number {
    return this.index.links.get(code) ?? -1;
  }

  spanIndex(code: string): number {
    return this.index.spans.get(code) ?? -1;
  }

  conduitIndex(code: string): number {
    return this.index.conduits.get(code) ?? -1;
  }

  placeIndex(code: string): number {
    return this.index.places.get(code) ?? -1;
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
    document.links.forEach((row, link) => {
      const first = spanOfRide.length;
      (row.spans ?? []).forEach((code, j) => {
        const span = index.find(index.spans, 'span', code, () => `links[${link}] ${quoted(row.code)}.spans[${j}]`);
        if (span < 0 || spanOfRide.indexOf(span, first) >= 0) return;
        linkOfRide.push(link);
        spanOfRide.push(span);
      });
    });
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
    const ends = new Map<string, number>();
    for (let link = 0; link < this.linkCount; link++) {
      for (const end of [2 * link, 2 * link + 1]) {
        const name = (end & 1 ? this.linkInterfaces.z : this.linkInterfaces.a)[link];
        if (name === null) continue;
        const key = `${end & 1 ? this.linkZ[link] : this.linkA[link]} ${name}`;
        const taken = ends.get(key);
        if (taken === undefined) {
          ends.set(key, end);
          continue;
        }
        this.index.problems.push({
          place: `links[${link}] ${quoted(this.linkCodes[link])}.${end & 1 ? 'z' : 'a'}.interface`,
          reason: `this interface is already taken by link ${quoted(this.linkCodes[taken >> 1])}`,
        });
      }
    }
  }
}
