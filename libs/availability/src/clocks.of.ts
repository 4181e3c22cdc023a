import type { InventorySnapshot } from '@app/inventory';
import { DEVICE_STATUSES, type DeviceStatus, type OutageId } from '@app/kernel';
import type { Coverage } from '@app/maintenance';
import type { Outage } from '@app/outages';
import { type Component, componentOf, effectOf, type NetworkGraph } from '@app/topology';
import { CLOCK, type ClockedKind } from './availability.clock.js';
import { idsOf } from './last.clocks.js';

/** What is concluded now, by position in the graph. Instants in milliseconds since 1970; 0: not known. */
export interface ClockFacts {
  readonly snapshot: InventorySnapshot;
  /** Positions in DEVICE_STATUSES. */
  readonly statuses: Uint8Array;
  readonly deviceSince: Float64Array;
  /** By device: the outage that it is silent behind. */
  readonly outageOf: readonly (OutageId | null)[];
  readonly outages: readonly Outage[];
  /** By end of links: -1 not known, 0 down, 1 up, as devices tell. */
  readonly operUp: Int8Array;
  readonly interfaceSince: Float64Array;
  readonly coverage: Coverage;
  /** By device: the clock that ran before, for those that had one; another number for the others. */
  readonly formerClocks: Uint8Array;
}

/** Which clock runs for each object of a kind, since when as far as that is known, and for which outage. */
export interface ClockColumn {
  readonly kind: ClockedKind;
  readonly ids: Int32Array;
  readonly clocks: Uint8Array;
  /** When what decides it became so, milliseconds since 1970; 0: not known, it is news of now. */
  readonly since: Float64Array;
  readonly outages: (OutageId | null)[];
}

const codeOf = (status: DeviceStatus) => DEVICE_STATUSES.indexOf(status);
const [UP, DEGRADED] = [codeOf('UP'), codeOf('DEGRADED')];
const [UNREACHABLE, UNKNOWN] = [codeOf('UNREACHABLE'), codeOf('UNKNOWN')];

/** Which clock runs for everything, by what is concluded. Pure. */
export function clocksOf(facts: ClockFacts): readonly ClockColumn[] {
  const byId = new Map(facts.outages.map((outage) => [outage.id, outage]));
  const devices = deviceClocks(facts, byId);
  const told = toldRoots(facts);
  const startOf = startsOf(facts, devices);
  const links = linkClocks(facts, devices, told.links, startOf);
  return [devices, links, spanClocks(facts, links, told.spans, startOf), stationClocks(facts, devices)];
}

function column(kind: ClockedKind, snapshot: InventorySnapshot): ClockColumn {
  const ids = idsOf(kind, snapshot);
  return {
    kind,
    ids,
    clocks: new Uint8Array(ids.length).fill(CLOCK.UNOBSERVED),
    since: new Float64Array(ids.length),
    outages: Array<OutageId | null>(ids.length).fill(null),
  };
}

function isPowerLoss({ alertName, probableCause }: Outage): boolean {
  return alertName === 'PlaceDown' || probableCause === 'power';
}

function deviceClocks(facts: ClockFacts, outages: ReadonlyMap<OutageId, Outage>): ClockColumn {
  const { snapshot, statuses, deviceSince, outageOf, coverage } = facts;
  const devices = column('DEVICE', snapshot);
  const names = snapshot.graph.deviceNames;
  for (let device = 0; device < names.length; device++) {
    const status = statuses[device];
    devices.since[device] = deviceSince[device];
    const isUp = status === UP || status === DEGRADED;
    const id = isUp || status === UNKNOWN ? null : (outageOf[device] ?? null);
    devices.outages[device] = id;
    if (coverage.devices[device] === 1) devices.clocks[device] = CLOCK.MAINTENANCE;
    else if (isUp) devices.clocks[device] = CLOCK.UP;
    else if (status !== UNKNOWN) {
      const outage = id === null ? undefined : outages.get(id);
      // Its outage is over and it was not asked since: what was on the way is still why it is not known to answer.
      devices.clocks[device] = outage === undefined && status === UNREACHABLE ? CLOCK.UPSTREAM : silentClock(names[device], outage);
    }
  }
  return devices;
}

