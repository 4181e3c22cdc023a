import type { Csr } from './csr.js';
import type { NetworkGraph } from './network.graph.js';
import type { Darkness } from './reach.js';

/**
 * The links of a shortest lit path to a device, or to the nearest of several, in order; null where there is none. Among equal ones, the
 * first by the document's order.
 */
export function shortestPath(graph: NetworkGraph, from: number, to: number | readonly number[], dark?: Darkness): number[] | null {
  const ends = typeof to === 'number' ? [to] : to;
  if (dark?.offDevices[from]) return null;
  if (ends.includes(from)) return [];
  return searchOf(graph).path(from, ends, dark);
}

const SEARCHES = new WeakMap<NetworkGraph, PathSearch>();

function searchOf(graph: NetworkGraph): PathSearch {
  let search = SEARCHES.get(graph);
  if (search === undefined) SEARCHES.set(graph, (search = new PathSearch(graph)));
  return search;
}

/** A breadth-first search that ends where it may, and keeps its arrays: to clear them would take longer than most searches. */
class PathSearch {
  /** The search that saw a device last. */
  private readonly seen: Int32Array;
  private readonly hops: Int32Array;
  private readonly parentLink: Int32Array;
  private readonly queue: Int32Array;
  /** Neighbours as in the graph, without those that have one link: most are cameras, and nothing leads through them. */
  private readonly through: Csr & { readonly links: Int32Array };
  private round = 0;

  constructor(private readonly graph: NetworkGraph) {
    this.through = withoutLeaves(graph);
    this.seen = new Int32Array(graph.deviceCount);
    this.hops = new Int32Array(graph.deviceCount);
    this.parentLink = new Int32Array(graph.deviceCount);
    this.queue = new Int32Array(graph.deviceCount);
  }

  path(from: number, ends: readonly number[], dark: Darkness | undefined): number[] | null {
    this.search(from, new Set(ends), dark);
    let nearest = -1;
    for (const end of ends) {
      if (this.seen[end] === this.round && (nearest < 0 || this.hops[end] < this.hops[nearest])) nearest = end;
    }
    if (nearest < 0) return null;
    const { linkA, linkZ } = this.graph;
    const path: number[] = [];
    for (let device = nearest; device !== from;) {
      const link = this.parentLink[device];
      path.push(link);
      device = linkA[link] + linkZ[link] - device;
    }
    return path.reverse();
  }

  /** Goes on until the nearest end is found and all that are as near. */
  private search(from: number, ends: ReadonlySet<number>, dark: Darkness | undefined): void {
    const { start, items, links } = this.through;
    const { hops, queue, seen } = this;
    const leavesAt = this.leavesAmong(ends);
    const round = this.nextRound();
    seen[from] = round;
    hops[from] = 0;
    queue[0] = from;
    let tail = 1;
    let last = Infinity;
    const meet = (device: number, link: number, by: number): boolean => {
      if (seen[device] === round || dark?.links[link] || dark?.offDevices[device]) return false;
      seen[device] = round;
      hops[device] = hops[by] + 1;
      this.parentLink[device] = link;
      if (ends.has(device)) last = hops[device];
      return true;
    };
    for (let head = 0; head < tail; head++) {
      const device = queue[head];
      if (hops[device] >= last) return;
      for (const leaf of leavesAt.get(device) ?? []) meet(leaf, this.graph.adjLink[this.graph.adjStart[leaf]], device);
      for (let i = start[device]; i < start[device + 1]; i++) if (meet(items[i], links[i], device)) queue[tail++] = items[i];
    }
  }

  /** The ends with one link, by the device that it leads to. */
  private leavesAmong(ends: ReadonlySet<number>): Map<number, number[]> {
    const { adjStart, adjNode } = this.graph;
    const leaves = new Map<number, number[]>();
    for (const end of ends) {
      if (!isLeaf(this.graph, end)) continue;
      const at = adjNode[adjStart[end]];
      leaves.set(at, [...(leaves.get(at) ?? []), end]);
    }
    return leaves;
  }

  private nextRound(): number {
    if (this.round === 2 ** 31 - 1) {
      this.seen.fill(0);
      this.round = 0;
    }
    return ++this.round;
  }
}

function isLeaf({ adjStart }: NetworkGraph, device: number): boolean {
  return adjStart[device + 1] - adjStart[device] === 1;
}

function withoutLeaves(graph: NetworkGraph): Csr & { links: Int32Array } {
  const { adjStart, adjNode, adjLink, deviceCount } = graph;
  const start = new Int32Array(deviceCount + 1);
  const items: number[] = [];
  const links: number[] = [];
  for (let device = 0; device < deviceCount; device++) {
    for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
      if (isLeaf(graph, adjNode[i])) continue;
      items.push(adjNode[i]);
      links.push(adjLink[i]);
    }
    start[device + 1] = items.length;
  }
  return { start, items: Int32Array.from(items), links: Int32Array.from(links) };
}
