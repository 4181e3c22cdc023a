import type { LinkGraph } from './link.graph.js';
import type { Darkness } from './reach.js';

/**
 * A breadth-first tree from one or more roots over what is lit. It answers quickly what else would be lost if something more broke:
 * only the subtrees below it are looked at, which are found as intervals of the tree's preorder.
 */
export class SpanningTree {
  /** The link to the parent; -1 for roots and for what the tree does not reach. */
  readonly parentLink: Int32Array;
  /** Position in preorder; -1 for what the tree does not reach. */
  readonly position: Int32Array;
  /** Devices in the subtree, itself included. */
  readonly size: Int32Array;
  /** The device at each position of the preorder; as long as what is reached. */
  readonly preorder: Int32Array;

  /** For the queries of this tree and of what is built on it: a device or link bears the mark of the last query that met it. */
  readonly marks: Marks;
  private readonly queue: Int32Array;

  constructor(
    readonly graph: LinkGraph,
    readonly roots: readonly number[],
    private readonly dark: Darkness,
  ) {
    const { deviceCount } = graph;
    this.parentLink = new Int32Array(deviceCount).fill(-1);
    this.position = new Int32Array(deviceCount).fill(-1);
    this.size = new Int32Array(deviceCount);
    this.queue = new Int32Array(deviceCount);
    this.marks = new Marks(graph);
    this.preorder = this.arrange(this.grow());
  }

  reaches(device: number): boolean {
    return this.position[device] >= 0;
  }

  /**
   * The devices of the tree that no lit path leads to any more once these links are dark and these devices off as well. The links
   * of the devices must be among the links. `matters` may say that a whole interval of positions is of no interest.
   */
  lostWith(links: readonly number[], devices: readonly number[], matters?: (from: number, to: number) => boolean): number[] {
    const severed = this.severedBy(links, devices);
    if (severed.length === 0 || (matters && !severed.some(([from, to]) => matters(from, to)))) return [];
    const { ofLink, ofDevice } = this.marks;
    const mark = this.marks.next();
    for (const link of links) ofLink[link] = mark;
    for (const [from, to] of severed) for (let at = from; at < to; at++) ofDevice[this.preorder[at]] = mark;
    this.reattach(severed, mark);
    const lost: number[] = [];
    for (const [from, to] of severed) {
      for (let at = from; at < to; at++) if (ofDevice[this.preorder[at]] === mark) lost.push(this.preorder[at]);
    }
    return lost;
  }

  /** Disjoint intervals of the preorder, ascending: the subtrees that hang on the given links and devices. */
  severedBy(links: readonly number[], devices: readonly number[]): [from: number, to: number][] {
    const { linkA, linkZ } = this.graph;
    const tops: number[] = [];
    for (const link of links) {
      if (this.parentLink[linkA[link]] === link) tops.push(this.position[linkA[link]]);
      if (this.parentLink[linkZ[link]] === link) tops.push(this.position[linkZ[link]]);
    }
    for (const device of devices) if (this.position[device] >= 0) tops.push(this.position[device]);
    if (tops.length === 0) return [];
    // Most often one or two; where thousands of devices are off at once, numbers in a typed array sort natively.
    const sorted = tops.length < 32 ? tops.sort((x, y) => x - y) : Int32Array.from(tops).sort();
    const disjoint: [number, number][] = [];
    let end = 0;
    for (const top of sorted) {
      if (top < end) continue;
      end = top + this.size[this.preorder[top]];
      disjoint.push([top, end]);
    }
    return disjoint;
  }

  /** The device that a device of the tree hangs on; -1 for roots. */
  parentOf(device: number): number {
    const link = this.parentLink[device];
    return link < 0 ? -1 : this.graph.linkA[link] + this.graph.linkZ[link] - device;
  }

  /** Marks with `mark + 1` what still hangs on the rest of the tree by another lit link. */
  private reattach(severed: readonly [number, number][], mark: number): void {
    const { queue, preorder } = this;
    const { ofDevice } = this.marks;
    let tail = 0;
    for (const [from, to] of severed) {
      for (let at = from; at < to; at++) {
        const device = preorder[at];
        if (!this.hasLitNeighbour(device, mark)) continue;
        ofDevice[device] = mark + 1;
        queue[tail++] = device;
      }
    }
    const { adjStart, adjNode, adjLink } = this.graph;
    for (let head = 0; head < tail; head++) {
      const device = queue[head];
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        if (ofDevice[adjNode[i]] !== mark || this.isDark(adjLink[i], mark)) continue;
        ofDevice[adjNode[i]] = mark + 1;
        queue[tail++] = adjNode[i];
      }
    }
  }

  private hasLitNeighbour(device: number, mark: number): boolean {
    const { adjStart, adjNode, adjLink } = this.graph;
    for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
      const next = adjNode[i];
      if (this.position[next] >= 0 && this.marks.ofDevice[next] < mark && !this.isDark(adjLink[i], mark)) return true;
    }
    return false;
  }

  private isDark(link: number, mark: number): boolean {
    return this.marks.ofLink[link] === mark || this.dark.links[link] !== 0;
  }

  /** Returns how many devices were reached; they stand in `queue` in breadth-first order. */
  private grow(): number {
    const { adjStart, adjNode, adjLink } = this.graph;
    const { links, offDevices } = this.dark;
    const { position, parentLink, queue } = this;
    let tail = 0;
    for (const root of this.roots) {
      if (offDevices[root] || position[root] >= 0) continue;
      position[root] = 0;
      queue[tail++] = root;
    }
    for (let head = 0; head < tail; head++) {
      const device = queue[head];
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        const next = adjNode[i];
        if (position[next] >= 0 || links[adjLink[i]] || offDevices[next]) continue;
        position[next] = 0;
        parentLink[next] = adjLink[i];
        queue[tail++] = next;
      }
    }
    return tail;
  }

  /** Sizes from the leaves up, then positions from the roots down: each child takes the next free part of its parent's interval. */
  private arrange(count: number): Int32Array {
    const { position, parentLink, size, queue } = this;
    for (let i = count - 1; i >= 0; i--) {
      const device = queue[i];
      size[device]++;
      if (parentLink[device] >= 0) size[this.parentOf(device)] += size[device];
    }
    const free = new Int32Array(this.graph.deviceCount);
    const preorder = new Int32Array(count);
    let freeForRoots = 0;
    for (let i = 0; i < count; i++) {
      const device = queue[i];
      if (parentLink[device] < 0) {
        position[device] = freeForRoots;
        freeForRoots += size[device];
      } else {
        const parent = this.parentOf(device);
        position[device] = free[parent];
        free[parent] += size[device];
      }
      free[device] = position[device] + 1;
      preorder[position[device]] = device;
    }
    return preorder;
  }
}

/** What a query has met, without clearing anything between two: each has a number of its own, and the one above it. */
export class Marks {
  readonly ofLink: Int32Array;
  readonly ofDevice: Int32Array;
  private last = 0;

  constructor(graph: LinkGraph) {
    this.ofLink = new Int32Array(graph.linkCount);
    this.ofDevice = new Int32Array(graph.deviceCount);
  }

  next(): number {
    if (this.last > 2 ** 30) {
      this.ofLink.fill(0);
      this.ofDevice.fill(0);
      this.last = 0;
    }
    return (this.last += 2);
  }
}
