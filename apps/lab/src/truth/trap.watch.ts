import { type DeviceReadings, ONU_CAUSE } from './device.readings.js';

/** What a device would tell unasked. */
export type LabTrap =
  | { readonly kind: 'link'; readonly device: number; readonly port: number; readonly isUp: boolean }
  | { readonly kind: 'cold-start'; readonly device: number }
  | { readonly kind: 'onu'; readonly device: number; readonly ponIfIndex: number; readonly onuId: number; readonly cause: number };

/**
 * Compares the city before and after each change, and tells what its devices would. Who is off or out of reach says nothing:
 * its words would be lost on the way.
 */
export class TrapWatch {
  private readonly wasDark: Uint8Array;
  private readonly wasOff: Uint8Array;

  constructor(
    private readonly readings: DeviceReadings,
    private readonly tell: (trap: LabTrap) => void,
  ) {
    const { truth } = readings;
    this.wasDark = Uint8Array.from({ length: truth.graph.linkCount }, (_, link) => (truth.isDark(link) ? 1 : 0));
    this.wasOff = Uint8Array.from({ length: truth.graph.deviceCount }, (_, device) => (truth.isOff(device) ? 1 : 0));
    truth.onChange(() => this.look());
    truth.onRestart(({ device }) => this.speaks(device) && tell({ kind: 'cold-start', device }));
  }

  private look(): void {
    const { truth } = this.readings;
    const { graph } = truth;
    for (let device = 0; device < graph.deviceCount; device++) {
      const isOff = truth.isOff(device) ? 1 : 0;
      if (this.wasOff[device] === 1 && isOff === 0 && this.speaks(device)) this.tell({ kind: 'cold-start', device });
      this.wasOff[device] = isOff;
    }
    for (let link = 0; link < graph.linkCount; link++) {
      const isDark = truth.isDark(link) ? 1 : 0;
      if (isDark === this.wasDark[link]) continue;
      this.wasDark[link] = isDark;
      for (const device of [graph.linkA[link], graph.linkZ[link]]) if (this.speaks(device)) this.tellLink(device, link, isDark === 0);
    }
  }

  private tellLink(device: number, link: number, isUp: boolean): void {
    const onu = this.readings.ports.onus(device).find((each) => each.link === link);
    if (!onu) {
      this.tell({ kind: 'link', device, port: this.readings.ports.portOf(device, link), isUp });
      return;
    }
    const { ponIfIndex, onuId } = onu;
    this.tell({ kind: 'onu', device, ponIfIndex, onuId, cause: isUp ? ONU_CAUSE.NONE : this.readings.onuCause(link) });
  }

  private speaks(device: number): boolean {
    const { truth } = this.readings;
    return truth.isHeard(device) && truth.document.devices[device].checks?.includes('snmp') === true;
  }
}
