import type { Component } from '@app/topology';

/** One thing that broke. Nobody can tell its candidates apart by this evidence; the likeliest stands first. */
export interface RootCause {
  readonly candidates: readonly Component[];
  /** The silent devices behind it, ascending. Each silent device belongs to exactly one root cause. */
  readonly affectedDevices: Int32Array;
  readonly affectedCameras: number;
  /** False: only redundancy is lost, every device keeps a way. */
  readonly isolating: boolean;
  /** False: a silence that nothing broken explains. It is told as its device's own, takes nothing with it, and is no part of the explanation. */
  readonly explains: boolean;
}

/** What the evidence means. A pure function of graph and evidence. */
export interface Verdict {
  /** The one with most silent devices behind it first. */
  readonly rootCauses: readonly RootCause[];
  /** Per device, its position in DEVICE_STATUSES. */
  readonly statuses: Uint8Array;
  /**
   * Devices whose silence the topology cannot explain (no path even with everything up, or the evidence contradicts itself): each
   * is DOWN, as a root cause of its own.
   */
  readonly unexplained: Int32Array;
  /** Links read down against other evidence; nothing was concluded from that reading. */
  readonly unexplainedLinks: Int32Array;
  /** False if the search for a smaller explanation was given up: the root causes then explain all, but fewer might too. */
  readonly isMinimal: boolean;
}
