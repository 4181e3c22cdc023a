import { compareComponents, type Effect, type NetworkGraph, SeveredTree } from '@app/topology';
import { keepsAll } from './admissibility.js';
import type { Darkening } from './darkening.js';
import type { Explanation } from './explain.js';
import type { Premises } from './premises.js';

/** One broken component of the explanation, with all that would look the same in its stead; it stands first itself. */
export interface Suspects {
  readonly components: readonly number[];
}

/**
 * For each chosen component, all single components that reproduce the premises in its stead. The chosen ones are exchanged until each
 * is the likeliest of its kind, so that the first suspects together are an explanation.
 */
export function findSuspects(graph: NetworkGraph, premises: Premises, explanation: Explanation): Suspects[] {
  const search = new CandidateSearch(graph, premises, explanation);
  for (;;) {
    const suspects = search.all();
    const better = suspects.findIndex(({ components }, i) => components[0] !== search.chosen[i]);
    if (better < 0) return suspects;
    search.exchange(better, suspects[better].components[0]);
  }
}

class CandidateSearch {
  readonly chosen: number[];
  private readonly darkening: Darkening;
  private treeOfChosen: SeveredTree | null = null;

  constructor(
    private readonly graph: NetworkGraph,
    private readonly premises: Premises,
    private readonly explanation: Explanation,
  ) {
    this.chosen = [...explanation.chosen];
    this.darkening = explanation.darkening;
  }

  exchange(position: number, component: number): void {
    this.darkening.mend(this.chosen[position]);
    this.darkening.break(component);
    this.chosen[position] = component;
    this.treeOfChosen = null;
  }

  all(): Suspects[] {
    const pools = this.pools();
    return this.chosen.map((chosen, i) => {
      const components = [...pools[i]].filter((component) => component === chosen || this.replaces(chosen, component));
      return { components: components.sort((a, b) => compareComponents(this.graph, a, b)) };
    });
  }

  /** What fulfils all obligations that the chosen component alone fulfils: no other can stand in its stead. */
  private pools(): Set<number>[] {
    const positionOf = new Map(this.chosen.map((component, i) => [component, i]));
    const pools: (Set<number> | null)[] = this.chosen.map(() => null);
    for (const obligation of this.explanation.obligations) {
      const fulfilledBy = obligation.filter((component) => positionOf.has(component));
      if (fulfilledBy.length !== 1) continue;
      const i = positionOf.get(fulfilledBy[0]) ?? 0;
      const before = pools[i];
      pools[i] = new Set(before === null ? obligation : obligation.filter((component) => before.has(component)));
    }
    return pools.map((pool, i) => pool ?? new Set([this.chosen[i]]));
  }

  private replaces(chosen: number, component: number): boolean {
    const { effects, leaks } = this.explanation;
    this.darkening.mend(chosen);
    this.darkening.break(component);
    const holds = !leaks.leaksBy(effects.of(chosen).links, this.darkening) && this.keepsAll(chosen, component);
    this.darkening.mend(component);
    this.darkening.break(chosen);
    return holds;
  }

  /** True if nothing that works is lost. Alone the component takes nothing; in company it might close the last way round. */
  private keepsAll(chosen: number, component: number): boolean {
    if (this.chosen.length < 2) return true;
    const { links, devices } = this.explanation.effects.of(component);
    // First the quick look: does it take anything although the one it replaces is still broken as well? Only then look exactly.
    return keepsAll(this.overChosen(), this.premises, links, devices) || this.isWholeWith(chosen, component);
  }

  private isWholeWith(chosen: number, component: number): boolean {
    const others = this.chosen.map((one) => (one === chosen ? component : one));
    const { links, devices } = this.explanation.effects.ofAll(others);
    return keepsAll(this.premises.openTree, this.premises, links, devices);
  }

  /** What is reached with all that is chosen on top of what is closed. Where everything was asked that is no less: what broke was read as well. */
  private overChosen(): SeveredTree {
    if (this.treeOfChosen !== null) return this.treeOfChosen;
    const { openTree } = this.premises;
    const taken = this.explanation.effects.ofAll(this.chosen);
    return (this.treeOfChosen = this.takesMore(taken) ? this.treeOver(taken) : openTree);
  }

  private takesMore({ links, devices }: Effect): boolean {
    const { linkA, linkZ } = this.graph;
    const { closed, openTree } = this.premises;
    const isInUse = (link: number) => !closed.links[link] && openTree.reaches(linkA[link]) && openTree.reaches(linkZ[link]);
    return devices.some((device) => openTree.reaches(device)) || links.some(isInUse);
  }

  private treeOver(taken: Effect): SeveredTree {
    const { closed, intact } = this.premises;
    const links = closed.links.slice();
    const offDevices = closed.offDevices.slice();
    for (const link of taken.links) links[link] = 1;
    for (const device of taken.devices) offDevices[device] = 1;
    return new SeveredTree(
      intact,
      { links, offDevices },
      closed.closedLinks.concat(taken.links),
      closed.closedDevices.concat(taken.devices),
    );
  }
}
