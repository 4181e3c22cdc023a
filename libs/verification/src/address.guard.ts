import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Which addresses of one realm may be asked. */
export interface RealmPolicy {
  readonly realm: string;
  /** Networks (CIDR) in which its cameras stand; none: nothing of it is asked. The lists are never changed: another list is another policy. */
  readonly allowed: readonly string[];
  /** Networks and addresses (CIDR) of the service itself and of its servers: they are never asked, whatever else is allowed. */
  readonly forbidden: readonly string[];
  /** Of the demo city alone, whose simulated hosts stand on loopback addresses: without it, loopback is never asked. */
  readonly isLab?: boolean;
}

export type GuardedAddress =
  | { readonly kind: 'allowed'; /** In its one spelling (RFC 5952 for IPv6). */ readonly address: string }
  | { readonly kind: 'refused'; readonly reason: string };

type Range = readonly [cidr: string, what: string];

/** IPv4 loopback; an address of it may be one of the lab's. */
const LOOPBACK: Range = ['127.0.0.0/8', 'loopback (RFC 1122)'];

/** Ranges in which no camera stands, or behind which another address hides; the IANA special-purpose registries, and clouds' metadata. */
const NEVER: readonly Range[] = [
  ['0.0.0.0/8', 'this network (RFC 791)'],
  ['169.254.0.0/16', 'link-local (RFC 3927), and the metadata of clouds'],
  ['100.100.100.200/32', 'metadata of a cloud'],
  ['168.63.129.16/32', 'metadata of a cloud'],
  ['192.0.0.0/24', 'IETF protocol assignments (RFC 6890)'],
  ['192.0.2.0/24', 'documentation (RFC 5737)'],
  ['192.31.196.0/24', 'AS112 (RFC 7535)'],
  ['192.52.193.0/24', 'multicast tunnels (RFC 7450)'],
  ['192.88.99.0/24', '6to4 relay (RFC 7526)'],
  ['192.175.48.0/24', 'AS112 (RFC 7534)'],
  ['198.18.0.0/15', 'benchmarking (RFC 2544)'],
  ['198.51.100.0/24', 'documentation (RFC 5737)'],
  ['203.0.113.0/24', 'documentation (RFC 5737)'],
  ['224.0.0.0/4', 'multicast (RFC 1112)'],
  ['240.0.0.0/4', 'reserved or broadcast (RFC 1112, RFC 919)'],
  ['::/96', 'unspecified, loopback, or an IPv4 address inside (RFC 4291)'],
  ['::ffff:0:0/96', 'an IPv4 address inside (RFC 4291)'],
  ['::ffff:0:0:0/96', 'an IPv4 address inside (RFC 2765)'],
  ['64:ff9b::/96', 'an IPv4 address inside (RFC 6052)'],
  ['64:ff9b:1::/48', 'an IPv4 address inside (RFC 8215)'],
  ['100::/64', 'discard-only (RFC 6666)'],
  ['2001::/23', 'IETF protocol assignments, Teredo (RFC 2928, RFC 4380)'],
  ['2001:db8::/32', 'documentation (RFC 3849)'],
  ['2002::/16', 'an IPv4 address inside: 6to4 (RFC 3056)'],
  ['2620:4f:8000::/48', 'AS112 (RFC 7534)'],
  ['3fff::/20', 'documentation (RFC 9637)'],
  ['5f00::/16', 'segment identifiers (RFC 9602)'],
  ['fd00:ec2::/32', 'metadata of a cloud'],
  ['fd20:ce::/32', 'metadata of a cloud'],
  ['fe80::/10', 'link-local (RFC 4291)'],
  ['fec0::/10', 'site-local (RFC 3879)'],
  ['ff00::/8', 'multicast (RFC 4291)'],
];

/** Of IPv6 nothing else is anybody's (RFC 4291): global unicast, and unique local. */
const IPV6_OF_HOSTS = ['2000::/3', 'fc00::/7'];
/** In the middle of an ISATAP address (RFC 5214), before an IPv4 address inside; the first byte is 0 or 2. */
const ISATAP = [0, 0x5e, 0xfe];

type Address = ipaddr.IPv4 | ipaddr.IPv6;

