import type { Evidence } from '@app/diagnosis';
import { type ComponentKind } from '@app/kernel';
import { darknessOf, effectOf, type NetworkGraph, reach } from '@app/topology';

export interface Broken {
  readonly kind: ComponentKind;
  readonly index: number;
}

export interface Scenario {
  readonly name: string;
  readonly broken: (graph: NetworkGraph) => Broken[];
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'healthy', broken: () => [] },
  { name: 'one span of a ring', broken: () => [{ kind: 'SPAN', index: 0 }] },
  { name: 'a station off, all behind it dark', broken: (graph) => [{ kind: 'DEVICE', index: graph.deviceIndex('ST3-rt') }] },
  { name: '600 cameras dead each on its own', broken: (graph) => spread(graph, 'CAMERA', 600) },
  { name: '20 switches dead at once', broken: (graph) => spread(graph, 'SWITCH', 20) },
];

/** So many devices of a role, evenly over the network. */
export function spread(graph: NetworkGraph, role: string, count: number): Broken[] {
  const all = [...graph.deviceRoles.keys()].filter((device) => graph.deviceRoles[device] === role);
  return Array.from({ length: count }, (_, i) => ({ kind: 'DEVICE', index: all[Math.floor((i * all.length) / count)] }));
}

/** Everything asked: every device by ICMP, every interface of what is reachable by SNMP (not of cameras). */
export function evidenceOf(graph: NetworkGraph, broken: readonly Broken[]): Evidence {
  const poller = graph.pollers[0].device;
  const dark = darknessOf(graph, broken);
  for (let device = 0; device < graph.deviceCount; device++) {
    if (dark.offDevices[device]) for (const link of effectOf(graph, 'DEVICE', device).links) dark.links[link] = 1;
  }
  const reached = reach(graph, poller, dark);
  const operUp = new Int8Array(2 * graph.linkCount).fill(-1);
  for (let end = 0; end < operUp.length; end++) {
    const device = (end & 1 ? graph.linkZ : graph.linkA)[end >> 1];
    if (reached[device] && graph.deviceRoles[device] !== 'CAMERA') operUp[end] = dark.links[end >> 1] ? 0 : 1;
  }
  return { poller, reachable: Int8Array.from(reached), operUp };
}
