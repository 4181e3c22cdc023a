import { type Csr, csrFromPairs } from './csr.js';
import { CutSpace } from './cut.space.js';
import type { NetworkGraph } from './network.graph.js';
import type { Darkness } from './reach.js';
import type { SpanningTree } from './spanning.tree.js';

/**
 * 1 for each reached device that the cut of one single conduit, span or patch would take away: it has no redundancy, whatever the
 * number of its links says. Two routes through one duct are one route.
 */
export function exposure(graph: NetworkGraph, tree: SpanningTree, dark: Darkness): Uint8Array {
  return exposedBy(cutGroups(graph, null), new CutSpace(graph, tree, dark));
}

/** 1 for each device that one of these groups of links takes away. Linear in the network and the groups. */
export function exposedBy({ start, items }: Csr, space: CutSpace): Uint8Array {
  const { preorder, position } = space.tree;
  // Intervals are counted at their ends and summed once: many groups take the same large part of a city.
  const changes = new Int32Array(preorder.length + 1);
  const count = (from: number, to: number) => {
    changes[from]++;
    changes[to]--;
  };
  for (let group = 0; group + 1 < start.length; group++) {
    space.lostWith(items.subarray(start[group], start[group + 1]), [], count);
  }
  const exposed = new Uint8Array(position.length);
  let covered = 0;
  for (let at = 0; at < preorder.length; at++) {
    covered += changes[at];
    if (covered > 0) exposed[preorder[at]] = 1;
  }
  return exposed;
}

/**
 * The links of each thing that a single cut can take: a conduit, a span in none, a patch lead. The larger cut takes all that the smaller
 * takes, so a span in a conduit and a link on a span need no group of their own. `numberOf` may name the links otherwise, -1: left out.
 */
export function cutGroups(graph: NetworkGraph, numberOf: Int32Array | null): Csr {
  const { conduitCount, spanCount, linkCount, spanConduit, spanLinks, linkSpans } = graph;
  const groupOf: number[] = [];
  const links: number[] = [];
  // Groups without a link are left out: in the core of a city nearly all are.
  const numbers = new Map<number, number>();
  const add = (thing: number, link: number) => {
    const number = numberOf === null ? link : numberOf[link];
    if (number < 0) return;
    let group = numbers.get(thing);
    if (group === undefined) numbers.set(thing, (group = numbers.size));
    groupOf.push(group);
    links.push(number);
  };
  for (let span = 0; span < spanCount; span++) {
    const thing = spanConduit[span] >= 0 ? spanConduit[span] : conduitCount + span;
    for (let i = spanLinks.start[span]; i < spanLinks.start[span + 1]; i++) add(thing, spanLinks.items[i]);
  }
  for (let link = 0; link < linkCount; link++) {
    if (linkSpans.start[link] === linkSpans.start[link + 1]) add(conduitCount + spanCount + link, link);
  }
  return csrFromPairs(numbers.size, groupOf, links);
}
