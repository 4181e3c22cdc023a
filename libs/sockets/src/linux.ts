import os from 'node:os';

/** Numbers of the Linux kernel's interface, equal on x86-64 and arm64 (asm-generic). */
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_IP = 0;
export const SOL_SOCKET = 1;
export const SOL_IPV6 = 41;

export const SO_TYPE = 3;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_ATTACH_FILTER = 26;
export const SO_SNDBUFFORCE = 32;
export const SO_RCVBUFFORCE = 33;
export const SO_TIMESTAMPNS = 35;
export const SO_PROTOCOL = 38;
export const SO_DOMAIN = 39;
export const SO_MEMINFO = 55;
/** Index of the count of dropped packets in what SO_MEMINFO returns (linux/sock_diag.h). */
export const SK_MEMINFO_DROPS = 8;

export const IPPROTO_UDP = 17;
export const IPPROTO_IPV6 = 41;

export const IP_RECVERR = 11;
export const IPV6_RECVERR = 25;
export const IPV6_V6ONLY = 26;

export const MSG_DONTWAIT = 0x40;
export const MSG_ERRQUEUE = 0x2000;

export const CLOCK_REALTIME = 0;

export const SYS_PIDFD_OPEN = 434;
export const SYS_PIDFD_GETFD = 438;

export const { EAGAIN, EINTR, ENOBUFS, ENOMEM, EBADF } = os.constants.errno as Record<string, number> & {
  EAGAIN: number;
  EINTR: number;
  ENOBUFS: number;
  ENOMEM: number;
  EBADF: number;
};