interface Network {
  readonly cidr: string;
  readonly base: Address;
  readonly bits: number;
}

const never = NEVER.map(([cidr, what]) => ({ network: networkOf(cidr), what }));
const loopback = networkOf(LOOPBACK[0]);
const ofHosts = IPV6_OF_HOSTS.map(networkOf);
/** Lists of a policy as they are compared: reading them anew takes longer than all comparisons. */
const compiled = new WeakMap<readonly string[], readonly Network[]>();

/**
 * Whether a declared address may be asked. Names are refused outright, so that none can come to mean something else later, and every
 * spelling but the usual one is, because programs differ on what it means. To be asked again just before each connection.
 */
export function guardAddress(text: string, policy: RealmPolicy): GuardedAddress {
  const family = isIP(text);
  if (family === 0) return refused('is no IPv4 or IPv6 address in its usual spelling');
  if (text.includes('%')) return refused('names a zone');
  const parsed = ipaddr.parse(text);
  const address = parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
  // A program that reads the text otherwise would ask another address.
  if (family === 4 && address !== text) return refused('is not in its usual spelling');
  const special = specialOf(parsed);
  if (special !== null) return refused(`is ${special}: no camera is asked there`);
  if (holds(loopback, parsed) && policy.isLab !== true) return refused(`is ${LOOPBACK[1]}: no camera is asked there`);
  if (listed(policy.forbidden).some((network) => holds(network, parsed))) return refused("is one of the service's own");
  const home = listed(policy.allowed).find((network) => holds(network, parsed));
  if (!home) return refused(`lies in no network of the realm ${JSON.stringify(policy.realm)}`);
  if (isEdge(home, address)) return refused(`is the network's own or its broadcast address in ${home.cidr}`);
  return { kind: 'allowed', address };
}

/** Why no camera has such an address, or null. */
function specialOf(address: Address): string | null {
  const known = never.find(({ network }) => holds(network, address));
  if (known) return known.what;
  if (address instanceof ipaddr.IPv4) return null;
  if (!ofHosts.some((network) => holds(network, address))) return 'neither global nor unique local (RFC 4291)';
  const bytes = address.toByteArray();
  const isIsatap = ((bytes[8] ?? 0) & 0xfd) === 0 && ISATAP.every((byte, i) => bytes[9 + i] === byte);
  return isIsatap ? 'an IPv4 address inside: ISATAP (RFC 5214)' : null;
}

/** Throws a RangeError that says what is wrong with a network in CIDR notation; bits beyond its prefix must be zero. */
export function checkNetwork(cidr: string): void {
  const [text, bits, ...rest] = cidr.split('/');
  const family = isIP(text);
  const most = family === 4 ? 32 : 128;
  if (
    family === 0 ||
    text.includes('%') ||
    rest.length > 0 ||
    bits === undefined ||
    !/^(0|[1-9]\d{0,2})$/.test(bits) ||
    Number(bits) > most
  )
    throw new RangeError(`${JSON.stringify(cidr)} is no network such as 10.20.0.0/16`);
  const base = family === 4 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  if (base.toNormalizedString() !== ipaddr.parse(text).toNormalizedString())
    throw new RangeError(`${JSON.stringify(cidr)} has bits beyond its prefix: the network is ${base.toString()}/${bits}`);
}

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}

function listed(networks: readonly string[]): readonly Network[] {
  const known = compiled.get(networks);
  if (known) return known;
  const read = networks.map(networkOf);
  compiled.set(networks, read);
  return read;
}

function networkOf(cidr: string): Network {
  checkNetwork(cidr);
  const [base, bits] = ipaddr.parseCIDR(cidr);
  return { cidr, base, bits };
}

/** An address of one family lies in no network of the other. */
function holds({ base, bits }: Network, address: Address): boolean {
  if (base instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(base, bits);
  return address instanceof ipaddr.IPv6 && address.match(base, bits);
}

/** The first and the last address of an IPv4 network are no host's (RFC 919), unless it is a line of two (RFC 3021) or one host. */
function isEdge({ cidr, base, bits }: Network, address: string): boolean {
  if (base instanceof ipaddr.IPv6 || bits > 30) return false;
  return address === base.toString() || address === ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString();
}
