import type { NetworkGraph } from '@app/topology';
import type { Darkening } from './darkening.js';
import { FREE, MUST, MUST_NOT, type Premises } from './premises.js';

/** The links of a lit path to a silent device over devices that nobody asked: something on it must be broken. */
export type Leak = readonly number[];

/** Devices that were not asked and hang together, with the links on which light comes in from what is known to work. */
interface Region {
  readonly members: readonly number[];
  /** Pairs: a device of the region, and the link to a device that must be reachable (-1 for the poller's own device). */
  readonly inlets: readonly (readonly [device: number, link: number])[];
}

/**
 * Looks for light where it must not be. Only regions of unasked devices that lie between what works and what is silent can leak;
 * where everything was asked there are none.
 */
export class LeakSearch {
  private readonly regions: Region[] = [];
  /** The region of an unasked device; none where light does no harm. */
  private readonly regionOf = new Map<number, number>();
  private readonly seen: Int32Array;
  private readonly parentLink: Int32Array;
  private round = 0;

  constructor(
    private readonly graph: NetworkGraph,
    private readonly premises: Premises,
    private readonly alreadyOff: ReadonlySet<number>,
  ) {
    this.findRegions();
    const size = this.regions.length > 0 ? graph.deviceCount : 0;
    this.seen = new Int32Array(size);
    this.parentLink = new Int32Array(size);
  }

  /** Leaks that are open in this darkness, at least one in each region that has any. */
  find(darkening: Darkening): Leak[] {
    const leaks: Leak[] = [];
    for (const region of this.regions) this.flood(region, darkening, (leak) => leaks.push(leak) < 0);
    return leaks;
  }

  /** True if light that comes back on these links would reach a silent device. */
  leaksBy(links: readonly number[], darkening: Darkening): boolean {
    if (this.regions.length === 0) return false;
    const touched = new Set<number>();
    for (const link of links) {
      if (darkening.links[link] > 0) continue;
      for (const end of [this.graph.linkA[link], this.graph.linkZ[link]]) {
        const region = this.regionOf.get(end);
        if (region !== undefined) touched.add(region);
      }
    }
    let leaks = false;
    for (const region of touched) this.flood(this.regions[region], darkening, () => (leaks = true));
    return leaks;
  }

  private findRegions(): void {
    const { device } = this.premises;
    const visited = new Uint8Array(this.graph.deviceCount);
    for (let start = 0; start < device.length; start++) {
      if (device[start] !== FREE || visited[start] || this.premises.closed.offDevices[start]) continue;
      const { region, meetsSilence } = this.gather(start, visited);
      if (!meetsSilence || region.inlets.length === 0) continue;
      for (const member of region.members) this.regionOf.set(member, this.regions.length);
      this.regions.push(region);
    }
  }

  private gather(start: number, visited: Uint8Array): { region: Region; meetsSilence: boolean } {
    const { adjStart, adjNode, adjLink } = this.graph;
    const { device, closed, poller } = this.premises;
    const members = [start];
    const inlets: [number, number][] = [];
    let meetsSilence = false;
    visited[start] = 1;
    for (let head = 0; head < members.length; head++) {
      const member = members[head];
      if (member === poller) inlets.push([member, -1]);
      for (let i = adjStart[member]; i < adjStart[member + 1]; i++) {
        const next = adjNode[i];
        if (closed.links[adjLink[i]]) continue;
        if (device[next] === MUST) inlets.push([member, adjLink[i]]);
        else if (device[next] === MUST_NOT) meetsSilence ||= !this.alreadyOff.has(next);
        else if (!visited[next]) {
          visited[next] = 1;
          members.push(next);
        }
      }
    }
    return { region: { members, inlets }, meetsSilence };
  }

  /** Floods a region with light; `onLeak` may return true to end. */
  private flood(region: Region, darkening: Darkening, onLeak: (leak: Leak) => boolean): void {
    const { adjStart, adjNode, adjLink } = this.graph;
    const { device, closed } = this.premises;
    const { seen, parentLink } = this;
    const round = ++this.round;
    const queue: number[] = [];
    const enter = (next: number, link: number) => {
      seen[next] = round;
      parentLink[next] = link;
      queue.push(next);
    };
    for (const [inlet, link] of region.inlets) {
      const isLit = link < 0 ? darkening.devices[inlet] === 0 : darkening.links[link] === 0;
      if (isLit && seen[inlet] !== round) enter(inlet, link);
    }
    for (let head = 0; head < queue.length; head++) {
      const member = queue[head];
      for (let i = adjStart[member]; i < adjStart[member + 1]; i++) {
        const link = adjLink[i];
        const next = adjNode[i];
        if (closed.links[link] || darkening.links[link] > 0) continue;
        if (device[next] === FREE) {
          if (seen[next] !== round) enter(next, link);
        } else if (device[next] === MUST_NOT && !this.alreadyOff.has(next) && onLeak(this.pathTo(member, link))) return;
      }
    }
  }

  private pathTo(member: number, lastLink: number): Leak {
    const { linkA, linkZ } = this.graph;
    const links = [lastLink];
    for (let at = member; this.premises.device[at] === FREE;) {
      const link = this.parentLink[at];
      // The poller's own device, which nobody heard of either: it stands among what can darken the first link.
      if (link < 0) break;
      links.push(link);
      at = linkA[link] + linkZ[link] - at;
    }
    return links;
  }
}
