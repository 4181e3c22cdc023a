import type { NetworkGraph } from './network.graph.js';
import { noDarkness } from './reach.js';
import { SpanningTree } from './spanning.tree.js';

const TREES = new WeakMap<NetworkGraph, Map<string, SpanningTree>>();

/** The tree from these devices with everything up. A graph never changes, so it is grown once and goes with the graph. */
export function intactTree(graph: NetworkGraph, roots: readonly number[]): SpanningTree {
  let trees = TREES.get(graph);
  if (trees === undefined) TREES.set(graph, (trees = new Map<string, SpanningTree>()));
  const key = roots.join(' ');
  let tree = trees.get(key);
  if (tree === undefined) trees.set(key, (tree = new SpanningTree(graph, roots, noDarkness(graph))));
  return tree;
}
