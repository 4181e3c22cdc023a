import { type Component, type Darkness, darknessOf, NetworkGraph, noDarkness, reach, type TopologyDocument, fullCode } from '@app/topology';
import { findComponent, type FoundComponent } from './component.finder.js';

/** What is really broken in the lab, and hence who can be heard from the poller. */
export class LabTruth {
  readonly graph: NetworkGraph;
  private readonly broken = new Map<string, Component>();
  private readonly listeners: (() => void)[] = [];
  private readonly byAddress = new Map<number, number>();
  private dark: Darkness;
  private heard: Uint8Array;

  constructor(readonly document: TopologyDocument) {
    this.graph = NetworkGraph.from(document);
    document.devices.forEach(({ address }, device) => {
      const number = address === undefined ? null : addressNumber(address);
      if (number !== null) this.byAddress.set(number, device);
    });
    this.dark = noDarkness(this.graph);
    this.heard = this.look();
  }

  find(code: string): FoundComponent {
    return findComponent(this.graph, code);
  }

  /** False if it was broken already. */
  cut(component: Component): boolean {
    const code = fullCode(component);
    if (this.broken.has(code)) return false;
    this.broken.set(code, component);
    this.change();
    return true;
  }

  /** False if it was not broken. */
  heal(component: Component): boolean {
    if (!this.broken.delete(fullCode(component))) return false;
    this.change();
    return true;
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
      if (found.kind === 'found') this.broken.set(fullCode(found.component), found.component);
    }
    this.change();
  }

  /** Full codes, in the order of breaking. */
  brokenCodes(): string[] {
    return [...this.broken.keys()];
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
    this.dark = darknessOf(this.graph, this.broken.values());
    this.heard = this.look();
    for (const listener of this.listeners) listener();
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
