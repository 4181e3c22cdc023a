import { compareAddressTexts } from './address.range.js';
import type { Finding, Reading } from './finding.js';
import { isOwnMac, macOf } from './hardware.address.js';

/** One device, by all the addresses it was found at. */
export interface IdentifiedDevice {
  /** What it is known by over runs: the best thing that it told of itself. */
  readonly key: string;
  readonly addresses: readonly string[];
  readonly findings: readonly Finding[];
  /** Why these addresses are one device, and why others that look alike are not. */
  readonly because: readonly string[];
}

/** Of one finding, what says who it is; each value made comparable. */
interface Evidence {
  readonly finding: Finding;
  readonly serial: string | null;
  readonly chassis: string | null;
  readonly engine: string | null;
  readonly name: string | null;
  readonly macs: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
}

type Relation =
  | { readonly kind: 'same'; readonly strength: number; readonly because: string }
  | { readonly kind: 'different'; readonly because: string }
  | { readonly kind: 'unrelated' };

/**
 * Which findings are one device. The same findings in any order give the same answer: they are sorted first, the strongest evidence joins
 * first, and two groups join only where nobody in one contradicts anybody in the other.
 */
export function identify(findings: readonly Finding[]): IdentifiedDevice[] {
  const evidence = distinct(findings).map(toEvidence);
  const groups = evidence.map((_, index) => [index]);
  const groupOf = evidence.map((_, index) => index);
  const notes = evidence.map((): Set<string> => new Set());
  for (const { a, b, relation } of joinsOf(evidence)) {
    const [to, from] = [groupOf[a] as number, groupOf[b] as number].sort((x, y) => x - y) as [number, number];
    if (to === from) continue;
    const contradiction = contradictionOf(evidence, groups[to] ?? [], groups[from] ?? []);
    if (contradiction !== null) {
      const [one, other] = [addressOf(evidence[a]), addressOf(evidence[b])];
      notes[a]?.add(`not ${other}, although ${relation.because}: ${contradiction}`);
      notes[b]?.add(`not ${one}, although ${relation.because}: ${contradiction}`);
      continue;
    }
    for (const member of groups[from] ?? []) groupOf[member] = to;
    groups[to] = [...(groups[to] ?? []), ...(groups[from] ?? [])].sort((x, y) => x - y);
    groups[from] = [];
    notes[b]?.add(`${addressOf(evidence[b])} is ${addressOf(evidence[a])}: ${relation.because}`);
  }
  const devices = groups.filter((group) => group.length > 0).map((group) => toDevice(group, evidence, notes));
  return withDistinctKeys(devices);
}

/** Of several findings of one address the one that told more; they differ only where a run asked twice. */
function distinct(findings: readonly Finding[]): Finding[] {
  const byAddress = new Map<string, Finding>();
  const weight = (finding: Finding) => `${finding.reading ? 1 : 0}${JSON.stringify(finding)}`;
  for (const finding of findings) {
    const other = byAddress.get(finding.address);
    if (!other || weight(finding) > weight(other)) byAddress.set(finding.address, finding);
  }
  return [...byAddress.values()].sort((a, b) => compareAddressTexts(a.address, b.address));
}

/** Pairs that share something, the strongest first. Only who shares a value is compared, not everybody with everybody. */
function joinsOf(evidence: readonly Evidence[]) {
  const buckets = new Map<string, number[]>();
  evidence.forEach((each, index) => {
    for (const key of keysOf(each)) buckets.set(key, [...(buckets.get(key) ?? []), index]);
  });
  const seen = new Set<number>();
  const joins: { a: number; b: number; relation: Extract<Relation, { kind: 'same' }> }[] = [];
  for (const members of buckets.values()) {
    for (const a of members) {
      for (const b of members) {
        const pair = a * evidence.length + b;
        if (a >= b || seen.has(pair)) continue;
        seen.add(pair);
        const relation = relate(evidence[a] as Evidence, evidence[b] as Evidence);
        // What contradicts at first sight is tried all the same, so that the reason is told.
        if (relation.kind === 'same') joins.push({ a, b, relation });
        else if (relation.kind === 'different')
          joins.push({ a, b, relation: { kind: 'same', strength: 9, because: sharedOf(evidence[a], evidence[b]) } });
      }
    }
  }
  return joins.sort((x, y) => x.relation.strength - y.relation.strength || x.a - y.a || x.b - y.b);
}

function keysOf({ finding, serial, chassis, engine, name, macs, own }: Evidence): Set<string> {
  const keys = [...macs].map((mac) => `mac ${mac}`);
  if (serial !== null) keys.push(`serial ${serial}`);
  if (chassis !== null) keys.push(`chassis ${chassis}`);
  if (engine !== null) keys.push(`engine ${engine}`);
  if (name !== null) for (const address of new Set([...own, finding.address])) keys.push(`own ${name} ${address}`);
  return new Set(keys);
}

/** What two findings say about each other. Symmetric. */
export function relate(a: Evidence, b: Evidence): Relation {
  const contradiction = contradict(a, b);
  if (contradiction !== null) return { kind: 'different', because: contradiction };
  const same = (strength: number, because: string): Relation => ({ kind: 'same', strength, because });
  if (a.serial !== null && a.serial === b.serial) return same(1, `both tell serial number ${a.serial}`);
  if (a.chassis !== null && a.chassis === b.chassis) return same(2, `both tell chassis ${a.chassis}`);
  const shared = overlap(a.macs, b.macs);
  if (shared > 0 && 2 * shared >= Math.min(a.macs.size, b.macs.size)) return same(3, `they share ${shared} hardware addresses`);
  if (a.name !== null && a.name === b.name && (a.own.has(b.finding.address) || b.own.has(a.finding.address)))
    return same(4, `${a.name} names both addresses as its own`);
  if (a.engine !== null && a.engine === b.engine) return same(5, `both tell engine ${a.engine}`);
  return { kind: 'unrelated' };
}

