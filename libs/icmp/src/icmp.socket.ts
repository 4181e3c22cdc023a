import { borrowFd, enlargeBuffers, errnoName, linux, SocketOptions, type Libc } from '@app/sockets';
import { FILTER_PASS_V4, FILTER_PASS_V6, type EchoIdentity } from './echo.packet.js';

export type SocketKind = 'dgram' | 'raw';

/** An open ICMP socket of one family. */
export interface IcmpSocket {
  readonly fd: number;
  readonly family: 4 | 6;
  readonly kind: SocketKind;
  /** How many replies its buffer holds before the kernel throws them away. */
  readonly capacityPackets: number;
  /** Packets the kernel threw away because the buffer was full, since the socket was opened; -1 where it does not tell. */
  drops(): number;
  close(): void;
}

export type OpenedSocket = { readonly kind: 'opened'; readonly socket: IcmpSocket } | { readonly kind: 'refused'; readonly reason: string };

const IPPROTO_ICMP = 1;
const IPPROTO_ICMPV6 = 58;
const SOL_RAW = 255;
const ICMP_FILTER = 1;
const ICMP6_FILTER = 1;

const BUFFER_BYTES = 8 << 20;
/** What the kernel charges a small packet (skb and its data): measured 768 on 6.x, with room to spare. */
const CHARGED_BYTES = 1280;

/** Opens a socket of its own: datagram if the system lets this group ping (net.ipv4.ping_group_range), else raw (CAP_NET_RAW). */
export function openSocket(
  libc: Libc,
  family: 4 | 6,
  identity: EchoIdentity,
  kinds: readonly SocketKind[] = ['dgram', 'raw'],
): OpenedSocket {
  const refusals: string[] = [];
  for (const kind of kinds) {
    const domain = family === 4 ? linux.AF_INET : linux.AF_INET6;
    const type = (kind === 'dgram' ? linux.SOCK_DGRAM : linux.SOCK_RAW) | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC;
    const fd = libc.socket(domain, type, family === 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
    if (fd >= 0) return { kind: 'opened', socket: prepare(libc, fd, family, kind, identity) };
    refusals.push(`${kind === 'dgram' ? 'datagram' : 'raw'}: ${errnoName(libc.errno())}`);
  }
  return { kind: 'refused', reason: refusals.join(', ') };
}

/** Takes a socket that another process opened. It is checked to be the ICMP socket it is said to be. */
export function borrowSocket(
  libc: Libc,
  lender: { readonly pid: number; readonly fd: number; readonly kind: SocketKind },
  family: 4 | 6,
  identity: EchoIdentity,
): OpenedSocket {
  const borrowed = borrowFd(lender.pid, lender.fd);
  if (borrowed.kind === 'refused') return borrowed;
  const { fd } = borrowed;
  const options = new SocketOptions(libc, fd);
  const isAsSaid =
    options.get(linux.SO_DOMAIN) === (family === 4 ? linux.AF_INET : linux.AF_INET6) &&
    options.get(linux.SO_TYPE) === (lender.kind === 'dgram' ? linux.SOCK_DGRAM : linux.SOCK_RAW) &&
    options.get(linux.SO_PROTOCOL) === (family === 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
  if (!isAsSaid) {
    libc.close(fd);
    return {
      kind: 'refused',
      reason: `descriptor ${lender.fd} of process ${lender.pid} is no ${lender.kind} ICMP socket for IPv${family}`,
    };
  }
  return { kind: 'opened', socket: prepare(libc, fd, family, lender.kind, identity) };
}

function prepare(libc: Libc, fd: number, family: 4 | 6, kind: SocketKind, identity: EchoIdentity): IcmpSocket {
  const options = new SocketOptions(libc, fd);
  const bufferBytes = enlargeBuffers(options, BUFFER_BYTES);
  options.set(linux.SOL_SOCKET, linux.SO_TIMESTAMPNS, 1);
  if (kind === 'raw') {
    filterByType(options, family);
    options.attach(family === 4 ? onlyOursV4(identity.identifier) : onlyOursV6(identity.identifier));
  } else if (family === 4) {
    options.set(linux.SOL_IP, linux.IP_RECVERR, 1);
  } else {
    options.set(linux.SOL_IPV6, linux.IPV6_RECVERR, 1);
  }
  return {
    fd,
    family,
    kind,
    capacityPackets: Math.max(16, Math.floor(Math.max(bufferBytes, 0) / CHARGED_BYTES)),
    drops: () => options.get(linux.SO_MEMINFO, linux.SK_MEMINFO_DROPS),
    close: () => void libc.close(fd),
  };
}

/** Raw sockets see all ICMP of the machine, their own requests on loopback included: let only what may concern us through. */
function filterByType(options: SocketOptions, family: 4 | 6): void {
  if (family === 4) {
    let blocked = 0xffffffff;
    for (const type of FILTER_PASS_V4) blocked &= ~(1 << type);
    options.set(SOL_RAW, ICMP_FILTER, blocked);
    return;
  }
  const blocked = Array.from({ length: 8 }, () => 0xffffffff);
  for (const type of FILTER_PASS_V6) blocked[type >>> 5] = (blocked[type >>> 5] as number) & ~(1 << (type & 31));
  options.set(IPPROTO_ICMPV6, ICMP6_FILTER, ...blocked);
}

const LOAD_IP_HEADER_LENGTH = 0xb1;
const LOAD_BYTE_AFTER_X = 0x50;
const LOAD_SHORT_AFTER_X = 0x48;
const LOAD_BYTE = 0x30;
const LOAD_SHORT = 0x28;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** Another program's replies (a second fping, say) must not fill our buffer: replies with a foreign identifier end in the kernel. */
function onlyOursV4(identifier: number): [number, number, number, number][] {
  return [
    [LOAD_IP_HEADER_LENGTH, 0, 0, 0],
    [LOAD_BYTE_AFTER_X, 0, 0, 0],
    [JUMP_IF_EQUAL, 0, 2, 0],
    [LOAD_SHORT_AFTER_X, 0, 0, 4],
    [JUMP_IF_EQUAL, 0, 1, identifier],
    [RETURN, 0, 0, 0xffffffff],
    [RETURN, 0, 0, 0],
  ];
}

function onlyOursV6(identifier: number): [number, number, number, number][] {
  return [
    [LOAD_BYTE, 0, 0, 0],
    [JUMP_IF_EQUAL, 0, 2, 129],
    [LOAD_SHORT, 0, 0, 4],
    [JUMP_IF_EQUAL, 0, 1, identifier],
    [RETURN, 0, 0, 0xffffffff],
    [RETURN, 0, 0, 0],
  ];
}
