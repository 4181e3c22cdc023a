import type { ComponentKind } from '@app/kernel';
import { effectOf } from './component.js';
import type { NetworkGraph } from './network.graph.js';

/** What is taken away: 1 where a link is dark or a device off. Links of an off device need not be marked. */
export interface Darkness {
  readonly links: Uint8Array;
  readonly offDevices: Uint8Array;
}

export function noDarkness(graph: NetworkGraph): Darkness {
  return { links: new Uint8Array(graph.linkCount), offDevices: new Uint8Array(graph.deviceCount) };
}

/** Everything that several broken components take away together. */
export function darknessOf(graph: NetworkGraph, components: Iterable<{ kind: ComponentKind; index: number }>): Darkness {
  const darkness = noDarkness(graph);
  for (const { kind, index } of components) {
    const { links, devices } = effectOf(graph, kind, index);
    for (const link of links) darkness.links[link] = 1;
    for (const device of devices) darkness.offDevices[device] = 1;
  }
  return darkness;
}

/** 1 for each device that a path of lit links leads to through devices that are on. */
export function reach(graph: NetworkGraph, from: number, dark: Darkness): Uint8Array {
  const reached = new Uint8Array(graph.deviceCount);
  const hops = hopsFrom(graph, from, dark);
  for (let device = 0; device < reached.length; device++) reached[device] = hops[device] >= 0 ? 1 : 0;
  return reached;
}

/** The number of links on a shortest lit path to each device; -1 where there is none. */
export function hopsFrom(graph: NetworkGraph, from: number, dark: Darkness): Int32Array {
  return walkFrom(graph, from, dark).hops;
}

/** How a breadth-first search went. */
export interface Walk {
  /** Links on a shortest lit path, -1 where there is none. */
  readonly hops: Int32Array;
  /** The last link of that path; -1 for the start and for what is not reached. */
  readonly parentLink: Int32Array;
  /** What is reached, nearest first. */
  readonly order: Int32Array;
}

export function walkFrom(graph: NetworkGraph, from: number, { links, offDevices }: Darkness): Walk {
  const { adjStart, adjNode, adjLink, deviceCount } = graph;
  const hops = new Int32Array(deviceCount).fill(-1);
  const parentLink = new Int32Array(deviceCount).fill(-1);
  const queue = new Int32Array(deviceCount);
  let tail = 0;
  if (!offDevices[from]) {
    hops[from] = 0;
    queue[tail++] = from;
  }
  for (let head = 0; head < tail; head++) {
    const device = queue[head];
    for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
      const next = adjNode[i];
      if (hops[next] >= 0 || links[adjLink[i]] || offDevices[next]) continue;
      hops[next] = hops[device] + 1;
      parentLink[next] = adjLink[i];
      queue[tail++] = next;
    }
  }
  return { hops, parentLink, order: queue.subarray(0, tail) };
}
