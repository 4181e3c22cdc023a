import type { NetworkGraph } from './network.graph.js';

/** A way through the network: links in order from where it starts. */
export interface NetworkPath {
  readonly links: readonly number[];
  /** The devices in order, both ends included: one more than links. */
  readonly devices: readonly number[];
}

/** The spans that a way rides, in order. */
export function spansOf({ linkSpans, linkA }: NetworkGraph, { links, devices }: NetworkPath): number[] {
  return links.flatMap((link, i) => {
    const ridden = Array.from(linkSpans.items.subarray(linkSpans.start[link], linkSpans.start[link + 1]));
    // Spans stand in the order from a to z; against that direction they are ridden backwards.
    return linkA[link] === devices[i] ? ridden : ridden.reverse();
  });
}
