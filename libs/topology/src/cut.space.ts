import type { LinkGraph } from './link.graph.js';
import type { SpanningTree } from './spanning.tree.js';

/** More links than this that lie on rings are looked at by walking: the sums below would take longer, and could meet by chance. */
const MOST_RING_LINKS = 20;

type Emit = (from: number, to: number) => void;

interface Piece {
  readonly end: number;
  /** Which of the severed links lie between here and the root. */
  readonly sides: number;
  readonly isBehindBridge: boolean;
  readonly isLost: boolean;
}

/**
 * Answers, for a tree and any small set of its network's links, what hangs on that set alone, without walking the network: by sums of
 * random labels in the cycle space (Pritchard and Thurimella 2011). Each link beside the tree has a random label of 64 bits, each link of
 * the tree the sum (exclusive or) of those that pass it by. A set of links separates something exactly if some of its labels sum
 * to zero. Labels are the same on every machine; that two sums meet by chance has a probability below 2^-40 a set.
 */
export class CutSpace {
  private readonly low: Int32Array;
  private readonly high: Int32Array;
  private readonly linkMark: Int32Array;
  private mark = 0;

  constructor(
    private readonly graph: LinkGraph,
    readonly tree: SpanningTree,
    private readonly dark: { readonly links: Uint8Array },
  ) {
    this.low = new Int32Array(graph.deviceCount);
    this.high = new Int32Array(graph.deviceCount);
    this.linkMark = new Int32Array(graph.linkCount);
    this.label();
  }

  /** True for a lit link that has a way round: what lies behind it does not hang on it alone. */
  isOnRing(link: number): boolean {
    const child = this.childOf(link);
    if (child >= 0) return this.low[child] !== 0 || this.high[child] !== 0;
    const [a, z] = [this.graph.linkA[link], this.graph.linkZ[link]];
    return a !== z && !this.dark.links[link] && this.tree.reaches(a) && this.tree.reaches(z);
  }

  /**
   * Tells as disjoint intervals of the tree's preorder, ascending, what no lit path leads to any more once these links are dark and
   * these devices off. The links of the devices must be among the links.
   */
  lostWith(links: ArrayLike<number>, devices: readonly number[], emit: Emit): void {
    const { tree } = this;
    const children: number[] = [];
    const beside: number[] = [];
    const mark = ++this.mark;
    for (let i = 0; i < links.length; i++) {
      const link = links[i];
      if (this.linkMark[link] === mark) continue;
      this.linkMark[link] = mark;
      const child = this.childOf(link);
      if (child >= 0) children.push(child);
      else if (this.isOnRing(link)) beside.push(link);
    }
    for (const device of devices) if (tree.parentLink[device] < 0 && tree.reaches(device)) children.push(device);
    if (children.length === 0) return;
    if (children.length === 1 && !this.hasLabel(children[0])) {
      const from = tree.position[children[0]];
      emit(from, from + tree.size[children[0]]);
      return;
    }
    // One link of the tree with no other link cut that passes it by: there is a way round.
    if (children.length === 1 && beside.length === 0) return;
    const ringed = children.reduce((count, child) => count + (this.hasLabel(child) ? 1 : 0), beside.length);
    if (ringed > MOST_RING_LINKS) {
      const lost = tree.lostWith(Array.from(links), devices).map((device) => tree.position[device]);
      for (const at of lost) emit(at, at + 1);
      return;
    }
    if (children.length > 1) children.sort((a, b) => tree.position[a] - tree.position[b]);
    this.sweep(children, this.zeroSums(children, beside), emit);
  }

