import { type NetworkGraph, SeveredTree, type SpanningTree } from '@app/topology';
import { cheapestWays } from './cheapest.ways.js';
import { type Closed, FREE, MUST, MUST_NOT, type Premises } from './premises.js';
import type { Testimony } from './testimony.js';

/**
 * Turns testimony into premises that do not contradict each other. What a device said itself weighs more than silence, and what can
 * only be true if a silent device or dark link lies on the way is believed over that silence, which then stands unexplained. `knownOn` are
 * devices whose light, where it is seen, is believed over their silence.
 */
export function settlePremises(graph: NetworkGraph, poller: number, testimony: Testimony, knownOn: ReadonlySet<number>): Premises {
  return new Settlement(graph, poller, testimony, knownOn).settle();
}

class Settlement {
  private readonly device: Int8Array;
  private readonly link: Int8Array;
  private readonly blamed: Set<number>;
  private readonly blamedOff: Set<number>;
  private readonly unexplainedLinks: Set<number>;
  private readonly apart: ReadonlySet<number>;
  private readonly intact: SpanningTree;

  constructor(
    private readonly graph: NetworkGraph,
    private readonly poller: number,
    { device, link, blamed, blamedOff, unexplainedLinks, apart, intact }: Testimony,
    private readonly knownOn: ReadonlySet<number>,
  ) {
    this.device = device.slice();
    this.link = link.slice();
    this.blamed = new Set(blamed);
    this.blamedOff = new Set(blamedOff);
    this.unexplainedLinks = new Set(unexplainedLinks);
    this.apart = new Set(apart);
    this.intact = intact;
  }

  settle(): Premises {
    this.believeLight();
    this.believePoller();
    const { openTree, closed } = this.openWaysToAnswers();
    return {
      poller: this.poller,
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

  /** What is known to be on is not taken as off: its silence is false. */
  private believeLight(): void {
    for (const device of this.knownOn) if (this.blamedOff.delete(device)) this.device[device] = MUST;
  }

  /** Any answer proves that the poller's own device works. */
  private believePoller(): void {
    const { poller, device } = this;
    if (!device.includes(MUST)) return;
    this.blamedOff.delete(poller);
    if (device[poller] === MUST_NOT) this.blamed.add(poller);
    device[poller] = MUST;
  }

  /** An answer from behind a silent device or a link read down shows that those do pass on. Believe the fewest of them open. */
  private openWaysToAnswers(): { openTree: SeveredTree; closed: Closed } {
    const closed = this.closed();
    const tree = this.treeOver(closed);
    const hidden = tree.lost().filter((d) => this.device[d] === MUST);
    if (hidden.length === 0) return { openTree: tree, closed };
    const parent = cheapestWays(this.graph, this.poller, closed);
    for (const d of hidden) this.openWay(parent, d);
    const opened = this.closed();
    return { openTree: this.treeOver(opened), closed: opened };
  }

  private openWay(parentLink: Int32Array, answered: number): void {
    const { device, link } = this;
    for (let d = answered; d !== this.poller;) {
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
