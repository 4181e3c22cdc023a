import { intactTree, type NetworkGraph, type SpanningTree } from '@app/topology';
import type { Evidence } from './evidence.js';
import { FREE, MUST, MUST_NOT } from './premises.js';

/**
 * What each link and device must be by what was said of it and beside it, seen from one poller. Each is a function of a few readings,
 * so new evidence is taken in by looking only at what changed.
 */
export class Testimony {
  readonly intact: SpanningTree;
  /** Per device and per link: MUST, MUST_NOT or FREE. */
  readonly device: Int8Array;
  readonly link: Int8Array;
  /** Silent devices whose silence is contradicted, or that no path leads to even with everything up. */
  readonly blamed = new Set<number>();
  /** Those of them that may still be off: their light alone was seen. */
  readonly blamedOff = new Set<number>();
  readonly unexplainedLinks = new Set<number>();
  private readonly reachable: Int8Array;
  private readonly operUp: Int8Array;

  constructor(
    private readonly graph: NetworkGraph,
    { poller, reachable, operUp }: Evidence,
  ) {
    this.intact = intactTree(graph, [poller]);
    this.reachable = reachable.slice();
    this.operUp = operUp.slice();
    this.device = new Int8Array(graph.deviceCount);
    this.link = new Int8Array(graph.linkCount);
    this.weighAll();
  }

  /** Goes on with newer evidence from the same poller. */
  follow({ reachable, operUp }: Evidence): void {
    const { linkA, linkZ } = this.graph;
    const devices = differences(this.reachable, reachable);
    const ends = differences(this.operUp, operUp);
    this.reachable.set(reachable);
    this.operUp.set(operUp);
    if (devices.length + ends.length > reachable.length >> 3) {
      this.weighAll();
      return;
    }
    const touched = new Set(devices);
    for (const end of ends) {
      this.weighLink(end >> 1);
      touched.add(linkA[end >> 1]).add(linkZ[end >> 1]);
    }
    for (const device of touched) this.weighDevice(device);
  }

  private weighAll(): void {
    for (let link = 0; link < this.link.length; link++) this.weighLink(link);
    for (let device = 0; device < this.device.length; device++) this.weighDevice(device);
  }

  /** A reading counts if its teller could be asked at all. Of two ends that disagree the lit one is believed. */
  private weighLink(link: number): void {
    const { position } = this.intact;
    const a = this.operUp[2 * link];
    const z = this.operUp[2 * link + 1];
    const isOddA = a !== FREE && position[this.graph.linkA[link]] < 0;
    const isOddZ = z !== FREE && position[this.graph.linkZ[link]] < 0;
    const told = Math.max(isOddA ? FREE : a, isOddZ ? FREE : z);
    this.link[link] = told;
    const isTorn = !isOddA && !isOddZ && a !== FREE && z !== FREE && a !== z;
    put(this.unexplainedLinks, link, isTorn || (isOddA && a === MUST_NOT) || (isOddZ && z === MUST_NOT));
  }

  /**
   * No path even with everything up: the topology is wrong there, and nothing follows from it for others. Else a reading proves that
   * the device that told it is reachable, and a lit link that both its ends are on; a silent one is then broken itself.
   */
  private weighDevice(device: number): void {
    const { adjStart, adjLink, linkA, linkZ } = this.graph;
    const { operUp, link } = this;
    const isSilent = this.reachable[device] === MUST_NOT;
    if (this.intact.position[device] < 0) {
      this.device[device] = FREE;
      put(this.blamed, device, isSilent);
      return;
    }
    let tells = false;
    let isLit = false;
    for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
      const l = adjLink[i];
      if (link[l] === MUST) isLit = true;
      if (linkA[l] === device && operUp[2 * l] !== FREE) tells = true;
      if (linkZ[l] === device && operUp[2 * l + 1] !== FREE) tells = true;
    }
    this.device[device] = tells || (isLit && !isSilent) ? MUST : this.reachable[device];
    put(this.blamed, device, isSilent && (tells || isLit));
    put(this.blamedOff, device, isSilent && !tells && isLit);
  }
}

function differences(before: Int8Array, after: Int8Array): number[] {
  const found: number[] = [];
  for (let at = 0; at < before.length; at++) if (before[at] !== after[at]) found.push(at);
  return found;
}

function put(set: Set<number>, member: number, isIn: boolean): void {
  if (isIn) set.add(member);
  else if (set.size > 0) set.delete(member);
}
