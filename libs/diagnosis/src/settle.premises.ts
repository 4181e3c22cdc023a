import { type NetworkGraph, noDarkness, SpanningTree, type Walk, walkFrom } from '@app/topology';
import { cheapestWays } from './cheapest.ways.js';
import type { Evidence } from './evidence.js';
import { FREE, MUST, MUST_NOT, type Premises } from './premises.js';

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
  private readonly intact: Walk;

  constructor(
    private readonly graph: NetworkGraph,
    private readonly evidence: Evidence,
    private readonly knownOn: ReadonlySet<number>,
  ) {
    this.device = Int8Array.from(evidence.reachable);
    this.link = new Int8Array(graph.linkCount).fill(FREE);
    this.intact = walkFrom(graph, evidence.poller, noDarkness(graph));
  }

  settle(): Premises {
    this.dropWhatHasNoPath();
    this.believeTellers();
    this.believeLight();
    this.believePoller();
    const openTree = this.openWaysToAnswers();
    return {
      poller: this.evidence.poller,
      intact: this.intact,
      device: this.device,
      link: this.link,
      closed: this.closed(),
      openTree,
      blamed: [...this.blamed].sort((a, b) => a - b),
      blamedOff: [...this.blamedOff].sort((a, b) => a - b),
      unexplainedLinks: [...this.unexplainedLinks].sort((a, b) => a - b),
    };
  }

  /** No path even with everything up: the topology is wrong there, and nothing follows from it for others. */
  private dropWhatHasNoPath(): void {
    const { device } = this;
    const { hops } = this.intact;
    for (let d = 0; d < device.length; d++) {
      if (hops[d] >= 0) continue;
      if (device[d] === MUST_NOT) this.blamed.add(d);
      device[d] = FREE;
    }
  }

  /** A reading proves that the device that told it is reachable. Of two ends that disagree the lit one is believed. */
  private believeTellers(): void {
    const { operUp } = this.evidence;
    for (let end = 0; end < operUp.length; end++) {
      if (operUp[end] === FREE) continue;
      const link = end >> 1;
      const teller = end & 1 ? this.graph.linkZ[link] : this.graph.linkA[link];
      if (this.intact.hops[teller] < 0) {
        if (operUp[end] === MUST_NOT) this.unexplainedLinks.add(link);
        continue;
      }
      this.mustWork(teller);
      if (this.link[link] !== FREE && this.link[link] !== operUp[end]) this.unexplainedLinks.add(link);
      this.link[link] = Math.max(this.link[link], operUp[end]);
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
      for (const end of [linkA[l], linkZ[l]]) {
        if (device[end] === MUST_NOT && !this.knownOn.has(end)) this.blamedOff.add(end);
        else this.mustWork(end);
      }
    }
    for (const end of this.blamedOff) this.blamed.add(end);
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
  private openWaysToAnswers(): SpanningTree {
    const { device } = this;
    const tree = this.openTree();
    const hidden: number[] = [];
    for (let d = 0; d < device.length; d++) if (device[d] === MUST && !tree.reaches(d)) hidden.push(d);
    const parent = hidden.length > 0 ? cheapestWays(this.graph, this.evidence.poller, this.closed()) : null;
    if (parent !== null) for (const d of hidden) this.openWay(parent, d);
    return parent === null ? tree : this.openTree();
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

  private openTree(): SpanningTree {
    return new SpanningTree(this.graph, [this.evidence.poller], this.closed());
  }

  private closed() {
    return { links: whereMustNot(this.link), offDevices: whereMustNot(this.device) };
  }
}

function whereMustNot(states: Int8Array): Uint8Array {
  const flags = new Uint8Array(states.length);
  for (let i = 0; i < states.length; i++) flags[i] = states[i] === MUST_NOT ? 1 : 0;
  return flags;
}