/** Its own fault is what is told as such: who is merely a candidate behind a cut is not to blame. */
function silentClock(name: string, outage: Outage | undefined): number {
  if (outage === undefined) return CLOCK.OWN;
  if (isPowerLoss(outage)) return CLOCK.POWER;
  return outage.root.kind === 'DEVICE' && outage.root.code === name ? CLOCK.OWN : CLOCK.UPSTREAM;
}

/** By link and span: the outage whose root it is, lies in, or carries it. */
function toldRoots({ snapshot: { graph }, outages }: ClockFacts): { links: Map<number, Outage>; spans: Map<number, Outage> } {
  const links = new Map<number, Outage>();
  const spans = new Map<number, Outage>();
  for (const outage of outages) {
    const { kind, code } = outage.root;
    const root = kind === 'DEVICE' || kind === 'PLACE' ? null : componentOf(graph, kind, code);
    if (root === null) continue;
    for (const link of effectOf(graph, root.kind, root.index).links) put(links, link, outage);
    for (const span of spansOf(graph, root)) put(spans, span, outage);
  }
  return { links, spans };
}

function spansOf({ conduitSpans: { start, items } }: NetworkGraph, { kind, index }: Component): Iterable<number> {
  if (kind === 'SPAN') return [index];
  return kind === 'CONDUIT' ? items.subarray(start[index], start[index + 1]) : [];
}

/** The oldest outage counts where several name the same. */
function put(into: Map<number, Outage>, index: number, outage: Outage): void {
  const other = into.get(index);
  if (!other || outage.openedAt < other.openedAt || (outage.openedAt.getTime() === other.openedAt.getTime() && outage.id < other.id))
    into.set(index, outage);
}

/** When an outage began: when the first fell silent of those that fell silent with it; 0 if none did. */
function startsOf({ snapshot, formerClocks }: ClockFacts, devices: ClockColumn): (outage: Outage) => number {
  const known = new Map<OutageId, number>();
  const isNews = (device: number) => device >= 0 && isDown(devices.clocks[device]) && !isDown(formerClocks[device]);
  return ({ id, affectedDevices }) => {
    const start =
      known.get(id) ??
      affectedDevices
        .map((device) => snapshot.indexOfDevice(device))
        .filter(isNews)
        .reduce((least, device) => (least === 0 ? devices.since[device] : Math.min(least, devices.since[device])), 0);
    known.set(id, start);
    return start;
  };
}

type StartOf = (outage: Outage) => number;

function linkClocks(facts: ClockFacts, devices: ClockColumn, told: ReadonlyMap<number, Outage>, startOf: StartOf): ClockColumn {
  const { snapshot, coverage, operUp, interfaceSince } = facts;
  const { graph } = snapshot;
  const links = column('LINK', snapshot);
  for (let link = 0; link < graph.linkCount; link++) {
    const a = 2 * link;
    const z = a + 1;
    const outage = told.get(link);
    links.outages[link] = outage?.id ?? null;
    links.since[link] = Math.max(operUp[a] >= 0 ? interfaceSince[a] : 0, operUp[z] >= 0 ? interfaceSince[z] : 0);
    if (coverage.links[link] === 1) links.clocks[link] = CLOCK.MAINTENANCE;
    else if (outage) {
      links.clocks[link] = isPowerLoss(outage) ? CLOCK.POWER : CLOCK.OWN;
      links.since[link] = earliest(startOf(outage), links.since[link]);
    } else if (operUp[a] === 0 || operUp[z] === 0) darkLink(graph, link, devices, links);
    else if (operUp[a] === 1 || operUp[z] === 1) links.clocks[link] = CLOCK.UP;
    else litBySingleHome(graph, link, devices, links);
  }
  return links;
}

/** Dark, and no root itself: an end is off, or it broke and nothing was concluded of it yet. */
function darkLink({ linkA, linkZ }: NetworkGraph, link: number, devices: ClockColumn, links: ClockColumn): void {
  const ends = [linkA[link], linkZ[link]];
  const end = ends.find((device) => devices.clocks[device] === CLOCK.POWER) ?? ends.find((device) => isDown(devices.clocks[device]));
  if (end === undefined) {
    links.clocks[link] = CLOCK.OWN;
    return;
  }
  links.clocks[link] = devices.clocks[end] === CLOCK.POWER ? CLOCK.POWER : CLOCK.UPSTREAM;
  links.outages[link] = devices.outages[end];
}

