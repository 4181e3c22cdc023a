import { type Component, componentAt, componentCount, effectOf } from './component.js';
import { CutSpace } from './cut.space.js';
import { whatIf } from './impact.js';
import type { NetworkGraph } from './network.graph.js';
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
 * first, then most cameras, then by kind and position in the document.
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
    this.ranked = Int32Array.from({ length: count }, (_, id) => id)
      .filter((id) => devicesBehind[id] > 0)
      .sort((a, b) => devicesBehind[b] - devicesBehind[a] || camerasBehind[b] - camerasBehind[a] || a - b);
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
    const cameras = camerasBefore(graph, tree);
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
        lostCameras += cameras[to] - cameras[from];
        pieces.push(from, to);
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

/** How many cameras stand before each position of the preorder. */
function camerasBefore({ deviceRoles }: NetworkGraph, { preorder }: SpanningTree): Int32Array {
  const before = new Int32Array(preorder.length + 1);
  for (let at = 0; at < preorder.length; at++) before[at + 1] = before[at] + (deviceRoles[preorder[at]] === 'CAMERA' ? 1 : 0);
  return before;
}

/** Where in the preorder the own devices of each station stand. */
class StationPositions {
  /** The positions of each station that has any, ascending; the stations by their first. */
  private readonly stations: readonly Int32Array[];
  private readonly firsts: Int32Array;

  constructor({ stationCount, placeDevices: { start, items } }: NetworkGraph, tree: SpanningTree) {
    this.stations = Array.from({ length: stationCount }, (_, place) =>
      items
        .slice(start[place], start[place + 1])
        .map((device) => tree.position[device])
        .filter((at) => at >= 0)
        .sort(),
    )
      .filter((positions) => positions.length > 0)
      .sort((a, b) => a[0] - b[0]);
    this.firsts = Int32Array.from(this.stations, ([first]) => first);
  }

  /** How many stations lie in these pieces of the preorder with all their devices. */
  within(pieces: readonly number[]): number {
    let count = 0;
    for (let piece = 0; piece < pieces.length; piece += 2) {
      for (let i = firstAtLeast(this.firsts, pieces[piece]); i < this.firsts.length && this.firsts[i] < pieces[piece + 1]; i++) {
        if (liesWithin(this.stations[i], pieces)) count++;
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

function firstAtLeast(sorted: Int32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
