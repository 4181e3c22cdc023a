import type { SnmpAgent } from '../snmp/snmp.agent.js';
import {
  bindPort,
  IP_PKTINFO,
  MSG_DONTWAIT,
  openSocket,
  recvmmsg,
  sendmmsg,
  setOption,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOL_IP,
  widen,
} from './native.js';
import { PacketArena } from './packet.arena.js';
import { answerFrom, CONTROL_BYTES } from './source.address.js';

const BATCH = 64;
const PACKET_BYTES = 8192;
const SNMP_PORT = 161;

/** The UDP side of all agents: one socket on port 161 of every address, answering from the one that was asked. */
export class SnmpResponder {
  readonly fd: number;
  answered = 0;
  private readonly incoming = new PacketArena(BATCH, PACKET_BYTES, CONTROL_BYTES);
  private readonly outgoing = new PacketArena(BATCH, PACKET_BYTES, CONTROL_BYTES);

  constructor(private readonly agent: SnmpAgent) {
    this.fd = openSocket(SOCK_DGRAM | SOCK_NONBLOCK, 0, 'UDP socket');
    setOption(this.fd, SOL_IP, IP_PKTINFO, 1);
    widen(this.fd);
    bindPort(this.fd, SNMP_PORT);
  }

  /** Takes one batch. True if there may be more. */
  serve(): boolean {
    const received = recvmmsg(this.fd, this.incoming.address, BATCH, MSG_DONTWAIT, null);
    let ready = 0;
    for (let i = 0; i < received; i++) {
      if (this.reply(i, ready)) ready += 1;
      this.incoming.rearm(i, PACKET_BYTES);
    }
    for (let sent = 0; sent < ready;) {
      const count = sendmmsg(this.fd, this.outgoing.address + sent * 64, ready - sent, MSG_DONTWAIT);
      sent += count > 0 ? count : 1;
      this.answered += Math.max(count, 0);
    }
    return received === BATCH;
  }

  private reply(i: number, slot: number): boolean {
    const { bytes } = this.incoming;
    const header = this.incoming.controlAt(i);
    const control = new DataView(bytes.buffer, header, CONTROL_BYTES);
    if (control.getUint32(8, true) !== SOL_IP || control.getUint32(12, true) !== IP_PKTINFO) return false;
    const from = this.incoming.bufferAt(i);
    const answer = this.agent.answer(control.getUint32(24), bytes.subarray(from, from + this.incoming.length(i)));
    if (!answer) return false;
    const out = this.outgoing;
    out.bytes.set(answer, out.bufferAt(slot));
    out.bytes.set(bytes.subarray(this.incoming.nameAt(i), this.incoming.nameAt(i) + 16), out.nameAt(slot));
    answerFrom(out, slot, control.getUint32(24));
    out.rearm(slot, answer.length);
    return true;
  }
}