function isDown(clock: number): boolean {
  return clock === CLOCK.OWN || clock === CLOCK.UPSTREAM || clock === CLOCK.POWER;
}

/** Nobody tells of its ports: it carries light if the only way to a device that answers leads through it. */
function litBySingleHome(graph: NetworkGraph, link: number, devices: ClockColumn, links: ClockColumn): void {
  const [a, z] = [graph.linkA[link], graph.linkZ[link]];
  const device = isSingleHome(graph, a) && devices.clocks[a] === CLOCK.UP ? a : z;
  if (device === z && !(isSingleHome(graph, z) && devices.clocks[z] === CLOCK.UP)) return;
  links.clocks[link] = CLOCK.UP;
  links.since[link] = devices.since[device];
}

function isSingleHome({ adjStart }: NetworkGraph, device: number): boolean {
  return adjStart[device + 1] - adjStart[device] === 1;
}

/** The earlier of two instants that may not be known. */
function earliest(a: number, b: number): number {
  return a === 0 || b === 0 ? Math.max(a, b) : Math.min(a, b);
}

function spanClocks(facts: ClockFacts, links: ClockColumn, told: ReadonlyMap<number, Outage>, startOf: StartOf): ClockColumn {
  const { snapshot, coverage } = facts;
  const { start, items } = snapshot.graph.spanLinks;
  const spans = column('SPAN', snapshot);
  for (let span = 0; span < snapshot.graph.spanCount; span++) {
    const outage = told.get(span);
    spans.outages[span] = outage?.id ?? null;
    if (coverage.spans[span] === 1) spans.clocks[span] = CLOCK.MAINTENANCE;
    else if (outage) {
      spans.clocks[span] = CLOCK.OWN;
      spans.since[span] = startOf(outage);
    }
    for (let at = start[span]; at < start[span + 1]; at++) {
      if (outage && spans.clocks[span] === CLOCK.OWN) spans.since[span] = earliest(spans.since[span], links.since[items[at]]);
      if (links.clocks[items[at]] !== CLOCK.UP || spans.clocks[span] !== CLOCK.UNOBSERVED) continue;
      spans.clocks[span] = CLOCK.UP;
      spans.since[span] = links.since[items[at]];
    }
  }
  return spans;
}

/** A station is isolated while none of its own devices is reached; the last one that fell silent says when, and why. */
function stationClocks({ snapshot, coverage }: ClockFacts, devices: ClockColumn): ClockColumn {
  const { graph } = snapshot;
  const { start, items } = graph.placeDevices;
  const stations = column('STATION', snapshot);
  for (let station = 0; station < graph.stationCount; station++) {
    const own = Array.from(items.subarray(start[station], start[station + 1]));
    const with_ = (clock: number) => own.filter((device) => devices.clocks[device] === clock);
    const up = with_(CLOCK.UP);
    const down = own.filter((device) => isDown(devices.clocks[device]));
    if (own.length === 0) continue;
    if (coverage.places[station] === 1 || with_(CLOCK.MAINTENANCE).length === own.length) stations.clocks[station] = CLOCK.MAINTENANCE;
    else if (up.length > 0) {
      stations.clocks[station] = CLOCK.UP;
      stations.since[station] = up.reduce((least, device) => Math.min(least, devices.since[device]), Number.POSITIVE_INFINITY);
    } else if (down.length > 0) {
      const last = down.reduce((latest, device) => (devices.since[device] > devices.since[latest] ? device : latest));
      stations.clocks[station] = stationClock(down.map((device) => devices.clocks[device]));
      stations.since[station] = devices.since[last];
      stations.outages[station] = devices.outages[last];
    } else stations.since[station] = own.reduce((latest, device) => Math.max(latest, devices.since[device]), 0);
  }
  return stations;
}

/** One of its devices that is itself broken while the way is cut is not why it is isolated. */
function stationClock(down: readonly number[]): number {
  if (down.includes(CLOCK.POWER)) return CLOCK.POWER;
  return down.includes(CLOCK.UPSTREAM) ? CLOCK.UPSTREAM : CLOCK.OWN;
}
