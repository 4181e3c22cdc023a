import type { Outage } from '@app/outages';
import { componentOf, type NetworkGraph, whatIf } from '@app/topology';

/** How many ways are left to each station: found when the network or what is broken in it has changed, not at each scrape. */
export class StationWays {
  private graph: NetworkGraph | null = null;
  private key = '';
  private ways: Int8Array = new Int8Array();

  /** By place of a station: see WhatIf.waysToStations. */
  of(graph: NetworkGraph, outages: readonly Pick<Outage, 'alertName' | 'root'>[]): Int8Array {
    // A lone camera is on nobody's way, and there may be thousands of them.
    const roots = outages.filter(({ alertName }) => alertName !== 'CameraDown' && alertName !== 'PollerBlind').map(({ root }) => root);
    const key = roots.map(({ kind, code }) => `${kind}:${code}`).join('\n');
    if (graph === this.graph && key === this.key) return this.ways;
    // Nothing for a root that this version of the network does not know: the outage is of an older one.
    const broken = roots.flatMap(({ kind, code }) => componentOf(graph, kind, code) ?? []);
    this.ways = whatIf(graph).waysToStations(broken);
    this.graph = graph;
    this.key = key;
    return this.ways;
  }
}
