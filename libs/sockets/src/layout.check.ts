import { errnoName, type Libc } from './libc.js';
import { CLOCK_REALTIME, MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_DGRAM, SO_TIMESTAMPNS, SOL_SOCKET } from './linux.js';
import { MessageArena } from './message.arena.js';

const AF_UNIX = 1;
const MESSAGES = 3;
/** An autobound abstract name: family (2), NUL, five hexadecimal digits (unix(7)). */
const NAME_BYTES = 8;

/**
 * Proves that our layout of mmsghdr, iovec, cmsghdr and timespec is this machine's, by passing messages through a local socket and
 * reading every field back. Returns what is wrong, or null. A wrong layout would let the kernel write into memory that is not ours.
 */
export function checkLayouts(libc: Libc): string | null {
  const fd = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return `no local socket for the self-test (${errnoName(libc.errno())})`;
  try {
    return roundTrip(libc, fd);
  } finally {
    libc.close(fd);
  }
}

function roundTrip(libc: Libc, fd: number): string | null {
  const memory = new ArrayBuffer(160);
  const view = new DataView(memory);
  const base = libc.addressOf(memory);
  view.setUint16(0, AF_UNIX, true);
  view.setUint32(128, 1, true);
  view.setUint32(136, 110, true);
  if (libc.bind(fd, base, 2) !== 0) return `bind failed (${errnoName(libc.errno())})`;
  if (libc.setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, base + 128, 4) !== 0) return `no timestamps (${errnoName(libc.errno())})`;
  if (libc.getsockname(fd, base, base + 136) !== 0 || view.getUint32(136, true) !== NAME_BYTES) return 'getsockname gave no name';
  const name = new Uint8Array(memory, 0, NAME_BYTES);

  const outgoing = new MessageArena(libc, { count: MESSAGES, nameBytes: NAME_BYTES, controlBytes: 0, bufferBytes: 24 });
  for (let i = 0; i < MESSAGES; i += 1) {
    outgoing.bytes.set(name, outgoing.nameAt(i));
    outgoing.bytes.fill(65 + i, outgoing.bufferAt(i), outgoing.bufferAt(i) + 24);
  }
  const sent = libc.sendmmsg(fd, outgoing.address(0), MESSAGES, MSG_DONTWAIT);
  if (sent !== MESSAGES) return `sendmmsg sent ${sent} of ${MESSAGES} (${errnoName(libc.errno())})`;
  const incoming = new MessageArena(libc, { count: MESSAGES + 1, nameBytes: 32, controlBytes: 64, bufferBytes: 64 });
  const received = libc.recvmmsg(fd, incoming.address(0), MESSAGES + 1, MSG_DONTWAIT, null);
  if (received !== MESSAGES) return `recvmmsg received ${received} of ${MESSAGES}`;

  libc.clock_gettime(CLOCK_REALTIME, base + 144);
  const nowMs = Number(view.getBigUint64(144, true)) * 1000 + Number(view.getBigUint64(152, true)) / 1e6;
  for (let i = 0; i < MESSAGES; i += 1) {
    if (incoming.length(i) !== 24) return 'msg_len is not where it should be';
    if (incoming.nameLength(i) !== NAME_BYTES) return 'msg_namelen is not where it should be';
    for (let k = 0; k < NAME_BYTES; k += 1) {
      if (incoming.bytes[incoming.nameAt(i) + k] !== name[k]) return 'msg_name is not where it should be';
    }
    for (let k = 0; k < 24; k += 1) {
      if (incoming.bytes[incoming.bufferAt(i) + k] !== 65 + i) return 'msg_iov is not where it should be';
    }
    const stamp = incoming.findControl(i, SOL_SOCKET, SO_TIMESTAMPNS, 16);
    if (stamp < 0) return 'msg_control is not where it should be';
    if (Math.abs(incoming.timespecMs(stamp) - nowMs) > 5000) return 'a kernel timestamp cannot be read';
  }
  return null;
}
