import { compareComponents, darkenersOf, type NetworkGraph } from '@app/topology';
import type { Cover, CoverProblem } from './cover.problem.js';
import { reduceCover } from './cover.reduction.js';
import { searchCover } from './cover.search.js';

/** Steps of search for all groups of obligations together; a step is some microseconds. */
export const SEARCH_BUDGET = 200_000;

/** Obligations that share components, with the limits that bind those. */
interface Group {
  readonly obligations: (readonly number[])[];
  readonly limits: (readonly number[])[];
}

/**
 * Finds a smallest set of components with at least one of each obligation, such that of no limit all links go dark. What shares
 * nothing is solved apart, so 600 dead cameras are 600 small questions.
 */
export class CoverSolver {
  private steps = 0;

  constructor(private readonly graph: NetworkGraph) {}

  solve(obligations: readonly (readonly number[])[], limits: readonly (readonly number[])[]): Cover {
    const chosen: number[] = [];
    let isMinimal = true;
    for (const group of this.group(obligations, limits)) {
      const cover = this.solveGroup(group);
      chosen.push(...cover.chosen);
      isMinimal &&= cover.isMinimal;
    }
    return { chosen, isMinimal };
  }

  private group(obligations: readonly (readonly number[])[], limits: readonly (readonly number[])[]): Group[] {
    const sets = new DisjointSets();
    for (const components of obligations) for (const component of components) sets.join(components[0], component);
    const bound = limits.map((links) => {
      const inPlay = links.flatMap((link) => darkenersOf(this.graph, link)).filter((component) => sets.has(component));
      for (const component of inPlay) sets.join(inPlay[0], component);
      return inPlay[0] ?? -1;
    });
    const groups = new Map<number, Group>();
    for (const components of obligations) {
      const root = sets.rootOf(components[0]);
      let group = groups.get(root);
      if (group === undefined) groups.set(root, (group = { obligations: [], limits: [] }));
      group.obligations.push(components);
    }
    limits.forEach((links, i) => {
      if (bound[i] >= 0) groups.get(sets.rootOf(bound[i]))?.limits.push(links);
    });
    return [...groups.values()];
  }

  private solveGroup({ obligations, limits }: Group): Cover {
    if (obligations.length === 1 && limits.length === 0) return { chosen: [this.first(obligations[0])], isMinimal: true };
    const { representatives, problem } = this.condense(obligations, limits);
    if (limits.length > 0) return this.told(this.search(problem), representatives);
    const reduced = reduceCover(problem.obligations, problem.choiceCount);
    const chosen: number[] = [];
    let isMinimal = true;
    for (const part of splitApart(reduced)) {
      const cover = part.length === 1 ? { chosen: [part[0][0]], isMinimal: true } : this.search({ ...problem, obligations: part });
      chosen.push(...cover.chosen);
      isMinimal &&= cover.isMinimal;
    }
    return this.told({ chosen, isMinimal }, representatives);
  }

  private search(problem: CoverProblem): Cover {
    const cover = searchCover(problem, SEARCH_BUDGET - this.steps);
    this.steps += cover.steps;
    return cover;
  }

  private told({ chosen, isMinimal }: Cover, representatives: readonly number[]): Cover {
    return { chosen: chosen.map((choice) => representatives[choice]), isMinimal };
  }

  private first(components: readonly number[]): number {
    return components.reduce((best, other) => (compareComponents(this.graph, other, best) < 0 ? other : best));
  }

  /** One choice for all components that cannot be told apart here; numbered so that the preferred ones come first. */
  private condense(obligations: readonly (readonly number[])[], limits: readonly (readonly number[])[]) {
    const duties = new Map<number, string[]>();
    obligations.forEach((components, i) => {
      for (const component of components) {
        const list = duties.get(component);
        if (list === undefined) duties.set(component, [String(i)]);
        else list.push(String(i));
      }
    });
    const fills = new Map<number, [number, number][]>();
    limits.forEach((links, limit) =>
      links.forEach((link, slot) => {
        for (const component of darkenersOf(this.graph, link)) {
          if (!duties.has(component)) continue;
          const list = fills.get(component);
          if (list === undefined) fills.set(component, [[limit, slot]]);
          else list.push([limit, slot]);
        }
      }),
    );
    const classes = new Map<string, number[]>();
    for (const [component, list] of duties) {
      const key = `${list.join(' ')}|${fills.get(component)?.join(' ') ?? ''}`;
      const members = classes.get(key);
      if (members === undefined) classes.set(key, [component]);
      else members.push(component);
    }
    const representatives = [...classes.values()].map((members) => this.first(members)).sort((a, b) => compareComponents(this.graph, a, b));
    const choiceOf = new Map(representatives.map((component, choice) => [component, choice]));
    const problem: CoverProblem = {
      obligations: obligations.map((components) => components.flatMap((component) => choiceOf.get(component) ?? []).sort((a, b) => a - b)),
      choiceCount: representatives.length,
      limitSlots: limits.map((links) => links.length),
      fills: representatives.map((component) => fills.get(component) ?? []),
    };
    return { representatives, problem };
  }
}

/** Groups obligations that share choices. */
function splitApart(obligations: readonly number[][]): number[][][] {
  const sets = new DisjointSets();
  for (const choices of obligations) for (const choice of choices) sets.join(choices[0], choice);
  const parts = new Map<number, number[][]>();
  for (const choices of obligations) {
    const root = sets.rootOf(choices[0]);
    const part = parts.get(root);
    if (part === undefined) parts.set(root, [choices]);
    else part.push(choices);
  }
  return [...parts.values()];
}

class DisjointSets {
  private readonly parent = new Map<number, number>();

  has(member: number): boolean {
    return this.parent.has(member);
  }

  rootOf(member: number): number {
    let root = member;
    for (let up = this.parent.get(root); up !== undefined && up !== root; up = this.parent.get(root)) root = up;
    for (let at = member; at !== root;) {
      const next = this.parent.get(at) ?? root;
      this.parent.set(at, root);
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    if (!this.parent.has(a)) this.parent.set(a, a);
    if (!this.parent.has(b)) this.parent.set(b, b);
    this.parent.set(this.rootOf(b), this.rootOf(a));
  }
}
