import { componentId, type Effect, type NetworkGraph } from '@app/topology';
import { Admissibility } from './admissibility.js';
import { CoverSolver } from './cover.solver.js';
import { Darkening, Effects } from './darkening.js';
import { LeakSearch } from './leak.search.js';
import { type Obligation, pathObligation, plainObligations } from './obligations.js';
import { MUST, MUST_NOT, type Premises } from './premises.js';

/** A set of components that reproduces the premises exactly, and what was learnt on the way to it. */
export interface Explanation {
  readonly chosen: readonly number[];
  readonly isMinimal: boolean;
  readonly obligations: readonly Obligation[];
  readonly effects: Effects;
  readonly admissibility: Admissibility;
  readonly leaks: LeakSearch;
  /** What the chosen take away. */
  readonly darkening: Darkening;
}

/** Each round adds at least one thing that was overlooked; real networks need fewer than ten. */
const MAX_ROUNDS = 500;

/**
 * Finds a smallest set of broken components that reproduces the premises. Every obligation and limit follows from the premises, so a
 * smallest choice that fulfils those known so far is never larger than a true explanation; once nothing contradicts it, it is one.
 */
export function explain(graph: NetworkGraph, premises: Premises): Explanation {
  const effects = new Effects(graph);
  const admissibility = new Admissibility(premises, effects);
  const leaks = new LeakSearch(graph, premises, new Set(premises.blamedOff));
  const obligations = plainObligations(graph, premises, admissibility);
  const limits: number[][] = [];
  const solver = new CoverSolver(graph);
  const darkening = new Darkening(effects);
  const learnt = { obligations, effects, admissibility, leaks, darkening };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { chosen, isMinimal } = solver.solve(obligations, limits);
    for (const component of chosen) darkening.break(component);
    const open = leaks.find(darkening);
    const hidden = open.length > 0 || chosen.length < 2 ? [] : brokenLimits(graph, premises, darkening, effects.ofAll(chosen));
    if (open.length === 0 && hidden.length === 0) return { ...learnt, chosen, isMinimal };
    for (const component of chosen) darkening.mend(component);
    for (const path of open) obligations.push(pathObligation(graph, admissibility, path));
    limits.push(...hidden);
  }
  const chosen = lastLinks(graph, premises);
  for (const component of chosen) darkening.break(component);
  return { ...learnt, chosen, isMinimal: false };
}

/**
 * What the premises leave open and the chosen components close together: everything that works in the dark here is reached if one of
 * these links is lit. One list for each island.
 */
function brokenLimits(graph: NetworkGraph, premises: Premises, darkening: Darkening, taken: Effect): number[][] {
  const { closed, device, openTree } = premises;
  const missed = openTree.lostWith(taken.links, taken.devices).filter((d) => device[d] === MUST);
  const seen = new Set<number>();
  const limits: number[][] = [];
  for (const start of missed.sort((a, b) => a - b)) {
    if (seen.has(start)) continue;
    const island = new Set([start]);
    const shore: number[] = [];
    for (const member of island) {
      seen.add(member);
      for (let i = graph.adjStart[member]; i < graph.adjStart[member + 1]; i++) {
        const link = graph.adjLink[i];
        const next = graph.adjNode[i];
        if (closed.links[link] || closed.offDevices[next]) continue;
        if (darkening.links[link] || darkening.devices[next]) shore.push(link);
        else island.add(next);
      }
    }
    // A dark link inside the island joins nothing that is not joined already.
    limits.push([...new Set(shore)].filter((link) => !(island.has(graph.linkA[link]) && island.has(graph.linkZ[link]))));
  }
  return limits;
}

/** The explanation that always works and says least: each link that must be dark is broken itself. */
function lastLinks(graph: NetworkGraph, { device, link, poller, blamedOff }: Premises): number[] {
  const off = new Set(blamedOff);
  const chosen = device[poller] === MUST_NOT ? [componentId(graph, 'DEVICE', poller)] : [];
  for (let l = 0; l < graph.linkCount; l++) {
    const ends = [graph.linkA[l], graph.linkZ[l]];
    const isSilence = ends.some((d) => device[d] === MUST_NOT) && ends.some((d) => device[d] !== MUST_NOT);
    if ((link[l] === MUST_NOT || isSilence) && !ends.some((d) => off.has(d))) chosen.push(componentId(graph, 'LINK', l));
  }
  return chosen;
}
