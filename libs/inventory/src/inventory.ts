import type { DeviceId, LinkId } from '@app/kernel';
import type { NetworkGraph, TopologyDocument } from '@app/topology';

/** One version of the network in memory: the document, the graph, and which row of the database each of its parts is. */
export interface InventorySnapshot {
  readonly version: number;
  /** Who made the last whole import: 'demo' for the demo city. */
  readonly actor: string;
  readonly document: TopologyDocument;
  readonly graph: NetworkGraph;
  readonly deviceIds: Int32Array;
  readonly linkIds: Int32Array;
  readonly spanIds: Int32Array;
  readonly conduitIds: Int32Array;
  readonly placeIds: Int32Array;
  /** The position of a device in the graph, or -1. */
  indexOfDevice(id: DeviceId): number;
  indexOfLink(id: LinkId): number;
}

/** One version of the network, now or in the past: what paths and impacts are computed on. */
export type Network = Omit<InventorySnapshot, 'actor' | 'document'>;

/** What exists, as it stands now. */
export abstract class Inventory {
  /**
   * The newest committed version; the same object as long as nothing changed. Who has just committed a version names it, and gets that
   * or a newer one.
   */
  abstract snapshot(atLeast?: number): Promise<InventorySnapshot>;
  /** Told after each committed change, whichever process made it. */
  abstract onChanged(listener: () => void): () => void;
}
