import type { Darkness, NetworkGraph } from '@app/topology';

/**
 * The links by which each device is reached over the fewest closed links and devices (shortest paths with small whole prices, one
 * bucket a price): per device the link to its parent, -1 for the start and for what no path leads to.
 */
export function cheapestWays(graph: NetworkGraph, from: number, closed: Darkness): Int32Array {
  const { adjStart, adjNode, adjLink, deviceCount } = graph;
  const cost = new Int32Array(deviceCount).fill(-1);
  const parentLink = new Int32Array(deviceCount).fill(-1);
  const buckets: number[][] = [[from]];
  cost[from] = 0;
  for (let paid = 0; paid < buckets.length; paid++) {
    const bucket = (buckets[paid] ??= []);
    for (let head = 0; head < bucket.length; head++) {
      const device = bucket[head];
      if (cost[device] !== paid) continue;
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        const next = adjNode[i];
        const price = paid + closed.links[adjLink[i]] + closed.offDevices[next];
        if (cost[next] >= 0 && cost[next] <= price) continue;
        cost[next] = price;
        parentLink[next] = adjLink[i];
        (buckets[price] ??= []).push(next);
      }
    }
  }
  return parentLink;
}