/** Why two findings cannot be one device, or null. An engine id counts for nothing here: images are cloned with it. */
function contradict(a: Evidence, b: Evidence): string | null {
  if (a.serial !== null && b.serial !== null && a.serial !== b.serial) return `serial numbers ${inOrder(a.serial, b.serial)}`;
  if (a.macs.size > 0 && b.macs.size > 0 && overlap(a.macs, b.macs) === 0) return 'no hardware address in common';
  if (a.chassis !== null && b.chassis !== null && a.chassis !== b.chassis) return `chassis ${inOrder(a.chassis, b.chassis)}`;
  const isHardware =
    (a.serial !== null && a.serial === b.serial) || (a.chassis !== null && a.chassis === b.chassis) || overlap(a.macs, b.macs) > 0;
  if (a.name !== null && b.name !== null && a.name !== b.name && !isHardware) return `names ${inOrder(a.name, b.name)}`;
  return null;
}

function contradictionOf(evidence: readonly Evidence[], group: readonly number[], other: readonly number[]): string | null {
  for (const a of group) {
    for (const b of other) {
      const found = contradict(evidence[a] as Evidence, evidence[b] as Evidence);
      if (found !== null) return found;
    }
  }
  return null;
}

function sharedOf(a: Evidence | undefined, b: Evidence | undefined): string {
  if (a?.serial && a.serial === b?.serial) return `both tell serial number ${a.serial}`;
  if (a?.chassis && a.chassis === b?.chassis) return `both tell chassis ${a.chassis}`;
  if (a?.engine && a.engine === b?.engine) return `both tell engine ${a.engine}`;
  return 'they share an address';
}

function toDevice(group: readonly number[], evidence: readonly Evidence[], notes: readonly ReadonlySet<string>[]): IdentifiedDevice {
  const members = group.map((index) => evidence[index] as Evidence);
  return {
    key: keyOf(members),
    addresses: members.map(({ finding }) => finding.address),
    findings: members.map(({ finding }) => finding),
    because: group.flatMap((index) => [...(notes[index] ?? [])].sort()),
  };
}

function keyOf(members: readonly Evidence[]): string {
  const least = (values: readonly (string | null)[]) => values.filter((value) => value !== null).sort()[0];
  const serial = least(members.map((member) => member.serial));
  if (serial !== undefined) return `serial ${serial}`;
  const mac = least([...members.map((member) => member.chassis), ...members.flatMap(({ macs }) => [...macs])]);
  if (mac !== undefined) return `mac ${mac}`;
  const engine = least(members.map((member) => member.engine));
  const name = least(members.map((member) => member.name));
  if (engine !== undefined && name !== undefined) return `engine ${engine} ${name}`;
  return `address ${members[0]?.finding.address}`;
}

/** Clones that tell the same of themselves are told apart by their addresses. */
function withDistinctKeys(devices: readonly IdentifiedDevice[]): IdentifiedDevice[] {
  const counts = new Map<string, number>();
  for (const { key } of devices) counts.set(key, (counts.get(key) ?? 0) + 1);
  return devices.map((device) => (counts.get(device.key) === 1 ? device : { ...device, key: `${device.key} at ${device.addresses[0]}` }));
}

/** What makers write where no number was given. */
const NO_SERIAL =
  /^(0+|f+|x+|n\/?a|none|null|unknown|not ?(specified|available|applicable)|to be filled.*|default.*|1234567890?|serial ?number|system serial number)$/i;

export function toEvidence(finding: Finding): Evidence {
  const { reading } = finding;
  if (reading === null) return { finding, serial: null, chassis: null, engine: null, name: null, macs: new Set(), own: new Set() };
  const chassisMac = macOf(reading.chassisId);
  const macs = reading.ports.flatMap(({ mac }) => macOf(mac) ?? []).filter(isOwnMac);
  if (chassisMac !== null && isOwnMac(chassisMac)) macs.push(chassisMac);
  return {
    finding,
    serial: serialOf(reading),
    chassis: chassisMac !== null && isOwnMac(chassisMac) ? chassisMac : null,
    engine: reading.engineId?.toLowerCase() || null,
    name: reading.sysName?.trim().toLowerCase() || null,
    macs: new Set(macs),
    own: new Set(reading.tables.addresses),
  };
}

/** A serial number means something beside its maker only. */
function serialOf({ serial, sysObjectID }: Reading): string | null {
  const text = serial?.trim() ?? '';
  if (text.length < 4 || NO_SERIAL.test(text)) return null;
  const enterprise = /^1\.3\.6\.1\.4\.1\.(\d+)/.exec(sysObjectID ?? '')?.[1] ?? '';
  return enterprise === '' ? text : `${text} (enterprise ${enterprise})`;
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  let count = 0;
  for (const each of few) if (many.has(each)) count += 1;
  return count;
}

function inOrder(a: string, b: string): string {
  return [a, b].sort().join(' and ');
}

function addressOf(evidence: Evidence | undefined): string {
  return evidence?.finding.address ?? '';
}
