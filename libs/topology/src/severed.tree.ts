import type { Darkness } from './reach.js';
import { SpanningTree } from './spanning.tree.js';

/** Where a device stands: as in the tree, cut off, or cut off and hung on again by another way. */
const KEPT = 0;
const LOST = 1;
const REJOINED = 2;
const NOTHING = new Int32Array(0);

/**
 * What a spanning tree reaches once more is dark. Only the subtrees below the new darkness are looked at, so a cut costs what hangs
 * on it, and not the size of the network. The tree itself is not changed and may have many of these.
 */
export class SeveredTree {
  private readonly state: Uint8Array;
  private severed: readonly [number, number][];
  private rejoined: Int32Array = NOTHING;
  /** 1 for each link that something rejoined hangs on. */
  private joints: Uint8Array = new Uint8Array(0);
  private spent = 0;
  private gone: readonly number[] | null = null;

  /** `dark` is all that is dark now; `links` and `devices` are what of it was lit when the tree was grown. */
  constructor(
    private tree: SpanningTree,
    private readonly dark: Darkness,
    links: readonly number[],
    devices: readonly number[],
  ) {
    this.state = new Uint8Array(tree.graph.deviceCount);
    // Behind a dark station thousands are silent; but what hangs on something off lies below it anyway.
    const isTop = (device: number) => tree.parentLink[device] < 0 || !dark.offDevices[tree.parentOf(device)];
    const { linkA, linkZ } = tree.graph;
    this.severed = tree.severedBy(
      links.filter((link) => !dark.offDevices[linkA[link]] && !dark.offDevices[linkZ[link]]),
      devices.filter(isTop),
    );
    for (const [from, to] of this.severed) for (let at = from; at < to; at++) this.state[tree.preorder[at]] = LOST;
    this.rejoin();
  }

  reaches(device: number): boolean {
    return this.tree.position[device] >= 0 && this.state[device] !== LOST;
  }

  /** The devices that the tree reached and that are not reached any more, in the tree's order. */
  lost(): readonly number[] {
    return (this.gone ??= this.findLost());
  }

  /** What would be lost on top of that if these links went dark and these devices off as well. The devices' links must be among the links. */
  lostWith(links: readonly number[], devices: readonly number[]): number[] {
    if (!this.isTouchedBy(links, devices)) return [];
    const { position, preorder, marks } = this.tree;
    const { state } = this;
    const below = this.tree.severedBy(links, devices).filter(([from]) => state[preorder[from]] === KEPT);
    const shakes = this.rejoined.length > 0;
    if (shakes && this.isTooSlow()) return this.lostWith(links, devices);
    const mark = marks.next();
    for (const link of links) marks.ofLink[link] = mark;
    const doubtful: number[] = shakes ? Array.from(this.rejoined) : [];
    for (const [from, to] of below) for (let at = from; at < to; at++) if (state[preorder[at]] === KEPT) doubtful.push(preorder[at]);
    for (const device of doubtful) marks.ofDevice[device] = mark;
    this.spread(doubtful, mark, (next) => position[next] >= 0 && state[next] !== LOST && marks.ofDevice[next] < mark);
    return doubtful.filter((device) => marks.ofDevice[device] === mark);
  }

  /** Most questions are about what is lost already: they end here, before anything is gathered. */
  private isTouchedBy(links: readonly number[], devices: readonly number[]): boolean {
    const { parentLink, position, graph } = this.tree;
    const { state, joints } = this;
    const isKept = (device: number) => position[device] >= 0 && state[device] === KEPT;
    for (const link of links) {
      const a = graph.linkA[link];
      const z = graph.linkZ[link];
      if (joints[link] || (parentLink[a] === link && isKept(a)) || (parentLink[z] === link && isKept(z))) return true;
    }
    return devices.some(isKept);
  }

  private findLost(): number[] {
    const found: number[] = [];
    const { preorder } = this.tree;
    for (const [from, to] of this.severed) {
      for (let at = from; at < to; at++) if (this.state[preorder[at]] === LOST) found.push(preorder[at]);
    }
    return found;
  }

  /** Marks with `mark + 1` all of the doubtful that hangs on something safe by lit links. */
  private spread(doubtful: readonly number[], mark: number, isSafe: (device: number) => boolean): void {
    const { adjStart, adjNode, adjLink } = this.tree.graph;
    const { ofLink, ofDevice } = this.tree.marks;
    const { links: darkLinks } = this.dark;
    const queue: number[] = [];
    for (const device of doubtful) {
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        if (darkLinks[adjLink[i]] || ofLink[adjLink[i]] === mark || !isSafe(adjNode[i])) continue;
        queue.push(device);
        break;
      }
    }
    for (const device of queue) ofDevice[device] = mark + 1;
    for (let head = 0; head < queue.length; head++) {
      const device = queue[head];
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        if (ofDevice[adjNode[i]] !== mark || darkLinks[adjLink[i]] || ofLink[adjLink[i]] === mark) continue;
        ofDevice[adjNode[i]] = mark + 1;
        queue.push(adjNode[i]);
      }
    }
  }

  /** Hangs on again what was cut off and has another lit link to what was not. */
  private rejoin(): void {
    const { graph, position, preorder } = this.tree;
    const { adjStart, adjNode, adjLink } = graph;
    const { links: darkLinks, offDevices } = this.dark;
    const { state } = this;
    const queue = new Int32Array(this.severed.reduce((count, [from, to]) => count + to - from, 0));
    const joints = new Uint8Array(queue.length > 0 ? graph.linkCount : 0);
    let tail = 0;
    for (const [from, to] of this.severed) {
      for (let at = from; at < to; at++) {
        const device = preorder[at];
        if (offDevices[device]) continue;
        for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
          if (state[adjNode[i]] !== KEPT || darkLinks[adjLink[i]] || position[adjNode[i]] < 0) continue;
          queue[tail++] = device;
          joints[adjLink[i]] = 1;
          break;
        }
      }
    }
    for (let head = 0; head < tail; head++) state[queue[head]] = REJOINED;
    for (let head = 0; head < tail; head++) {
      const device = queue[head];
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        const next = adjNode[i];
        if (state[next] !== LOST || darkLinks[adjLink[i]] || offDevices[next]) continue;
        state[next] = REJOINED;
        queue[tail++] = next;
        joints[adjLink[i]] = 1;
      }
    }
    this.rejoined = queue.subarray(0, tail);
    this.joints = joints;
  }

  /** Each question looks at all that was rejoined. Once that has cost as much as a new tree, a new one is grown, in which nothing is. */
  private isTooSlow(): boolean {
    this.spent += this.rejoined.length;
    const { graph, roots } = this.tree;
    if (this.spent < graph.deviceCount) return false;
    this.gone = this.lost();
    this.tree = new SpanningTree(graph, roots, this.dark);
    this.state.fill(KEPT);
    this.severed = [];
    this.rejoined = NOTHING;
    return true;
  }
}
