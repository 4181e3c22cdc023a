import { componentCount, type NetworkGraph, type SpanningTree } from '@app/topology';
import type { Effects } from './darkening.js';
import { MUST, type Premises } from './premises.js';

/**
 * Tells which components can be broken at all: those that take away nothing which was seen to work. More breakage never brings
 * anything back, so what is inadmissible alone is inadmissible in every company.
 */
export class Admissibility {
  private readonly known: Int8Array;
  private readonly guard: TreeGuard;

  constructor(
    graph: NetworkGraph,
    private readonly premises: Premises,
    private readonly effects: Effects,
  ) {
    this.known = new Int8Array(componentCount(graph)).fill(-1);
    this.guard = new TreeGuard(premises.openTree, premises);
  }

  admits(component: number): boolean {
    if (this.known[component] < 0) this.known[component] = this.judge(component) ? 1 : 0;
    return this.known[component] === 1;
  }

  private judge(component: number): boolean {
    const { links, devices } = this.effects.of(component);
    if (devices.some((device) => this.premises.device[device] === MUST)) return false;
    if (links.some((link) => this.premises.link[link] === MUST)) return false;
    return this.guard.survives(links, devices);
  }
}

/** Watches over the devices that must stay reachable, by a tree that reaches them. */
export class TreeGuard {
  /** How many such devices stand before each position of the preorder. */
  private readonly needed: Int32Array;

  constructor(
    private readonly tree: SpanningTree,
    private readonly premises: Premises,
  ) {
    const { preorder } = tree;
    this.needed = new Int32Array(preorder.length + 1);
    for (let at = 0; at < preorder.length; at++) {
      this.needed[at + 1] = this.needed[at] + (premises.device[preorder[at]] === MUST ? 1 : 0);
    }
  }

  /** True if the tree reaches every device that must be reachable. */
  missesNone(): boolean {
    const needed = this.premises.device.reduce((count, state) => count + (state === MUST ? 1 : 0), 0);
    return this.needed[this.tree.preorder.length] === needed;
  }

  /** True if every device that must be reachable still is when these links and devices fail as well. */
  survives(links: readonly number[], devices: readonly number[]): boolean {
    const lost = this.tree.lostWith(links, devices, (from, to) => this.needed[to] > this.needed[from]);
    return lost.every((device) => this.premises.device[device] !== MUST);
  }
}
