import { LAB_COMMUNITY } from '../snmp/snmp.agent.js';
import { trapMessage } from '../snmp/trap.message.js';
import type { DeviceReadings } from '../truth/device.readings.js';
import { addressNumber } from '../truth/lab.truth.js';
import { type LabTrap, TrapWatch } from '../truth/trap.watch.js';
import { MSG_DONTWAIT, sendmmsg } from './native.js';
import { PacketArena } from './packet.arena.js';
import { answerFrom, CONTROL_BYTES } from './source.address.js';

/** Where traps go: an IPv4 address and a UDP port. */
export interface TrapsTo {
  readonly address: string;
  readonly port: number;
}

const PACKET_BYTES = 1_024;
const EACH_TURN = 20;
const TURN_MS = 100;
/** What a storm holds beyond this is lost, as in any agent. */
const MOST_WAITING = 2_000;

/** Sends the traps of all devices, each from its own address, at most 200 a second. */
export class TrapSender {
  sent = 0;
  private readonly waiting: LabTrap[] = [];
  private readonly outgoing = new PacketArena(1, PACKET_BYTES, CONTROL_BYTES);
  private readonly name: Uint8Array;
  private timer: NodeJS.Timeout | undefined;
  private nextId = 1;

  /** `fd`: a UDP socket in whose namespace the receiver listens. */
  constructor(
    private readonly fd: number,
    private readonly readings: DeviceReadings,
    to: TrapsTo,
  ) {
    const address = addressNumber(to.address);
    if (address === null) throw new RangeError(`traps go to an IPv4 address, not to "${to.address}"`);
    this.name = Uint8Array.of(2, 0, to.port >>> 8, to.port, address >>> 24, address >>> 16, address >>> 8, address, 0, 0, 0, 0, 0, 0, 0, 0);
    new TrapWatch(readings, (trap) => this.queue(trap));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.waiting.length = 0;
  }

  private queue(trap: LabTrap): void {
    if (this.waiting.length >= MOST_WAITING) return;
    this.waiting.push(trap);
    this.timer ??= setTimeout(() => this.turn(), 0);
  }

  private turn(): void {
    for (const trap of this.waiting.splice(0, EACH_TURN)) this.send(trap);
    this.timer = this.waiting.length > 0 ? setTimeout(() => this.turn(), TURN_MS) : undefined;
  }

  private send(trap: LabTrap): void {
    const from = addressNumber(this.readings.truth.document.devices[trap.device].address ?? '');
    if (from === null) return;
    const message = trapMessage(this.readings, trap, this.nextId++, LAB_COMMUNITY);
    const { outgoing } = this;
    outgoing.bytes.set(message, outgoing.bufferAt(0));
    outgoing.bytes.set(this.name, outgoing.nameAt(0));
    answerFrom(outgoing, 0, from);
    outgoing.rearm(0, message.length);
    this.sent += Math.max(0, sendmmsg(this.fd, outgoing.address, 1, MSG_DONTWAIT));
  }
}
