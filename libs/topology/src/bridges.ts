import type { NetworkGraph } from './network.graph.js';

/**
 * 1 for each link whose loss alone separates devices (Tarjan 1974, iterative, so that a chain of a million devices needs no stack).
 * Of two parallel links neither is a bridge. Shared spans and conduits are not looked at: see `exposure`.
 */
export function bridges(graph: NetworkGraph): Uint8Array {
  const { adjStart, adjNode, adjLink, deviceCount } = graph;
  const found = new Uint8Array(graph.linkCount);
  const seen = new Int32Array(deviceCount).fill(-1);
  const low = new Int32Array(deviceCount);
  const at = new Int32Array(deviceCount);
  const parentLink = new Int32Array(deviceCount).fill(-1);
  const stack = new Int32Array(deviceCount);
  let time = 0;
  const enter = (device: number, link: number) => {
    seen[device] = low[device] = time++;
    at[device] = adjStart[device];
    parentLink[device] = link;
  };
  for (let root = 0; root < deviceCount; root++) {
    if (seen[root] >= 0) continue;
    let depth = 0;
    enter(root, -1);
    stack[depth++] = root;
    while (depth > 0) {
      const device = stack[depth - 1];
      if (at[device] < adjStart[device + 1]) {
        const i = at[device]++;
        const next = adjNode[i];
        // Skip the link we came by, not the device: a second link between the two is a way round.
        if (adjLink[i] === parentLink[device]) continue;
        if (seen[next] >= 0) {
          if (seen[next] < low[device]) low[device] = seen[next];
          continue;
        }
        enter(next, adjLink[i]);
        stack[depth++] = next;
        continue;
      }
      depth--;
      if (depth === 0) continue;
      const parent = stack[depth - 1];
      if (low[device] < low[parent]) low[parent] = low[device];
      if (low[device] > seen[parent]) found[parentLink[device]] = 1;
    }
  }
  return found;
}
