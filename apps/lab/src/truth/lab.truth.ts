import { type Darkness, darknessOf, NetworkGraph, noDarkness, reach, type TopologyDocument } from '@app/topology';
import { type Fault, faultCode, findFault, type FoundFault, isComponent, type PortFault, slotOf } from './fault.js';
import { OpticalPlant } from './optical.plant.js';

export interface Restart {
  readonly device: number;
  /** Its interfaces come back under other numbers. */
  readonly isRenumbered: boolean;
}

/** What is really broken in the lab, and hence who can be heard from the poller. */
export class LabTruth {
  readonly graph: NetworkGraph;
  readonly plant: OpticalPlant;
  private readonly broken = new Map<string, Fault>();
  private readonly listeners: (() => void)[] = [];
  private readonly restartListeners: ((restart: Restart) => void)[] = [];
  private changes = 0;
  private readonly byAddress = new Map<number, number>();
  private dark: Darkness;
  /** Links whose glass is cut, whatever their ends do. */
  private cutLinks: Uint8Array;
  private portFaults = new Map<number, PortFault['kind']>();
  private bends = new Map<number, number>();
  private placesOnBattery = new Set<number>();
  private heard: Uint8Array;

  constructor(readonly document: TopologyDocument) {
    this.graph = NetworkGraph.from(document);
    document.devices.forEach(({ address }, device) => {
      const number = address === undefined ? null : addressNumber(address);
      if (number !== null) this.byAddress.set(number, device);
    });
    this.plant = new OpticalPlant(this.graph);
    this.dark = noDarkness(this.graph);
    this.cutLinks = new Uint8Array(this.graph.linkCount);
    this.heard = this.look();
  }

  find(code: string): FoundFault {
    return findFault(this.graph, code);
  }

  /** False if it was broken so already. A bend of 0 dB is none. */
  cut(fault: Fault): boolean {
    if (fault.kind === 'BEND' && fault.decibels === 0) return this.heal(fault);
    const before = this.broken.get(slotOf(fault));
    if (before && faultCode(before) === faultCode(fault)) return false;
    this.broken.set(slotOf(fault), fault);
    this.change();
    return true;
  }

  /** False if it was not broken. */
  heal(fault: Fault): boolean {
    if (!this.broken.delete(slotOf(fault))) return false;
    this.change();
    return true;
  }

  /** Switches a device off and on again, so fast that nobody misses it. */
  restart(restart: Restart): void {
    this.changes += 1;
    for (const listener of this.restartListeners) listener(restart);
  }

  healAll(): void {
    this.broken.clear();
    this.change();
  }

  /** Replaces all that is broken; codes that nobody knows are left out. */
  setBroken(codes: readonly string[]): void {
    this.broken.clear();
    for (const code of codes) {
      const found = this.find(code);
      if (found.kind === 'found') this.broken.set(slotOf(found.component), found.component);
    }
    this.change();
  }

  /** Full codes, in the order of breaking. */
  brokenCodes(): string[] {
    return [...this.broken.values()].map(faultCode);
  }

  /** A device answers if it is on and a lit path leads to it from the poller. */
  isHeard(device: number): boolean {
    return this.heard[device] === 1;
  }

  isOff(device: number): boolean {
    return this.dark.offDevices[device] === 1;
  }

  isDark(link: number): boolean {
    return this.dark.links[link] === 1;
  }

  /** Whether the glass under a link is whole. */
  isGlassCut(link: number): boolean {
    return this.cutLinks[link] === 1;
  }

  /** What is wrong with the port at an end of a link (2 × link, + 1 for z), or null. */
  portFault(end: number): PortFault['kind'] | null {
    return this.portFaults.get(end) ?? null;
  }

  /** Whether a place lives on its battery. */
  isOnBattery(place: number): boolean {
    return this.placesOnBattery.has(place);
  }

