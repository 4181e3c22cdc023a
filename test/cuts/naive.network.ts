import type { DeviceRow, LinkEnd, TopologyDocument } from '@app/topology';

export const KINDS = ['CONDUIT', 'SPAN', 'LINK', 'DEVICE', 'PLACE'] as const;
export type Kind = (typeof KINDS)[number];

export interface Part {
  readonly kind: Kind;
  readonly code: string;
}

/** What can be seen from the poller, and nothing else. */
export interface Sight {
  /** By device: 1 if it answers. */
  readonly answers: Uint8Array;
  /** By end of a link (2 × link, + 1 for z): 1 reads up, 0 reads down, -1 is not told. */
  readonly reads: Int8Array;
  /** By device: the link that the walk came to it by; -1 where it did not. */
  readonly cameBy: Int32Array;
}

export function keyOf({ kind, code }: Part): string {
  return `${kind} ${code}`;
}

/**
 * The document's network, looked at as plainly as can be: for each question the whole of it is walked anew. Shares no code with the
 * product's graph and diagnosis, so that the two can be held against each other.
 */
export class NaiveNetwork {
  readonly deviceCount: number;
  readonly poller: number;
  readonly roles: readonly string[];
  private readonly neighbours: readonly { readonly link: number; readonly device: number }[][];
  private readonly ends: readonly (readonly [number, number])[];
  /** By end of a link: whether it would be told by SNMP if its device answered. */
  private readonly isTold: Uint8Array;
  private readonly isPinged: Uint8Array;
  private readonly parts = new Map<string, { readonly links: number[]; readonly devices: number[] }>();
  private readonly darkeners: Part[][];
  private readonly lengths = new Map<string, number>();

  constructor(readonly document: TopologyDocument) {
    const { devices, links, spans = [] } = document;
    const position = new Map(devices.map(({ name }, i) => [name, i]));
    const at = ({ device }: LinkEnd) => position.get(device) ?? -1;
    this.deviceCount = devices.length;
    this.poller = position.get(document.pollers?.[0]?.attachedTo ?? '') ?? 0;
    this.roles = devices.map(({ role }) => role);
    this.ends = links.map(({ a, z }) => [at(a), at(z)]);
    this.neighbours = devices.map(() => []);
    this.ends.forEach(([a, z], link) => {
      this.neighbours[a].push({ link, device: z });
      this.neighbours[z].push({ link, device: a });
    });
    this.isPinged = Uint8Array.from(devices, ({ address, checks = ['icmp'] }) => Number(address !== undefined && checks.includes('icmp')));
    this.isTold = Uint8Array.from(
      links.flatMap(({ a, z }) => [tells(devices[at(a)], a, devices[at(z)]), tells(devices[at(z)], z, devices[at(a)])]),
    );
    for (const { code, lengthM = 0 } of spans) this.lengths.set(code, lengthM);
    this.darkeners = this.gatherParts();
  }

  /** What is seen while these are broken: a dark link carries nothing, a device that is off answers nobody. */
  look(broken: readonly Part[]): Sight {
    const dark = new Uint8Array(this.ends.length);
    const off = new Uint8Array(this.deviceCount);
    for (const part of broken) {
      const { links, devices } = this.effectOf(part);
      for (const link of links) dark[link] = 1;
      for (const device of devices) off[device] = 1;
    }
    const answers = new Uint8Array(this.deviceCount);
    const cameBy = new Int32Array(this.deviceCount).fill(-1);
    const queue = off[this.poller] ? [] : [this.poller];
    for (const device of queue) answers[device] = 1;
    for (let head = 0; head < queue.length; head++) {
      for (const { link, device } of this.neighbours[queue[head]]) {
        if (dark[link] || off[device] || answers[device]) continue;
        answers[device] = 1;
        cameBy[device] = link;
        queue.push(device);
      }
    }
    const reads = Int8Array.from({ length: 2 * this.ends.length }, (_, end) => {
      const [a, z] = this.ends[end >> 1];
      if (!this.isTold[end] || !answers[end & 1 ? z : a]) return -1;
      return dark[end >> 1] || off[a] || off[z] ? 0 : 1;
    });
    return { answers, reads, cameBy };
  }

  isAsked(device: number): boolean {
    return this.isPinged[device] === 1;
  }

