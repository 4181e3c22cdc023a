import { diagnose, type Evidence } from '@app/diagnosis';
import { keyOfSuspect } from '@app/outages';
import { type Component, darknessOf, type NetworkGraph, reach, type TopologyDocument } from '@app/topology';

/** What perfect sight of everything would be evidence of. */
export function perfectEvidence(document: TopologyDocument, graph: NetworkGraph, broken: readonly Component[]): Evidence {
  const poller = graph.pollers[0].device;
  const dark = darknessOf(graph, broken);
  const reached = reach(graph, poller, dark);
  const operUp = new Int8Array(2 * graph.linkCount).fill(-1);
  for (let end = 0; end < operUp.length; end++) {
    const link = end >> 1;
    const teller = end & 1 ? graph.linkZ[link] : graph.linkA[link];
    const name = (end & 1 ? graph.linkInterfaces.z : graph.linkInterfaces.a)[link];
    if (name === null || !reached[teller] || !document.devices[teller].checks?.includes('snmp')) continue;
    operUp[end] = dark.links[link] || dark.offDevices[graph.linkA[link]] || dark.offDevices[graph.linkZ[link]] ? 0 : 1;
  }
  return { poller, reachable: Int8Array.from(reached), operUp };
}

/** What should be told of these faults: for each outage, all that it may be told as. */
export function wantedOf(document: TopologyDocument, graph: NetworkGraph, broken: readonly Component[]): string[][] {
  const { rootCauses } = diagnose(graph, perfectEvidence(document, graph, broken));
  return rootCauses.map(({ candidates }) => candidates.map(keyOfSuspect));
}
