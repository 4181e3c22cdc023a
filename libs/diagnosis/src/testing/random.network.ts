import type { DeviceRow, LinkRow, SpanRow, TopologyDocument } from '@app/topology';
import type { Fault, ObservationRow, Oracle } from './oracle.js';

/** Mulberry32: the same numbers for the same seed on every machine. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to but not including 1. */
  real(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.real() * limit);
  }

  chance(probability: number): boolean {
    return this.real() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const order = [...items];
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

/** The device that the poller of every random network stands at. */
export const POLLER_DEVICE = 'd0';

/**
 * A network of all the shapes that make diagnosis hard: trees, rings, doubled links, two routes through one duct, chains of closures,
 * several devices in one place, patch leads without a span, and (rarely) devices that nothing leads to.
 */
export function randomNetwork(dice: Dice, deviceCount: number): TopologyDocument {
  return new NetworkBuilder(dice, deviceCount).build();
}

class NetworkBuilder {
  private readonly spans: SpanRow[] = [];
  private readonly links: LinkRow[] = [];
  private readonly closures: string[] = [];
  private readonly devices: DeviceRow[];
  private readonly ports = new Map<string, number>();

  constructor(
    private readonly dice: Dice,
    deviceCount: number,
  ) {
    const places = Math.max(2, Math.ceil(deviceCount * (0.4 + 0.6 * dice.real())));
    this.devices = Array.from({ length: deviceCount }, (_, i) => ({
      name: `d${i}`,
      role: i === 0 ? 'ROUTER' : dice.pick(['ROUTER', 'SWITCH', 'SWITCH', 'CAMERA'] as const),
      place: i === 0 ? 'p0' : `p${dice.below(places)}`,
      checks: dice.chance(0.6) ? ['icmp', 'snmp'] : ['icmp'],
    }));
  }

  build(): TopologyDocument {
    const { dice, devices } = this;
    const bushy = dice.real();
    for (let i = 1; i < devices.length; i++) {
      if (dice.chance(0.02)) continue;
      const parent = dice.chance(bushy) ? dice.below(i) : Math.max(0, i - 1 - dice.below(2));
      this.connect(i, parent);
      if (dice.chance(0.1)) this.connect(i, parent);
    }
    const chords = dice.below(1 + Math.ceil(devices.length / 3));
    for (let i = 0; i < chords; i++) {
      const a = dice.below(devices.length);
      const z = dice.below(devices.length);
      if (a !== z) this.connect(a, z);
    }
    const places = [...new Set(devices.map(({ place }) => place))];
    return {
      version: 1,
      stations: places.map((code) => ({ code, kind: 'POLSEK', name: code })),
      accessPoints: this.closures.map((code) => ({ code, kind: 'JOINT_CLOSURE' })),
      conduits: [{ code: 'c0' }, { code: 'c1' }, { code: 'c2' }],
      spans: this.spans,
      devices,
      links: this.links,
      pollers: [{ code: 'P', attachedTo: POLLER_DEVICE }],
    };
  }

  private connect(a: number, z: number): void {
    const code = `l${this.links.length}`;
    this.links.push({ code, a: this.end(a), z: this.end(z), spans: this.route(this.devices[a].place, this.devices[z].place) });
  }

  private end(device: number): { device: string; interface?: string } {
    const { name } = this.devices[device];
    if (this.dice.chance(0.05)) return { device: name };
    const port = this.ports.get(name) ?? 0;
    this.ports.set(name, port + 1);
    return { device: name, interface: `ge${port}` };
  }

  private route(from: string, to: string): string[] {
    if (this.dice.chance(0.25)) return [];
    // A second fibre in a cable that is there already.
    if (this.spans.length > 0 && this.dice.chance(0.2)) return [this.dice.pick(this.spans).code];
    const route: string[] = [];
    let at = from;
    for (let hops = this.dice.below(3); hops > 0; hops--) {
      const closure = `j${this.closures.length}`;
      this.closures.push(closure);
      route.push(this.span(at, closure));
      at = closure;
    }
    return [...route, this.span(at, to)];
  }

  private span(a: string, z: string): string {
    const code = `s${this.spans.length}`;
    const conduit = this.dice.chance(0.3) ? { conduit: `c${this.dice.below(3)}` } : {};
    this.spans.push({ code, a, z, lengthM: 100 * this.dice.below(5), ...conduit });
    return code;
  }
}

/** What a poller would see of these faults if it asked some of the devices and read some of the interfaces. */
export function observe(document: TopologyDocument, oracle: Oracle, faults: readonly Fault[], dice: Dice): ObservationRow {
  const { reachable, lit } = oracle.world(faults);
  const asked = dice.chance(0.5) ? 1 : 0.4 + 0.6 * dice.real();
  const read = dice.chance(0.5) ? 1 : dice.real();
  const tellers = new Set(
    document.devices.filter(({ name, checks }) => checks?.includes('snmp') && reachable.has(name)).map(({ name }) => name),
  );
  return {
    id: 'x',
    poller: 'P',
    devices: document.devices.filter(() => dice.chance(asked)).map(({ name }) => ({ name, reachable: reachable.has(name) })),
    interfaces: document.links.flatMap(({ code, a, z }) =>
      [a, z].flatMap(({ device, interface: port }) =>
        port !== undefined && tellers.has(device) && dice.chance(read) ? [{ device, interface: port, operUp: lit.has(code) }] : [],
      ),
    ),
  };
}
