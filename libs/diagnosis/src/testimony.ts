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
  /**
   * Those of them whose light alone was seen: taken as off all the same (they hang, or the reading is an old one), while their light
   * stays a proof for all that it rides.
   */
  readonly blamedOff = new Set<number>();
  /** Devices that work although no path leads to them. */
  readonly apart = new Set<number>();
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

  /** Of two ends that disagree the lit one is believed. Where no path leads (to both ends, then) nothing but light counts. */
  private weighLink(link: number): void {
    const a = this.operUp[2 * link];
    const z = this.operUp[2 * link + 1];
    const told = Math.max(a, z);
    if (this.intact.position[this.graph.linkA[link]] < 0) {
      this.link[link] = told === MUST ? MUST : FREE;
      put(this.unexplainedLinks, link, a === MUST_NOT || z === MUST_NOT);
    } else {
      this.link[link] = told;
      put(this.unexplainedLinks, link, a !== FREE && z !== FREE && a !== z);
    }
  }

  /** A reading proves that the device that told it is reachable, and a lit link that both its ends are on. */
  private weighDevice(device: number): void {
    const { adjStart, adjLink, linkA, linkZ } = this.graph;
    const { operUp, link } = this;
    const said = this.reachable[device];
    let tells = false;
    let isLit = false;
    for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
      const l = adjLink[i];
      if (link[l] === MUST) isLit = true;
      if (linkA[l] === device && operUp[2 * l] !== FREE) tells = true;
      if (linkZ[l] === device && operUp[2 * l + 1] !== FREE) tells = true;
    }
    // No path even with everything up: the topology is wrong there, and nothing follows from it for others.
    const isApart = this.intact.position[device] < 0;
    const isSilent = said === MUST_NOT;
    if (isApart) this.device[device] = FREE;
    else this.device[device] = tells || (isLit && !isSilent) ? MUST : said;
    put(this.apart, device, isApart && (tells || isLit || said === MUST));
    put(this.blamed, device, isSilent && (isApart || tells || isLit));
    put(this.blamedOff, device, isSilent && !isApart && !tells && isLit);
  }
}

/** Where two lists of equal length differ; four readings at a time, for most often nearly none do. */
function differences(before: Int8Array, after: Int8Array): number[] {
  const found: number[] = [];
  const words = after.byteOffset % 4 === 0 && before.byteOffset % 4 === 0 ? before.length >> 2 : 0;
  const old = new Int32Array(before.buffer, words && before.byteOffset, words);
  const now = new Int32Array(after.buffer, words && after.byteOffset, words);
  const compare = (from: number, to: number) => {
    for (let at = from; at < to; at++) if (before[at] !== after[at]) found.push(at);
  };
  for (let word = 0; word < words; word++) if (old[word] !== now[word]) compare(4 * word, 4 * word + 4);
  compare(4 * words, before.length);
  return found;
}

function put(set: Set<number>, member: number, isIn: boolean): void {
  if (isIn) set.add(member);
  else if (set.size > 0) set.delete(member);
}
