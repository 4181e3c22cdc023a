import type { BuildingRow, DeviceRow, LinkRow, SpanRow, StationRow, TopologyDocument } from '@app/topology';
import { Dice } from './random.network.js';

/** How one province differs from the next: each is drawn anew, so that no two have the same shape. */
interface Manner {
  readonly closures: number;
  readonly ducts: number;
  readonly withoutSnmp: number;
  readonly nameless: number;
  readonly sharedCable: number;
  readonly doubled: number;
}

/**
 * A random network built the way cities are, of about so many components: rings, rings of rings, trees and chains, dual homing through
 * one duct or through two, parallel fibres, patch leads, several pollers, and now and then an island that nothing leads to.
 */
export function randomProvince(dice: Dice, components: number): TopologyDocument {
  return new ProvinceBuilder(dice, components).build();
}

class ProvinceBuilder {
  private readonly stations: StationRow[] = [];
  private readonly buildings: BuildingRow[] = [];
  private readonly accessPoints: { code: string; kind: 'JOINT_CLOSURE' | 'ODC' | 'ODP' | 'HANDHOLE' }[] = [];
  private readonly conduits: { code: string }[] = [];
  private readonly spans: SpanRow[] = [];
  private readonly devices: DeviceRow[] = [];
  private readonly links: LinkRow[] = [];
  private readonly ports = new Map<number, number>();
  private readonly manner: Manner;

  constructor(
    private readonly dice: Dice,
    private readonly target: number,
  ) {
    const often = () => dice.pick([0, 0.1, 0.3, 0.7]);
    this.manner = {
      closures: dice.pick([0, 1, 2, 5]),
      ducts: often(),
      withoutSnmp: dice.pick([0, 0.1, 0.5, 1]),
      nameless: dice.pick([0, 0, 0.05]),
      sharedCable: often() / 2,
      doubled: often() / 3,
    };
  }

  build(): TopologyDocument {
    const { dice } = this;
    this.router();
    for (let left = 2 * this.target; left > 0 && this.size() < this.target; left--) this.grow();
    if (dice.chance(0.15)) this.island();
    if (dice.chance(0.1)) this.accessPoints.push({ code: 'nowhere', kind: 'HANDHOLE' });
    const { stations, buildings, accessPoints, conduits, spans, devices, links } = this;
    const standings = new Set([0, ...Array.from({ length: dice.below(4) }, () => dice.below(devices.length))]);
    const pollers = [...standings].map((device, i) => ({ code: `P${i}`, attachedTo: devices[device].name }));
    return { version: 1, stations, buildings, accessPoints, conduits, spans, devices, links, pollers };
  }

  private size(): number {
    const { stations, buildings, accessPoints, conduits, spans, devices, links } = this;
    return [stations, buildings, accessPoints, conduits, spans, devices, links].reduce((sum, { length }) => sum + length, 0);
  }

  private grow(): void {
    const anchor = this.dice.below(this.devices.length);
    switch (this.dice.pick(['ring', 'ring', 'tree', 'chain', 'dual', 'building', 'building', 'chord', 'room'] as const)) {
      case 'ring':
        return this.ring(anchor);
      case 'tree':
        for (let i = this.dice.below(4); i >= 0; i--) this.trunk(anchor, this.router());
        return;
      case 'chain':
        return void this.chain(anchor, 1 + this.dice.below(5));
      case 'dual':
        return this.dual(anchor);
      case 'building':
        return this.building(anchor);
      case 'chord':
        return this.trunk(anchor, this.dice.below(this.devices.length));
      case 'room':
        // One more device in a place that is there already, on a patch lead or on a fibre that leaves and comes back.
        return this.trunk(anchor, this.add('SERVER', this.devices[anchor].place), this.dice.chance(0.8) ? [] : undefined);
    }
  }

  private chain(from: number, length: number): number {
    let at = from;
    for (let i = 0; i < length; i++) {
      const next = this.router();
      this.trunk(at, next);
      at = next;
    }
    return at;
  }

  /** Out from an anchor and back to it or to any other device: a ring on whatever ring that stands in. */
  private ring(anchor: number): void {
    const last = this.chain(anchor, 1 + this.dice.below(5));
    this.trunk(last, this.dice.chance(0.6) ? anchor : this.dice.below(this.devices.length));
  }

