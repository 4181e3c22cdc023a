import { DistanceHeap } from './distance.heap.js';
import { whatIf } from './impact.js';
import type { NetworkGraph } from './network.graph.js';
import { type Sharing, sharingOf } from './path.sharing.js';

/** A way through the network: links in order from where it starts. */
export interface NetworkPath {
  readonly links: readonly number[];
  /** The devices in order, both ends included: one more than links. */
  readonly devices: readonly number[];
}

/** Two ways that share as little as possible, the one of fewer links first, and what they share all the same. */
export interface DisjointPaths {
  readonly first: NetworkPath;
  readonly second: NetworkPath;
  readonly shared: Sharing;
}

/** What sharing costs, in links of a detour: a device more than any detour, a link more than any number of devices. */
const SHARED_DEVICE = 2 ** 20;
const SHARED_LINK = 2 ** 36;

/**
 * Two ways from a device to any of some others (those of a station, or one) that share as few links as possible, of those as few
 * devices, of those with the fewest links in all; null where there is none (Bhandari 1999: the second search may undo steps of the
 * first). Both ends are shared of course and not counted, but where there are several to choose from, the last device is. Two ways
 * that meet everywhere are one way twice.
 */
export function disjointPaths(graph: NetworkGraph, from: number, targets: readonly number[]): DisjointPaths | null {
  if (targets.includes(from)) {
    const here: NetworkPath = { links: [], devices: [from] };
    return { first: here, second: here, shared: sharingOf(graph, here, here, { sharesEnd: false }) };
  }
  return new PairSearch(graph, from, targets).run();
}

class PairSearch {
  /** Devices that a way may touch: those on rings, and those between them and the ends. */
  private readonly isOfUse: Uint8Array;
  private readonly isTarget: Uint8Array;
  /** Links to each device from the start. */
  private readonly hops: Int32Array;
  /** The link by which the first way leaves and enters each device on it; -1 elsewhere. */
  private readonly leaves: Int32Array;
  private readonly enters: Int32Array;
  private readonly countsEnd: boolean;

  constructor(
    private readonly graph: NetworkGraph,
    private readonly from: number,
    targets: readonly number[],
  ) {
    this.isTarget = new Uint8Array(graph.deviceCount);
    for (const target of targets) this.isTarget[target] = 1;
    this.countsEnd = targets.length > 1;
    this.isOfUse = devicesOfUse(graph, [from, ...targets]);
    this.hops = new Int32Array(graph.deviceCount).fill(-1);
    this.leaves = new Int32Array(graph.deviceCount).fill(-1);
    this.enters = new Int32Array(graph.deviceCount).fill(-1);
  }

  run(): DisjointPaths | null {
    const end = this.searchFirst();
    if (end < 0) return null;
    const second = this.searchSecond(end);
    const [a, b] = this.untangle(second);
    const [first, other] = b.links.length < a.links.length ? [b, a] : [a, b];
    return { first, second: other, shared: sharingOf(this.graph, first, other, { sharesEnd: this.countsEnd }) };
  }

