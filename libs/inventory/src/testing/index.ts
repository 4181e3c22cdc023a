import { NetworkGraph, type TopologyDocument } from '@app/topology';
import type { InventorySnapshot } from '../inventory.js';

/** Ids by name, the same from version to version; the first is 1000. */
class Ids {
  private readonly byName = new Map<string, number>();

  of(names: readonly string[]): Int32Array {
    for (const name of names) if (!this.byName.has(name)) this.byName.set(name, 1000 + this.byName.size);
    return Int32Array.from(names, (name) => this.byName.get(name) ?? -1);
  }
}

/** The database's part in snapshots of one network: its ids stay what they are when the network is edited. */
export class SimulatedInventory {
  private readonly devices = new Ids();
  private readonly links = new Ids();
  private readonly others = new Ids();
  private version = 0;

  next(document: TopologyDocument): InventorySnapshot {
    const graph = NetworkGraph.from(document);
    const [deviceIds, linkIds] = [this.devices.of(graph.deviceNames), this.links.of(graph.linkCodes)];
    const positionIn = (ids: Int32Array) => {
      const positions = new Map(Array.from(ids, (id, position) => [id, position]));
      return (id: number) => positions.get(id) ?? -1;
    };
    return {
      version: ++this.version,
      actor: 'test',
      document,
      graph,
      deviceIds,
      linkIds,
      spanIds: this.others.of(graph.spanCodes),
      conduitIds: this.others.of(graph.conduitCodes),
      placeIds: this.others.of(graph.placeCodes),
      indexOfDevice: positionIn(deviceIds),
      indexOfLink: positionIn(linkIds),
    };
  }
}

/** A snapshot without a database. */
export function snapshotOf(document: TopologyDocument): InventorySnapshot {
  return new SimulatedInventory().next(document);
}
