import { IP_PKTINFO, SOL_IP } from './native.js';
import type { PacketArena } from './packet.arena.js';

/** struct cmsghdr (16) and struct in_pktinfo (12): interface, local address, address in the header. */
export const CONTROL_BYTES = 32;
const CMSG_LENGTH = 28;

/** Lets a message leave from this address, whatever the socket is bound to. */
export function answerFrom(arena: PacketArena, slot: number, address: number): void {
  const control = new DataView(arena.bytes.buffer, arena.controlAt(slot), CONTROL_BYTES);
  control.setBigUint64(0, BigInt(CMSG_LENGTH), true);
  control.setUint32(8, SOL_IP, true);
  control.setUint32(12, IP_PKTINFO, true);
  control.setUint32(16, 0, true);
  control.setUint32(20, address);
  control.setUint32(24, 0);
}
