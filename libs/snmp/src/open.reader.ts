import { SharedSocket } from './shared.socket.js';
import { SnmpReader } from './snmp.reader.js';

export interface OpenReaderOptions {
  /** A UDP socket over IPv4 to ask through, e.g. of another network namespace. It is taken over, and closed with the reader. */
  readonly udp4Fd?: number;
  /** Default: datagrams in batches where that works, else one by one through Node's socket. */
  readonly way?: 'batched' | 'node';
  /** Milliseconds between two looks at the socket while answers are awaited [4]. */
  readonly tickMs?: number;
}

export type OpenedReader =
  { readonly kind: 'opened'; readonly reader: SnmpReader; readonly reason: string } | { readonly kind: 'failed'; readonly reason: string };

/** Opens the sockets. A host without IPv6 reads over IPv4 alone, and the other way round. */
export async function openSnmpReader(options: OpenReaderOptions = {}): Promise<OpenedReader> {
  const v4 = await SharedSocket.open(4, options.udp4Fd, options.way, options.tickMs);
  // A lent socket means another network: our own IPv6 does not lead there.
  const v6 =
    options.udp4Fd === undefined
      ? await SharedSocket.open(6, undefined, options.way, options.tickMs)
      : ({ kind: 'failed', reason: 'the lent socket is IPv4' } as const);
  if (v4.kind === 'failed' && (v6.kind === 'failed' || options.udp4Fd !== undefined)) return v4;
  const sockets = { 4: v4.kind === 'opened' ? v4.socket : null, 6: v6.kind === 'opened' ? v6.socket : null };
  const notes = new Set([v4, v6].map(({ reason }) => reason));
  return { kind: 'opened', reader: new SnmpReader(sockets), reason: ['one socket for all devices', ...notes].join(', ') };
}
