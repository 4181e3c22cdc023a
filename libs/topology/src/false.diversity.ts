import { type Component, componentAt, componentId, effectOf } from './component.js';
import { type Csr, csrFromPairs } from './csr.js';
import { CutSpace } from './cut.space.js';
import { whatIf } from './impact.js';
import type { MeshCore } from './mesh.core.js';
import type { NetworkGraph } from './network.graph.js';
import { firstAtLeast, type PreorderStanding, standingIn } from './preorder.standing.js';
import { noDarkness } from './reach.js';
import type { SpanningTree } from './spanning.tree.js';

/** Links that should stand in for each other, and one thing takes them all. */
export interface FalseDiversity {
  /** Two or more, ascending. */
  readonly links: readonly number[];
  /** What each of which takes them all: conduits, spans, places (a closure that they pass, or the power where they end). */
  readonly shared: readonly Component[];
  /** What is lost then: the most that one of the shared things takes behind these links. */
  readonly devices: number;
  readonly cameras: number;
  /** Places of stations with an own device among them: the first hundred on the way there. */
  readonly stations: readonly number[];
}

const MOST_STATIONS = 100;

const kept = new WeakMap<NetworkGraph, readonly FalseDiversity[]>();

/**
 * All false diversity of a network: wherever one conduit, span or place takes away a part of it that no single link would, because the
 * links of a ring (or of a dual homing) share it. The part with most devices first. What ends at one and the same device claims no
 * diversity there, and neither does anything at the places of the pollers, where all ways lead.
 */
export function falseDiversity(graph: NetworkGraph): readonly FalseDiversity[] {
  const known = kept.get(graph);
  if (known) return known;
  const found = new Search(graph).run();
  kept.set(graph, found);
  return found;
}

/** The links that pass each place, one that they neither begin nor end at. */
function passingLinks(graph: NetworkGraph): Csr {
  const { linkSpans, spanA, spanZ, linkA, linkZ, devicePlace } = graph;
  const places: number[] = [];
  const links: number[] = [];
  for (let link = 0; link < graph.linkCount; link++) {
    if (linkSpans.start[link] === linkSpans.start[link + 1]) continue;
    const first = places.length;
    const seen = [devicePlace[linkA[link]], devicePlace[linkZ[link]]];
    for (let i = linkSpans.start[link]; i < linkSpans.start[link + 1]; i++) {
      for (const place of [spanA[linkSpans.items[i]], spanZ[linkSpans.items[i]]]) {
        if (seen.includes(place) || places.indexOf(place, first) >= 0) continue;
        places.push(place);
        links.push(link);
      }
    }
  }
  return csrFromPairs(graph.placeCount, places, links);
}

interface Finding {
  readonly links: readonly number[];
  readonly shared: Component[];
  /** What is lost, as intervals of the preorder, and how many devices they hold. */
  pieces: readonly number[];
  devices: number;
}

class Search {
  private readonly tree: SpanningTree;
  private readonly core: MeshCore;
  private readonly space: CutSpace;
  private readonly passing: Csr;
  private readonly findings = new Map<string, Finding>();
  /** What of the present search is lost (even) and already in a part (odd). */
  private readonly deviceMark: Int32Array;
  private readonly linkMark: Int32Array;
  private mark = 0;
  private readonly standing: PreorderStanding;
  private readonly stationSeen: Int32Array;
  private stationMark = 0;

  constructor(private readonly graph: NetworkGraph) {
    ({ intact: this.tree, core: this.core } = whatIf(graph));
    this.space = new CutSpace(graph, this.tree, noDarkness(graph));
    this.passing = passingLinks(graph);
    this.deviceMark = new Int32Array(graph.deviceCount);
    this.linkMark = new Int32Array(graph.linkCount);
    this.standing = standingIn(graph, this.tree);
    this.stationSeen = new Int32Array(graph.stationCount);
  }

  run(): FalseDiversity[] {
    const { graph } = this;
    for (let conduit = 0; conduit < graph.conduitCount; conduit++)
      this.tryOut(componentAt(graph, conduit), effectOf(graph, 'CONDUIT', conduit).links);
    for (let span = 0; span < graph.spanCount; span++)
      this.tryOut(componentAt(graph, componentId(graph, 'SPAN', span)), effectOf(graph, 'SPAN', span).links);
    const ofPollers = new Set(graph.pollers.map(({ device }) => graph.devicePlace[device]));
    for (let place = 0; place < graph.placeCount; place++) {
      if (ofPollers.has(place)) continue;
      const { links, devices } = effectOf(graph, 'PLACE', place);
      const passing = this.passing.items.subarray(this.passing.start[place], this.passing.start[place + 1]);
      this.tryOut(componentAt(graph, componentId(graph, 'PLACE', place)), [...links, ...passing], devices);
    }
    return [...this.findings.values()]
      .map((finding) => this.told(finding))
      .sort((a, b) => b.devices - a.devices || a.links[0] - b.links[0] || a.links[1] - b.links[1]);
  }

