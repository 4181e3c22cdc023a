import type { Neighbour, SensorReading } from '@app/equipment';
import type { InterfaceBeliefs } from '@app/reachability';
import type { NetworkGraph } from '@app/topology';

/** Who was seen at the other end of a port, and whether it still is. */
export interface NeighbourTelling {
  readonly protocol: Neighbour['protocol'];
  readonly remote: string;
  readonly isSeen: boolean;
  /** Since when it is as it is. */
  readonly since: number;
  /** When it was read last. */
  readonly readAt: number;
}

export interface PowerTelling {
  readonly isOnBattery: boolean;
  readonly since: number;
  readonly readAt: number;
}

export interface RejectionTelling {
  /** The address from which an ICMP error came. */
  readonly router: string;
  readonly since: number;
  /** The newest one. */
  readonly at: number;
}

/** The light at a receiver that was low, or fell, while there was any. */
export interface LowLightSeen {
  readonly receiveDbm: number;
  readonly marginDb: number | null;
  /** How far it fell below its week; null where it did not drift. */
  readonly driftDb: number | null;
  readonly since: number;
}

/** Kinds of traps that say something of a link or of an ONU. */
export type ToldTrap = 'linkDown' | 'linkUp' | 'onuDyingGasp' | 'onuLossOfSignal';
const TOLD_TRAPS: ReadonlySet<string> = new Set<ToldTrap>(['linkDown', 'linkUp', 'onuDyingGasp', 'onuLossOfSignal']);

/** An input of less is no mains, volts: the least nominal voltage there is, 100 V, with all that it may sag. */
const LEAST_MAINS_VOLTS = 60;

/** Traps that tell the same within so long are one, milliseconds: agents repeat them, and a flapping port sends many. */
const REPEATED_MS = 60_000;
/** After so long without an error, milliseconds, the next is about something new. */
const REJECTION_PAUSE_MS = 5 * 60_000;

/**
 * What devices tell beside their answers and ports: neighbours, traps, the mains of a UPS, ICMP errors of routers. None of it decides what
 * is broken: anybody can send a trap, and a neighbour is forgotten minutes late. It explains. Instants are milliseconds since the epoch.
 */
export class DeviceTellings {
  /** Another number: something is told otherwise. */
  revision = 0;
  /** By link end (2 × link, + 1 for the z end). */
  private readonly neighbours = new Map<number, NeighbourTelling>();
  /** By link end: when its device told by a trap that the port went down, and not that it came back. */
  private readonly linkDownTraps = new Map<number, number>();
  /** By position of the OLT and kind: the newest trap. */
  private readonly onuTraps = new Map<string, number>();
  /** By position of the UPS. */
  private readonly power = new Map<number, PowerTelling>();
  /** By position of the device that was asked. */
  private readonly rejections = new Map<number, RejectionTelling>();

  constructor(private readonly graph: NetworkGraph) {}

  /** Takes a list of neighbours; one that is not whole proves no absence. Answers whether one of a declared link came or went. */
  hearNeighbours(device: number, neighbours: readonly Neighbour[], isWhole: boolean, at: number): boolean {
    const { graph } = this;
    const seenAt = new Map<number, Neighbour>();
    for (const neighbour of neighbours) {
      const end = neighbour.localIfName === null ? -1 : graph.linkEndIndex(device, neighbour.localIfName);
      if (end >= 0 && !seenAt.has(end)) seenAt.set(end, neighbour);
    }
    const provesAbsence = isWhole && neighbours.every(({ localIfName }) => localIfName !== null);
    let isChanged = false;
    for (const end of endsOf(graph, device)) {
      const before = this.neighbours.get(end);
      const now = seenAt.get(end);
      // A neighbour that was never seen is not lost: most of what hangs on a network speaks no LLDP.
      if (!now && (!before || !provesAbsence)) continue;
      if (before && before.readAt > at) continue;
      const isSame = before?.isSeen === (now !== undefined);
      const { protocol, remote } = now ? { protocol: now.protocol, remote: now.remoteHostname } : (before as NeighbourTelling);
      this.neighbours.set(end, { protocol, remote, isSeen: now !== undefined, since: isSame ? (before?.since ?? at) : at, readAt: at });
      isChanged ||= before !== undefined && !isSame;
    }
    return this.noted(isChanged);
  }

  /** Takes the sensors of a UPS: it lives on its battery while no line of its input has voltage. */
  hearPower(device: number, sensors: readonly SensorReading[], at: number): boolean {
    if (this.graph.deviceRoles[device] !== 'UPS') return false;
    const inputs = sensors.filter((sensor) => sensor.class === 'voltage' && /^input/i.test(sensor.descr));
    const before = this.power.get(device);
    if (inputs.length === 0 || (before && before.readAt > at)) return false;
    const isOnBattery = inputs.every(({ value }) => value < LEAST_MAINS_VOLTS);
    const isSame = before?.isOnBattery === isOnBattery;
    this.power.set(device, { isOnBattery, since: isSame ? (before?.since ?? at) : at, readAt: at });
    return this.noted(before === undefined ? isOnBattery : !isSame);
  }

