import os from 'node:os';
import koffi from 'koffi';

/** Calls and numbers of 64-bit Linux that the lab's host needs. Pointers are addresses of memory that its owner keeps alive. */
export const AF_INET = 2;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;
export const IPPROTO_ICMP = 1;
export const IPPROTO_RAW = 255;
export const SOL_IP = 0;
export const IP_PKTINFO = 8;
export const MSG_DONTWAIT = 0x40;
export const POLLIN = 1;
const SOL_SOCKET = 1;
const SOL_RAW = 255;
const ICMP_FILTER = 1;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_SNDBUFFORCE = 32;
const SO_RCVBUFFORCE = 33;
const SIOCSIFFLAGS = 0x8914;
const IFF_UP_RUNNING = 1 | 64;
const BUFFER_BYTES = 32 << 20;

const library = koffi.load(null);
const setsockopt = library.func('int setsockopt(int, int, int, void *, uint32)') as (...args: unknown[]) => number;
const ioctl = library.func('int ioctl(int, ulong, void *)') as (...args: unknown[]) => number;
const bindTo = library.func('int bind(int, void *, uint32)') as (...args: unknown[]) => number;
const socket = library.func('int socket(int, int, int)') as (...args: unknown[]) => number;
export const closeFd = library.func('int close(int)') as (fd: number) => number;
export const recvmmsg = library.func('int recvmmsg(int, void *, uint, int, void *)') as (
  fd: number,
  messages: number,
  count: number,
  flags: number,
  timeout: null,
) => number;
export const sendmmsg = library.func('int sendmmsg(int, void *, uint, int)') as (
  fd: number,
  messages: number,
  count: number,
  flags: number,
) => number;
const poll = library.func('int poll(void *, ulong, int)');

export function errnoName(): string {
  const errno = koffi.errno();
  return Object.entries(os.constants.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
}

export function addressOf(memory: ArrayBuffer): number {
  return Number(koffi.address(memory));
}

export function openSocket(type: number, protocol: number, what: string): number {
  const fd = socket(AF_INET, type | SOCK_CLOEXEC, protocol);
  if (fd < 0) throw new Error(`no ${what} (${errnoName()})`);
  return fd;
}

export function setOption(fd: number, level: number, name: number, value: number): boolean {
  const word = Buffer.alloc(4);
  word.writeUInt32LE(value >>> 0);
  return setsockopt(fd, level, name, word, 4) === 0;
}

/** As large as the system lets it be: a burst of questions for the whole city must fit. */
export function widen(fd: number): void {
  if (!setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)) setOption(fd, SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES);
  if (!setOption(fd, SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_BYTES)) setOption(fd, SOL_SOCKET, SO_SNDBUF, BUFFER_BYTES);
}

/** Lets only these ICMP types reach a raw socket: on loopback it would hear its own answers too. */
export function passOnly(fd: number, ...types: number[]): void {
  let blocked = 0xffffffff;
  for (const type of types) blocked &= ~(1 << type);
  setOption(fd, SOL_RAW, ICMP_FILTER, blocked);
}

export function bindPort(fd: number, port: number): void {
  const address = Buffer.alloc(16);
  address.writeUInt16LE(AF_INET, 0);
  address.writeUInt16BE(port, 2);
  if (bindTo(fd, address, 16) !== 0) throw new Error(`UDP port ${port} cannot be taken (${errnoName()})`);
}

export function bringLoopbackUp(): void {
  const fd = openSocket(SOCK_DGRAM, 0, 'control socket');
  const request = Buffer.alloc(40);
  request.write('lo');
  request.writeInt16LE(IFF_UP_RUNNING, 16);
  if (ioctl(fd, SIOCSIFFLAGS, request) !== 0) throw new Error(`the loopback cannot be brought up (${errnoName()})`);
}

/** Waits in a thread of its own until one of the descriptors can be read, or for so long. */
export class Readable {
  private readonly memory = new ArrayBuffer(64);
  private readonly address = addressOf(this.memory);

  constructor(private readonly fds: readonly number[]) {
    const view = new DataView(this.memory);
    fds.forEach((fd, i) => {
      view.setInt32(i * 8, fd, true);
      view.setInt16(i * 8 + 4, POLLIN, true);
    });
  }

  wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      poll.async(this.address, this.fds.length, timeoutMs, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  }
}