  /** Two ways to one device: through one duct, through one cable, or over another neighbour. */
  private dual(anchor: number): void {
    const far = this.router();
    const duct = this.duct();
    const other = this.dice.chance(0.5) ? anchor : this.dice.below(this.devices.length);
    this.trunk(anchor, far, this.route(this.devices[anchor].place, this.devices[far].place, duct));
    const isShared = this.dice.chance(0.7);
    this.trunk(other, far, this.route(this.devices[other].place, this.devices[far].place, isShared ? duct : undefined));
  }

  private building(anchor: number): void {
    const { dice } = this;
    const code = `b${this.buildings.length}`;
    this.buildings.push({ code, name: code, station: this.stations[0].code });
    if (dice.chance(0.2)) return this.trunk(anchor, this.add('CAMERA', code));
    const access = this.add(dice.pick(['SWITCH', 'ONU']), code);
    this.trunk(anchor, access);
    for (let i = dice.below(6); i > 0; i--) {
      const camera = this.add('CAMERA', code);
      this.trunk(access, camera, []);
      if (dice.chance(0.05)) this.trunk(camera, dice.below(this.devices.length), []);
    }
  }

  private island(): void {
    const alone = this.router();
    if (this.dice.chance(0.5)) this.trunk(alone, this.router());
  }

  private router(): number {
    const { dice, stations } = this;
    const code = `s${stations.length}`;
    const isNew = stations.length === 0 || dice.chance(0.8);
    if (isNew) stations.push({ code, kind: stations.length === 0 ? 'POLDA' : 'POLSEK', name: code });
    return this.add(dice.pick(['ROUTER', 'SWITCH']), isNew ? code : dice.pick(stations).code);
  }

  private add(role: DeviceRow['role'], place: string): number {
    const withSnmp = role !== 'CAMERA' && !this.dice.chance(this.manner.withoutSnmp);
    return this.devices.push({ name: `d${this.devices.length}`, role, place, checks: withSnmp ? ['icmp', 'snmp'] : ['icmp'] }) - 1;
  }

  private trunk(a: number, z: number, route?: readonly string[]): void {
    if (a === z) return;
    const spans = route ?? this.route(this.devices[a].place, this.devices[z].place);
    this.links.push({ code: `l${this.links.length}`, a: this.end(a), z: this.end(z), spans });
    if (!this.dice.chance(this.manner.doubled)) return;
    const again = this.dice.chance(0.5) ? spans : this.route(this.devices[a].place, this.devices[z].place);
    this.links.push({ code: `l${this.links.length}`, a: this.end(a), z: this.end(z), spans: again });
  }

  private end(device: number): { device: string; interface?: string } {
    const { name } = this.devices[device];
    if (this.dice.chance(this.manner.nameless)) return { device: name };
    const port = this.ports.get(device) ?? 0;
    this.ports.set(device, port + 1);
    return { device: name, interface: `ge${port}` };
  }

  private route(from: string, to: string, duct?: string): string[] {
    const { dice, manner, spans } = this;
    if (duct === undefined && dice.chance(0.08)) return [];
    const route: string[] = [];
    let at = from;
    for (let closures = dice.below(manner.closures + 1); closures > 0; closures--) {
      if (spans.length > 0 && dice.chance(manner.sharedCable)) {
        // Another fibre in a cable that is there already.
        const shared = dice.pick(spans);
        route.push(shared.code);
        at = shared.z;
        continue;
      }
      const closure = `j${this.accessPoints.length}`;
      this.accessPoints.push({ code: closure, kind: dice.pick(['JOINT_CLOSURE', 'ODC', 'ODP']) });
      route.push(this.span(at, closure, duct));
      at = closure;
    }
    route.push(this.span(at, to, duct));
    return [...new Set(route)];
  }

  private span(a: string, z: string, duct?: string): string {
    const { dice, manner } = this;
    const code = `f${this.spans.length}`;
    const conduit = duct ?? (dice.chance(manner.ducts) ? this.duct() : undefined);
    const length = dice.chance(0.9) ? { lengthM: 100 * dice.below(50) } : {};
    this.spans.push({ code, a, z, ...length, ...(conduit === undefined ? {} : { conduit }) });
    return code;
  }

  private duct(): string {
    const { dice, conduits } = this;
    if (conduits.length > 0 && dice.chance(0.5)) return dice.pick(conduits.slice(-5)).code;
    const code = `c${conduits.length}`;
    conduits.push({ code });
    return code;
  }
}
