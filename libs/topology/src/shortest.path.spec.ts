import { Chance, randomCity } from '@testing/topology';
import { NetworkGraph } from './network.graph.js';
import { type Darkness, noDarkness, walkFrom } from './reach.js';
import { shortestPath } from './shortest.path.js';

/** By the parents of a whole breadth-first walk. */
function plainPath(graph: NetworkGraph, from: number, to: readonly number[], dark: Darkness): number[] | null {
  const { hops, parentLink } = walkFrom(graph, from, dark);
  const reached = to.filter((device) => hops[device] >= 0);
  if (reached.length === 0) return null;
  const path: number[] = [];
  for (let device = reached.reduce((nearest, other) => (hops[other] < hops[nearest] ? other : nearest)); device !== from;) {
    path.unshift(parentLink[device]);
    device = graph.linkA[parentLink[device]] + graph.linkZ[parentLink[device]] - device;
  }
  return path;
}

describe('shortestPath', () => {
  it('is the path of a whole walk, search after search on the same graph', () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const dice = new Chance(seed);
      const graph = NetworkGraph.from(randomCity(dice, 3 + dice.below(60)));
      for (let i = 0; i < 30; i++) {
        const dark = noDarkness(graph);
        for (let n = dice.below(5); n > 0 && graph.linkCount > 0; n--) dark.links[dice.below(graph.linkCount)] = 1;
        for (let n = dice.below(3); n > 0; n--) dark.offDevices[dice.below(graph.deviceCount)] = 1;
        const from = dice.below(graph.deviceCount);
        const to = Array.from({ length: 1 + dice.below(3) }, () => dice.below(graph.deviceCount));
        const found = shortestPath(graph, from, to.length === 1 ? to[0] : to, dark);
        if (JSON.stringify(found) !== JSON.stringify(plainPath(graph, from, to, dark))) wrong.push(`seed ${seed}, search ${i}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
