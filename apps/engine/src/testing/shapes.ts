import type { DeviceRow, LinkRow, SpanRow, TopologyDocument } from '@app/topology';

/** Draws a network by hand: each device stands in a place of its own name unless told otherwise, each link gets ports and spans of its own. */
export class Drawing {
  private readonly devices: DeviceRow[] = [];
  private readonly links: LinkRow[] = [];
  private readonly spans = new Map<string, SpanRow>();
  private readonly stations = new Set<string>();
  private readonly closures = new Set<string>();
  private readonly conduits = new Set<string>();
  private readonly ports = new Map<string, number>();

  device(name: string, role: DeviceRow['role'] = 'ROUTER', place = name): this {
    const address = `10.0.${this.devices.length >> 8}.${this.devices.length & 255}`;
    this.stations.add(place);
    this.devices.push({ name, role, place, address, checks: role === 'CAMERA' || role === 'ONU' ? ['icmp'] : ['icmp', 'snmp'] });
    return this;
  }

  /** A link over spans from closure to closure; those that are drawn twice are one fibre cable. */
  link(a: string, z: string, { via = [], conduit }: { readonly via?: readonly string[]; readonly conduit?: string } = {}): this {
    for (const closure of via) this.closures.add(closure);
    if (conduit !== undefined) this.conduits.add(conduit);
    const [from, to] = [this.placeOf(a), this.placeOf(z)];
    const places = [from, ...via, to];
    const spans = from === to ? [] : places.slice(1).map((place, i) => this.span(places[i], place, conduit));
    this.links.push({ code: `${a}=${z}`, a: this.end(a), z: this.end(z), spans });
    return this;
  }

  cameras(at: string, count: number): this {
    for (let i = 0; i < count; i++) this.device(`${at}-c${i}`, 'CAMERA', `${at}-b${i}`).link(at, `${at}-c${i}`);
    return this;
  }

  document(): TopologyDocument {
    return {
      version: 1,
      stations: [...this.stations].map((code) => ({ code, kind: 'POLSEK', name: code })),
      accessPoints: [...this.closures].map((code) => ({ code, kind: 'JOINT_CLOSURE' })),
      conduits: [...this.conduits].map((code) => ({ code })),
      spans: [...this.spans.values()],
      devices: this.devices,
      links: this.links,
      pollers: [{ code: 'P', attachedTo: this.devices[0].name }],
    };
  }

  private placeOf(device: string): string {
    return this.devices.find(({ name }) => name === device)?.place ?? device;
  }

  private span(a: string, z: string, conduit: string | undefined): string {
    const code = `${a}~${z}`;
    if (!this.spans.has(code)) this.spans.set(code, { code, a, z, lengthM: 500, ...(conduit === undefined ? {} : { conduit }) });
    return code;
  }

  private end(device: string): { device: string; interface: string } {
    const port = this.ports.get(device) ?? 0;
    this.ports.set(device, port + 1);
    return { device, interface: `ge-0/0/${port}` };
  }
}

function tree(): Drawing {
  const drawing = new Drawing().device('noc');
  for (const r of ['r1', 'r2', 'r3']) {
    drawing.device(r).link('noc', r, { via: [`j-${r}`] });
    for (const s of ['s1', 's2']) drawing.device(`${r}${s}`, 'SWITCH').link(r, `${r}${s}`).cameras(`${r}${s}`, 2);
  }
  return drawing;
}

function ring(): Drawing {
  const names = ['noc', 'r1', 'r2', 'r3', 'r4'];
  const drawing = new Drawing();
  for (const name of names) drawing.device(name);
  names.forEach((name, i) => drawing.link(name, names[(i + 1) % names.length], i === 1 ? { conduit: 'duct' } : {}));
  for (const name of names.slice(1)) drawing.device(`${name}s`, 'SWITCH', name).link(name, `${name}s`).cameras(`${name}s`, 2);
  return drawing;
}

function ringsOfRings(): Drawing {
  const core = ['noc', 'a', 'b', 'c'];
  const drawing = new Drawing();
  for (const name of core) drawing.device(name);
  core.forEach((name, i) => drawing.link(name, core[(i + 1) % core.length]));
  for (const [x, y] of [
    ['a', 'b'],
    ['b', 'c'],
  ]) {
    const outer = [`${x}${y}1`, `${x}${y}2`, `${x}${y}3`];
    for (const name of outer) drawing.device(name, 'SWITCH').cameras(name, 1);
    drawing
      .link(x, outer[0])
      .link(outer[0], outer[1], { conduit: `duct-${x}${y}` })
      .link(outer[1], outer[2])
      .link(outer[2], y, { conduit: `duct-${x}${y}` });
    drawing.device(`${outer[0]}x`, 'SWITCH').link(outer[0], `${outer[0]}x`).link(`${outer[0]}x`, outer[1]).cameras(`${outer[0]}x`, 2);
  }
  return drawing;
}

/** Two ways that look apart and lie in one duct. */
function dualHomed(): Drawing {
  const drawing = new Drawing().device('noc').device('r1').device('r2').link('noc', 'r1').link('noc', 'r2').link('r1', 'r2');
  for (const s of ['s1', 's2', 's3']) {
    const conduit = s === 's3' ? {} : { conduit: `duct-${s}` };
    drawing.device(s, 'SWITCH').link('r1', s, conduit).link('r2', s, conduit).cameras(s, 3);
  }
  return drawing;
}

/** Fibre that is shared from closure to closure: many links in one span. */
function passiveChain(): Drawing {
  const drawing = new Drawing()
    .device('noc')
    .device('olt', 'OLT')
    .link('noc', 'olt', { via: ['j0'] });
  for (let i = 0; i < 9; i++) {
    const via = ['j1', 'j2', 'j3'].slice(0, 1 + Math.floor(i / 3));
    drawing
      .device(`onu${i}`, 'ONU')
      .link('olt', `onu${i}`, { via, ...(i < 3 ? {} : { conduit: 'duct' }) })
      .cameras(`onu${i}`, 1);
  }
  return drawing;
}

/** The shapes that make diagnosis hard, small enough to be read. */
export const SHAPES: Readonly<Record<string, () => TopologyDocument>> = {
  tree: () => tree().document(),
  ring: () => ring().document(),
  'rings of rings': () => ringsOfRings().document(),
  'dual homing through one duct': () => dualHomed().document(),
  'a passive chain': () => passiveChain().document(),
};