  /** What reaches the receiver at an end of a link, dBm; null: no light, or nobody to see it. */
  receivedDbm(end: number): number | null {
    const link = end >> 1;
    const sent = this.sentDbm(end ^ 1);
    if (sent === null || this.isGlassCut(link) || this.portFault(end) === 'PORT') return null;
    const bent = this.bentDb(link);
    const level = sent - this.plant.lossDb(link) - bent;
    // A link that works as it was built is lit, however long.
    return bent > 0 && level < this.plant.blindDbm(end) ? null : level;
  }

  /** What the transmitter at an end of a link sends, dBm; null: it is off. */
  sentDbm(end: number): number | null {
    const { linkA, linkZ } = this.graph;
    const device = (end & 1 ? linkZ : linkA)[end >> 1];
    return this.isOff(device) || this.portFaults.has(end) ? null : this.plant.transmitDbm(end);
  }

  /** Grows with each change and restart. */
  get version(): number {
    return this.changes;
  }

  /** The device at an IPv4 address in network order as a number, or -1. */
  deviceAt(address: number): number {
    return this.byAddress.get(address) ?? -1;
  }

  get addressCount(): number {
    return this.byAddress.size;
  }

  /** Called after each change. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  onRestart(listener: (restart: Restart) => void): void {
    this.restartListeners.push(listener);
  }

  counts(): { silentDevices: number; silentCameras: number; darkLinks: number } {
    let silentDevices = 0;
    let silentCameras = 0;
    for (let device = 0; device < this.graph.deviceCount; device++) {
      if (this.isHeard(device)) continue;
      silentDevices += 1;
      if (this.graph.deviceRoles[device] === 'CAMERA') silentCameras += 1;
    }
    return { silentDevices, silentCameras, darkLinks: this.dark.links.reduce((sum, dark) => sum + dark, 0) };
  }

  private change(): void {
    this.changes += 1;
    const faults = [...this.broken.values()];
    const components = faults.filter(isComponent);
    this.dark = darknessOf(this.graph, components);
    this.cutLinks = darknessOf(
      this.graph,
      components.filter(({ kind }) => kind === 'CONDUIT' || kind === 'SPAN' || kind === 'LINK'),
    ).links;
    this.portFaults = new Map();
    this.bends = new Map();
    this.placesOnBattery = new Set();
    for (const fault of faults) {
      if (fault.kind === 'PORT' || fault.kind === 'SHUT') this.portFaults.set(fault.end, fault.kind);
      else if (fault.kind === 'BEND') this.bends.set(fault.span, fault.decibels);
      else if (fault.kind === 'MAINS') this.placesOnBattery.add(fault.place);
    }
    this.darkenBlindLinks();
    this.heard = this.look();
    for (const listener of this.listeners) listener();
  }

  /** A link is lit if both its ends see light. */
  private darkenBlindLinks(): void {
    const { start, items } = this.graph.spanLinks;
    for (const end of this.portFaults.keys()) this.dark.links[end >> 1] = 1;
    for (const span of this.bends.keys()) {
      for (let i = start[span]; i < start[span + 1]; i++) {
        const link = items[i];
        if (this.receivedDbm(2 * link) === null || this.receivedDbm(2 * link + 1) === null) this.dark.links[link] = 1;
      }
    }
  }

  private bentDb(link: number): number {
    if (this.bends.size === 0) return 0;
    const { start, items } = this.graph.linkSpans;
    let sum = 0;
    for (let i = start[link]; i < start[link + 1]; i++) sum += this.bends.get(items[i]) ?? 0;
    return sum;
  }

  private look(): Uint8Array {
    const [poller] = this.graph.pollers;
    return poller ? reach(this.graph, poller.device, this.dark) : new Uint8Array(this.graph.deviceCount);
  }
}

/** An IPv4 address as a number, or null for anything else. */
export function addressNumber(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return null;
  return ((parts[0] << 24) | (parts[1] << 16) | (parts[2] << 8) | parts[3]) >>> 0;
}
