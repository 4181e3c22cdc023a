import { type Component, effectOf } from './component.js';
import type { Csr } from './csr.js';
import { CutSpace } from './cut.space.js';
import { cutGroups, exposedBy } from './exposure.js';
import { intactTree } from './intact.tree.js';
import { MeshCore } from './mesh.core.js';
import type { NetworkGraph } from './network.graph.js';
import { noDarkness } from './reach.js';
import { SpanningTree } from './spanning.tree.js';

/** What the loss of some components would mean, seen from all pollers. Everything by position in the graph, ascending. */
export interface Impact {
  readonly darkLinks: readonly number[];
  /** Devices that were in reach and would not be any more (or would be off). */
  readonly lostDevices: readonly number[];
  readonly lostCameras: number;
  /** Places of stations all of whose own devices would be lost. */
  readonly isolatedStations: readonly number[];
  /** Devices that keep a way, but from now on one that a single cut can take: they had a second. */
  readonly exposedDevices: readonly number[];
  /** Places of stations that keep a way, but with none of their own devices one that outlives any single cut. */
  readonly exposedStations: readonly number[];
}

/** What would be lost, and what would lose its redundancy, if these components broke together. */
export function impactOf(graph: NetworkGraph, components: readonly Pick<Component, 'kind' | 'index'>[]): Impact {
  return whatIf(graph).impactOf(components);
}

const kept = new WeakMap<NetworkGraph, WhatIf>();

/** A graph never changes, so what holds with everything up is found out once. */
export function whatIf(graph: NetworkGraph): WhatIf {
  const known = kept.get(graph);
  if (known) return known;
  const made = new WhatIf(graph);
  kept.set(graph, made);
  return made;
}

/** A network with everything up, and what changes if something is not. */
export class WhatIf {
  readonly intact: SpanningTree;
  readonly core: MeshCore;
  private readonly space: CutSpace;
  private readonly coreGroups: Csr;
  /** What has no redundancy in the core even with everything up. */
  private readonly coreExposed: Uint8Array;

  constructor(readonly graph: NetworkGraph) {
    const roots = graph.pollers.map(({ device }) => device);
    this.intact = intactTree(graph, roots);
    this.space = new CutSpace(graph, this.intact, noDarkness(graph));
    this.core = new MeshCore(graph);
    this.coreGroups = cutGroups(graph, this.core.coreLink);
    this.coreExposed = this.exposedInCore({ links: [], devices: [] });
  }

  impactOf(components: readonly Pick<Component, 'kind' | 'index'>[]): Impact {
    const { links, devices } = this.takenBy(components);
    const { isLost, found } = this.lostWith(links, devices);
    const lost = ascending(found);
    const after = this.exposedInCore({ links, devices });
    const exposed: number[] = [];
    // What hangs on the core was exposed before.
    for (let i = 0; i < after.length; i++) {
      const device = this.core.deviceOf[i];
      if (after[i] && !this.coreExposed[i] && !isLost[device]) exposed.push(device);
    }
    return {
      darkLinks: ascending([...links]),
      lostDevices: lost,
      lostCameras: lost.reduce((count, device) => count + (this.graph.deviceRoles[device] === 'CAMERA' ? 1 : 0), 0),
      isolatedStations: this.stationsOf(lost).filter((place) =>
        this.ownDevices(place).every((device) => !this.intact.reaches(device) || isLost[device] === 1),
      ),
      exposedDevices: exposed,
      exposedStations: this.stationsOf([...lost, ...exposed]).filter((place) => this.losesRedundancy(place, isLost, after)),
    };
  }

  /**
   * By place of a station, with these components broken: 0 if none of its own devices has a way, 1 if one has, but a single cut takes all that have,
   * 2 if one outlives any single cut; -1 where nothing stands.
   */
  waysToStations(components: readonly Pick<Component, 'kind' | 'index'>[]): Int8Array {
    const { links, devices } = this.takenBy(components);
    const { isLost } = this.lostWith(links, devices);
    const exposed = this.exposedInCore({ links, devices });
    const waysTo = (device: number) => {
      if (!this.intact.reaches(device) || isLost[device]) return 0;
      const inCore = this.core.coreDevice[device];
      return inCore >= 0 && !exposed[inCore] ? 2 : 1;
    };
    return Int8Array.from({ length: this.graph.stationCount }, (_, place) => Math.max(-1, ...this.ownDevices(place).map(waysTo)));
  }

  private takenBy(components: readonly Pick<Component, 'kind' | 'index'>[]): { links: Set<number>; devices: Set<number> } {
    const links = new Set<number>();
    const devices = new Set<number>();
    for (const { kind, index } of components) {
      const effect = effectOf(this.graph, kind, index);
      for (const link of effect.links) links.add(link);
      for (const device of effect.devices) devices.add(device);
    }
    return { links, devices };
  }

  private lostWith(links: ReadonlySet<number>, devices: ReadonlySet<number>): { isLost: Uint8Array; found: number[] } {
    const isLost = new Uint8Array(this.graph.deviceCount);
    const found: number[] = [];
    // Not by walking: below one span of a ring hangs half of the network, and all of it has another way.
    this.space.lostWith([...links], [...devices], (from, to) => {
      for (let at = from; at < to; at++) found.push(this.intact.preorder[at]);
    });
    for (const device of found) isLost[device] = 1;
    return { isLost, found };
  }

  private losesRedundancy(place: number, isLost: Uint8Array, after: Uint8Array): boolean {
    const { intact, core } = this;
    const own = this.ownDevices(place).filter((device) => intact.reaches(device));
    const hadSecondWay = own.some((device) => core.coreDevice[device] >= 0 && !this.coreExposed[core.coreDevice[device]]);
    const left = own.filter((device) => !isLost[device]);
    return hadSecondWay && left.length > 0 && !left.some((device) => core.coreDevice[device] >= 0 && !after[core.coreDevice[device]]);
  }

  private exposedInCore(taken: { readonly links: Iterable<number>; readonly devices: Iterable<number> }): Uint8Array {
    const { core } = this;
    const dark = core.darkness(taken);
    if (dark === null && this.coreExposed !== undefined) return this.coreExposed;
    const darkness = dark ?? { links: new Uint8Array(core.linkCount), offDevices: new Uint8Array(core.deviceCount) };
    return exposedBy(this.coreGroups, new CutSpace(core, new SpanningTree(core, core.roots, darkness), darkness));
  }

  /** The places of stations at which any of these devices stands, ascending. */
  private stationsOf(devices: readonly number[]): number[] {
    const found = new Set<number>();
    for (const device of devices) {
      const place = this.graph.devicePlace[device];
      if (place < this.graph.stationCount) found.add(place);
    }
    return ascending([...found]);
  }

  private ownDevices(place: number): number[] {
    const { start, items } = this.graph.placeDevices;
    return Array.from(items.subarray(start[place], start[place + 1]));
  }
}

function ascending(numbers: readonly number[]): number[] {
  return Array.from(Int32Array.from(numbers).sort());
}
