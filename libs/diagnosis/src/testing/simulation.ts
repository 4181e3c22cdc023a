import { COMPONENT_KINDS, type ComponentKind } from '@app/kernel';
import type { TopologyDocument } from '@app/topology';
import type { Fault, ObservationRow } from './oracle.js';

/** What one poller asked and was told, by position. */
export interface Seen {
  readonly poller: number;
  readonly devices: readonly (readonly [device: number, reachable: boolean])[];
  readonly interfaces: readonly (readonly [teller: number, link: number, operUp: boolean])[];
}

/**
 * The first rule of the contract on arrays of its own, so that every component of a network of thousands can be tried. It shares nothing
 * with the room's graph; a test holds it against the plain `Oracle`.
 */
export class Simulation {
  readonly components: readonly Fault[];
  /** Of the world last shown: 1 where a link is lit. */
  readonly lit: Uint8Array;
  /** Of the world last shown: 1 where a device is reached from the poller. */
  readonly reached: Uint8Array;
  private readonly idOf = new Map<string, number>();
  private readonly deviceOf: ReadonlyMap<string, number>;
  private readonly portOf = new Map<string, number>();
  private readonly ends: readonly (readonly [number, number])[];
  /** Per component: the links and the devices that it takes away. */
  private readonly linksOf: readonly number[][];
  private readonly devicesOf: readonly number[][];
  private readonly linksAt: number[][];
  private readonly off: Uint8Array;
  private readonly queue: Int32Array;

  constructor(readonly document: TopologyDocument) {
    const { conduits = [], spans = [], links, devices, stations, buildings = [], accessPoints = [] } = document;
    const codes: Record<ComponentKind, string[]> = {
      CONDUIT: conduits.map(({ code }) => code),
      SPAN: spans.map(({ code }) => code),
      LINK: links.map(({ code }) => code),
      DEVICE: devices.map(({ name }) => name),
      PLACE: [...stations, ...buildings, ...accessPoints].map(({ code }) => code),
    };
    this.components = COMPONENT_KINDS.flatMap((kind) => codes[kind].map((code) => ({ kind, code })));
    this.components.forEach(({ kind, code }, id) => this.idOf.set(`${kind} ${code}`, id));
    this.deviceOf = new Map(devices.map(({ name }, i) => [name, i]));
    this.linksOf = this.components.map(() => []);
    this.devicesOf = this.components.map(() => []);
    const fellersOf = ({ name, place }: { name: string; place: string }) => [
      this.id({ kind: 'DEVICE', code: name }),
      this.id({ kind: 'PLACE', code: place }),
    ];
    devices.forEach((row, device) => fellersOf(row).forEach((feller) => this.devicesOf[feller].push(device)));
    this.ends = links.map(({ a, z }) => [this.device(a.device), this.device(z.device)]);
    const conduitOf = new Map(spans.map(({ code, conduit }) => [code, conduit]));
    links.forEach(({ code, spans: ridden = [] }, link) => {
      const conduitsOf = ridden.flatMap((span) => conduitOf.get(span) ?? []);
      const fellers = [
        this.id({ kind: 'LINK', code }),
        ...ridden.map((span) => this.id({ kind: 'SPAN', code: span })),
        ...conduitsOf.map((conduit) => this.id({ kind: 'CONDUIT', code: conduit })),
        ...this.ends[link].flatMap((end) => fellersOf(devices[end])),
      ];
      for (const feller of new Set(fellers)) this.linksOf[feller].push(link);
    });
    this.linksAt = devices.map(() => []);
    this.ends.forEach(([a, z], link) => {
      this.linksAt[a].push(link);
      this.linksAt[z].push(link);
    });
    links.forEach(({ a, z }, link) => {
      for (const { device, interface: port } of [a, z]) if (port !== undefined) this.portOf.set(`${device} ${port}`, link);
    });
    this.off = new Uint8Array(devices.length);
    this.lit = new Uint8Array(links.length);
    this.reached = new Uint8Array(devices.length);
    this.queue = new Int32Array(devices.length);
  }

