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
  private round = 0;

  constructor(private readonly graph: NetworkGraph) {
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

  /** Goes on until the nearest end is found and all that are as near. Nothing leads through a device with one link: most are cameras. */
  private search(from: number, ends: ReadonlySet<number>, dark: Darkness | undefined): void {
    const { adjStart, adjNode, adjLink } = this.graph;
    const { seen, hops, parentLink, queue } = this;
    const round = this.nextRound();
    let tail = 0;
    seen[from] = round;
    hops[from] = 0;
    queue[tail++] = from;
    let last = Infinity;
    for (let head = 0; head < tail; head++) {
      const device = queue[head];
      const next = hops[device] + 1;
      if (next > last) return;
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        const neighbour = adjNode[i];
        if (seen[neighbour] === round || dark?.links[adjLink[i]] || dark?.offDevices[neighbour]) continue;
        const isEnd = ends.has(neighbour);
        if (adjStart[neighbour + 1] - adjStart[neighbour] === 1 && !isEnd) continue;
        seen[neighbour] = round;
        hops[neighbour] = next;
        parentLink[neighbour] = adjLink[i];
        queue[tail++] = neighbour;
        if (isEnd) last = next;
      }
    }
  }

  private nextRound(): number {
    if (this.round === 2 ** 31 - 1) {
      this.seen.fill(0);
      this.round = 0;
    }
    return ++this.round;
  }
}