  /** Breadth first over all that is of use; marks the way to the nearest target and returns that. */
  private searchFirst(): number {
    const { adjStart, adjNode, adjLink } = this.graph;
    const parent = new Int32Array(this.graph.deviceCount).fill(-1);
    const queue = [this.from];
    this.hops[this.from] = 0;
    let end = -1;
    for (const device of queue) {
      if (end < 0 && this.isTarget[device]) end = device;
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        const next = adjNode[i];
        if (this.hops[next] >= 0 || !this.isOfUse[next]) continue;
        this.hops[next] = this.hops[device] + 1;
        parent[next] = adjLink[i];
        queue.push(next);
      }
    }
    for (let device = end; device >= 0 && device !== this.from;) {
      const link = parent[device];
      this.enters[device] = link;
      device = this.across(link, device);
      this.leaves[device] = link;
    }
    return end;
  }

  /**
   * Dijkstra over what the first way leaves free. A device on that way has two sides: who comes in may not go on but at a price, or go
   * back along the way, which undoes that step. Distances are in excess of the hops, so that undoing costs nothing and not less.
   */
  private searchSecond(end: number): readonly Step[] {
    const { deviceCount } = this.graph;
    const sink = 2 * deviceCount;
    const distances = new Float64Array(sink + 1).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(sink + 1).fill(-1);
    const byLink = new Int32Array(sink + 1).fill(-1);
    const heap = new DistanceHeap();
    const reach = (node: number, distance: number, from: number, link: number) => {
      if (distance >= distances[node]) return;
      distances[node] = distance;
      before[node] = from;
      byLink[node] = link;
      heap.push(node, distance);
    };
    reach(outer(this.from), 0, -1, -1);
    while (!heap.isEmpty) {
      const { node, distance } = heap.pop();
      if (distance > distances[node]) continue;
      if (node === sink) break;
      this.expand(node, end, (next, cost, link) => reach(next, distance + cost, node, link));
    }
    const steps: Step[] = [];
    for (let node = before[sink]; before[node] >= 0; node = before[node]) {
      if (byLink[node] >= 0) steps.push({ link: byLink[node], from: before[node] >> 1 });
    }
    return steps.reverse();
  }

  private expand(node: number, end: number, reach: (next: number, cost: number, link: number) => void): void {
    const { graph, hops, enters, leaves } = this;
    const device = node >> 1;
    const isOnFirst = enters[device] >= 0;
    const isInner = (node & 1) === 0;
    const sink = 2 * graph.deviceCount;
    if (this.isTarget[device] && (!isOnFirst || !isInner || !this.countsEnd)) reach(sink, hops[device] - hops[end], -1);
    if (isOnFirst && isInner) {
      if (device !== end || this.countsEnd) reach(outer(device), SHARED_DEVICE, -1);
      const back = this.across(enters[device], device);
      if (back !== this.from) reach(outer(back), 0, enters[device]);
      return;
    }
    if (isOnFirst) reach(inner(device), 0, -1);
    for (let i = graph.adjStart[device]; i < graph.adjStart[device + 1]; i++) {
      const next = graph.adjNode[i];
      const link = graph.adjLink[i];
      if (!this.isOfUse[next] || next === this.from || link === enters[device]) continue;
      const cost = 1 + hops[device] - hops[next] + (link === leaves[device] ? SHARED_LINK : 0);
      reach(enters[next] >= 0 ? inner(next) : outer(next), cost, link);
    }
  }

  /** Both ways as steps that undo none of each other. */
  private untangle(second: readonly Step[]): [NetworkPath, NetworkPath] {
    const onward = new Map<number, number[]>();
    const go = (device: number, link: number) => onward.set(device, [...(onward.get(device) ?? []), link]);
    for (let device = this.from; this.leaves[device] >= 0; device = this.across(this.leaves[device], device))
      go(device, this.leaves[device]);
    for (const { link, from } of second) {
      const to = this.across(link, from);
      if (this.enters[from] !== link) go(from, link);
      else {
        const links = onward.get(to) ?? [];
        links.splice(links.indexOf(link), 1);
      }
    }
    return [this.follow(onward), this.follow(onward)];
  }

  private follow(onward: ReadonlyMap<number, number[]>): NetworkPath {
    const links: number[] = [];
    const devices = [this.from];
    for (let link = onward.get(this.from)?.shift(); link !== undefined; link = onward.get(devices.at(-1)!)?.shift()) {
      links.push(link);
      devices.push(this.across(link, devices.at(-1)!));
    }
    return { links, devices };
  }

  private across(link: number, device: number): number {
    return this.graph.linkA[link] + this.graph.linkZ[link] - device;
  }
}

interface Step {
  readonly link: number;
  readonly from: number;
}

/** The side of a device where ways come in, and the one where they go on; a device off the first way has only the latter. */
function inner(device: number): number {
  return 2 * device;
}

function outer(device: number): number {
  return 2 * device + 1;
}

/** Of trees that hang on one link, only the branches to the ends. */
function devicesOfUse(graph: NetworkGraph, ends: readonly number[]): Uint8Array {
  const { coreDevice, towards } = whatIf(graph).core;
  const isOfUse = new Uint8Array(graph.deviceCount);
  for (let device = 0; device < isOfUse.length; device++) isOfUse[device] = coreDevice[device] >= 0 ? 1 : 0;
  for (const end of ends) {
    for (let device = end; !isOfUse[device]; device = graph.linkA[towards[device]] + graph.linkZ[towards[device]] - device)
      isOfUse[device] = 1;
  }
  return isOfUse;
}
