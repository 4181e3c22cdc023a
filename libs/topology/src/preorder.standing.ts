import type { NetworkGraph } from './network.graph.js';
import type { SpanningTree } from './spanning.tree.js';

/** What stands where in the preorder of a tree, so that what lies in an interval is counted without a walk. */
export interface PreorderStanding {
  /** How many cameras stand before each position. */
  readonly camerasBefore: Int32Array;
  /** Positions of the own devices of stations, ascending. */
  readonly stationDevices: Int32Array;
}

export function standingIn({ deviceRoles, devicePlace, stationCount }: NetworkGraph, { preorder }: SpanningTree): PreorderStanding {
  const camerasBefore = new Int32Array(preorder.length + 1);
  const stationDevices: number[] = [];
  for (let at = 0; at < preorder.length; at++) {
    camerasBefore[at + 1] = camerasBefore[at] + (deviceRoles[preorder[at]] === 'CAMERA' ? 1 : 0);
    if (devicePlace[preorder[at]] < stationCount) stationDevices.push(at);
  }
  return { camerasBefore, stationDevices: Int32Array.from(stationDevices) };
}

/** Where in an ascending list the first number of at least this value stands. */
export function firstAtLeast(sorted: Int32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
