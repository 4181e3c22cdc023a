import net from 'node:net';

/** 4, 6, or 0 for what is no address. */
export type Family = 4 | 6 | 0;

/** Each address takes this many bytes in a column of addresses; IPv4 uses the first four. */
export const ADDRESS_BYTES = 16;

/**
 * Writes an address in network order at `offset` and says which family it is (0: not an address, nothing written).
 * Zones (`fe80::1%eth0`) are refused: an interface's name means nothing on another machine.
 */
export function writeAddress(text: string, into: Uint8Array, offset: number): Family {
  if (net.isIPv4(text)) {
    writeIpv4(text, into, offset);
    return 4;
  }
  if (!net.isIPv6(text) || text.includes('%')) return 0;
  into.fill(0, offset, offset + ADDRESS_BYTES);
  let [head, tail] = text.split('::') as [string, string | undefined];
  // ::ffff:192.0.2.1: the last four bytes may be written as IPv4.
  const lastColon = text.lastIndexOf(':');
  if (text.includes('.')) {
    const dotted = text.slice(lastColon + 1);
    writeIpv4(dotted, into, offset + 12);
    const words = `${hexWord(into, offset + 12)}:${hexWord(into, offset + 14)}`;
    if (tail === undefined) head = head.slice(0, -dotted.length) + words;
    else tail = tail.slice(0, -dotted.length) + words;
  }
  writeWords(head, into, offset, false);
  if (tail !== undefined) writeWords(tail, into, offset, true);
  return 6;
}

function writeIpv4(text: string, into: Uint8Array, offset: number): void {
  let at = offset;
  let octet = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const code = i < text.length ? text.charCodeAt(i) : 46;
    if (code === 46) {
      into[at] = octet;
      at += 1;
      octet = 0;
    } else {
      octet = octet * 10 + code - 48;
    }
  }
}

function hexWord(bytes: Uint8Array, offset: number): string {
  return (((bytes[offset] as number) << 8) | (bytes[offset + 1] as number)).toString(16);
}

function writeWords(text: string, into: Uint8Array, offset: number, fromEnd: boolean): void {
  if (text === '') return;
  const words = text.split(':');
  let at = fromEnd ? offset + ADDRESS_BYTES - words.length * 2 : offset;
  for (const word of words) {
    const value = Number.parseInt(word, 16);
    into[at] = value >>> 8;
    into[at + 1] = value & 0xff;
    at += 2;
  }
}

/** The canonical text of an address (RFC 5952 for IPv6). */
export function formatAddress(bytes: Uint8Array, offset: number, family: Family): string {
  if (family === 4) return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
  if (family === 0) return '?';
  const words = Array.from({ length: 8 }, (_, i) => ((bytes[offset + 2 * i] as number) << 8) | (bytes[offset + 2 * i + 1] as number));
  const gap = longestZeroRun(words);
  if (gap.length < 2) return words.map((word) => word.toString(16)).join(':');
  const part = (from: number, to: number) =>
    words
      .slice(from, to)
      .map((word) => word.toString(16))
      .join(':');
  return `${part(0, gap.start)}::${part(gap.start + gap.length, 8)}`;
}

function longestZeroRun(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i <= words.length; i += 1) {
    if (i < words.length && words[i] === 0) continue;
    if (i - start > best.length) best = { start, length: i - start };
    start = i + 1;
  }
  return best;
}
