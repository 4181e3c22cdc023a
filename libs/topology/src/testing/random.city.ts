import type { AccessPointRow, DeviceRow, LinkRow, SpanRow, TopologyDocument } from '../topology.document.js';

/** A xorshift generator: the same numbers for the same seed on every machine. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  }

  real(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.real() * limit);
  }

  is(probability: number): boolean {
    return this.real() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  some<Item>(items: readonly Item[], most: number): Item[] {
    return Array.from({ length: 1 + this.below(most) }, () => this.pick(items));
  }
}

/**
 * A small network with what makes redundancy hard: rings, doubled links, ducts and closures that several routes share, several devices
 * in one place, trees that hang on one link, links from a device to itself, parts that nothing leads to, one to three pollers.
 */
export function randomCity(chance: Chance, deviceCount: number): TopologyDocument {
  const stations = Array.from({ length: Math.max(1, Math.ceil(deviceCount / 3)) }, (_, i) => `st${i}`);
  const buildings = Array.from({ length: 2 }, (_, i) => `gd${i}`);
  const closures = Array.from({ length: 3 }, (_, i) => `jc${i}`);
  const places = [...stations, ...buildings];
  const devices: DeviceRow[] = Array.from({ length: deviceCount }, (_, i) => ({
    name: `d${i}`,
    role: i === 0 ? 'ROUTER' : chance.pick(['ROUTER', 'SWITCH', 'CAMERA'] as const),
    place: chance.pick(chance.is(0.05) ? closures : places),
  }));
  const spans: SpanRow[] = [];
  const links: LinkRow[] = [];
  const cable = (a: string, z: string): string => {
    const known = spans.filter((span) => span.a === a && span.z === z);
    if (known.length > 0 && chance.is(0.4)) return chance.pick(known).code;
    const code = `s${spans.length}`;
    const conduit = chance.is(0.3) ? { conduit: `c${chance.below(3)}` } : {};
    spans.push({ code, a, z, ...(chance.is(0.8) ? { lengthM: 100 * (1 + chance.below(9)) } : {}), ...conduit });
    return code;
  };
  const connect = (a: number, z: number): void => {
    const via = chance.is(0.4) ? [chance.pick(closures)] : [];
    const stops = [devices[a].place, ...via, devices[z].place];
    const ridden = chance.is(0.2) ? [] : stops.slice(1).map((stop, i) => cable(stops[i], stop));
    links.push({ code: `l${links.length}`, a: { device: `d${a}` }, z: { device: `d${z}` }, spans: [...new Set(ridden)] });
  };
  for (let i = 1; i < deviceCount; i++) {
    if (chance.is(0.06)) continue;
    connect(i, chance.below(i));
    if (chance.is(0.15)) connect(i, chance.below(i));
  }
  for (let chords = chance.below(1 + deviceCount); chords > 0; chords -= 2) connect(chance.below(deviceCount), chance.below(deviceCount));
  const accessPoints: AccessPointRow[] = closures.map((code) => ({ code, kind: 'JOINT_CLOSURE' }));
  return {
    version: 1,
    stations: stations.map((code) => ({ code, kind: 'POLSEK', name: code })),
    buildings: buildings.map((code) => ({ code, name: code, station: stations[0] })),
    accessPoints,
    conduits: [{ code: 'c0' }, { code: 'c1' }, { code: 'c2' }],
    spans,
    devices,
    links,
    pollers: Array.from({ length: 1 + (chance.is(0.3) ? chance.below(3) : 0) }, (_, i) => ({
      code: `p${i}`,
      attachedTo: `d${i === 0 ? 0 : chance.below(deviceCount)}`,
    })),
  };
}
