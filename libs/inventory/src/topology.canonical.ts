import { isIPv6 } from 'node:net';
import type { TopologyDocument } from '@app/topology';
import { keyOf, LISTS, type ListName, type Row, rowsOf } from './topology.kinds.js';

/** A value without what says nothing (null, empty lists and objects) and with its keys in order: equal meaning, equal text. */
function canonicalValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalValue);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, canonicalValue(inner)] as const)
    .filter(([, inner]) => !saysNothing(inner))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries);
}

function saysNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** One way to write each row, so that rows can be compared as text and an export that is imported again changes nothing. */
export function canonicalRow(list: ListName, row: Row): Row {
  const canonical = canonicalValue(row) as Record<string, unknown>;
  if (list === 'devices' && typeof canonical['address'] === 'string') canonical['address'] = canonicalAddress(canonical['address']);
  if (list === 'devices' && canonical['realm'] === 'default') delete canonical['realm'];
  return canonical;
}

/** RFC 5952 text of an IPv6 address; IPv4 has one spelling only (others are refused before). */
export function canonicalAddress(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

/** A document in canonical order, made of rows by list. */
export function toDocument(rows: ReadonlyMap<ListName, readonly Row[]>): TopologyDocument {
  const document: Record<string, unknown> = { version: 1 };
  for (const list of LISTS) {
    const sorted = [...(rows.get(list) ?? [])].sort((one, other) => (keyOf(list, one) < keyOf(list, other) ? -1 : 1));
    const isRequired = list === 'stations' || list === 'devices' || list === 'links';
    if (sorted.length > 0 || isRequired) document[list] = sorted;
  }
  return document as unknown as TopologyDocument;
}

export function canonicalDocument(document: TopologyDocument): TopologyDocument {
  return toDocument(new Map(LISTS.map((list) => [list, rowsOf(document, list).map((row) => canonicalRow(list, row))])));
}
