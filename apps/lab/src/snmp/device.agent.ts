import type { LabInterface, DeviceReadings } from '../truth/device.readings.js';
import { hash } from '../truth/optical.plant.js';
import type { Oid } from './mib.view.js';

/** The neighbour at the other end of a lit port. */
export interface LitPort {
  readonly port: number;
  readonly link: number;
  readonly neighbour: number;
  readonly address: Oid | null;
}

/** What the tables of one device are made from. Nothing is computed before it is asked for. */
export class DeviceAgent {
  readonly onuCount: number;
  private remembered = new Map<string, readonly unknown[]>();
  private rememberedVersion = -1;
  private lastPort: { readonly port: number; readonly asked: number; readonly row: LabInterface } | null = null;
  /** Counts the messages; what is read for one of them is the same moment. */
  asked = 0;

  constructor(
    readonly readings: DeviceReadings,
    readonly device: number,
  ) {
    this.onuCount = readings.ports.onus(device).length;
  }

  get row() {
    return this.readings.truth.document.devices[this.device];
  }

  get role(): string {
    return this.row.role;
  }

  get serial(): string {
    return `LAB${hash(this.row.name).toString(16).toUpperCase().padStart(8, '0')}`;
  }

  get model(): string {
    return this.row.model ?? `LAB-${this.role}`;
  }

  get vendor(): string {
    return this.row.vendor ?? (this.role === 'OLT' ? 'Huawei' : 'Nadi lab');
  }

  get portCount(): number {
    return this.readings.interfaceCount(this.device);
  }

  /** An interface by its row (from 0) in a table ordered by ifIndex. Several columns of one message look at the same. */
  interface(row: number): LabInterface {
    const port = this.readings.ports.portInRow(this.device, row);
    if (this.lastPort?.port !== port || this.lastPort.asked !== this.asked) {
      this.lastPort = { port, asked: this.asked, row: this.readings.portAt(this.device, port) };
    }
    return this.lastPort.row;
  }

  /** Link end (2 × link, + 1 for z) of a port that is no PON port. */
  end(port: number): number {
    return this.readings.ports.end(this.device, this.readings.ports.links(this.device, port)[0]);
  }

  /** Ports with a transceiver, in order. */
  get optics(): readonly number[] {
    const { ports, truth } = this.readings;
    return this.remember('optics', () =>
      Array.from({ length: this.portCount }, (_, port) => port).filter((port) => truth.plant.isOptical(ports.links(this.device, port)[0])),
    );
  }

  /** Ports that see a neighbour, in order. What hangs on a PON does not speak LLDP. */
  get litPorts(): readonly LitPort[] {
    return this.remember('lit', () => {
      const { truth, ports } = this.readings;
      const found: LitPort[] = [];
      for (let port = 0; port < this.portCount; port++) {
        const [link] = ports.links(this.device, port);
        if (truth.plant.isPon(link) || truth.isDark(link)) continue;
        const neighbour = truth.graph.linkA[link] + truth.graph.linkZ[link] - this.device;
        found.push({ port, link, neighbour, address: ipv4Of(truth.document.devices[neighbour].address) });
      }
      return found;
    });
  }

  /** A list that stays the same as long as nothing changes in the lab. */
  remember<Item>(name: string, make: () => Item[]): readonly Item[] {
    const { version } = this.readings.truth;
    if (version !== this.rememberedVersion) this.remembered = new Map();
    this.rememberedVersion = version;
    const known = this.remembered.get(name) as readonly Item[] | undefined;
    if (known) return known;
    const made = make();
    this.remembered.set(name, made);
    return made;
  }

  get temperature(): number {
    return 30 + (hash(`${this.row.name} temperature`) % 120) / 10;
  }
}

/** Locally administered, and nobody else's in the lab: device and port are in it. Port 0 is the chassis. */
export function macOf(device: number, port: number): Uint8Array {
  return Uint8Array.of(0x02, device >>> 16, device >>> 8, device, port >>> 8, port);
}

export function ipv4Of(address: string | undefined): Oid | null {
  const parts = address?.split('.').map(Number) ?? [];
  return parts.length === 4 ? parts : null;
}
