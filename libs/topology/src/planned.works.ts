import type { Component } from './component.js';
import { type Impact, impactOf } from './impact.js';
import type { NetworkGraph } from './network.graph.js';

/** Something that takes components away for a time. */
export interface PlannedWork {
  readonly components: readonly Pick<Component, 'kind' | 'index'>[];
  /** Milliseconds since 1970; the end is no part of it, so that two works one after the other do not overlap. */
  readonly from: number;
  readonly to: number;
}

/** A stretch of time in which the same works are under way. */
export interface WorkInterval {
  readonly from: number;
  readonly to: number;
  /** Positions in the list of works, ascending; never empty. */
  readonly works: readonly number[];
}

export interface IntervalImpact extends WorkInterval {
  readonly impact: Impact;
  /** Places of stations that these works isolate together, and none of them alone. */
  readonly isolatedTogether: readonly number[];
}

/** When which works are under way, in order of time; stretches without any are left out. */
export function intervalsOf(works: readonly Pick<PlannedWork, 'from' | 'to'>[]): WorkInterval[] {
  const instants = [...new Set(works.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const intervals: WorkInterval[] = [];
  for (let i = 0; i + 1 < instants.length; i++) {
    const [from, to] = [instants[i], instants[i + 1]];
    const active = works.flatMap((work, position) => (work.from <= from && work.to >= to ? [position] : []));
    if (active.length > 0) intervals.push({ from, to, works: active });
  }
  return intervals;
}

/** What would be lost in each stretch, one after the other: whoever asks may take breath between them. */
export function* impactsOfWorks(graph: NetworkGraph, works: readonly PlannedWork[]): Generator<IntervalImpact> {
  const known = new Map<string, Impact>();
  const impactOfSet = (positions: readonly number[]): Impact => {
    const key = positions.join();
    const impact =
      known.get(key) ??
      impactOf(
        graph,
        positions.flatMap((position) => works[position].components),
      );
    known.set(key, impact);
    return impact;
  };
  for (const interval of intervalsOf(works)) {
    const impact = impactOfSet(interval.works);
    const alone = new Set(interval.works.flatMap((position) => impactOfSet([position]).isolatedStations));
    yield { ...interval, impact, isolatedTogether: impact.isolatedStations.filter((place) => !alone.has(place)) };
  }
}
