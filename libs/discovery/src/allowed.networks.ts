import { type Address, type AddressRange, contains, isInside, parseAddress, parseNetwork, type Parsed } from './address.range.js';

/** Which addresses may be asked, and with which secrets. What is not listed is not asked. */
export interface NetworkPolicy {
  readonly networks: AllowedNetworks;
  readonly credentials: readonly AllowedCredential[];
}

/** A stored credential that discovery may try, in the order in which it stands; without networks: wherever may be asked. */
export interface AllowedCredential {
  readonly name: string;
  readonly networks: readonly AddressRange[];
}

export type Verdict = { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly reason: string };

interface Forbidden {
  readonly range: AddressRange;
  readonly what: string;
  /** A network that lies wholly inside may be listed all the same: the lab's hosts are on loopback. */
  readonly isListable?: boolean;
}

/** Never asked, whatever is listed: what is no host, what is ourselves, and where a cloud hands out its secrets. */
const FORBIDDEN: readonly Forbidden[] = [
  { range: network('0.0.0.0/8'), what: 'is no address of a host' },
  { range: network('127.0.0.0/8'), what: 'is a loopback address', isListable: true },
  { range: network('169.254.169.254/32'), what: 'is a metadata address' },
  { range: network('169.254.0.0/16'), what: 'is a link-local address' },
  { range: network('100.100.100.200/32'), what: 'is a metadata address' },
  { range: network('224.0.0.0/4'), what: 'is a multicast address' },
  { range: network('255.255.255.255/32'), what: 'is the broadcast address' },
  { range: network('240.0.0.0/4'), what: 'is a reserved address' },
  { range: network('::1/128'), what: 'is a loopback address', isListable: true },
  { range: network('::/96'), what: 'is no address of a host, or an IPv4 address inside one' },
  { range: network('64:ff9b::/96'), what: 'holds an IPv4 address: write that' },
  { range: network('2001::/32'), what: 'holds an IPv4 address: write that' },
  { range: network('2002::/16'), what: 'holds an IPv4 address: write that' },
  { range: network('fd00:ec2::254/128'), what: 'is a metadata address' },
  { range: network('fe80::/10'), what: 'is a link-local address' },
  { range: network('fec0::/10'), what: 'is a site-local address' },
  { range: network('ff00::/8'), what: 'is a multicast address' },
];

/** The networks that discovery may ask, by realm. Empty: nothing is asked. */
export class AllowedNetworks {
  constructor(
    private readonly byRealm: ReadonlyMap<string, readonly AddressRange[]>,
    /** Where the service itself listens: it must not be made to ask itself. */
    private readonly ownAddresses: () => readonly string[] = () => [],
  ) {}

  get realms(): readonly string[] {
    return [...this.byRealm.keys()].sort();
  }

  /** Whether this text, in whatever spelling somebody gave or a device told it, may be asked. */
  judge(realm: string, text: string): Verdict {
    const address = parseAddress(text);
    return address.kind === 'refused' ? address : this.judgeAddress(realm, address.value);
  }

  judgeAddress(realm: string, address: Address): Verdict {
    const listed = (this.byRealm.get(realm) ?? []).filter((range) => contains(range, address));
    if (listed.length === 0) return refused(`is in none of the networks that may be asked in realm ${JSON.stringify(realm)}`);
    for (const { range, what, isListable } of FORBIDDEN) {
      if (contains(range, address) && !(isListable && listed.some((each) => isInside(each, range)))) return refused(what);
    }
    return this.ownAddresses().includes(address.text) ? refused('is an address of this service') : { kind: 'allowed' };
  }
}

const REALM = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** `10.20.0.0/16,branch=192.168.0.0/16`: networks, each with the realm it lies in; none: default. */
export function parseAllowedNetworks(text: string): Parsed<ReadonlyMap<string, readonly AddressRange[]>> {
  const found = new Map<string, AddressRange[]>();
  for (const item of listOf(text)) {
    const at = item.indexOf('=');
    const realm = at < 0 ? 'default' : item.slice(0, at);
    if (!REALM.test(realm)) return refused(`${JSON.stringify(item.slice(0, 80))} names no realm: write REALM=NETWORK`);
    const range = parseNetwork(item.slice(at + 1));
    if (range.kind === 'refused') return refused(`${JSON.stringify(item.slice(0, 80))} ${range.reason}`);
    found.set(realm, [...(found.get(realm) ?? []), range.value]);
  }
  return { kind: 'parsed', value: found };
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** `core@10.20.0.0/16+10.21.0.0/16,edge`: names of stored credentials in the order of trying, each with where it may be tried. */
export function parseAllowedCredentials(text: string): Parsed<readonly AllowedCredential[]> {
  const found: AllowedCredential[] = [];
  for (const item of listOf(text)) {
    const [name = '', networks, ...more] = item.split('@');
    if (!NAME.test(name) || more.length > 0) return refused(`${JSON.stringify(item.slice(0, 80))} is no NAME or NAME@NETWORK+NETWORK`);
    if (found.some((each) => each.name === name)) return refused(`${JSON.stringify(name)} is there twice`);
    const ranges: AddressRange[] = [];
    for (const each of networks?.split('+') ?? []) {
      const range = parseNetwork(each);
      if (range.kind === 'refused') return refused(`${JSON.stringify(each.slice(0, 80))} ${range.reason}`);
      ranges.push(range.value);
    }
    found.push({ name, networks: ranges });
  }
  return { kind: 'parsed', value: found };
}

/** Whether a secret may be sent to an address. The address itself must be allowed besides. */
export function mayTry({ networks }: AllowedCredential, address: Address): boolean {
  return networks.length === 0 || networks.some((range) => contains(range, address));
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function network(text: string): AddressRange {
  const range = parseNetwork(text);
  if (range.kind === 'refused') throw new Error(`${text} ${range.reason}`);
  return range.value;
}

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}
