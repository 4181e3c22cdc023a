import type { InterfaceFacts } from '@app/equipment';
import { type IdentityKey, matchByKeys } from './identity.match.js';

export type InterfaceIdentity = Pick<InterfaceFacts, 'ifIndex' | 'ifName' | 'ifDescr' | 'ifAlias' | 'ifPhysAddress'>;

/** A port that is known; one that is gone comes back by its name, its number means nothing any more. */
export type KnownIdentity = InterfaceIdentity & { readonly isGone: boolean };

const text = (value: string | null) => value || null;
const differ = (one: string | null, other: string | null) => Boolean(one) && Boolean(other) && one !== other;
const isSameName = (known: InterfaceIdentity, told: InterfaceIdentity) => !differ(known.ifName, told.ifName);
const isSameText = (known: InterfaceIdentity, told: InterfaceIdentity) => isSameName(known, told) && !differ(known.ifDescr, told.ifDescr);

function both(one: string | null, other: string | null): string | null {
  return one && other ? JSON.stringify([one, other]) : null;
}

type Key = IdentityKey<KnownIdentity, InterfaceIdentity>;
const by = (keyOf: (row: InterfaceIdentity) => string | null, agrees?: Key['agrees']): Key => ({
  known: keyOf,
  told: keyOf,
  ...(agrees ? { agrees } : {}),
});

/**
 * ifName is what an agent calls a port (RFC 2863), and outlives a restart that deals out new numbers. Where it is told twice or not at
 * all, the description, the alias and the address tell ports apart as far as each is unique; the number alone is believed last, and
 * only if nothing speaks against it. Two ports of different names are never one.
 */
const KEYS: readonly Key[] = [
  by((row) => text(row.ifName)),
  by((row) => both(row.ifName, row.ifDescr)),
  by((row) => both(row.ifName, row.ifPhysAddress)),
  by((row) => text(row.ifDescr), isSameName),
  by((row) => both(row.ifDescr, row.ifPhysAddress), isSameName),
  by((row) => text(row.ifAlias), isSameText),
  by((row) => text(row.ifPhysAddress), isSameText),
  {
    known: (row) => (row.isGone ? null : String(row.ifIndex)),
    told: (row) => String(row.ifIndex),
    agrees: (known, told) => isSameText(known, told) && !differ(known.ifPhysAddress, told.ifPhysAddress),
  },
];

/** Which known port each told port is, by position, or -1 for a new one. */
export function matchInterfaces(known: readonly KnownIdentity[], told: readonly InterfaceIdentity[]): Int32Array {
  return matchByKeys(known, told, KEYS);
}
