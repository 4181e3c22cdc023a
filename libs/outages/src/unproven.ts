import type { Evidence } from '@app/diagnosis';
import { type Component, componentAt, componentId, darknessOf, hopsFrom, type NetworkGraph, noDarkness, reach } from '@app/topology';

/**
 * What was declared while we watched and never worked yet: it may not be built. Positions of devices that never answered, and of links
 * that were never lit, 1 each.
 */
export interface Unproven {
  readonly devices: Uint8Array;
  readonly links: Uint8Array;
}

/** A device that never answered, and those behind it, itself included; ascending. */
export interface NotYetThere {
  readonly device: number;
  readonly behind: readonly number[];
  readonly hasPath: boolean;
}

/** Evidence without the silence of what never worked: it says nothing of the fibre. Answers the silent devices, too. */
export function withoutUnproven(
  graph: NetworkGraph,
  evidence: Evidence,
  unproven: Unproven | undefined,
): { evidence: Evidence; silent: number[] } {
  const silent: number[] = [];
  if (!unproven || !(unproven.devices.includes(1) || unproven.links.includes(1))) return { evidence, silent };
  const [reachable, operUp] = [evidence.reachable.slice(), evidence.operUp.slice()];
  for (let device = 0; device < reachable.length; device++) {
    if (!unproven.devices[device] || reachable[device] !== 0) continue;
    silent.push(device);
    reachable[device] = -1;
  }
  for (let end = 0; end < operUp.length; end++) {
    const link = end >> 1;
    const isOfThem = unproven.links[link] || unproven.devices[graph.linkA[link]] || unproven.devices[graph.linkZ[link]];
    if (isOfThem && operUp[end] === 0) operUp[end] = -1;
  }
  return { evidence: { ...evidence, reachable, operUp }, silent };
}

/**
 * Each silent device that a way leads to but through others of its kind, with those behind it. What lies behind something that is
 * broken anyway is left out: nobody knows whether it is there.
 */
export function notYetThere(graph: NetworkGraph, poller: number, broken: readonly Component[], silent: readonly number[]): NotYetThere[] {
  if (silent.length === 0) return [];
  const dark = darknessOf(graph, broken);
  for (const device of silent) dark.offDevices[device] = 1;
  const reached = reach(graph, poller, dark);
  const hops = hopsFrom(graph, poller, noDarkness(graph));
  const isOpen = new Set(silent);
  const found: NotYetThere[] = [];
  for (const device of silent) {
    const hasPath = hops[device] >= 0;
    if (hasPath && !neighbours(graph, device, dark.links).some((next) => reached[next] === 1)) continue;
    isOpen.delete(device);
    found.push({ device, behind: [device], hasPath });
  }
  return found.map((each) => ({ ...each, behind: each.hasPath ? gather(graph, each.device, dark.links, isOpen) : each.behind }));
}

/** Takes out of `open` what hangs on a device. */
function gather(graph: NetworkGraph, device: number, dark: Uint8Array, open: Set<number>): number[] {
  const behind = [device];
  for (const each of behind) for (const next of neighbours(graph, each, dark)) if (open.delete(next)) behind.push(next);
  return behind.sort((a, b) => a - b);
}

function neighbours({ adjStart, adjNode, adjLink }: NetworkGraph, device: number, dark: Uint8Array): number[] {
  const [from, to] = [adjStart[device], adjStart[device + 1]];
  return Array.from(adjNode.subarray(from, to)).filter((_, i) => !dark[adjLink[from + i]]);
}

export function deviceComponent(graph: NetworkGraph, device: number): Component {
  return componentAt(graph, componentId(graph, 'DEVICE', device));
}
