import { hopsFrom, type NetworkGraph } from '@app/topology';
import type { Effects } from './darkening.js';
import type { Premises } from './premises.js';

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
export function attribute(graph: NetworkGraph, { poller, intact }: Premises, causes: readonly number[], effects: Effects): Attribution {
  const linkCause = new Int32Array(graph.linkCount).fill(-1);
  const deviceCause = new Int32Array(graph.deviceCount).fill(-1);
  for (let cause = causes.length - 1; cause >= 0; cause--) {
    const { links, devices } = effects.of(causes[cause]);
    for (const link of links) linkCause[link] = cause;
    for (const device of devices) deviceCause[device] = cause;
  }
  const hops = hopsFrom(graph, poller, {
    links: whereAny(linkCause),
    offDevices: whereAny(deviceCause),
  });
  const causeOf = new Int32Array(graph.deviceCount).fill(-1);
  const isolating = new Uint8Array(causes.length);
  // Nearest first: a parent comes before its children, and hands its cause down.
  for (const device of intact.order) {
    const link = intact.parentLink[device];
    const inherited = link < 0 ? -1 : causeOf[graph.linkA[link] + graph.linkZ[link] - device];
    const met = link >= 0 && linkCause[link] >= 0 ? linkCause[link] : deviceCause[device];
    causeOf[device] = inherited >= 0 ? inherited : met;
    if (hops[device] < 0 && causeOf[device] >= 0) isolating[causeOf[device]] = 1;
  }
  return { causeOf, isolating };
}

function whereAny(causes: Int32Array): Uint8Array {
  const flags = new Uint8Array(causes.length);
  for (let i = 0; i < causes.length; i++) flags[i] = causes[i] >= 0 ? 1 : 0;
  return flags;
}
