import { errnoName, type Libc } from './libc.js';
import * as linux from './linux.js';
import { MessageArena } from './message.arena.js';
import { NAME_BYTES, nameBytes } from './socket.name.js';
import { UdpSocket } from './udp.socket.js';

const SEND_BATCH = 64;
const RECEIVE_BATCH = 64;
/** The longest datagram has 65,507 bytes. One line of cache more, so that the beginnings of all buffers do not meet in the same few lines. */
const BUFFER_BYTES = 65_536 + 64;

/** Datagrams by the batch: a system call for up to 64 of them. */
export class BatchedUdp extends UdpSocket {
  private readonly outgoing: MessageArena;
  private readonly incoming: MessageArena;
  private readonly tags = new Int32Array(SEND_BATCH);
  private staged = 0;
  private isOpen = true;

  constructor(
    private readonly libc: Libc,
    private readonly fd: number,
    family: 4 | 6,
  ) {
    super(family);
    const shape = { nameBytes: NAME_BYTES, controlBytes: 0, bufferBytes: BUFFER_BYTES };
    this.outgoing = new MessageArena(libc, { ...shape, nameBytes: nameBytes(family), count: SEND_BATCH });
    this.incoming = new MessageArena(libc, { ...shape, count: RECEIVE_BATCH });
  }

  override stage(message: Uint8Array, length: number, name: Uint8Array, tag: number): void {
    if (length > BUFFER_BYTES) {
      this.sink.unsent(tag, 'EMSGSIZE');
      return;
    }
    const i = this.staged;
    const { outgoing } = this;
    this.tags[i] = tag;
    outgoing.bytes.set(name, outgoing.nameAt(i));
    const to = outgoing.bufferAt(i);
    // A question is short: a loop costs less than a view of its part and a call.
    for (let k = 0; k < length; k += 1) outgoing.bytes[to + k] = message[k] as number;
    outgoing.setLength(i, length);
    this.staged = i + 1;
    if (this.staged === SEND_BATCH) this.send();
  }

  override send(): void {
    const count = this.staged;
    this.staged = 0;
    let done = 0;
    let isInterrupted = false;
    while (done < count && this.isOpen) {
      const sent = this.libc.sendmmsg(this.fd, this.outgoing.address(done), count - done, linux.MSG_DONTWAIT);
      if (sent > 0) {
        done += sent;
        continue;
      }
      const errno = this.libc.errno();
      if (errno === linux.EINTR && !isInterrupted) {
        isInterrupted = true;
        continue;
      }
      // No room now is a datagram lost on the way: whoever asked asks again.
      const isCongested = errno === linux.EAGAIN || errno === linux.ENOBUFS || errno === linux.ENOMEM;
      const tag = this.tags[done] as number;
      done += 1;
      if (!isCongested) this.sink.unsent(tag, errnoName(errno));
    }
  }

  override collect(most: number): number {
    const { incoming } = this;
    let taken = 0;
    while (taken < most && this.isOpen) {
      const count = this.libc.recvmmsg(this.fd, incoming.address(0), RECEIVE_BATCH, linux.MSG_DONTWAIT, null);
      if (count <= 0) {
        // What an earlier datagram met on its way (ECONNREFUSED, say) is told once, in the place of a reception.
        if (count < 0 && ![linux.EAGAIN, linux.EBADF].includes(this.libc.errno())) {
          taken += 1;
          continue;
        }
        break;
      }
      for (let i = 0; i < count; i += 1) {
        const from = incoming.bufferAt(i);
        const to = from + incoming.length(i);
        incoming.rearm(i);
        this.sink.datagram(incoming.bytes, from, to, incoming.bytes, incoming.nameAt(i));
      }
      taken += count;
      if (count < RECEIVE_BATCH) break;
    }
    return taken;
  }

  override close(): Promise<void> {
    if (this.isOpen) this.libc.close(this.fd);
    this.isOpen = false;
    return Promise.resolve();
  }
}
