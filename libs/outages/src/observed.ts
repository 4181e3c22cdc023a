import type { Evidence } from '@app/diagnosis';
import type { InventorySnapshot } from '@app/inventory';
import { componentOf, effectOf } from '@app/topology';
import type { Outage } from './outage.js';

/**
 * Whether the evidence says anything of what an outage was about. Something behind it answers again, or all of it was asked and settled;
 * where nothing was silent (only redundancy was lost), somebody must have told of each link that the root darkens, unless nobody can.
 */
export function isObservedBy(snapshot: InventorySnapshot, evidence: Evidence, outage: Outage): boolean {
  const { graph, document } = snapshot;
  const positions = outage.affectedDevices.map((id) => snapshot.indexOfDevice(id)).filter((device) => device >= 0);
  const { reachable } = evidence;
  if (positions.length > 0)
    return positions.some((device) => reachable[device] === 1) || positions.every((device) => reachable[device] >= 0);
  const root = componentOf(graph, outage.root.kind, outage.root.code);
  if (!root) return true;
  const isTeller = (device: number) => document.devices[device].checks?.includes('snmp') ?? false;
  return effectOf(graph, root.kind, root.index).links.every((link) => {
    const ends = [2 * link, 2 * link + 1];
    const tellers = ends.filter(
      (end) => isTeller(end & 1 ? graph.linkZ[link] : graph.linkA[link]) && graph.linkInterfaces[end & 1 ? 'z' : 'a'][link] !== null,
    );
    return tellers.length === 0 || tellers.some((end) => evidence.operUp[end] >= 0);
  });
}

/** Why the network of this version has no place for an outage, in words for its log; null if it has. */
export function whyGone(snapshot: InventorySnapshot, { root, affectedDevices }: Outage): string | null {
  if (componentOf(snapshot.graph, root.kind, root.code) === null) return 'its root is no longer part of the network';
  if (affectedDevices.length === 0 || affectedDevices.some((id) => snapshot.indexOfDevice(id) >= 0)) return null;
  return 'nothing that it took away is part of the network any more';
}
