import { isIPv6 } from 'node:net';
import { addressProblem } from '@app/inventory';

/** An address as a number, so that ranges can be compared; `text` is its one canonical spelling. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
  readonly text: string;
}

/** Addresses from `first` to `last`, both included. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

export type Parsed<T> = { readonly kind: 'parsed'; readonly value: T } | { readonly kind: 'refused'; readonly reason: string };

const BITS = { 4: 32, 6: 128 } as const;
const MOST_TEXT = 100;

/** One address in its usual spelling; anything that two programs may read differently is refused. */
export function parseAddress(text: string): Parsed<Address> {
  const problem = addressProblem(text);
  if (problem !== null) return { kind: 'refused', reason: problem };
  const family = isIPv6(text) ? 6 : 4;
  const value = family === 4 ? valueOf4(text) : valueOf6(text);
  return { kind: 'parsed', value: { family, value, text: formatValue(family, value) } };
}

/** `10.20.0.0/16`, `10.20.0.1-10.20.0.99` or one address. */
export function parseRange(text: string): Parsed<AddressRange> {
  if (text.length > MOST_TEXT) return refused('is too long for a range of addresses');
  if (text.includes('/')) return parseNetwork(text);
  const [from, to, ...more] = text.split('-');
  if (more.length > 0) return refused('is no range: write FROM-TO, a network like 10.20.0.0/16, or one address');
  const first = parseAddress(from ?? '');
  if (first.kind === 'refused') return first;
  if (to === undefined) return parsed({ family: first.value.family, first: first.value.value, last: first.value.value });
  const last = parseAddress(to);
  if (last.kind === 'refused') return last;
  if (first.value.family !== last.value.family) return refused('goes from one family of addresses to the other');
  if (last.value.value < first.value.value) return refused('ends before it begins');
  return parsed({ family: first.value.family, first: first.value.value, last: last.value.value });
}

/** A network by its prefix. Bits beyond the prefix are refused: nobody could tell what was meant. */
export function parseNetwork(text: string): Parsed<AddressRange> {
  if (text.length > MOST_TEXT) return refused('is too long for a network');
  const [base, prefix, ...more] = text.split('/');
  if (prefix === undefined || more.length > 0) return refused('is no network: write it like 10.20.0.0/16');
  const address = parseAddress(base ?? '');
  if (address.kind === 'refused') return address;
  const { family, value } = address.value;
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > BITS[family]) return refused(`has no prefix of 0 to ${BITS[family]}`);
  const size = 1n << BigInt(BITS[family] - Number(prefix));
  if (value % size !== 0n) return refused(`has bits beyond its prefix: write ${formatValue(family, value - (value % size))}/${prefix}`);
  return parsed({ family, first: value, last: value + size - 1n });
}

export function isInside(inner: AddressRange, outer: AddressRange): boolean {
  return inner.family === outer.family && inner.first >= outer.first && inner.last <= outer.last;
}

export function contains(range: AddressRange, { family, value }: Address): boolean {
  return range.family === family && value >= range.first && value <= range.last;
}

export function addressAt(family: 4 | 6, value: bigint): Address {
  return { family, value, text: formatValue(family, value) };
}

/** By family, then by number: the order in which people list addresses. */
export function compareAddresses(a: Address, b: Address): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

/** For texts that are canonical already, as everything stored is. */
export function compareAddressTexts(a: string, b: string): number {
  const [one, other] = [parseAddress(a), parseAddress(b)];
  if (one.kind === 'parsed' && other.kind === 'parsed') return compareAddresses(one.value, other.value);
  return a < b ? -1 : a > b ? 1 : 0;
}

function valueOf4(text: string): bigint {
  return BigInt(text.split('.').reduce((value, octet) => value * 256 + Number(octet), 0));
}

function valueOf6(text: string): bigint {
  // The canonical form of a URL's host has no dotted part and no leading zeros.
  const [head = '', tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::');
  const words = (part: string) => part.split(':').filter((word) => word !== '');
  const [front, back] = [words(head), words(tail ?? '')];
  const zeros = tail === undefined ? [] : Array<string>(8 - front.length - back.length).fill('0');
  return [...front, ...zeros, ...back].reduce((value, word) => value * 65_536n + BigInt(`0x${word}`), 0n);
}

function formatValue(family: 4 | 6, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const words = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1);
}

function parsed<T>(value: T): Parsed<T> {
  return { kind: 'parsed', value };
}

function refused<T>(reason: string): Parsed<T> {
  return { kind: 'refused', reason };
}
