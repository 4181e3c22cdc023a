import { SharedSocket } from './shared.socket.js';
import { SnmpReader } from './snmp.reader.js';

export interface OpenReaderOptions {
  /** A UDP socket over IPv4 to ask through, e.g. of another network namespace. It is taken over, and closed with the reader. */
  readonly udp4Fd?: number;
}

export type OpenedReader =
  { readonly kind: 'opened'; readonly reader: SnmpReader; readonly reason: string } | { readonly kind: 'failed'; readonly reason: string };

/** Opens the sockets. A host without IPv6 reads over IPv4 alone, and the other way round. */
export async function openSnmpReader(options: OpenReaderOptions = {}): Promise<OpenedReader> {
  const v4 = await SharedSocket.open(4, options.udp4Fd);
  // A lent socket means another network: our own IPv6 does not lead there.
  const v6 = options.udp4Fd === undefined ? await SharedSocket.open(6) : ({ kind: 'failed', reason: 'the lent socket is IPv4' } as const);
  if (v4.kind === 'failed' && (v6.kind === 'failed' || options.udp4Fd !== undefined)) return v4;
  const sockets = { 4: v4.kind === 'opened' ? v4.socket : null, 6: v6.kind === 'opened' ? v6.socket : null };
  const missing = [v4, v6].flatMap((opened) => (opened.kind === 'failed' ? [opened.reason] : []));
  return { kind: 'opened', reader: new SnmpReader(sockets), reason: ['one socket for all devices', ...missing].join(', ') };
}
