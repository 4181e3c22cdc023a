import { Chance, randomCity } from '@testing/topology';
import { CutSpace } from './cut.space.js';
import { NetworkGraph } from './network.graph.js';
import { noDarkness } from './reach.js';
import { SpanningTree } from './spanning.tree.js';

describe('what hangs on a set of links', () => {
  it('is by sums of labels what a walk finds, for few links and for many', () => {
    let most = 0;
    for (let seed = 1; seed <= 1_500; seed++) {
      const chance = new Chance(seed);
      const graph = NetworkGraph.from(randomCity(chance, 3 + chance.below(40)));
      const dark = noDarkness(graph);
      for (let link = 0; link < graph.linkCount; link++) if (chance.is(0.05)) dark.links[link] = 1;
      const roots = graph.pollers.map(({ device }) => device);
      const tree = new SpanningTree(graph, roots, dark);
      const links = Array.from({ length: chance.below(seed % 2 === 0 ? 6 : 60) }, () => chance.below(graph.linkCount || 1)).filter(
        (link) => link < graph.linkCount && !dark.links[link],
      );
      const off = chance.is(0.3) ? [chance.below(graph.deviceCount)] : [];
      for (const device of off) for (let i = graph.adjStart[device]; i < graph.adjStart[device + 1]; i++) links.push(graph.adjLink[i]);
      const told: number[] = [];
      new CutSpace(graph, tree, dark).lostWith(links, off, (from, to) => {
        for (let at = from; at < to; at++) told.push(tree.preorder[at]);
      });
      const byLost = (one: number, other: number) => one - other;
      expect(told.sort(byLost)).toEqual(tree.lostWith(links, off).sort(byLost));
      most = Math.max(most, new Set(links).size);
    }
    expect(most).toBeGreaterThan(30);
  });
});
