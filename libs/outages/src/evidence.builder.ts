import type { Evidence } from '@app/diagnosis';
import { BELIEF, type DeviceBeliefs, type InterfaceBeliefs } from '@app/reachability';
import type { NetworkGraph } from '@app/topology';
import type { DeviceTellings, LowLightSeen } from './device.tellings.js';
import type { OnuTellings } from './onu.tellings.js';
import type { Unproven } from './unproven.js';

const NOT_ASKED = -1;

export interface Beliefs {
  readonly devices: DeviceBeliefs;
  readonly interfaces: InterfaceBeliefs;
  /** Whether a device fell silent too lately to be judged by it; for who judges before all is in, since it has waited long enough. */
  readonly isUnsettled?: (device: number) => boolean;
  /** Why ONUs left, where OLTs are inspected. */
  readonly onus?: Pick<OnuTellings, 'causeOf' | 'tellingOf' | 'revision'>;
  /** What devices tell beside. It decides nothing; it explains. */
  readonly tellings?: DeviceTellings;
  /** The light at a device's port that was low while there was any. */
  readonly lowLightAt?: (device: number, port: string) => LowLightSeen | null;
  /** The device that is declared to have an address, or -1. */
  readonly deviceByAddress?: (address: string) => number;
  /** What was declared lately and never worked. */
  readonly declared?: Unproven;
}

/**
 * What is believed, as evidence of one instant. Answers of different ages meet here, and these rules keep an old one from speaking
 * against a new one:
 * - a soft state is not evidence, and who is not settled yet is what it was: answering, if it ever did;
 * - what an interface told is dropped if anything that could have changed it happened since: a change of reachability at either end
 *   of any link that shares a fibre or duct with it, or such a link that turned dark or lit;
 * - silence from before its way came back says nothing of now;
 * - nor does silence from before something came back that can only be reached through it;
 * - a device all of whose ways lead through silence is silent too, and what it told is old, unless it answered or told anything after
 *   the silence began.
 */
export function buildEvidence(graph: NetworkGraph, beliefs: Beliefs, poller: number): Evidence {
  const { devices, isUnsettled } = beliefs;
  const reachable = new Int8Array(graph.deviceCount);
  const changedAt = new Float64Array(graph.deviceCount);
  const recoveredAt = new Float64Array(graph.deviceCount);
  for (let device = 0; device < reachable.length; device++) {
    const isSoft = devices.contradictions[device] > 0;
    const status = devices.status[device];
    reachable[device] = status === BELIEF.UNKNOWN || isSoft ? NOT_ASKED : status === BELIEF.UP ? 1 : 0;
    if (isUnsettled?.(device)) reachable[device] = devices.answeredSince[device] > 0 ? 1 : NOT_ASKED;
    changedAt[device] = isSoft ? devices.contradictedSince[device] : devices.since[device];
    if (status === BELIEF.UP) recoveredAt[device] = devices.since[device];
    else if (isSoft) recoveredAt[device] = devices.contradictedSince[device];
  }
  const { interfaces } = beliefs;
  const turnedAt = newestOfEnds(graph, (end) => interfaces.since[end]);
  const operUp = freshReadings(graph, interfaces, reachable, newestPerLink(graph, withFarEnds(graph, changedAt, interfaces), turnedAt));
  const litAt = newestOfEnds(graph, (end) => (operUp[end] === 1 ? interfaces.since[end] : 0));
  const healedAt = newestPerLink(graph, recoveredAt, litAt);
  let inReach = forgetOldSilence(graph, poller, reachable, operUp, healedAt, recoveredAt, devices);
  // Each turn forgets at least one silence; a chain of stations that come back one by one has a few.
  while (forgetOvertakenSilence(graph, inReach, reachable, recoveredAt, devices))
    inReach = forgetOldSilence(graph, poller, reachable, operUp, healedAt, recoveredAt, devices);
  deduceSilence(graph, inReach, reachable, operUp, changedAt, beliefs);
  return { poller, reachable, operUp };
}

/** What is believed and was too old to be evidence: once it is heard again, unchanged or not, there is more to judge by. */
export interface LeftOut {
  /** Devices that are held silent. */
  readonly devices: readonly number[];
  /** Ends of links whose teller answers. */
  readonly ends: readonly number[];
}

export function leftOutOf(graph: NetworkGraph, { devices, interfaces }: Beliefs, { reachable, operUp }: Evidence): LeftOut {
  const left: { devices: number[]; ends: number[] } = { devices: [], ends: [] };
  for (let device = 0; device < reachable.length; device++)
    if (reachable[device] === NOT_ASKED && devices.status[device] === BELIEF.DOWN) left.devices.push(device);
  for (let end = 0; end < operUp.length; end++) {
    const teller = (end & 1 ? graph.linkZ : graph.linkA)[end >> 1];
    if (operUp[end] === NOT_ASKED && interfaces.operUp[end] !== NOT_ASKED && reachable[teller] === 1) left.ends.push(end);
  }
  return left;
}

function freshReadings(graph: NetworkGraph, interfaces: InterfaceBeliefs, reachable: Int8Array, validFrom: Float64Array): Int8Array {
  const operUp = new Int8Array(2 * graph.linkCount).fill(NOT_ASKED);
  for (let link = 0; link < graph.linkCount; link++) {
    for (const end of [2 * link, 2 * link + 1]) {
      const teller = end & 1 ? graph.linkZ[link] : graph.linkA[link];
      if (reachable[teller] === 1 && interfaces.readAt[end] >= validFrom[link]) operUp[end] = interfaces.operUp[end];
    }
  }
  return operUp;
}

function newestOfEnds({ linkCount }: NetworkGraph, instantOf: (end: number) => number): Float64Array {
  return Float64Array.from({ length: linkCount }, (_, link) => Math.max(instantOf(2 * link), instantOf(2 * link + 1)));
}

