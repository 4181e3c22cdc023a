import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Which addresses of one realm may be asked. */
export interface RealmPolicy {
  readonly realm: string;
  /** Networks (CIDR) in which its cameras stand; none: nothing of it is asked. */
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
  ['192.0.0.0/24', 'IETF protocol assignments (RFC 6890)'],
  ['192.0.2.0/24', 'documentation (RFC 5737)'],
  ['192.88.99.0/24', '6to4 relay (RFC 7526)'],
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
  ['3fff::/20', 'documentation (RFC 9637)'],
  ['5f00::/16', 'segment identifiers (RFC 9602)'],
  ['fd00:ec2::/32', 'metadata of a cloud'],
  ['fe80::/10', 'link-local (RFC 4291)'],
  ['fec0::/10', 'site-local (RFC 3879)'],
  ['ff00::/8', 'multicast (RFC 4291)'],
];

const never = NEVER.map(([cidr, what]) => ({ block: blockOf([cidr]), family: familyOf(cidr), what }));
const loopback = blockOf([LOOPBACK[0]]);

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
  // Of the same family alone: a BlockList takes an IPv4 address for one of ::ffff:0:0/96.
  const found = never.find((range) => range.family === family && holds(range.block, address));
  if (found) return refused(`is ${found.what}: no camera is asked there`);
  if (holds(loopback, address) && policy.isLab !== true) return refused(`is ${LOOPBACK[1]}: no camera is asked there`);
  const ofFamily = (networks: readonly string[]) => networks.filter((cidr) => familyOf(cidr) === family);
  if (holds(blockOf(ofFamily(policy.forbidden)), address)) return refused("is one of the service's own");
  const home = ofFamily(policy.allowed).find((cidr) => holds(blockOf([cidr]), address));
  if (home === undefined) return refused(`lies in no network of the realm ${JSON.stringify(policy.realm)}`);
  if (isEdge(home, address)) return refused(`is the network's own or its broadcast address in ${home}`);
  return { kind: 'allowed', address };
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

function familyOf(cidr: string): number {
  return isIP(cidr.split('/')[0] ?? '');
}

function refused(reason: string): GuardedAddress {
  return { kind: 'refused', reason };
}

function blockOf(networks: readonly string[]): BlockList {
  const block = new BlockList();
  for (const cidr of networks) {
    checkNetwork(cidr);
    const [net, bits] = cidr.split('/') as [string, string];
    block.addSubnet(net, Number(bits), isIP(net) === 4 ? 'ipv4' : 'ipv6');
  }
  return block;
}

function holds(block: BlockList, address: string): boolean {
  return block.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** The first and the last address of an IPv4 network are no host's (RFC 919), unless it is a line of two (RFC 3021) or one host. */
function isEdge(cidr: string, address: string): boolean {
  if (isIP(address) !== 4 || Number(cidr.split('/')[1]) > 30) return false;
  const [first, last] = [ipaddr.IPv4.networkAddressFromCIDR(cidr), ipaddr.IPv4.broadcastAddressFromCIDR(cidr)];
  return address === first.toString() || address === last.toString();
}
