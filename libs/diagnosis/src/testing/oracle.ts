import { COMPONENT_KINDS, type ComponentKind } from '@app/kernel';
import type { LinkRow, TopologyDocument } from '@app/topology';

export interface Fault {
  readonly kind: ComponentKind;
  readonly code: string;
}

/** One line of section 3 of the contract. */
export interface ObservationRow {
  readonly id: string;
  readonly at?: string;
  readonly poller?: string;
  readonly devices: readonly { readonly name: string; readonly reachable: boolean }[];
  readonly interfaces: readonly { readonly device: string; readonly interface: string; readonly operUp: boolean }[];
}

/** What the world looks like with some components broken. */
export interface World {
  readonly reachable: ReadonlySet<string>;
  readonly lit: ReadonlySet<string>;
}

/**
 * The rules of the contract written down as plainly as possible, and every set of components tried: slow, and obviously right. What
 * `diagnose` says is held against it.
 */
export class Oracle {
  readonly components: readonly Fault[];

  constructor(
    private readonly document: TopologyDocument,
    private readonly pollerDevice: string,
  ) {
    const { conduits = [], spans = [], links, devices } = document;
    this.components = [
      ...conduits.map(({ code }) => ({ kind: COMPONENT_KINDS[0], code })),
      ...spans.map(({ code }) => ({ kind: COMPONENT_KINDS[1], code })),
      ...links.map(({ code }) => ({ kind: COMPONENT_KINDS[2], code })),
      ...devices.map(({ name }) => ({ kind: COMPONENT_KINDS[3], code: name })),
      ...[...new Set(devices.map(({ place }) => place))].map((code) => ({ kind: COMPONENT_KINDS[4], code })),
    ];
  }

  world(faults: readonly Fault[]): World {
    const broken = (kind: ComponentKind, code: string | undefined) => faults.some((fault) => fault.kind === kind && fault.code === code);
    const conduitOf = new Map((this.document.spans ?? []).map(({ code, conduit }) => [code, conduit]));
    const isOn = new Map(this.document.devices.map(({ name, place }) => [name, !broken('DEVICE', name) && !broken('PLACE', place)]));
    const isLit = ({ code, a, z, spans = [] }: LinkRow) =>
      !broken('LINK', code) &&
      isOn.get(a.device) &&
      isOn.get(z.device) &&
      spans.every((span) => !broken('SPAN', span) && !broken('CONDUIT', conduitOf.get(span)));
    const lit = this.document.links.filter(isLit);
    const reachable = new Set(isOn.get(this.pollerDevice) ? [this.pollerDevice] : []);
    for (const device of reachable) {
      for (const { a, z } of lit) {
        if (a.device === device) reachable.add(z.device);
        if (z.device === device) reachable.add(a.device);
      }
    }
    return { reachable, lit: new Set(lit.map(({ code }) => code)) };
  }

  /** True if the observation is exactly what these faults would show. */
  reproduces({ devices, interfaces }: ObservationRow, faults: readonly Fault[]): boolean {
    const { reachable, lit } = this.world(faults);
    return (
      devices.every((seen) => seen.reachable === reachable.has(seen.name)) &&
      interfaces.every((seen) => reachable.has(seen.device) && seen.operUp === lit.has(this.linkAt(seen.device, seen.interface)))
    );
  }

  /** The size of the smallest explanation; null if there is none of at most `limit` components. */
  smallest(observation: ObservationRow, limit: number): number | null {
    for (let size = 0; size <= limit; size++) if (this.anySet(observation, size, 0, [])) return size;
    return null;
  }

  /** All components that explain in the stead of one of an explanation. */
  replacements(observation: ObservationRow, faults: readonly Fault[], position: number): Fault[] {
    return this.components.filter((fault) => this.reproduces(observation, faults.with(position, fault)));
  }

  private anySet(observation: ObservationRow, size: number, from: number, chosen: Fault[]): boolean {
    if (size === 0) return this.reproduces(observation, chosen);
    for (let i = from; i < this.components.length; i++) {
      if (this.anySet(observation, size - 1, i + 1, [...chosen, this.components[i]])) return true;
    }
    return false;
  }

  private linkAt(device: string, port: string): string {
    const at = (end: { device: string; interface?: string }) => end.device === device && end.interface === port;
    return this.document.links.find(({ a, z }) => at(a) || at(z))?.code ?? '';
  }
}