/** A link that turned dark or lit may have done so because the device at its far end went or came: what others told of that is old. */
function withFarEnds({ linkA, linkZ }: NetworkGraph, changedAt: Float64Array, { since }: InterfaceBeliefs): Float64Array {
  const instants = changedAt.slice();
  for (let end = 0; end < since.length; end++) {
    const far = (end & 1 ? linkA : linkZ)[end >> 1];
    if (since[end] > instants[far]) instants[far] = since[end];
  }
  return instants;
}

/** Per link, the newest instant of itself and its ends, or of any other link that shares a fibre or duct with it. */
function newestPerLink(graph: NetworkGraph, ofDevices: Float64Array, ofLinks: Float64Array): Float64Array {
  const { linkCount, linkA, linkZ, linkSpans, spanConduit } = graph;
  const own = new Float64Array(linkCount);
  const ofSpan = new Float64Array(graph.spanCount);
  const ofConduit = new Float64Array(graph.conduitCount);
  for (let link = 0; link < linkCount; link++) {
    own[link] = Math.max(ofLinks[link], ofDevices[linkA[link]], ofDevices[linkZ[link]]);
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

/**
 * Walks out from the poller over what is lit and answers. Silence that was heard before the way to it came back is forgotten, and the
 * walk goes on through it. Answers what it came to.
 */
function forgetOldSilence(
  graph: NetworkGraph,
  poller: number,
  reachable: Int8Array,
  operUp: Int8Array,
  healedAt: Float64Array,
  recoveredAt: Float64Array,
  devices: DeviceBeliefs,
): Uint8Array {
  const { adjStart, adjNode, adjLink } = graph;
  /** When the way to a device was whole again: the newest recovery on it. */
  const wholeSince = new Float64Array(graph.deviceCount);
  const reached = new Uint8Array(graph.deviceCount);
  const queue = new Int32Array(graph.deviceCount);
  let tail = 1;
  reached[poller] = 1;
  queue[0] = poller;
  for (let head = 0; head < tail; head++) {
    const device = queue[head];
    for (let i = adjStart[device]; i < adjStart[device + 1]; i++) {
      const [next, link] = [adjNode[i], adjLink[i]];
      if (reached[next] || isDark(operUp, link)) continue;
      const since = Math.max(wholeSince[device], healedAt[link]);
      if (reachable[next] === 0) {
        if (devices.heardSince[next] >= since) continue;
        reachable[next] = NOT_ASKED;
      }
      reached[next] = 1;
      wholeSince[next] = reachable[next] === 1 ? Math.max(wholeSince[device], recoveredAt[next]) : since;
      queue[tail++] = next;
    }
  }
  return reached;
}

/** What came back is behind silence that was heard before: those who were silent pass it on by now. Answers whether anything was forgotten. */
function forgetOvertakenSilence(
  graph: NetworkGraph,
  inReach: Uint8Array,
  reachable: Int8Array,
  recoveredAt: Float64Array,
  devices: DeviceBeliefs,
): boolean {
  let isForgotten = false;
  const seen = new Uint8Array(graph.deviceCount);
  for (let start = 0; start < graph.deviceCount; start++) {
    if (inReach[start] || seen[start] || reachable[start] !== 1) continue;
    const island = gather(graph, start, inReach, seen).devices;
    const cameBackAt = island.reduce((newest, device) => (reachable[device] === 1 ? Math.max(newest, recoveredAt[device]) : newest), 0);
    for (const device of island) {
      if (reachable[device] !== 0 || devices.heardSince[device] === 0 || devices.heardSince[device] >= cameBackAt) continue;
      reachable[device] = NOT_ASKED;
      isForgotten = true;
    }
  }
  return isForgotten;
}

function isDark(operUp: Int8Array, link: number): boolean {
  return operUp[2 * link] === 0 || operUp[2 * link + 1] === 0;
}

function deduceSilence(
  graph: NetworkGraph,
  inReach: Uint8Array,
  reachable: Int8Array,
  operUp: Int8Array,
  changedAt: Float64Array,
  { devices, interfaces }: Beliefs,
): void {
  const seen = new Uint8Array(graph.deviceCount);
  for (let start = 0; start < graph.deviceCount; start++) {
    if (inReach[start] || seen[start]) continue;
    const island = gather(graph, start, inReach, seen);
    const silentSince = island.links
      .filter((link) => isDark(operUp, link))
      .map((link) => Math.max(...[2 * link, 2 * link + 1].map((end) => (operUp[end] === 0 ? interfaces.readAt[end] : 0))))
      .concat(island.devices.filter((device) => reachable[device] === 0).map((device) => changedAt[device]))
      .reduce((newest, at) => Math.max(newest, at), 0);
    // Nothing is silent here: the graph just has no way to it, and what answers, answers.
    if (silentSince === 0) continue;
    for (const device of island.devices) {
      const isKnown = devices.status[device] !== BELIEF.UNKNOWN;
      if (reachable[device] === 0 || !isKnown || devices.answeredSince[device] >= silentSince) continue;
      const told = toldBy(graph, device).filter((end) => operUp[end] !== NOT_ASKED);
      if (told.some((end) => interfaces.readAt[end] >= silentSince)) continue;
      reachable[device] = 0;
      for (const end of told) operUp[end] = NOT_ASKED;
    }
  }
}

/** The ends of links that a device tells of. */
function toldBy({ adjStart, adjLink, linkA }: NetworkGraph, device: number): number[] {
  return Array.from(adjLink.subarray(adjStart[device], adjStart[device + 1]), (link) => 2 * link + (linkA[link] === device ? 0 : 1));
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
