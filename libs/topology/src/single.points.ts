import { COMPONENT_KINDS } from '@app/kernel';
import { codesOf, type Component, componentAt, componentCount, effectOf } from './component.js';
import { CutSpace } from './cut.space.js';
import { whatIf } from './impact.js';
import type { NetworkGraph } from './network.graph.js';
import { firstAtLeast, standingIn } from './preorder.standing.js';
import { noDarkness } from './reach.js';
import type { SpanningTree } from './spanning.tree.js';

/** A component on which others hang: with it, they are gone. */
export interface SinglePoint extends Component {
  /** Devices that would be cut off; what itself goes off with the component is not counted. */
  readonly devicesBehind: number;
  readonly camerasBehind: number;
  /** Stations all of whose own devices would be lost. */
  readonly stationsIsolated: number;
}

const kept = new WeakMap<NetworkGraph, SinglePoints>();

/** A graph never changes, so its single points are found out once. */
export function singlePoints(graph: NetworkGraph): SinglePoints {
  const known = kept.get(graph);
  if (known) return known;
  const made = new SinglePoints(graph);
  kept.set(graph, made);
  return made;
}

/**
 * The single points of failure of a network, seen from all pollers: each component without which others are cut off, most devices
 * first, then most cameras, then by kind and code.
 */
export class SinglePoints {
  /** Numbers of `componentId`, the worst first. */
  readonly ranked: Int32Array;
  private readonly devicesBehind: Int32Array;
  private readonly camerasBehind: Int32Array;
  private readonly stationsIsolated: Int32Array;

  constructor(private readonly graph: NetworkGraph) {
    const count = componentCount(graph);
    this.devicesBehind = new Int32Array(count);
    this.camerasBehind = new Int32Array(count);
    this.stationsIsolated = new Int32Array(count);
    this.measure();
    const { devicesBehind, camerasBehind } = this;
    const isBefore = byKindAndCode(graph);
    this.ranked = Int32Array.from({ length: count }, (_, id) => id)
      .filter((id) => devicesBehind[id] > 0)
      .sort((a, b) => devicesBehind[b] - devicesBehind[a] || camerasBehind[b] - camerasBehind[a] || isBefore(a, b));
  }

  /** What hangs on the component of this number. */
  at(id: number): SinglePoint {
    const [devicesBehind, camerasBehind, stationsIsolated] = [this.devicesBehind[id], this.camerasBehind[id], this.stationsIsolated[id]];
    return { ...componentAt(this.graph, id), devicesBehind, camerasBehind, stationsIsolated };
  }

  private measure(): void {
    const { graph } = this;
    const tree = whatIf(graph).intact;
    const space = new CutSpace(graph, tree, noDarkness(graph));
    const { camerasBefore } = standingIn(graph, tree);
    const stations = new StationPositions(graph, tree);
    for (let id = 0; id < this.devicesBehind.length; id++) {
      const { kind, index } = componentAt(graph, id);
      // Nothing hangs on a device with one link; in a city that is nearly all of them.
      if (kind === 'DEVICE' && graph.adjStart[index + 1] - graph.adjStart[index] <= 1 && tree.parentLink[index] >= 0) continue;
      const { links, devices } = effectOf(graph, kind, index);
      let [lost, lostCameras] = [0, 0];
      const pieces: number[] = [];
      space.lostWith(links, devices, (from, to) => {
        lost += to - from;
        lostCameras += camerasBefore[to] - camerasBefore[from];
        if (pieces.at(-1) === from) pieces[pieces.length - 1] = to;
        else pieces.push(from, to);
      });
      if (lost === 0) continue;
      const off = devices.filter((device) => tree.reaches(device));
      if (kind === 'DEVICE' && lost === off.length) continue;
      this.devicesBehind[id] = lost - off.length;
      this.camerasBehind[id] = lostCameras - off.filter((device) => graph.deviceRoles[device] === 'CAMERA').length;
      this.stationsIsolated[id] = stations.within(pieces);
    }
  }
}

/** Orders numbers of components; codes by code unit, so that a page can go on after one. */
function byKindAndCode(graph: NetworkGraph): (a: number, b: number) => number {
  const codes = COMPONENT_KINDS.map((kind) => codesOf(graph, kind));
  const all = codes.flat();
  const kinds = Uint8Array.from(codes.flatMap((list, kind) => list.map(() => kind)));
  return (a, b) => kinds[a] - kinds[b] || (all[a] < all[b] ? -1 : all[a] > all[b] ? 1 : 0);
}

/** Where in the preorder the own devices of each station stand, counted so that most answers need no look at the stations. */
class StationPositions {
  /** Of stations with one device: how many stand before each position. */
  private readonly singlesBefore: Int32Array;
  /** Of the others: how many have the root of all their devices before each position, so that a whole subtree is one subtraction. */
  private readonly rootsBefore: Int32Array;
  /** The positions of each of the others, ascending; the stations by their first. */
  private readonly others: readonly Int32Array[];
  private readonly firsts: Int32Array;

  constructor(
    { stationCount, placeDevices: { start, items }, linkA, linkZ }: NetworkGraph,
    private readonly tree: SpanningTree,
  ) {
    const { preorder, position, parentLink, size } = tree;
    this.singlesBefore = new Int32Array(preorder.length + 1);
    this.rootsBefore = new Int32Array(preorder.length + 1);
    const others: Int32Array[] = [];
    for (let place = 0; place < stationCount; place++) {
      const positions = Int32Array.from(items.subarray(start[place], start[place + 1]), (device) => position[device])
        .filter((at) => at >= 0)
        .sort();
      if (positions.length === 1) this.singlesBefore[positions[0] + 1]++;
      if (positions.length <= 1) continue;
      others.push(positions);
      let root = preorder[positions[0]];
      while (position[root] + size[root] <= positions[positions.length - 1] && parentLink[root] >= 0) {
        root = linkA[parentLink[root]] + linkZ[parentLink[root]] - root;
      }
      // Devices that hang on different pollers are never in one subtree.
      if (position[root] + size[root] > positions[positions.length - 1]) this.rootsBefore[position[root] + 1]++;
    }
    for (let at = 0; at < preorder.length; at++) {
      this.singlesBefore[at + 1] += this.singlesBefore[at];
      this.rootsBefore[at + 1] += this.rootsBefore[at];
    }
    this.others = others.sort((a, b) => a[0] - b[0]);
    this.firsts = Int32Array.from(this.others, ([first]) => first);
  }

  /** How many stations lie in these pieces of the preorder with all their devices. */
  within(pieces: readonly number[]): number {
    let count = 0;
    for (let piece = 0; piece < pieces.length; piece += 2)
      count += this.singlesBefore[pieces[piece + 1]] - this.singlesBefore[pieces[piece]];
    const [from, to] = pieces;
    if (pieces.length === 2 && to - from === this.tree.size[this.tree.preorder[from]]) {
      return count + this.rootsBefore[to] - this.rootsBefore[from];
    }
    for (let piece = 0; piece < pieces.length; piece += 2) {
      for (let i = firstAtLeast(this.firsts, pieces[piece]); i < this.firsts.length && this.firsts[i] < pieces[piece + 1]; i++) {
        if (liesWithin(this.others[i], pieces)) count++;
      }
    }
    return count;
  }
}

function liesWithin(positions: Int32Array, pieces: readonly number[]): boolean {
  let piece = 0;
  for (const at of positions) {
    while (piece < pieces.length && pieces[piece + 1] <= at) piece += 2;
    if (piece >= pieces.length || pieces[piece] > at) return false;
  }
  return true;
}
