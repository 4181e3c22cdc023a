import { noDarkness, walkFrom } from '@app/topology';
import type { LabTruth } from './lab.truth.js';

/** One interface of a device as an agent tells it. */
export interface LabInterface {
  readonly ifIndex: number;
  readonly ifName: string;
  readonly ifAlias: string;
  readonly speedBitsPerSecond: number;
  readonly isUp: boolean;
  readonly receiveBytes: bigint;
  readonly transmitBytes: bigint;
}

const SPEEDS: Readonly<Record<string, number>> = { hu: 100e9, te: 10e9, ge: 1e9, fe: 100e6, et: 100e6 };
/** A camera's picture, 1 Mbit/s. */
const CAMERA_BYTES_PER_MS = 125;
/** What goes the other way, and over a link that waits in reserve. */
const CONTROL_BYTES_PER_MS = 2;

/** What the agents of the lab's devices tell: interface states after the truth, and counters that grow while the link is lit. */
export class DeviceReadings {
  /** Cameras whose pictures come over a link, and which end they come from (1: the z end sends). */
  private readonly camerasOver: Int32Array;
  private readonly sentFromZ: Uint8Array;
  private readonly litMs: Float64Array;
  private readonly bootedMs: Float64Array;
  private readonly wasOff: Uint8Array;
  private readonly wasDark: Uint8Array;
  private readonly litAtBoot: Float64Array;
  private countedMs: number;

  constructor(
    private readonly truth: LabTruth,
    private readonly nowMs: () => number,
  ) {
    const { graph } = truth;
    this.camerasOver = new Int32Array(graph.linkCount);
    this.sentFromZ = new Uint8Array(graph.linkCount);
    this.litMs = new Float64Array(graph.linkCount);
    this.litAtBoot = new Float64Array(graph.linkCount * 2);
    this.wasDark = new Uint8Array(graph.linkCount);
    this.wasOff = new Uint8Array(graph.deviceCount);
    this.countedMs = nowMs();
    // Devices of a real network have not all been started this minute.
    this.bootedMs = Float64Array.from({ length: graph.deviceCount }, (_, device) => this.countedMs - 86_400_000 - (device % 997) * 60_000);
    this.spreadTraffic();
    truth.onChange(() => this.changed());
  }

  /** Hundredths of a second since the device was switched on, as SNMP counts them (mod 2^32). */
  sysUpTimeTicks(device: number): number {
    return Math.floor((this.nowMs() - this.bootedMs[device]) / 10) % 0x1_0000_0000;
  }

  interfaceCount(device: number): number {
    return this.truth.graph.adjStart[device + 1] - this.truth.graph.adjStart[device];
  }

  /** Interfaces are numbered from 1 in the order of the document's links. */
  interfaceAt(device: number, ifIndex: number): LabInterface {
    const { graph } = this.truth;
    const link = graph.adjLink[graph.adjStart[device] + ifIndex - 1];
    const isZ = graph.linkZ[link] === device;
    const ifName = (isZ ? graph.linkInterfaces.z : graph.linkInterfaces.a)[link] ?? `if${ifIndex}`;
    const lit = this.litNow(link) - this.litAtBoot[2 * link + (isZ ? 1 : 0)];
    const isSender = (this.sentFromZ[link] === 1) === isZ;
    const pictures = BigInt(Math.floor(lit * (CONTROL_BYTES_PER_MS + CAMERA_BYTES_PER_MS * this.camerasOver[link])));
    const control = BigInt(Math.floor(lit * CONTROL_BYTES_PER_MS));
    return {
      ifIndex,
      ifName,
      ifAlias: graph.linkCodes[link],
      speedBitsPerSecond: SPEEDS[ifName.slice(0, 2)] ?? 1e9,
      isUp: !this.truth.isDark(link),
      receiveBytes: isSender ? control : pictures,
      transmitBytes: isSender ? pictures : control,
    };
  }

  private litNow(link: number): number {
    return this.litMs[link] + (this.wasDark[link] === 1 ? 0 : this.nowMs() - this.countedMs);
  }

  /** Settles the time until now under the old state, then takes the new one. */
  private changed(): void {
    const now = this.nowMs();
    const elapsed = now - this.countedMs;
    this.countedMs = now;
    const { graph } = this.truth;
    for (let link = 0; link < graph.linkCount; link++) {
      if (this.wasDark[link] === 0) this.litMs[link] += elapsed;
      this.wasDark[link] = this.truth.isDark(link) ? 1 : 0;
    }
    for (let device = 0; device < graph.deviceCount; device++) {
      const isOff = this.truth.isOff(device);
      if (this.wasOff[device] === 1 && !isOff) this.boot(device, now);
      this.wasOff[device] = isOff ? 1 : 0;
    }
  }

  /** A device that comes back on counts from nothing again. */
  private boot(device: number, now: number): void {
    const { graph } = this.truth;
    this.bootedMs[device] = now;
    for (let i = graph.adjStart[device]; i < graph.adjStart[device + 1]; i++) {
      const link = graph.adjLink[i];
      this.litAtBoot[2 * link + (graph.linkZ[link] === device ? 1 : 0)] = this.litMs[link];
    }
  }

  /** Pictures go the shortest way to the poller; after a cut the figures stay those of the whole network. */
  private spreadTraffic(): void {
    const { graph } = this.truth;
    const [poller] = graph.pollers;
    if (!poller) return;
    const { order, parentLink } = walkFrom(graph, poller.device, noDarkness(graph));
    const cameras = Int32Array.from(graph.deviceRoles, (role) => (role === 'CAMERA' ? 1 : 0));
    for (let i = order.length - 1; i > 0; i--) {
      const device = order[i];
      const link = parentLink[device];
      this.camerasOver[link] = cameras[device];
      this.sentFromZ[link] = graph.linkZ[link] === device ? 1 : 0;
      cameras[graph.linkA[link] + graph.linkZ[link] - device] += cameras[device];
    }
  }
}
