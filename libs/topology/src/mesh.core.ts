import type { LinkGraph } from './link.graph.js';
import type { NetworkGraph } from './network.graph.js';
import type { Darkness } from './reach.js';

/**
 * The part of a network where a second way is possible at all: what is left when whatever hangs on one link is taken off, again and
 * again. In a city it is a few per cent of the devices. Pollers stay in it. Devices and links have a numbering of their own here.
 */
export class MeshCore implements LinkGraph {
  readonly deviceCount: number;
  readonly linkCount: number;
  readonly linkA: Int32Array;
  readonly linkZ: Int32Array;
  readonly adjStart: Int32Array;
  readonly adjNode: Int32Array;
  readonly adjLink: Int32Array;
  readonly roots: readonly number[];
  /** The number in the core of each device and link of the network; -1 outside it. */
  readonly coreDevice: Int32Array;
  readonly coreLink: Int32Array;
  /** And back. */
  readonly deviceOf: Int32Array;
  /** For a device outside the core: the link that leads towards it; -1 inside. */
  readonly towards: Int32Array;

  constructor(graph: NetworkGraph) {
    const roots = graph.pollers.map(({ device }) => device);
    this.towards = takeOff(graph, roots);
    this.coreDevice = new Int32Array(graph.deviceCount).fill(-1);
    this.coreLink = new Int32Array(graph.linkCount).fill(-1);
    const devices: number[] = [];
    for (let device = 0; device < graph.deviceCount; device++) {
      if (this.towards[device] < 0) this.coreDevice[device] = devices.push(device) - 1;
    }
    const links: number[] = [];
    for (let link = 0; link < graph.linkCount; link++) {
      if (this.coreDevice[graph.linkA[link]] >= 0 && this.coreDevice[graph.linkZ[link]] >= 0) this.coreLink[link] = links.push(link) - 1;
    }
    this.deviceCount = devices.length;
    this.linkCount = links.length;
    this.deviceOf = Int32Array.from(devices);
    this.linkA = Int32Array.from(links, (link) => this.coreDevice[graph.linkA[link]]);
    this.linkZ = Int32Array.from(links, (link) => this.coreDevice[graph.linkZ[link]]);
    this.roots = roots.map((device) => this.coreDevice[device]);
    const adjacency = this.adjacency(graph);
    this.adjStart = adjacency.start;
    this.adjNode = Int32Array.from(adjacency.nodes);
    this.adjLink = Int32Array.from(adjacency.links);
  }

  /** What of a darkness lies in the core; null if nothing does. */
  darkness({ links, devices }: { readonly links: Iterable<number>; readonly devices: Iterable<number> }): Darkness | null {
    const dark: Darkness = { links: new Uint8Array(this.linkCount), offDevices: new Uint8Array(this.deviceCount) };
    let isTouched = false;
    const mark = (into: Uint8Array, at: number) => {
      if (at < 0) return;
      into[at] = 1;
      isTouched = true;
    };
    for (const link of links) mark(dark.links, this.coreLink[link]);
    for (const device of devices) mark(dark.offDevices, this.coreDevice[device]);
    return isTouched ? dark : null;
  }

  private adjacency({ adjStart, adjNode, adjLink }: NetworkGraph): { start: Int32Array; nodes: number[]; links: number[] } {
    const start = new Int32Array(this.deviceCount + 1);
    const nodes: number[] = [];
    const links: number[] = [];
    this.deviceOf.forEach((device, i) => {
      for (let at = adjStart[device]; at < adjStart[device + 1]; at++) {
        if (this.coreLink[adjLink[at]] < 0) continue;
        nodes.push(this.coreDevice[adjNode[at]]);
        links.push(this.coreLink[adjLink[at]]);
      }
      start[i + 1] = nodes.length;
    });
    return { start, nodes, links };
  }
}

/** For each device that is taken off, the last link that it hung on; -1 for what stays. */
function takeOff({ deviceCount, adjStart, adjNode, adjLink }: NetworkGraph, roots: readonly number[]): Int32Array {
  const towards = new Int32Array(deviceCount).fill(-1);
  const degree = Int32Array.from({ length: deviceCount }, (_, device) => adjStart[device + 1] - adjStart[device]);
  const stays = new Uint8Array(deviceCount);
  for (const root of roots) stays[root] = 1;
  const queue = new Int32Array(deviceCount);
  let tail = 0;
  for (let device = 0; device < deviceCount; device++) if (degree[device] === 1 && !stays[device]) queue[tail++] = device;
  for (let head = 0; head < tail; head++) {
    const device = queue[head];
    // Of two that hung on each other alone, the one that was taken first left the other without any.
    if (degree[device] !== 1) continue;
    for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
      const next = adjNode[i];
      if (towards[next] >= 0) continue;
      towards[device] = adjLink[i];
      if (--degree[next] === 1 && !stays[next]) queue[tail++] = next;
      break;
    }
  }
  return towards;
}
