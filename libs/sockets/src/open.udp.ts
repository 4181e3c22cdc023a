import { BatchedUdp } from './batched.udp.js';
import { checkLayouts } from './layout.check.js';
import { errnoName, loadLibc, type Libc } from './libc.js';
import * as linux from './linux.js';
import { NodeUdp } from './node.udp.js';
import { nameBytes } from './socket.name.js';
import { enlargeBuffers, SocketOptions } from './socket.options.js';
import type { UdpSocket } from './udp.socket.js';

export interface OpenUdpOptions {
  /** A UDP socket of this family to take over; it is closed with the opened one, or if that fails. */
  readonly fd?: number;
  /** Room for what comes while the process is busy [8 MB]; without the right to more the kernel gives net.core.rmem_max. */
  readonly bufferBytes?: number;
  /** Default: in batches where that works here. */
  readonly way?: 'batched' | 'node';
}

export type OpenedUdp =
  | { readonly kind: 'opened'; readonly socket: UdpSocket; /** Which way, and why no better one. */ readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

const BUFFER_BYTES = 8 << 20;

/** Opens a UDP socket at any free port: in batches where that works here, else through Node's own. */
export async function openUdpSocket(family: 4 | 6, options: OpenUdpOptions = {}): Promise<OpenedUdp> {
  const batched = options.way === 'node' ? 'not wanted' : openBatched(family, options);
  if (typeof batched !== 'string') return { kind: 'opened', socket: batched, reason: 'datagrams in batches' };
  if (options.way === 'batched') return { kind: 'failed', reason: batched };
  try {
    const socket = await NodeUdp.open(family, options.fd, options.bufferBytes ?? BUFFER_BYTES);
    return { kind: 'opened', socket, reason: `datagrams one by one (${batched})` };
  } catch (error) {
    return { kind: 'failed', reason: `no UDP socket for IPv${family} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
}

function openBatched(family: 4 | 6, { fd, bufferBytes = BUFFER_BYTES }: OpenUdpOptions): UdpSocket | string {
  const load = loadLibc();
  if (load.kind === 'unable') return load.reason;
  const { libc } = load;
  const fault = checkLayouts(libc);
  if (fault !== null) return `the memory layout of messages is not the known one: ${fault}`;
  const opened =
    fd === undefined ? bind(libc, family) : isUdp(libc, fd, family) ? fd : 'the lent descriptor is no UDP socket of the family';
  if (typeof opened === 'string') return opened;
  enlargeBuffers(new SocketOptions(libc, opened), bufferBytes);
  return new BatchedUdp(libc, opened, family);
}

function bind(libc: Libc, family: 4 | 6): number | string {
  const type = linux.SOCK_DGRAM | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC;
  const fd = libc.socket(family === 4 ? linux.AF_INET : linux.AF_INET6, type, linux.IPPROTO_UDP);
  if (fd < 0) return `no UDP socket for IPv${family} (${errnoName(libc.errno())})`;
  if (family === 6) new SocketOptions(libc, fd).set(linux.IPPROTO_IPV6, linux.IPV6_V6ONLY, 1);
  // All zeros: any address, any free port.
  const name = new Uint8Array(nameBytes(family));
  name[0] = family === 4 ? linux.AF_INET : linux.AF_INET6;
  if (libc.bind(fd, libc.addressOf(name.buffer), name.length) === 0) return fd;
  const errno = libc.errno();
  libc.close(fd);
  return `no UDP port for IPv${family} (${errnoName(errno)})`;
}

function isUdp(libc: Libc, fd: number, family: 4 | 6): boolean {
  const options = new SocketOptions(libc, fd);
  return (
    options.get(linux.SO_DOMAIN) === (family === 4 ? linux.AF_INET : linux.AF_INET6) && options.get(linux.SO_PROTOCOL) === linux.IPPROTO_UDP
  );
}
