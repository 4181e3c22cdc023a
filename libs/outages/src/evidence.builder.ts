import type { Evidence } from '@app/diagnosis';
import { BELIEF, type DeviceBeliefs, type InterfaceBeliefs } from '@app/reachability';
import type { NetworkGraph } from '@app/topology';

const NOT_ASKED = -1;

export interface Beliefs {
  readonly devices: DeviceBeliefs;
  readonly interfaces: InterfaceBeliefs;
}

/**
 * What is believed, as evidence of one instant. Answers of different ages meet here, and these rules keep an old one from speaking
 * against a new one:
 * - a soft state is not evidence;
 * - what an interface told is dropped if anything that could have changed it happened since: a change of reachability at either end
 *   of any link that shares a fibre or duct with it;
 * - a device all of whose ways lead through silence is silent too, unless it answered after the silence began.
 */
export function buildEvidence(graph: NetworkGraph, { devices, interfaces }: Beliefs, poller: number): Evidence {
  const reachable = new Int8Array(graph.deviceCount);
  const changedAt = new Float64Array(graph.deviceCount);
  for (let device = 0; device < reachable.length; device++) {
    const isSoft = devices.contradictions[device] > 0;
    const status = devices.status[device];
    reachable[device] = status === BELIEF.UNKNOWN || isSoft ? NOT_ASKED : status === BELIEF.UP ? 1 : 0;
    changedAt[device] = isSoft ? devices.contradictedSince[device] : devices.since[device];
  }
  const operUp = freshReadings(graph, interfaces, reachable, changedAt);
  deduceSilence(graph, poller, reachable, operUp, changedAt, { devices, interfaces });
  return { poller, reachable, operUp };
}

function freshReadings(graph: NetworkGraph, interfaces: InterfaceBeliefs, reachable: Int8Array, changedAt: Float64Array): Int8Array {
  const operUp = new Int8Array(2 * graph.linkCount).fill(NOT_ASKED);
  const validFrom = readingsValidFrom(graph, changedAt);
  for (let link = 0; link < graph.linkCount; link++) {
    for (const end of [2 * link, 2 * link + 1]) {
      const teller = end & 1 ? graph.linkZ[link] : graph.linkA[link];
      if (reachable[teller] === 1 && interfaces.readAt[end] >= validFrom[link]) operUp[end] = interfaces.operUp[end];
    }
  }
  return operUp;
}

/** Per link, the newest change of reachability that whatever darkened it may have brought about. */
function readingsValidFrom(graph: NetworkGraph, changedAt: Float64Array): Float64Array {
  const { linkCount, linkA, linkZ, linkSpans, spanConduit } = graph;
  const own = new Float64Array(linkCount);
  const ofSpan = new Float64Array(graph.spanCount);
  const ofConduit = new Float64Array(graph.conduitCount);
  for (let link = 0; link < linkCount; link++) {
    own[link] = Math.max(changedAt[linkA[link]], changedAt[linkZ[link]]);
    for (let i = linkSpans.start[link]; i < linkSpans.start[link + 1]; i++) {
      const span = linkSpans.items[i];
      const conduit = spanConduit[span];
      if (own[link] > ofSpan[span]) ofSpan[span] = own[link];
      if (conduit >= 0 && own[link] > ofConduit[conduit]) ofConduit[conduit] = own[link];
    }
  }
  const validFrom = own.slice();
  for (let link = 0; link < linkCount; link++) {
    for (let i = linkSpans.start[link]; i < linkSpans.start[link + 1]; i++) {
      const span = linkSpans.items[i];
      const conduit = spanConduit[span];
      validFrom[link] = Math.max(validFrom[link], ofSpan[span], conduit >= 0 ? ofConduit[conduit] : 0);
    }
  }
  return validFrom;
}

function deduceSilence(
  graph: NetworkGraph,
  poller: number,
  reachable: Int8Array,
  operUp: Int8Array,
  changedAt: Float64Array,
  { devices, interfaces }: Beliefs,
): void {
  const isDark = (link: number) => operUp[2 * link] === 0 || operUp[2 * link + 1] === 0;
  const inReach = flood(graph, poller, (link, next) => !isDark(link) && reachable[next] !== 0);
  const seen = new Uint8Array(graph.deviceCount);
  for (let start = 0; start < graph.deviceCount; start++) {
    if (inReach[start] || seen[start]) continue;
    const island = gather(graph, start, inReach, seen);
    const silentSince = island.links
      .filter(isDark)
      .map((link) => Math.max(...[2 * link, 2 * link + 1].map((end) => (operUp[end] === 0 ? interfaces.readAt[end] : 0))))
      .concat(island.devices.filter((device) => reachable[device] === 0).map((device) => changedAt[device]))
      .reduce((newest, at) => Math.max(newest, at), 0);
    // Nothing is silent here: the graph just has no way to it, and what answers, answers.
    if (silentSince === 0) continue;
    for (const device of island.devices) {
      const isKnown = devices.status[device] !== BELIEF.UNKNOWN;
      if (reachable[device] !== 0 && isKnown && devices.answeredSince[device] < silentSince) reachable[device] = 0;
    }
  }
}

function flood(graph: NetworkGraph, from: number, passes: (link: number, next: number) => boolean): Uint8Array {
  const { adjStart, adjNode, adjLink } = graph;
  const reached = new Uint8Array(graph.deviceCount);
  const queue = new Int32Array(graph.deviceCount);
  let tail = 1;
  reached[from] = 1;
  queue[0] = from;
  for (let head = 0; head < tail; head++) {
    const device = queue[head];
    for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
      const next = adjNode[i];
      if (reached[next] || !passes(adjLink[i], next)) continue;
      reached[next] = 1;
      queue[tail++] = next;
    }
  }
  return reached;
}

/** The unreached devices that hang together with one, and all links that end at them. */
function gather(graph: NetworkGraph, start: number, inReach: Uint8Array, seen: Uint8Array): { devices: number[]; links: number[] } {
  const devices = [start];
  const links: number[] = [];
  seen[start] = 1;
  for (const device of devices) {
    for (let i = graph.adjStart[device]; i < graph.adjStart[device + 1]; i++) {
      const next = graph.adjNode[i];
      links.push(graph.adjLink[i]);
      if (inReach[next] || seen[next]) continue;
      seen[next] = 1;
      devices.push(next);
    }
  }
  return { devices, links };
}
