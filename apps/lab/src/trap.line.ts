import { closeFd, openSocket, SOCK_DGRAM, SOCK_NONBLOCK } from './host/native.js';
import { TrapSender, type TrapsTo } from './host/trap.sender.js';
import { DeviceReadings } from './truth/device.readings.js';
import type { LabTruth } from './truth/lab.truth.js';

/** The socket that traps leave by, made where their receiver listens: what the hosts send by it arrives there, also from their namespace. */
export class TrapLine {
  readonly fd = openSocket(SOCK_DGRAM | SOCK_NONBLOCK, 0, 'UDP socket for traps');
  private sender: TrapSender | null = null;

  /** Without a host process: the traps are sent from here. */
  sendOf(truth: LabTruth, to: TrapsTo): void {
    this.sender = new TrapSender(this.fd, new DeviceReadings(truth, () => performance.now()), to);
  }

  close(): void {
    this.sender?.stop();
    closeFd(this.fd);
  }
}