  id({ kind, code }: Fault): number {
    const id = this.idOf.get(`${kind} ${code}`);
    if (id === undefined) throw new Error(`there is no ${kind} ${code}`);
    return id;
  }

  device(name: string): number {
    const device = this.deviceOf.get(name);
    if (device === undefined) throw new Error(`there is no device ${name}`);
    return device;
  }

  /** Shows the world with these components broken in `lit` and `reached`. */
  show(faults: readonly number[], poller: number): void {
    this.darken(faults);
    this.walk(poller);
  }

  private darken(faults: readonly number[]): void {
    this.lit.fill(1);
    this.off.fill(0);
    for (const fault of faults) {
      for (const link of this.linksOf[fault]) this.lit[link] = 0;
      for (const device of this.devicesOf[fault]) this.off[device] = 1;
    }
  }

  private walk(poller: number): void {
    const { lit, off, reached, queue } = this;
    reached.fill(0);
    let tail = 0;
    if (off[poller] === 0) {
      reached[poller] = 1;
      queue[tail++] = poller;
    }
    for (let head = 0; head < tail; head++) {
      for (const link of this.linksAt[queue[head]]) {
        if (lit[link] === 0) continue;
        for (const end of this.ends[link]) {
          if (reached[end] === 1) continue;
          reached[end] = 1;
          queue[tail++] = end;
        }
      }
    }
  }

  /** An observation by position. What it names must exist. */
  seen({ poller, devices, interfaces }: ObservationRow): Seen {
    const standing = this.document.pollers?.find(({ code }) => code === poller);
    if (standing === undefined) throw new Error(`there is no poller ${poller}`);
    return {
      poller: this.device(standing.attachedTo),
      devices: devices.map(({ name, reachable }) => [this.device(name), reachable]),
      interfaces: interfaces.map(({ device, interface: port, operUp }) => [this.device(device), this.linkAt(device, port), operUp]),
    };
  }

  linkAt(device: string, port: string): number {
    const link = this.portOf.get(`${device} ${port}`);
    if (link === undefined) throw new Error(`there is no interface ${port} at ${device}`);
    return link;
  }

  /** True if these faults would show exactly what was seen. */
  reproduces(seen: Seen, faults: readonly number[]): boolean {
    const { reached, lit } = this;
    this.darken(faults);
    // The interfaces first: they need no walk.
    if (!seen.interfaces.every(([, link, operUp]) => (lit[link] === 1) === operUp)) return false;
    this.walk(seen.poller);
    return (
      seen.devices.every(([device, reachable]) => (reached[device] === 1) === reachable) &&
      seen.interfaces.every(([teller]) => reached[teller] === 1)
    );
  }

  /** True if these faults take away something that was seen to work: then none of them can have happened. */
  contradicts(seen: Seen, faults: readonly number[]): boolean {
    this.show(faults, seen.poller);
    const { reached, lit } = this;
    return (
      seen.devices.some(([device, reachable]) => reachable && reached[device] === 0) ||
      seen.interfaces.some(([teller, link, operUp]) => reached[teller] === 0 || (operUp && lit[link] === 0))
    );
  }

  /** All components that reproduce what was seen in the stead of the one at this position. */
  replacements(seen: Seen, faults: readonly number[], position: number): number[] {
    const set = [...faults];
    return this.components
      .map((_, id) => id)
      .filter((id) => {
        set[position] = id;
        return this.reproduces(seen, set);
      });
  }

  /** The size of the smallest set that reproduces what was seen; null if there is none of at most `limit`. Tries them all. */
  smallest(seen: Seen, limit: number): number | null {
    for (let size = 0; size <= limit; size++) if (this.anySet(seen, size, 0, [])) return size;
    return null;
  }

  private anySet(seen: Seen, size: number, from: number, chosen: number[]): boolean {
    if (size === 0) return this.reproduces(seen, chosen);
    for (let id = from; id < this.components.length; id++) {
      if (this.anySet(seen, size - 1, id + 1, [...chosen, id])) return true;
    }
    return false;
  }
}
