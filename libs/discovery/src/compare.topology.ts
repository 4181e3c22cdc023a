import type { Row } from '@app/inventory';
import type { DeviceRow, LinkEnd, LinkRow, TopologyDocument } from '@app/topology';
import type { Drift, DriftKind } from './drift.js';
import { compareDevices } from './compare.devices.js';
import { isSamePort, NetworkMatch, type Observation, type SeenEnd, type SeenLink } from './observed.network.js';
import { findPort, portForm } from './port.names.js';
import { seenLinks } from './seen.links.js';

/**
 * In what the declared network differs from the one that was seen. What was not read proves nothing; a dark port is an outage, no drift;
 * the same rows and readings in any order give the same answer.
 */
export function compareTopology(
  declared: TopologyDocument,
  observation: Observation,
  serials: ReadonlyMap<string, string> = new Map(),
): Drift[] {
  const match = new NetworkMatch(declared, observation);
  const links = new LinkComparison(match).run();
  const devices = compareDevices(match, links, serials);
  return [...links, ...devices].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Pairs declared links with seen ones: exact ports first, then the same two devices, then whoever hangs there instead. */
class LinkComparison {
  private readonly seen: readonly SeenLink[];
  private readonly claimed = new Set<SeenLink>();
  private readonly devices: ReadonlyMap<string, DeviceRow>;
  private readonly linksOf = new Map<string, LinkRow[]>();
  private readonly found: Drift[] = [];

  constructor(private readonly match: NetworkMatch) {
    this.seen = seenLinks(match);
    this.devices = new Map(match.declared.devices.map((device) => [device.name, device]));
    for (const link of match.declared.links)
      for (const { device } of [link.a, link.z]) this.linksOf.set(device, [...(this.linksOf.get(device) ?? []), link]);
  }

  run(): Drift[] {
    const here = this.match.declared.links.filter((link) => [link.a, link.z].every(({ device }) => this.isHere(device)));
    const sorted = here.sort((x, y) => (x.code < y.code ? -1 : 1));
    const unclear = sorted.filter((link) => !this.confirm(link));
    const unmoved = unclear.filter((link) => !this.moved(link));
    for (const link of unmoved) this.replaced(link);
    for (const link of this.seen) if (!this.claimed.has(link)) this.extra(link);
    return this.found;
  }

  private isHere(name: string): boolean {
    const device = this.devices.get(name);
    return device !== undefined && this.match.isHere(device);
  }

  private confirm(link: LinkRow): boolean {
    const fits = this.between(link).filter((seen) => endsOf(link, seen).every(([declared, end]) => this.fits(declared, end)));
    // One that names both ports is claimed before one that could be any.
    const [best] = fits.sort((x, y) => portsKnown(y) - portsKnown(x));
    if (best) this.claimed.add(best);
    return best !== undefined;
  }

  /** The same two devices on other ports; or a device with one link only, heard on another switch. */
  private moved(link: LinkRow): boolean {
    const between = this.between(link).filter(({ isShared }) => !isShared);
    const shares = (seen: SeenLink) => endsOf(link, seen).filter(([declared, end]) => this.fits(declared, end)).length;
    const [seen] = between.sort((x, y) => shares(y) - shares(x));
    const leaf = seen ?? this.elsewhere(link);
    if (!leaf) return this.between(link).length > 0;
    this.claimed.add(leaf);
    const ends = seen ? endsOf(link, seen) : null;
    const [a, z] = ends ? ends.map(([declared, end]) => this.toEnd(end, declared)) : this.leafEnds(link, leaf);
    this.tell('link-moved', link, { ...link, a: a as LinkEnd, z: z as LinkEnd }, [describe(leaf)]);
    return true;
  }

  /** A bridge heard a device that has one link only on an access port, and it is another one. */
  private elsewhere(link: LinkRow): SeenLink | undefined {
    const leaves = [link.a.device, link.z.device].filter((device) => this.linksOf.get(device)?.length === 1);
    return this.seen.find(
      (seen) =>
        !this.claimed.has(seen) &&
        seen.by === 'bridge' &&
        seen.a.isDeclared &&
        seen.z.isDeclared &&
        [seen.a, seen.z].some((end) => leaves.includes(end.device)),
    );
  }

  private leafEnds(link: LinkRow, seen: SeenLink): [LinkEnd, LinkEnd] {
    const isLeafA = [seen.a.device, seen.z.device].includes(link.a.device);
    const leaf = isLeafA ? link.a : link.z;
    const other = seen.a.device === leaf.device ? seen.z : seen.a;
    return isLeafA ? [leaf, this.toEnd(other)] : [this.toEnd(other), leaf];
  }

  private replaced(link: LinkRow): void {
    for (const [mine, other] of [
      [link.a, link.z],
      [link.z, link.a],
    ] as const) {
      const there = this.atPort(mine).filter(({ seen }) => !seen.isShared);
      const [one, ...more] = there;
      if (!one || more.length > 0 || one.far.device === other.device) continue;
      // Somebody declared there already, or nobody we could name in a row: told, but for people to settle.
      const isFree = one.far.isDeclared && !this.claimed.has(one.seen);
      this.claimed.add(one.seen);
      const far = this.toEnd(one.far);
      const row = mine === link.a ? { ...link, z: far } : { ...link, a: far };
      this.tell('link-other-device', link, row, [describe(one.seen)], isFree);
      return;
    }
    this.missing(link);
  }

  private missing(link: LinkRow): void {
    const ends = [link.a, link.z].map((end) => this.silence(end));
    if (ends.some((why) => why === null)) return;
    const { code } = link;
    this.found.push({
      key: `link ${code}`,
      kind: 'link-missing',
      list: 'links',
      subject: code,
      declared: link as unknown as Row,
      observed: null,
      evidence: ends as string[],
      edits: [{ op: 'retire', list: 'links', key: code, expected: link as unknown as Row }],
    });
  }

  /** Why the silence of an end says that the link is not there; null where it says nothing. */
  private silence({ device, interface: name }: LinkEnd): string | null {
    const reading = this.match.observedOf.get(device)?.reading;
    if (!reading?.hasAllNeighbours || reading.neighbours.length === 0) return null;
    if (name === undefined) return `${device} was read and does not tell of it`;
    const port = findPort(reading.ports, name);
    if (!port) return reading.ports.length === 0 ? null : `${device} was read and has no port ${name}`;
    if (port.operStatus !== 'up' || this.atPort({ device, interface: name }).some(({ seen }) => seen.isShared)) return null;
    return `${device} was read, its port ${name} is up, and nobody is seen there`;
  }

  private extra(seen: SeenLink): void {
    if (seen.isShared || !seen.a.isDeclared || !seen.z.isDeclared) return;
    // Declared as some link whose ports nobody could tell apart: nothing is certain enough to be called new.
    if (this.between({ code: '', a: { device: seen.a.device }, z: { device: seen.z.device } }, true).length > 1 && portsKnown(seen) < 2)
      return;
    const [a, z] = [this.toEnd(seen.a), this.toEnd(seen.z)];
    const code = codeOf(a, z);
    const row = { code, a, z } as unknown as Row;
    this.found.push({
      key: `seen ${code}`,
      kind: 'link-extra',
      list: 'links',
      subject: code,
      declared: null,
      observed: row,
      evidence: [describe(seen)],
      edits: [{ op: 'upsert', list: 'links', row, expected: null }],
    });
  }

  private tell(kind: DriftKind, link: LinkRow, row: LinkRow, evidence: string[], isEditable = true): void {
    const changed = this.withSpans(link, row);
    const notes = link.spans?.length && !changed.spans?.length ? ['its spans lead elsewhere: they are left out'] : [];
    const isDeclared = [row.a, row.z].every(({ device }) => this.match.isDeclared(device));
    this.found.push({
      key: `link ${link.code}`,
      kind,
      list: 'links',
      subject: link.code,
      declared: link as unknown as Row,
      observed: { a: row.a, z: row.z },
      evidence: [...evidence, ...notes],
      edits:
        isEditable && isDeclared ? [{ op: 'upsert', list: 'links', row: changed as unknown as Row, expected: link as unknown as Row }] : [],
    });
  }

  /** Spans stay only where the link still joins the same two places. */
  private withSpans(before: LinkRow, after: LinkRow): LinkRow {
    const placeOf = ({ device }: LinkEnd) => this.devices.get(device)?.place;
    if (placeOf(before.a) === placeOf(after.a) && placeOf(before.z) === placeOf(after.z)) return after;
    const { spans: _, ...bare } = after;
    return bare;
  }

  private between(link: LinkRow, isAny = false): SeenLink[] {
    const ends = [link.a.device, link.z.device];
    return this.seen.filter(
      (seen) =>
        (isAny || !this.claimed.has(seen)) &&
        ends.includes(seen.a.device) &&
        ends.includes(seen.z.device) &&
        seen.a.device !== seen.z.device,
    );
  }

  private atPort({ device, interface: name }: LinkEnd): { seen: SeenLink; far: SeenEnd }[] {
    if (name === undefined) return [];
    const own = this.match.portOf(device, name);
    return this.seen.flatMap((seen) => {
      if (seen.a.device === device && isSamePort(seen.a.port, own)) return [{ seen, far: seen.z }];
      if (seen.z.device === device && isSamePort(seen.z.port, own)) return [{ seen, far: seen.a }];
      return [];
    });
  }

  /** A port that one side leaves out may be any. */
  private fits(declared: LinkEnd, seen: SeenEnd): boolean {
    if (declared.interface === undefined || seen.port === null) return true;
    return isSamePort(this.match.portOf(declared.device, declared.interface), seen.port);
  }

  /** The declared spelling of a port stays where it is the same port. */
  private toEnd(seen: SeenEnd, declared?: LinkEnd): LinkEnd {
    if (declared && this.fits(declared, seen)) return declared;
    return seen.port === null ? { device: seen.device } : { device: seen.device, interface: seen.port };
  }
}

/** The ends of a seen link in the order of the declared one. */
function endsOf(link: LinkRow, { a, z }: SeenLink): [readonly [LinkEnd, SeenEnd], readonly [LinkEnd, SeenEnd]] {
  return a.device === link.a.device
    ? [
        [link.a, a],
        [link.z, z],
      ]
    : [
        [link.a, z],
        [link.z, a],
      ];
}

function portsKnown({ a, z }: SeenLink): number {
  return Number(a.port !== null) + Number(z.port !== null);
}

const BY = { 'both-ends': 'both ends tell of it', 'one-end': 'one end tells of it', bridge: 'the bridge has learned it there' } as const;

function describe({ a, z, by }: SeenLink): string {
  const label = ({ device, port }: SeenEnd) => `${device}${port === null ? '' : ` ${port}`}`;
  return `seen: ${label(a)} to ${label(z)}; ${BY[by]}`;
}

const MOST_CODE = 64;

/** A code that says which ports it joins: the same for the same ports, whoever saw them. */
function codeOf(a: LinkEnd, z: LinkEnd): string {
  const part = ({ device, interface: name }: LinkEnd) => `${device}${name === undefined ? '' : `.${portForm(name)}`}`;
  const text = `L-${part(a)}-${part(z)}`.replaceAll(/[^A-Za-z0-9._:-]+/g, '_');
  return text.length <= MOST_CODE ? text : `${text.slice(0, MOST_CODE - 9)}-${shortHash(text)}`;
}

/** FNV-1a: enough to keep long names apart. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
