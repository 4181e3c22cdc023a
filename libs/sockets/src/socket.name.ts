import { networkInterfaces } from 'node:os';
import { formatAddress, writeAddress } from './address.js';
import { AF_INET, AF_INET6 } from './linux.js';

/** struct sockaddr_in6; a sockaddr_in is its first 16 bytes long. */
export const NAME_BYTES = 28;
const PORT_AT = 2;
const ADDRESS_AT = { 4: 4, 6: 8 } as const;
const SCOPE_AT = 24;

export function nameBytes(family: 4 | 6): number {
  return family === 4 ? 16 : NAME_BYTES;
}

/** A place to send to, as the kernel wants it (struct sockaddr_in, sockaddr_in6), or null if `host` is no IP address of the family. */
export function socketName(host: string, port: number, family: 4 | 6): Uint8Array | null {
  const [address = '', zone] = host.split('%', 2);
  const name = new Uint8Array(nameBytes(family));
  if (writeAddress(address, name, ADDRESS_AT[family]) !== family) return null;
  name[0] = family === 4 ? AF_INET : AF_INET6;
  name[PORT_AT] = port >>> 8;
  name[PORT_AT + 1] = port & 0xff;
  if (zone === undefined) return name;
  const scope = family === 6 ? scopeOf(zone) : 0;
  if (scope === 0) return null;
  new DataView(name.buffer).setUint32(SCOPE_AT, scope, true);
  return name;
}

/** Where a datagram came from: equal for equal address and port, whatever else the kernel wrote beside them. */
export function nameKey(bytes: Uint8Array, at: number, family: 4 | 6): number | string {
  if (family === 4) {
    const high = ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number);
    const low = ((bytes[at + 6] as number) << 8) | (bytes[at + 7] as number);
    return (high * 0x1_0000 + low) * 0x1_0000 + portOf(bytes, at);
  }
  let key = '';
  for (let i = PORT_AT; i < NAME_BYTES; i += 1) if (i < 4 || i >= 8) key += String.fromCharCode(bytes[at + i] as number);
  return key;
}

/** Whether both name the same address and port. */
export function isSameName(one: Uint8Array, other: Uint8Array, at: number, family: 4 | 6): boolean {
  for (let i = PORT_AT; i < ADDRESS_AT[4]; i += 1) if (one[i] !== other[at + i]) return false;
  const end = nameBytes(family) - (family === 4 ? 8 : 0);
  for (let i = ADDRESS_AT[family]; i < end; i += 1) if (one[i] !== other[at + i]) return false;
  return true;
}

export function portOf(name: Uint8Array, at = 0): number {
  return ((name[at + PORT_AT] as number) << 8) | (name[at + PORT_AT + 1] as number);
}

/** The address as text, with its zone where it has one. */
export function hostOf(name: Uint8Array, family: 4 | 6): string {
  const address = formatAddress(name, ADDRESS_AT[family], family);
  const scope = family === 6 ? new DataView(name.buffer, name.byteOffset).getUint32(SCOPE_AT, true) : 0;
  return scope === 0 ? address : `${address}%${scope}`;
}

function scopeOf(zone: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(zone)) return Number(zone);
  return networkInterfaces()[zone]?.find(({ family }) => family === 'IPv6')?.scopeid ?? 0;
}