  /** Walks the severed subtrees in preorder: a piece is lost if it lies on the far side of one of the cuts. */
  private sweep(children: readonly number[], cuts: readonly number[], emit: Emit): void {
    const { position, size } = this.tree;
    const stack: Piece[] = [];
    let at = 0;
    const advance = (to: number, isLost: boolean) => {
      if (isLost && to > at) emit(at, to);
      at = to;
    };
    const leaveUntil = (until: number) => {
      for (let top = stack.at(-1); top && top.end <= until; top = stack.at(-1)) {
        advance(top.end, top.isLost);
        stack.pop();
      }
    };
    let bit = 0;
    let before = -1;
    for (const child of children) {
      if (position[child] === before) continue;
      before = position[child];
      leaveUntil(before);
      const outer = stack.at(-1);
      advance(before, outer?.isLost ?? false);
      const isRinged = this.hasLabel(child);
      const sides = (outer?.sides ?? 0) | (isRinged ? 1 << bit++ : 0);
      // What hangs on a link without a way round is lost with it, and so is all below.
      const isBehindBridge = !isRinged || outer?.isBehindBridge === true;
      const isLost = isBehindBridge || cuts.some((cut) => isOdd(sides & cut));
      stack.push({ end: before + size[child], sides, isBehindBridge, isLost });
    }
    leaveUntil(Number.POSITIVE_INFINITY);
  }

  /** The sets of these links whose labels sum to zero, as bits of the ringed children in their order: a basis of them all. */
  private zeroSums(children: readonly number[], beside: readonly number[]): number[] {
    const basis: { readonly low: number; readonly high: number; readonly of: number }[] = [];
    const sums: number[] = [];
    let bit = 0;
    const add = (first: number, second: number, own: number) => {
      let [low, high, of] = [first, second, own];
      for (const vector of basis) {
        const pivot = vector.low !== 0 ? vector.low & -vector.low & low : vector.high & -vector.high & high;
        if (pivot === 0) continue;
        low ^= vector.low;
        high ^= vector.high;
        of ^= vector.of;
      }
      if (low !== 0 || high !== 0) basis.push({ low, high, of });
      else if (of !== 0) sums.push(of);
    };
    let before = -1;
    for (const child of children) {
      if (this.tree.position[child] === before) continue;
      before = this.tree.position[child];
      if (this.hasLabel(child)) add(this.low[child], this.high[child], 1 << bit++);
    }
    for (const link of beside) add(labelOf(link, 1), labelOf(link, 2), 0);
    return sums;
  }

  private hasLabel(child: number): boolean {
    return this.low[child] !== 0 || this.high[child] !== 0;
  }

  /** The device right below a link of the tree; -1 for a link beside it. */
  private childOf(link: number): number {
    const { linkA, linkZ } = this.graph;
    if (this.tree.parentLink[linkA[link]] === link) return linkA[link];
    return this.tree.parentLink[linkZ[link]] === link ? linkZ[link] : -1;
  }

  private label(): void {
    const { linkA, linkZ, linkCount } = this.graph;
    const { preorder, parentLink } = this.tree;
    for (let link = 0; link < linkCount; link++) {
      if (this.childOf(link) >= 0 || !this.isOnRing(link)) continue;
      for (const end of [linkA[link], linkZ[link]]) {
        this.low[end] ^= labelOf(link, 1);
        this.high[end] ^= labelOf(link, 2);
      }
    }
    for (let i = preorder.length - 1; i >= 0; i--) {
      const child = preorder[i];
      const link = parentLink[child];
      if (link < 0) continue;
      const parent = linkA[link] + linkZ[link] - child;
      this.low[parent] ^= this.low[child];
      this.high[parent] ^= this.high[child];
    }
  }
}

/** A number that looks random and is the same on every machine (the finish of MurmurHash3). */
function labelOf(link: number, half: 1 | 2): number {
  let hash = Math.imul(link + 1, half === 1 ? 0x9e3779b1 : 0x85ebca77) ^ (half === 1 ? 0x27d4eb2f : 0x165667b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function isOdd(bits: number): boolean {
  let folded = bits ^ (bits >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  folded ^= folded >>> 2;
  folded ^= folded >>> 1;
  return (folded & 1) === 1;
}
