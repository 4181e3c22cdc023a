import { type NetworkGraph, noDarkness, SeveredTree, type SpanningTree } from '@app/topology';
import type { Effects } from './darkening.js';
import { FREE, MUST_NOT, type Premises } from './premises.js';

/** Which root cause each device lies behind, if any. */
export interface Attribution {
  /** Per device: the position of the root cause, -1 for none. */
  readonly causeOf: Int32Array;
  /** Per root cause: whether it leaves any device, asked or not, without a way. */
  readonly isolating: Uint8Array;
}

/**
 * Puts each device behind the first broken component on its shortest path from the poller in the intact network. Where several are
 * met at once, behind the one that stands first.
 */
export function attribute(graph: NetworkGraph, { intact, device }: Premises, causes: readonly number[], effects: Effects): Attribution {
  const linkCause = new Map<number, number>();
  const deviceCause = new Map<number, number>();
  for (let cause = causes.length - 1; cause >= 0; cause--) {
    const { links, devices } = effects.of(causes[cause]);
    for (const link of links) linkCause.set(link, cause);
    for (const off of devices) deviceCause.set(off, cause);
  }
  const links = [...linkCause.keys()];
  const devices = [...deviceCause.keys()];
  let left: SeveredTree | null = null;
  // The causes reproduce the premises: only for what nobody asked must be looked whether it keeps a way.
  const isLost = (d: number) =>
    device[d] === FREE ? !(left ??= severedTree(graph, intact, links, devices)).reaches(d) : device[d] === MUST_NOT;
  const causeOf = new Int32Array(graph.deviceCount).fill(-1);
  const isolating = new Uint8Array(causes.length);
  // The topmost subtree that hangs on something broken holds all that is behind it, whatever else is broken further down.
  for (const [from, to] of intact.severedBy(links, devices)) {
    const top = intact.preorder[from];
    const cause = linkCause.get(intact.parentLink[top]) ?? deviceCause.get(top) ?? -1;
    for (let at = from; at < to; at++) {
      const behind = intact.preorder[at];
      causeOf[behind] = cause;
      if (!isolating[cause] && isLost(behind)) isolating[cause] = 1;
    }
  }
  return { causeOf, isolating };
}

function severedTree(graph: NetworkGraph, intact: SpanningTree, links: readonly number[], devices: readonly number[]): SeveredTree {
  const dark = noDarkness(graph);
  for (const link of links) dark.links[link] = 1;
  for (const device of devices) dark.offDevices[device] = 1;
  return new SeveredTree(intact, dark, links, devices);
}
