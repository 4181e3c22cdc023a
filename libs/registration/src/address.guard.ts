import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

export type GuardedAddress =
  | { readonly kind: 'allowed'; /** In its one spelling. */ readonly address: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Says of a declared address whether it may be kept as one that could be asked some day. Declared addresses are not to be trusted. */
export abstract class AddressGuard {
  /** How the addresses of one realm are judged; asked once a realm and file. */
  abstract of(realm: string): Promise<(address: string) => GuardedAddress>;
  /** Whether an accepted camera may be asked: what may be kept may not always be. */
  abstract mayBeAsked(camera: { readonly realm: string; readonly address: string | null }): Promise<boolean>;
}

const OF_CAMERAS = new Set(['unicast', 'private', 'uniqueLocal', 'carrierGradeNat']);

/** Without any rules for realms: refuses what can be the address of no camera (loopback, link-local, multicast, broadcast, reserved). */
export class UnicastGuard extends AddressGuard {
  override async of(): Promise<(address: string) => GuardedAddress> {
    return guardUnicast;
  }

  override async mayBeAsked(): Promise<boolean> {
    return true;
  }
}

function guardUnicast(address: string): GuardedAddress {
  if (!isIPv4(address) && (!isIPv6(address) || address.includes('%')))
    return { kind: 'refused', reason: 'is no IPv4 or IPv6 address in its usual spelling' };
  const range = ipaddr.parse(address).range();
  return OF_CAMERAS.has(range) ? { kind: 'allowed', address } : { kind: 'refused', reason: `is an address that no camera has (${range})` };
}
