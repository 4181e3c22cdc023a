import ipaddr from 'ipaddr.js';

/** Networks as CIDR; IPv4 that is written as IPv6 (::ffff:a.b.c.d) is IPv4. */
export class Networks {
  private readonly ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

  constructor(cidrs: readonly string[]) {
    this.ranges = cidrs.map((cidr) => ipaddr.parseCIDR(cidr));
  }

  has(address: string): boolean {
    const at = addressIn(address);
    return at !== null && this.ranges.some(([network, bits]) => at.kind() === network.kind() && at.match(network, bits));
  }
}

export function isLoopback(address: string): boolean {
  return addressIn(address)?.range() === 'loopback';
}

/** Whom a request counts for where nobody is known: an IPv4 address, or the network of 64 bits of an IPv6 one. */
export function subscriberOf(address: string): string {
  const at = addressIn(address);
  if (at === null) return '?';
  return at.kind() === 'ipv4' ? at.toString() : at.toByteArray().slice(0, 8).join('.');
}

function addressIn(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const plain = text.split('%')[0];
  return ipaddr.isValid(plain) ? ipaddr.process(plain) : null;
}
