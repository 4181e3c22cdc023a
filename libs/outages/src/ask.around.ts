import type { NetworkGraph } from '@app/topology';
import { noDarkness, walkFrom } from '@app/topology';

/** Devices to ask at once by ICMP, and devices whose interfaces to read at once. */
export interface Around {
  readonly toAsk: ReadonlySet<number>;
  readonly toRead: ReadonlySet<number>;
}

const MOST_ASKED = 200;
const MOST_READ = 64;
/** Past so many links on one fibre or duct, its ends are too many to be all asked at once. */
const MOST_SHARING = 400;

/**
 * Whom to ask at once when something fell silent or came back, so that the evidence around it is of one age: the whole way to it, its
 * neighbours, what stands in its place, and the ends of every link that shares a fibre or duct with its own; the latter for their
 * interfaces too.
 */
export class AskAround {
  private readonly parentLink: Int32Array;

  constructor(
    private readonly graph: NetworkGraph,
    poller: number,
  ) {
    this.parentLink = walkFrom(graph, poller, noDarkness(graph)).parentLink;
  }

  /** `isSkipped`: answered just now, or known to be behind an open outage. `isTeller`: its interfaces can be read now. */
  around(changed: readonly number[], isSkipped: (device: number) => boolean, isTeller: (device: number) => boolean): Around {
    const toAsk = new Set<number>();
    const toRead = new Set<number>();
    const ask = (device: number) => {
      if (toAsk.size < MOST_ASKED && !isSkipped(device)) toAsk.add(device);
    };
    const read = (device: number) => {
      if (toRead.size < MOST_READ && isTeller(device)) toRead.add(device);
    };
    const links = new Set<number>();
    // Ways first: the break is on one of them.
    for (const device of changed) if (toAsk.size < MOST_ASKED) for (const above of this.wayTo(device)) ask(above);
    for (const device of changed) {
      ask(device);
      if (toAsk.size >= MOST_ASKED && links.size >= MOST_SHARING) break;
      const { adjStart, adjNode, adjLink, placeDevices, devicePlace } = this.graph;
      for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
        ask(adjNode[i]);
        this.sharing(adjLink[i], links);
      }
      const place = devicePlace[device];
      for (let i = placeDevices.start[place]; i < placeDevices.start[place + 1]; i++) ask(placeDevices.items[i]);
    }
    for (const link of links) {
      for (const end of [this.graph.linkA[link], this.graph.linkZ[link]]) {
        ask(end);
        read(end);
      }
    }
    return { toAsk, toRead };
  }

  private *wayTo(device: number): Generator<number> {
    for (let link = this.parentLink[device], at = device; link >= 0; link = this.parentLink[at]) {
      at = this.graph.linkA[link] + this.graph.linkZ[link] - at;
      yield at;
    }
  }

  /** Adds every link that lies in a span or conduit of this one. */
  private sharing(link: number, into: Set<number>): void {
    const { linkSpans, spanLinks, spanConduit, conduitSpans } = this.graph;
    into.add(link);
    for (let i = linkSpans.start[link]; i < linkSpans.start[link + 1]; i++) {
      const conduit = spanConduit[linkSpans.items[i]];
      const spans =
        conduit < 0 ? [linkSpans.items[i]] : conduitSpans.items.subarray(conduitSpans.start[conduit], conduitSpans.start[conduit + 1]);
      for (const span of spans) {
        for (let j = spanLinks.start[span]; j < spanLinks.start[span + 1] && into.size < MOST_SHARING; j++) into.add(spanLinks.items[j]);
      }
    }
  }
}
