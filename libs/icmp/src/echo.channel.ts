import { type Libc, linux, MessageArena } from '@app/sockets';
import {
  blankSighting,
  ECHO_BYTES,
  readIpv4,
  readIpv6,
  readQuotation,
  SIGHTING,
  writeProbe,
  writeTemplate,
  type EchoIdentity,
  type Sighting,
} from './echo.packet.js';
import type { IcmpSocket } from './icmp.socket.js';
import type { ProbePool } from './probe.pool.js';

/** Probes a system call: few enough that the clock read beside it is true for each of them, enough that the call is cheap. */
export const SEND_BATCH = 32;
const RECEIVE_BATCH = 128;
const ERROR_BATCH = 16;
/** Outer header, ICMP header, quoted header with options, quoted request: 60 + 8 + 60 + 64 at most. */
const PACKET_BYTES = 256;
/** sock_extended_err (linux/errqueue.h): errno 4, origin 1, type 1, code 1, pad 1, info 4, data 4; then the offender's address. */
const EXTENDED_ERROR_BYTES = 16;
const ORIGIN_ICMP = 2;
const ORIGIN_ICMP6 = 3;

/** What a channel tells about each packet that concerns us. Offsets are into `bytes`, which is used again afterwards. */
export interface ChannelListener {
  reply(seen: Sighting, family: 4 | 6, bytes: Uint8Array, senderAt: number, receivedWallMs: number): void;
  /** `askedAt` and `routerAt` are offsets of addresses. */
  rejected(seen: Sighting, family: 4 | 6, bytes: Uint8Array, askedAt: number, routerAt: number): void;
  unread(kind: 'stray' | 'garbage'): void;
  /** The probe could not be sent. `isCongested`: for want of buffers, so a later try may succeed. */
  unsent(probe: number, errno: number, isCongested: boolean): void;
}

/** One socket and its two arenas: batches go out, packets come in. */
export class EchoChannel {
  private readonly outgoing: MessageArena;
  private readonly incoming: MessageArena;
  private errors: MessageArena | null = null;
  private readonly constantSum: number;
  private readonly seen = blankSighting();
  private readonly staged = new Int32Array(SEND_BATCH);
  private stagedCount = 0;
  private readonly addressAt: number;

  constructor(
    private readonly libc: Libc,
    readonly socket: IcmpSocket,
    private readonly identity: EchoIdentity,
    private readonly pool: ProbePool,
    private readonly wallMs: () => number,
    private readonly listener: ChannelListener,
  ) {
    const nameBytes = socket.family === 4 ? 16 : 28;
    // The address stands behind family and port, and behind the flow label in IPv6.
    this.addressAt = socket.family === 4 ? 4 : 8;
    this.outgoing = new MessageArena(libc, { count: SEND_BATCH, nameBytes, controlBytes: 0, bufferBytes: ECHO_BYTES });
    this.incoming = new MessageArena(libc, { count: RECEIVE_BATCH, nameBytes, controlBytes: 64, bufferBytes: PACKET_BYTES });
    let sum = 0;
    for (let i = 0; i < SEND_BATCH; i += 1) {
      this.outgoing.bytes[this.outgoing.nameAt(i)] = socket.family === 4 ? linux.AF_INET : linux.AF_INET6;
      sum = writeTemplate(this.outgoing.bytes, this.outgoing.bufferAt(i), socket.family, identity);
    }
    this.constantSum = sum;
  }

  /** Stages a probe of the pool; sends by itself when the batch is full. */
  stage(probe: number): void {
    const i = this.stagedCount;
    this.staged[i] = probe;
    const { bytes } = this.outgoing;
    const to = this.outgoing.nameAt(i) + this.addressAt;
    this.pool.copyAddress(probe, bytes, to, this.socket.family === 4 ? 4 : 16);
    writeProbe(bytes, this.outgoing.bufferAt(i), this.constantSum, probe, this.pool.number[probe] as number);
    this.stagedCount = i + 1;
    if (this.stagedCount === SEND_BATCH) this.send();
  }

