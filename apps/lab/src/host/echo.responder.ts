import type { LabTruth } from '../truth/lab.truth.js';
import {
  IPPROTO_ICMP,
  IPPROTO_RAW,
  MSG_DONTWAIT,
  openSocket,
  passOnly,
  recvmmsg,
  sendmmsg,
  SOCK_NONBLOCK,
  SOCK_RAW,
  widen,
} from './native.js';
import { PacketArena } from './packet.arena.js';

const BATCH = 256;
const PACKET_BYTES = 256;
const IP_BYTES = 20;
const ECHO_REQUEST = 8;
const ECHO_REPLY = 0;
/** Batches between two breaths, so that a flood of echoes does not keep SNMP and the control line waiting. */
const BATCHES_A_TURN = 16;

/** Plays every host of the city at once: one raw socket hears all questions, one answers from the address that was asked. */
export class EchoResponder {
  readonly fd: number;
  answered = 0;
  private readonly mouth: number;
  private readonly incoming = new PacketArena(BATCH, PACKET_BYTES);
  private readonly outgoing = new PacketArena(BATCH, PACKET_BYTES);

  constructor(private readonly truth: LabTruth) {
    this.fd = openSocket(SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP, 'raw socket that hears');
    this.mouth = openSocket(SOCK_RAW | SOCK_NONBLOCK, IPPROTO_RAW, 'raw socket that answers');
    passOnly(this.fd, ECHO_REQUEST);
    widen(this.fd);
    widen(this.mouth);
  }

  /** Takes what has come. True if there may be more. */
  serve(): boolean {
    for (let batch = 0; batch < BATCHES_A_TURN; batch++) {
      const received = recvmmsg(this.fd, this.incoming.address, BATCH, MSG_DONTWAIT, null);
      if (received <= 0) return false;
      let ready = 0;
      for (let i = 0; i < received; i++) {
        if (this.reply(i, ready)) ready += 1;
        this.incoming.rearm(i, PACKET_BYTES);
      }
      this.send(ready);
      if (received < BATCH) return false;
    }
    return true;
  }

  /** Writes the reply to question `i` as message `slot`: the same packet with both ends exchanged. False for silence. */
  private reply(i: number, slot: number): boolean {
    const { bytes } = this.incoming;
    const from = this.incoming.bufferAt(i);
    const length = this.incoming.length(i);
    // Options never stand in an echo of ours, and what is as long as the buffer was cut.
    if (length < IP_BYTES + 8 || length === PACKET_BYTES || bytes[from] !== 0x45 || bytes[from + IP_BYTES] !== ECHO_REQUEST) return false;
    const asked = ((bytes[from + 16] << 24) | (bytes[from + 17] << 16) | (bytes[from + 18] << 8) | bytes[from + 19]) >>> 0;
    const device = this.truth.deviceAt(asked);
    if (device < 0 || !this.truth.isHeard(device)) return false;
    const out = this.outgoing.bytes;
    const to = this.outgoing.bufferAt(slot);
    const name = this.outgoing.nameAt(slot);
    out.set(bytes.subarray(from, from + length), to);
    out[name] = 2;
    for (let k = 0; k < 4; k++) {
      out[to + 12 + k] = bytes[from + 16 + k];
      out[name + 4 + k] = out[to + 16 + k] = bytes[from + 12 + k];
    }
    out[to + 6] = out[to + 7] = 0;
    out[to + 8] = 64;
    out[to + IP_BYTES] = ECHO_REPLY;
    // RFC 1624: the type went from 8 to 0, so the sum grows by 0x0800, with the carry brought round.
    const sum = (out[to + IP_BYTES + 2] << 8) + out[to + IP_BYTES + 3] + 0x0800;
    const folded = (sum & 0xffff) + (sum >>> 16);
    out[to + IP_BYTES + 2] = folded >>> 8;
    out[to + IP_BYTES + 3] = folded & 0xff;
    this.outgoing.rearm(slot, length);
    return true;
  }

  private send(ready: number): void {
    let sent = 0;
    while (sent < ready) {
      const count = sendmmsg(this.mouth, this.outgoing.address + sent * 64, ready - sent, MSG_DONTWAIT);
      // One that cannot be sent is lost as on any network; those behind it need not be.
      sent += count > 0 ? count : 1;
      this.answered += Math.max(count, 0);
    }
  }
}
