import { noDarkness, walkFrom } from '@app/topology';
import { DevicePorts } from './device.ports.js';
import type { LabTruth } from './lab.truth.js';

/** One interface of a device as an agent tells it. */
export interface LabInterface {
  /** Its place in the device, from 0: kept when it gets another number. */
  readonly port: number;
  readonly ifIndex: number;
  readonly ifName: string;
  readonly ifAlias: string;
  readonly ifType: number;
  readonly speedBitsPerSecond: number;
  readonly adminUp: boolean;
  readonly isUp: boolean;
  readonly receiveBytes: bigint;
  readonly transmitBytes: bigint;
  /** sysUpTime when it last went up or down; 0: not since the start. */
  readonly lastChangeTicks: number;
}

/** Why an ONU left last, as Huawei numbers it. */
export const ONU_CAUSE = { NONE: -1, LOS: 1, LOSI: 2, DEACTIVATED: 8, DYING_GASP: 13 } as const;

const SPEEDS: Readonly<Record<string, number>> = { hu: 100e9, te: 10e9, xg: 10e9, GP: 2.488e9, ge: 1e9, fe: 100e6, et: 100e6 };
const ETHERNET = 6;
const GPON = 250;
/** A camera's picture, 1 Mbit/s. */
const CAMERA_BYTES_PER_MS = 125;
/** What goes the other way, and over a link that waits in reserve. */
const CONTROL_BYTES_PER_MS = 2;

/** What the agents of the lab's devices tell: interface states after the truth, and counters that grow while the link is lit. */
export class DeviceReadings {
  readonly ports: DevicePorts;
  /** Cameras whose pictures come over a link, and which end they come from (1: the z end sends). */
  private readonly camerasOver: Int32Array;
  private readonly sentFromZ: Uint8Array;
  private readonly litMs: Float64Array;
  private readonly bootedMs: Float64Array;
  private readonly wasOff: Uint8Array;
  private readonly wasDark: Uint8Array;
  private readonly litAtBoot: Float64Array;
  private readonly changedMs: Float64Array;
  private readonly boots: Uint32Array;
  /** By link: the last cause of an ONU's absence. */
  private readonly onuCauses = new Map<number, number>();
  private countedMs: number;

  constructor(
    readonly truth: LabTruth,
    private readonly nowMs: () => number,
  ) {
    const { graph } = truth;
    this.ports = new DevicePorts(graph);
    this.changedMs = new Float64Array(graph.linkCount).fill(Number.NEGATIVE_INFINITY);
    this.boots = new Uint32Array(graph.deviceCount).fill(1);
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
    truth.onRestart(({ device, isRenumbered }) => {
      if (isRenumbered) this.ports.renumber(device);
      this.boot(device, nowMs());
    });
  }

  /** Hundredths of a second since the device was switched on, as SNMP counts them (mod 2^32). */
  sysUpTimeTicks(device: number): number {
    return Math.floor((this.nowMs() - this.bootedMs[device]) / 10) % 0x1_0000_0000;
  }

  /** How often the device has been switched on. */
  bootsOf(device: number): number {
    return this.boots[device];
  }

  /** Seconds since the device was switched on. */
  upSeconds(device: number): number {
    return Math.floor((this.nowMs() - this.bootedMs[device]) / 1000);
  }

  interfaceCount(device: number): number {
    return this.ports.count(device);
  }

  /** The interface in this row (from 1) of a table ordered by ifIndex; without renumbering, in the order of the document's links. */
  interfaceAt(device: number, row: number): LabInterface {
    return this.portAt(device, this.ports.portInRow(device, row - 1));
  }

  portAt(device: number, port: number): LabInterface {
    const { ports, truth } = this;
    const links = ports.links(device, port);
    const ifName = ports.ifName(device, port);
    const isPon = ports.isPon(device, port);
    let received = 0;
    let sent = 0;
    for (const link of links) {
      const isZ = truth.graph.linkZ[link] === device;
      const lit = this.litNow(link) - this.litAtBoot[2 * link + (isZ ? 1 : 0)];
      const pictures = Math.floor(lit * (CONTROL_BYTES_PER_MS + CAMERA_BYTES_PER_MS * this.camerasOver[link]));
      const control = Math.floor(lit * CONTROL_BYTES_PER_MS);
      const isSender = (this.sentFromZ[link] === 1) === isZ;
      received += isSender ? control : pictures;
      sent += isSender ? pictures : control;
    }
    return {
      port,
      ifIndex: ports.ifIndex(device, port),
      ifName,
      ifAlias: isPon ? `${links.length} ONU` : truth.graph.linkCodes[links[0]],
      ifType: isPon ? GPON : ETHERNET,
      speedBitsPerSecond: SPEEDS[ifName.slice(0, 2)] ?? 1e9,
      adminUp: isPon || truth.portFault(ports.end(device, links[0])) !== 'SHUT',
      isUp: links.some((link) => !truth.isDark(link)),
      receiveBytes: BigInt(received),
      transmitBytes: BigInt(sent),
      lastChangeTicks: this.lastChangeTicks(device, links),
    };
  }

  onuCause(link: number): number {
    return this.onuCauses.get(link) ?? ONU_CAUSE.NONE;
  }

  private lastChangeTicks(device: number, links: readonly number[]): number {
    const at = Math.max(...links.map((link) => this.changedMs[link]));
    return at <= this.bootedMs[device] ? 0 : Math.floor((at - this.bootedMs[device]) / 10) % 0x1_0000_0000;
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
      const isDark = this.truth.isDark(link) ? 1 : 0;
      if (isDark !== this.wasDark[link]) this.changedMs[link] = now;
      this.wasDark[link] = isDark;
    }
    this.blameOnus();
    for (let device = 0; device < graph.deviceCount; device++) {
      const isOff = this.truth.isOff(device);
      if (this.wasOff[device] === 1 && !isOff) this.boot(device, now);
      this.wasOff[device] = isOff ? 1 : 0;
    }
  }

  /** An OLT tells power from fibre: a dying ONU still says so, a cut one does not. All silent at once are the feeder's. */
  private blameOnus(): void {
    const { graph } = this.truth;
    for (const [olt, onus] of this.ports.allOnus()) {
      if (this.truth.isOff(olt)) continue;
      for (const { link, ponIfIndex } of onus) {
        if (this.changedMs[link] !== this.countedMs || !this.truth.isDark(link)) continue;
        const isOff = this.truth.isOff(graph.linkA[link] + graph.linkZ[link] - olt);
        const others = onus.filter((each) => each.ponIfIndex === ponIfIndex);
        const isFeeder = others.length > 1 && others.every((each) => this.truth.isGlassCut(each.link));
        const isShut = this.truth.portFault(this.ports.end(olt, link)) === 'SHUT';
        const fibre = isFeeder ? ONU_CAUSE.LOS : ONU_CAUSE.LOSI;
        this.onuCauses.set(link, isShut ? ONU_CAUSE.DEACTIVATED : isOff ? ONU_CAUSE.DYING_GASP : fibre);
      }
    }
  }

  /** A device that comes back on counts from nothing again. */
  private boot(device: number, now: number): void {
    const { graph } = this.truth;
    this.bootedMs[device] = now;
    this.boots[device] += 1;
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
