import { intactTree, type NetworkGraph, SeveredTree, type SpanningTree } from '@app/topology';
import { cheapestWays } from './cheapest.ways.js';
import type { Evidence } from './evidence.js';
import { type Closed, FREE, MUST, MUST_NOT, type Premises } from './premises.js';

/**
 * Turns evidence into premises that do not contradict each other. What a device said itself weighs more than silence, and what can
 * only be true if a silent device or dark link lies on the way is believed over that silence, which then stands unexplained. `knownOn` are
 * devices whose light, where it is seen, is believed over their silence.
 */
export function settlePremises(graph: NetworkGraph, evidence: Evidence, knownOn: ReadonlySet<number>): Premises {
  return new Settlement(graph, evidence, knownOn).settle();
}

class Settlement {
  private readonly device: Int8Array;
  private readonly link: Int8Array;
  private readonly blamed = new Set<number>();
  private readonly blamedOff = new Set<number>();
  private readonly unexplainedLinks = new Set<number>();
  private readonly apart = new Set<number>();
  private readonly intact: SpanningTree;

  constructor(
    private readonly graph: NetworkGraph,
    private readonly evidence: Evidence,
    private readonly knownOn: ReadonlySet<number>,
  ) {
    this.device = evidence.reachable.slice();
    this.link = new Int8Array(graph.linkCount).fill(FREE);
    this.intact = intactTree(graph, [evidence.poller]);
  }

  settle(): Premises {
    this.dropWhatHasNoPath();
    this.believeTellers();
    this.believeLight();
    this.believePoller();
    const { openTree, closed } = this.openWaysToAnswers();
    return {
      poller: this.evidence.poller,
      intact: this.intact,
      device: this.device,
      link: this.link,
      closed,
      openTree,
      apart: this.apart,
      blamed: [...this.blamed].sort((a, b) => a - b),
      blamedOff: [...this.blamedOff].sort((a, b) => a - b),
      unexplainedLinks: [...this.unexplainedLinks].sort((a, b) => a - b),
    };
  }

  /** No path even with everything up: the topology is wrong there, and nothing follows from it for others. */
  private dropWhatHasNoPath(): void {
    const { device } = this;
    const { position, preorder } = this.intact;
    if (preorder.length === device.length) return;
    for (let d = 0; d < device.length; d++) {
      if (position[d] >= 0) continue;
      if (device[d] === MUST_NOT) this.blamed.add(d);
      else if (device[d] === MUST) this.apart.add(d);
      device[d] = FREE;
    }
  }

  /** A device that no path leads to tells: it is on, and what it reads up is lit. */
  private noteApart(teller: number, link: number, read: number): void {
    this.apart.add(teller);
    if (read === MUST) this.link[link] = MUST;
    else this.unexplainedLinks.add(link);
  }

  /** A reading proves that the device that told it is reachable. Of two ends that disagree the lit one is believed. */
  private believeTellers(): void {
    // A million devices tell of two million ends: nothing is looked up in this loop that can stand beside it.
    const { operUp } = this.evidence;
    const { device, link } = this;
    const { linkA, linkZ } = this.graph;
    const { position } = this.intact;
    for (let end = 0; end < operUp.length; end++) {
      const read = operUp[end];
      if (read === FREE) continue;
      const l = end >> 1;
      const teller = end & 1 ? linkZ[l] : linkA[l];
      if (position[teller] < 0) {
        this.noteApart(teller, l, read);
        continue;
      }
      if (device[teller] !== MUST) this.mustWork(teller);
      if (link[l] !== FREE && link[l] !== read) this.unexplainedLinks.add(l);
      if (link[l] < read) link[l] = read;
    }
  }

  /**
   * A lit link proves that both its ends are on, so the far end is reachable. If that one is silent, it is taken as off all the same (it
   * hangs, or the reading is an old one), unless it is known to be on; its light stays a proof for all that it rides.
   */
  private believeLight(): void {
    const { link, device } = this;
    const { linkA, linkZ } = this.graph;
    for (let l = 0; l < link.length; l++) {
      if (link[l] !== MUST) continue;
      if (device[linkA[l]] !== MUST) this.believeOn(linkA[l]);
      if (device[linkZ[l]] !== MUST) this.believeOn(linkZ[l]);
    }
    for (const end of this.blamedOff) this.blamed.add(end);
  }

  private believeOn(end: number): void {
    if (this.intact.position[end] < 0) this.apart.add(end);
    else if (this.device[end] === MUST_NOT && !this.knownOn.has(end)) this.blamedOff.add(end);
    else this.mustWork(end);
  }

  /** Any answer proves that the poller's own device works. */
  private believePoller(): void {
    const { poller } = this.evidence;
    if (!this.device.includes(MUST)) return;
    this.blamedOff.delete(poller);
    this.mustWork(poller);
  }

  private mustWork(device: number): void {
    if (this.device[device] === MUST_NOT) this.blamed.add(device);
    this.device[device] = MUST;
  }

  /** An answer from behind a silent device or a link read down shows that those do pass on. Believe the fewest of them open. */
  private openWaysToAnswers(): { openTree: SeveredTree; closed: Closed } {
    const closed = this.closed();
    const tree = this.treeOver(closed);
    const hidden = tree.lost().filter((d) => this.device[d] === MUST);
    if (hidden.length === 0) return { openTree: tree, closed };
    const parent = cheapestWays(this.graph, this.evidence.poller, closed);
    for (const d of hidden) this.openWay(parent, d);
    const opened = this.closed();
    return { openTree: this.treeOver(opened), closed: opened };
  }

  private openWay(parentLink: Int32Array, answered: number): void {
    const { device, link } = this;
    for (let d = answered; d !== this.evidence.poller;) {
      const l = parentLink[d];
      if (link[l] === MUST_NOT) {
        link[l] = FREE;
        this.unexplainedLinks.add(l);
      }
      if (device[d] === MUST_NOT) {
        this.blamed.add(d);
        this.blamedOff.delete(d);
        device[d] = MUST;
      }
      d = this.graph.linkA[l] + this.graph.linkZ[l] - d;
    }
  }

  private treeOver(closed: Closed): SeveredTree {
    return new SeveredTree(this.intact, closed, closed.closedLinks, closed.closedDevices);
  }

  private closed(): Closed {
    const closedLinks = positionsOf(this.link, MUST_NOT);
    const closedDevices = positionsOf(this.device, MUST_NOT);
    return {
      links: flagsAt(closedLinks, this.link.length),
      offDevices: flagsAt(closedDevices, this.device.length),
      closedLinks,
      closedDevices,
    };
  }
}

function positionsOf(states: Int8Array, state: number): number[] {
  const positions: number[] = [];
  for (let at = 0; at < states.length; at++) if (states[at] === state) positions.push(at);
  return positions;
}

function flagsAt(positions: readonly number[], length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (const position of positions) flags[position] = 1;
  return flags;
}
