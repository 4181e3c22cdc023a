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

  private readonly linkMark: Int32Array;
  private readonly deviceMark: Int32Array;
  private readonly queue: Int32Array;
  private mark = 0;

  constructor(
    private readonly graph: LinkGraph,
    private readonly roots: readonly number[],
    private readonly dark: Darkness,
  ) {
    const { deviceCount } = graph;
    this.parentLink = new Int32Array(deviceCount).fill(-1);
    this.position = new Int32Array(deviceCount).fill(-1);
    this.size = new Int32Array(deviceCount);
    this.queue = new Int32Array(deviceCount);
    this.linkMark = new Int32Array(graph.linkCount);
    this.deviceMark = new Int32Array(deviceCount);
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
    const severed = this.severed(links, devices);
    if (severed.length === 0 || (matters && !severed.some(([from, to]) => matters(from, to)))) return [];
    const mark = (this.mark += 2);
    for (const link of links) this.linkMark[link] = mark;
    for (const [from, to] of severed) for (let at = from; at < to; at++) this.deviceMark[this.preorder[at]] = mark;
    this.reattach(severed, mark);
    const lost: number[] = [];
    for (const [from, to] of severed) {
      for (let at = from; at < to; at++) if (this.deviceMark[this.preorder[at]] === mark) lost.push(this.preorder[at]);
    }
    return lost;
  }

  /** Disjoint intervals of the preorder: the subtrees that hang on the given links and root devices. */
  private severed(links: readonly number[], devices: readonly number[]): [number, number][] {
    const { linkA, linkZ } = this.graph;
    const intervals: [number, number][] = [];
    const cutAt = (device: number) => intervals.push([this.position[device], this.position[device] + this.size[device]]);
    for (const link of links) {
      if (this.parentLink[linkA[link]] === link) cutAt(linkA[link]);
      if (this.parentLink[linkZ[link]] === link) cutAt(linkZ[link]);
    }
    for (const device of devices) if (this.parentLink[device] < 0 && this.position[device] >= 0) cutAt(device);
    intervals.sort((x, y) => x[0] - y[0]);
    const disjoint: [number, number][] = [];
    let end = 0;
    for (const interval of intervals) {
      if (interval[0] < end) continue;
      disjoint.push(interval);
      end = interval[1];
    }
    return disjoint;
  }

  /** Marks with `mark + 1` what still hangs on the rest of the tree by another lit link. */
  private reattach(severed: readonly [number, number][], mark: number): void {
    const { deviceMark, queue, preorder } = this;
    let tail = 0;
    for (const [from, to] of severed) {
      for (let at = from; at < to; at++) {
        const device = preorder[at];
        if (!this.hasLitNeighbour(device, mark)) continue;
        deviceMark[device] = mark + 1;
        queue[tail++] = device;
      }
    }
    const { adjStart, adjNode, adjLink } = this.graph;
    for (let head = 0; head < tail; head++) {
      const device = queue[head];
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        if (deviceMark[adjNode[i]] !== mark || this.isDark(adjLink[i], mark)) continue;
        deviceMark[adjNode[i]] = mark + 1;
        queue[tail++] = adjNode[i];
      }
    }
  }

  private hasLitNeighbour(device: number, mark: number): boolean {
    const { adjStart, adjNode, adjLink } = this.graph;
    for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
      const next = adjNode[i];
      if (this.position[next] >= 0 && this.deviceMark[next] < mark && !this.isDark(adjLink[i], mark)) return true;
    }
    return false;
  }

  private isDark(link: number, mark: number): boolean {
    return this.linkMark[link] === mark || this.dark.links[link] !== 0;
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
    const { linkA, linkZ } = this.graph;
    const { position, parentLink, size, queue } = this;
    const parentOf = (device: number) => linkA[parentLink[device]] + linkZ[parentLink[device]] - device;
    for (let i = count - 1; i >= 0; i--) {
      const device = queue[i];
      size[device]++;
      if (parentLink[device] >= 0) size[parentOf(device)] += size[device];
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
        const parent = parentOf(device);
        position[device] = free[parent];
        free[parent] += size[device];
      }
      free[device] = position[device] + 1;
      preorder[position[device]] = device;
    }
    return preorder;
  }
}
