import { createRequire } from 'node:module';
import os from 'node:os';
import process from 'node:process';

/**
 * The few calls of the C library that the engine needs. Memory is passed as addresses (`number`): every pointer that goes in
 * belongs to an ArrayBuffer that its owner keeps alive. All return -1 on failure; `errno()` then says why.
 */
export interface Libc {
  socket(family: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, name: number, value: number, length: number): number;
  getsockopt(fd: number, level: number, name: number, value: number, length: number): number;
  bind(fd: number, address: number, length: number): number;
  getsockname(fd: number, address: number, length: number): number;
  sendmmsg(fd: number, messages: number, count: number, flags: number): number;
  recvmmsg(fd: number, messages: number, count: number, flags: number, timeout: null): number;
  clock_gettime(clock: number, timespec: number): number;
  close(fd: number): number;
  /** pidfd_open(2) and pidfd_getfd(2) have no wrapper in older C libraries. */
  syscall(number: number, a: number, b: number, c: number): number;
  errno(): number;
  /** The address of the first byte. The buffer must outlive every use of it and never be transferred. */
  addressOf(buffer: ArrayBuffer): number;
}

export type LibcLoad = { readonly kind: 'loaded'; readonly libc: Libc } | { readonly kind: 'unable'; readonly reason: string };

let loaded: LibcLoad | undefined;

/** Loads the foreign function interface at the first call, so that whoever does not ask by ICMP never pays for it. */
export function loadLibc(): LibcLoad {
  loaded ??= load();
  return loaded;
}

function load(): LibcLoad {
  if (process.platform !== 'linux') return { kind: 'unable', reason: `batched sockets need Linux, this is ${process.platform}` };
  // The layouts of msghdr and cmsghdr below hold for 64-bit little-endian Linux, glibc and musl alike; layout.check.ts proves it at start.
  if (!['x64', 'arm64'].includes(process.arch) || os.endianness() !== 'LE') {
    return { kind: 'unable', reason: `batched sockets are known on x64 and arm64 only, this is ${process.arch}` };
  }
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    if (koffi.sizeof('void *') !== 8 || koffi.sizeof('size_t') !== 8 || koffi.sizeof('long') !== 8) {
      return { kind: 'unable', reason: 'pointers are not of 64 bits here' };
    }
    // null: the symbols of the process itself, which is linked to its C library under whatever file name that has.
    const library = koffi.load(null);
    return {
      kind: 'loaded',
      libc: {
        socket: library.func('int socket(int, int, int)') as Libc['socket'],
        setsockopt: library.func('int setsockopt(int, int, int, void *, uint32)') as Libc['setsockopt'],
        getsockopt: library.func('int getsockopt(int, int, int, void *, void *)') as Libc['getsockopt'],
        bind: library.func('int bind(int, void *, uint32)') as Libc['bind'],
        getsockname: library.func('int getsockname(int, void *, void *)') as Libc['getsockname'],
        sendmmsg: library.func('int sendmmsg(int, void *, uint, int)') as Libc['sendmmsg'],
        recvmmsg: library.func('int recvmmsg(int, void *, uint, int, void *)') as Libc['recvmmsg'],
        clock_gettime: library.func('int clock_gettime(int, void *)') as Libc['clock_gettime'],
        close: library.func('int close(int)') as Libc['close'],
        syscall: library.func('long syscall(long, long, long, long)') as Libc['syscall'],
        errno: () => koffi.errno(),
        addressOf: (buffer) => Number(koffi.address(buffer)),
      },
    };
  } catch (error) {
    return { kind: 'unable', reason: `koffi did not load: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const NAMES = new Map(Object.entries(os.constants.errno).map(([name, number]) => [number as number, name]));

/** The symbol of an errno, e.g. "EPERM". */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `errno ${errno}`;
}