  private tryOut(shared: Component, effect: readonly number[], off: readonly number[] = []): void {
    const { linkA, linkZ } = this.graph;
    const ringed = [...new Set(effect.filter((link) => this.space.isOnRing(link)))];
    if (ringed.length < 2) return;
    // What hangs on one link alone claims no second way: links off the rings stay lit, but for those of devices that are off.
    const isOff = new Set(off);
    const links = isOff.size === 0 ? ringed : effect.filter((link) => isOff.has(linkA[link]) || isOff.has(linkZ[link])).concat(ringed);
    const pieces: number[] = [];
    this.space.lostWith(links, off, (from, to) => pieces.push(from, to));
    const lost = sizeOf(pieces);
    if (lost === 0 || lost === off.filter((device) => this.tree.reaches(device)).length) return;
    if (off.length === 0 && ringed.length === 2) {
      // Two links cut a ring in two: one part is lost, and nothing needs to be walked.
      this.add(shared, ringed, pieces);
      return;
    }
    const mark = (this.mark += 2);
    for (const device of this.tree.lostWith(links, off)) this.deviceMark[device] = mark;
    for (const device of off) this.deviceMark[device] = 0;
    for (const link of links) this.linkMark[link] = mark;
    for (const link of ringed) {
      for (const seed of [linkA[link], linkZ[link]]) {
        if (this.deviceMark[seed] === mark) this.tryPart(shared, ringed, off, this.partFrom(seed, mark));
      }
    }
  }

  /** What still hangs together with a lost device. */
  private partFrom(seed: number, mark: number): number[] {
    const { adjStart, adjNode, adjLink } = this.graph;
    const part = [seed];
    this.deviceMark[seed] = mark + 1;
    for (const device of part) {
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        if (this.deviceMark[adjNode[i]] !== mark || this.linkMark[adjLink[i]] === mark) continue;
        this.deviceMark[adjNode[i]] = mark + 1;
        part.push(adjNode[i]);
      }
    }
    return part;
  }

  private tryPart(shared: Component, ringed: readonly number[], off: readonly number[], part: readonly number[]): void {
    const { linkA, linkZ } = this.graph;
    const isIn = new Set(part);
    const around = ringed.filter((link) => isIn.has(linkA[link]) !== isIn.has(linkZ[link]));
    if (around.length < 2) return;
    const beyond = (link: number) => (isIn.has(linkA[link]) ? linkZ[link] : linkA[link]);
    const inwards = around.filter((link) => this.deviceMark[beyond(link)] < this.mark);
    // Where several places fail at once with a ring, the links that lead on to the network say it best.
    const links = off.length === 0 && inwards.length >= 2 ? inwards : around;
    if (shared.kind === 'PLACE' && this.hangsOnOneDevice(part[0], off)) return;
    this.add(shared, links, piecesOf(part.map((device) => this.tree.position[device])));
  }

  /** True if one device of the place alone takes a part away: then nobody meant two ways to be there. */
  private hangsOnOneDevice(device: number, off: readonly number[]): boolean {
    const at = this.tree.position[device];
    return off.some((each) => {
      if (this.core.coreDevice[each] < 0) return false;
      let isLost = false;
      this.space.lostWith(effectOf(this.graph, 'DEVICE', each).links, [each], (from, to) => (isLost ||= from <= at && at < to));
      return isLost;
    });
  }

  private add(shared: Component, around: readonly number[], pieces: readonly number[]): void {
    const links = [...around].sort((a, b) => a - b);
    const devices = sizeOf(pieces);
    const key = links.join();
    const known = this.findings.get(key);
    if (!known) {
      this.findings.set(key, { links, shared: [shared], pieces, devices });
      return;
    }
    // One conduit may cut a ring in several parts: it is told once.
    if (known.shared.at(-1) !== shared) known.shared.push(shared);
    if (devices > known.devices) Object.assign(known, { pieces, devices });
  }

  private told({ links, shared, pieces, devices }: Finding): FalseDiversity {
    const { camerasBefore, stationDevices } = this.standing;
    const mark = ++this.stationMark;
    const stations: number[] = [];
    let cameras = 0;
    for (let piece = 0; piece < pieces.length; piece += 2) {
      const [from, to] = [pieces[piece], pieces[piece + 1]];
      cameras += camerasBefore[to] - camerasBefore[from];
      for (let i = firstAtLeast(stationDevices, from); stationDevices[i] < to && stations.length < MOST_STATIONS; i++) {
        const place = this.graph.devicePlace[this.tree.preorder[stationDevices[i]]];
        if (this.stationSeen[place] === mark) continue;
        this.stationSeen[place] = mark;
        stations.push(place);
      }
    }
    return { links, shared, devices, cameras, stations };
  }
}

/** Positions as intervals, ascending. */
function piecesOf(positions: readonly number[]): number[] {
  const pieces: number[] = [];
  for (const at of Int32Array.from(positions).sort()) {
    if (pieces.at(-1) === at) pieces[pieces.length - 1] = at + 1;
    else pieces.push(at, at + 1);
  }
  return pieces;
}

function sizeOf(pieces: readonly number[]): number {
  return pieces.reduce((sum, at, i) => sum + (i % 2 === 0 ? -at : at), 0);
}

const NAMED = 5;

/** The same in words. */
export function inWords(graph: NetworkGraph, { links, shared, devices, cameras, stations }: FalseDiversity): string {
  const list = (names: readonly string[], most = Number.POSITIVE_INFINITY) => {
    const shown = names.slice(0, NAMED);
    const rest = names.length > NAMED ? [`${names.length < most ? '' : 'at least '}${names.length - NAMED} more`] : [];
    const all = [...shown, ...rest];
    return all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
  };
  const things = list(shared.map(({ kind, code }) => `${kind} ${code}`));
  const codes = stations.map((place) => graph.placeCodes[place]);
  const behind = codes.length > 0 ? `, stations ${list(codes, MOST_STATIONS)} among them` : '';
  const count = `${devices} ${devices === 1 ? 'device' : 'devices'} (${cameras} ${cameras === 1 ? 'camera' : 'cameras'})`;
  return `links ${list(links.map((link) => graph.linkCodes[link]))} share ${things}: it takes them all, and ${count} with them${behind}`;
}