  /** What an OLT that is heard tells of an ONU that left: it gasps when its power goes, and just falls dark when its fibre does. */
  whyLeft(device: number, { answers }: Sight, broken: readonly Part[]): 'power' | 'fibre' | null {
    if (this.roles[device] !== 'ONU') return null;
    const up = this.neighbours[device].find((each) => this.roles[each.device] === 'OLT');
    if (!up || !answers[up.device]) return null;
    const effects = broken.map((part) => this.effectOf(part));
    if (effects.some(({ devices }) => devices.includes(device))) return 'power';
    return effects.some(({ links }) => links.includes(up.link)) ? 'fibre' : null;
  }

  /** Asked devices that do not answer. */
  silent({ answers }: Sight): number[] {
    return Array.from(answers.keys()).filter((device) => this.isAsked(device) && !answers[device]);
  }

  /** Each single thing that could have broken the way to a device, or its own life. */
  onWayTo(device: number, { cameBy }: Sight): Part[] {
    const found = new Map<string, Part>(this.ownParts(device).map((part) => [keyOf(part), part]));
    for (let at = device; cameBy[at] >= 0;) {
      const link = cameBy[at];
      for (const part of this.darkeners[link]) found.set(keyOf(part), part);
      const [a, z] = this.ends[link];
      at = at === a ? z : a;
    }
    return [...found.values()];
  }

  /** Each single thing that darkens a link. */
  darkening(link: number): readonly Part[] {
    return this.darkeners[link];
  }

  effectOf(part: Part): { readonly links: readonly number[]; readonly devices: readonly number[] } {
    return this.parts.get(keyOf(part)) ?? { links: [], devices: [] };
  }

  /** What may darken a link at a device that this one touches. */
  around(part: Part): Part[] {
    const { links, devices } = this.effectOf(part);
    const touched = new Set([...devices, ...links.flatMap((link) => this.ends[link])]);
    // A switch of many cameras has little but cameras around it.
    const near = [...touched].flatMap((device) => this.neighbours[device].filter((each) => this.roles[each.device] !== 'CAMERA'));
    const found = new Map(near.flatMap(({ link }) => this.darkeners[link]).map((each) => [keyOf(each), each]));
    return [...found.values()];
  }

  /** Everything that can break. */
  all(kind: Kind): string[] {
    const { conduits = [], spans = [], links, devices } = this.document;
    const places = new Set(devices.map(({ place }) => place));
    const byKind: Record<Kind, () => string[]> = {
      CONDUIT: () => conduits.map(({ code }) => code),
      SPAN: () => spans.map(({ code }) => code),
      LINK: () => links.map(({ code }) => code),
      DEVICE: () => devices.map(({ name }) => name),
      PLACE: () => [...places],
    };
    return byKind[kind]();
  }

  /** CONTRACT 3: the most common in the field first, then the longer span. */
  compare(x: Part, y: Part): number {
    if (x.kind !== y.kind) return KINDS.indexOf(x.kind) - KINDS.indexOf(y.kind);
    const longer = x.kind === 'SPAN' ? (this.lengths.get(y.code) ?? 0) - (this.lengths.get(x.code) ?? 0) : 0;
    return longer || x.code.localeCompare(y.code, 'en', { numeric: true });
  }

  private ownParts(device: number): Part[] {
    const { name, place } = this.document.devices[device];
    return [
      { kind: 'DEVICE', code: name },
      { kind: 'PLACE', code: place },
    ];
  }

  private gatherParts(): Part[][] {
    const { devices, links, spans = [] } = this.document;
    const ductOf = new Map(spans.map(({ code, conduit }) => [code, conduit]));
    const add = (part: Part) => {
      const key = keyOf(part);
      const known = this.parts.get(key) ?? { links: [], devices: [] };
      this.parts.set(key, known);
      return known;
    };
    devices.forEach((_, device) => this.ownParts(device).forEach((part) => add(part).devices.push(device)));
    return links.map(({ code, spans: ridden = [] }, link) => {
      const ducts = new Set(ridden.flatMap((span) => ductOf.get(span) ?? []));
      const fibre: Part[] = [
        ...[...ducts].map((duct): Part => ({ kind: 'CONDUIT', code: duct })),
        ...ridden.map((span): Part => ({ kind: 'SPAN', code: span })),
        { kind: 'LINK', code },
      ];
      for (const part of fibre) add(part).links.push(link);
      return [...fibre, ...this.ends[link].flatMap((device) => this.ownParts(device))];
    });
  }
}

/** An OLT tells of its PON ports, not of each ONU on one; an ONU is read through its OLT. */
function tells(device: DeviceRow, end: LinkEnd, far: DeviceRow): number {
  if (end.interface === undefined || device.role === 'CAMERA' || device.address === undefined) return 0;
  return Number((device.checks?.includes('snmp') ?? false) && !(device.role === 'OLT' && far.role === 'ONU'));
}