  /** Sends the batch. Each probe gets the time at which its share of the call began. */
  send(): void {
    const count = this.stagedCount;
    this.stagedCount = 0;
    let done = 0;
    let retries = 0;
    while (done < count) {
      const before = this.wallMs();
      const sent = this.libc.sendmmsg(this.socket.fd, this.outgoing.address(done), count - done, linux.MSG_DONTWAIT);
      if (sent > 0) {
        const each = (this.wallMs() - before) / sent;
        for (let i = 0; i < sent; i += 1) this.pool.markSent(this.staged[done + i] as number, before + each * i);
        done += sent;
        retries = 0;
        continue;
      }
      const errno = this.libc.errno();
      // An error may be another probe's, left on the socket by an ICMP message: take it from there and try once more.
      const isCongested = errno === linux.EAGAIN || errno === linux.ENOBUFS || errno === linux.ENOMEM;
      retries += 1;
      if (retries <= 2 && !isCongested) {
        if (errno !== linux.EINTR) this.collectErrors();
        continue;
      }
      this.listener.unsent(this.staged[done] as number, errno, isCongested);
      done += 1;
      retries = 0;
    }
  }

  /** Takes in all that has arrived. */
  receive(): void {
    let failures = 0;
    for (;;) {
      const count = this.libc.recvmmsg(this.socket.fd, this.incoming.address(0), RECEIVE_BATCH, linux.MSG_DONTWAIT, null);
      if (count < 0) {
        const errno = this.libc.errno();
        failures += 1;
        if (errno === linux.EAGAIN || errno === linux.EBADF || failures > 8) return;
        if (errno !== linux.EINTR) this.collectErrors();
        continue;
      }
      for (let i = 0; i < count; i += 1) this.read(i);
      if (count < RECEIVE_BATCH) return;
    }
  }

  private read(i: number): void {
    const { incoming, seen, socket } = this;
    const isRaw = socket.kind === 'raw';
    const at = incoming.bufferAt(i);
    const length = incoming.length(i);
    if (socket.family === 4) readIpv4(incoming.bytes, at, length, isRaw, this.identity, seen);
    else readIpv6(incoming.bytes, at, length, isRaw, this.identity, seen);
    const senderAt = incoming.nameAt(i) + this.addressAt;
    if (seen.kind === SIGHTING.REPLY) {
      const stamp = incoming.findControl(i, linux.SOL_SOCKET, linux.SO_TIMESTAMPNS, 16);
      this.listener.reply(seen, socket.family, incoming.bytes, senderAt, stamp < 0 ? this.wallMs() : incoming.timespecMs(stamp));
    } else if (seen.kind === SIGHTING.ERROR) {
      this.listener.rejected(seen, socket.family, incoming.bytes, seen.quotedTo, senderAt);
    } else {
      this.listener.unread(seen.kind === SIGHTING.STRAY ? 'stray' : 'garbage');
    }
    incoming.rearm(i);
  }

  /** Empties the error queue of a datagram socket: ICMP errors about our own requests, sorted out by the kernel. */
  collectErrors(): void {
    if (this.socket.kind === 'raw') return;
    const nameBytes = this.socket.family === 4 ? 16 : 28;
    this.errors ??= new MessageArena(this.libc, { count: ERROR_BATCH, nameBytes, controlBytes: 128, bufferBytes: PACKET_BYTES });
    for (;;) {
      const flags = linux.MSG_DONTWAIT | linux.MSG_ERRQUEUE;
      const count = this.libc.recvmmsg(this.socket.fd, this.errors.address(0), ERROR_BATCH, flags, null);
      for (let i = 0; i < count; i += 1) this.readError(this.errors, i);
      if (count < ERROR_BATCH) return;
    }
  }

  private readError(errors: MessageArena, i: number): void {
    const { family } = this.socket;
    const level = family === 4 ? linux.SOL_IP : linux.SOL_IPV6;
    const type = family === 4 ? linux.IP_RECVERR : linux.IPV6_RECVERR;
    const offenderBytes = family === 4 ? 16 : 28;
    const control = errors.findControl(i, level, type, EXTENDED_ERROR_BYTES + offenderBytes);
    const origin = control < 0 ? 0 : (errors.bytes[control + 4] as number);
    if (origin === ORIGIN_ICMP || origin === ORIGIN_ICMP6) {
      const at = errors.bufferAt(i);
      // The identifier is the kernel's here, and the kernel has matched it.
      readQuotation(errors.bytes, at, at + errors.length(i), family === 4 ? 8 : 128, false, this.identity, this.seen);
      if (this.seen.kind === SIGHTING.ERROR) {
        this.seen.type = errors.bytes[control + 5] as number;
        this.seen.code = errors.bytes[control + 6] as number;
        const routerAt = control + EXTENDED_ERROR_BYTES + this.addressAt;
        this.listener.rejected(this.seen, family, errors.bytes, errors.nameAt(i) + this.addressAt, routerAt);
      } else {
        this.listener.unread('stray');
      }
    }
    errors.rearm(i);
  }
}