  /** Takes a trap; `interfaces` know the number by which it names a port. Answers whether it says anything new. */
  hearTrap(device: number, kind: string, ifIndex: number | null, at: number, interfaces: Pick<InterfaceBeliefs, 'ifIndex'>): boolean {
    if (!TOLD_TRAPS.has(kind)) return false;
    if (kind === 'onuDyingGasp' || kind === 'onuLossOfSignal') {
      return this.noted(noteTrap(this.onuTraps, onuTrapKey(device, kind), at));
    }
    const end = ifIndex === null ? undefined : endsOf(this.graph, device).find((each) => interfaces.ifIndex[each] === ifIndex);
    if (end === undefined) return false;
    if (kind === 'linkUp') return this.noted(this.linkDownTraps.delete(end));
    return this.noted(noteTrap(this.linkDownTraps, end, at));
  }

  /** A router said that it cannot reach a device: the way to that router works. */
  hearRejection(device: number, router: string, at: number): boolean {
    const before = this.rejections.get(device);
    if (before && before.at > at) return false;
    const isSame = before !== undefined && before.router === router && at - before.at < REJECTION_PAUSE_MS;
    this.rejections.set(device, { router, since: isSame ? before.since : at, at });
    return this.noted(!isSame);
  }

  neighbourAt(end: number): NeighbourTelling | null {
    return this.neighbours.get(end) ?? null;
  }

  linkDownTrapAt(end: number): number | null {
    return this.linkDownTraps.get(end) ?? null;
  }

  onuTrapOf(olt: number, kind: 'onuDyingGasp' | 'onuLossOfSignal'): number | null {
    return this.onuTraps.get(onuTrapKey(olt, kind)) ?? null;
  }

  powerOf(ups: number): PowerTelling | null {
    return this.power.get(ups) ?? null;
  }

  rejectionOf(device: number): RejectionTelling | null {
    return this.rejections.get(device) ?? null;
  }

  /** The clock was set back: what seems to be told later than now would hide all that is told until then. */
  turnBack(now: number): void {
    const past = (at: number) => Math.min(at, now);
    for (const [end, told] of this.neighbours) this.neighbours.set(end, { ...told, since: past(told.since), readAt: past(told.readAt) });
    for (const [ups, told] of this.power) this.power.set(ups, { ...told, since: past(told.since), readAt: past(told.readAt) });
    for (const [device, told] of this.rejections) this.rejections.set(device, { ...told, since: past(told.since), at: past(told.at) });
    for (const [end, at] of this.linkDownTraps) this.linkDownTraps.set(end, past(at));
    for (const [key, at] of this.onuTraps) this.onuTraps.set(key, past(at));
  }

  /** What was told of the network before, for what is still in it. */
  carry(before: DeviceTellings): void {
    this.revision = before.revision + 1;
    const deviceOf = (position: number) => this.graph.deviceIndex(before.graph.deviceNames[position] ?? '');
    const endOf = (end: number) => this.sameEnd(before.graph, end);
    moveInto(this.neighbours, before.neighbours, endOf);
    moveInto(this.linkDownTraps, before.linkDownTraps, endOf);
    moveInto(this.power, before.power, deviceOf);
    moveInto(this.rejections, before.rejections, deviceOf);
    for (const [key, at] of before.onuTraps) {
      const [position, kind] = key.split(' ') as [string, 'onuDyingGasp' | 'onuLossOfSignal'];
      const olt = deviceOf(Number(position));
      if (olt >= 0) this.onuTraps.set(onuTrapKey(olt, kind), at);
    }
  }

  private noted(isNews: boolean): boolean {
    if (isNews) this.revision += 1;
    return isNews;
  }

  /** The end of the same device and port in this version of the network, or -1. */
  private sameEnd(older: NetworkGraph, end: number): number {
    const device = this.graph.deviceIndex(older.deviceNames[(end & 1 ? older.linkZ : older.linkA)[end >> 1]] ?? '');
    const port = (end & 1 ? older.linkInterfaces.z : older.linkInterfaces.a)[end >> 1] ?? null;
    return device < 0 || port === null ? -1 : this.graph.linkEndIndex(device, port);
  }
}

/** The ends of links at a device that name a port. */
export function endsOf(graph: NetworkGraph, device: number): number[] {
  const ends: number[] = [];
  for (let i = graph.adjStart[device]; i < graph.adjStart[device + 1]; i++) {
    const link = graph.adjLink[i];
    if (graph.linkA[link] === device) ends.push(2 * link);
    if (graph.linkZ[link] === device) ends.push(2 * link + 1);
  }
  return ends;
}

/** What is repeated is one trap, at its first; what is told much later is another, whatever came between was lost. */
function noteTrap<Key>(told: Map<Key, number>, key: Key, at: number): boolean {
  const before = told.get(key);
  const isRepeated = before !== undefined && at - before <= REPEATED_MS;
  // An older one that comes late tells nothing new, but it may be the first of those repeated.
  told.set(key, isRepeated && before - at <= REPEATED_MS ? Math.min(before, at) : Math.max(before ?? at, at));
  return !isRepeated;
}

function onuTrapKey(olt: number, kind: 'onuDyingGasp' | 'onuLossOfSignal'): string {
  return `${olt} ${kind}`;
}

function moveInto<Told>(mine: Map<number, Told>, theirs: ReadonlyMap<number, Told>, positionOf: (position: number) => number): void {
  for (const [position, told] of theirs) {
    const now = positionOf(position);
    if (now >= 0) mine.set(now, told);
  }
}
