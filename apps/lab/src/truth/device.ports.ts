import type { NetworkGraph } from '@app/topology';
import { ONU_ID } from './optical.plant.js';

/** An ONU as its OLT sees it. */
export interface OnuPlace {
  readonly ponIfIndex: number;
  readonly onuId: number;
  readonly link: number;
}

interface OltPort {
  readonly ifIndex: number;
  readonly ifName: string;
  readonly links: readonly number[];
}

interface Olt {
  readonly ports: readonly OltPort[];
  readonly onus: readonly OnuPlace[];
}

/** Huawei numbers interfaces by their place: kind, slot, port. */
const GPON_IF_INDEX = 0xfa00_0000;
const UPLINK_IF_INDEX = 0x0e00_0000;

/**
 * The interfaces of each device: a link end each, numbered from 1 in the order of the document; an OLT has one for each of its
 * PON ports, whatever the number of ONUs behind it. A renumbering turns the numbers, so that each interface gets another.
 */
export class DevicePorts {
  private readonly olts = new Map<number, Olt>();
  private readonly turns = new Map<number, number>();

  constructor(private readonly graph: NetworkGraph) {
    for (let device = 0; device < graph.deviceCount; device++) {
      if (graph.deviceRoles[device] === 'OLT') this.olts.set(device, oltOf(graph, device));
    }
  }

  count(device: number): number {
    return this.olts.get(device)?.ports.length ?? this.graph.adjStart[device + 1] - this.graph.adjStart[device];
  }

  /** The number of a port; ports are counted from 0 and keep their place when they are renumbered. */
  ifIndex(device: number, port: number): number {
    const olt = this.olts.get(device);
    if (olt) return olt.ports[port].ifIndex;
    const count = this.count(device);
    return ((port + (this.turns.get(device) ?? 0)) % count) + 1;
  }

  /** The port that stands in this row (from 0) of a table ordered by ifIndex. */
  portInRow(device: number, row: number): number {
    if (this.olts.has(device)) return row;
    const count = this.count(device);
    return (((row - (this.turns.get(device) ?? 0)) % count) + count) % count;
  }

  ifName(device: number, port: number): string {
    const olt = this.olts.get(device);
    if (olt) return olt.ports[port].ifName;
    const { linkA, linkInterfaces } = this.graph;
    const link = this.links(device, port)[0];
    return (linkA[link] === device ? linkInterfaces.a : linkInterfaces.z)[link] ?? `if${port + 1}`;
  }

  /** One link, or those of all ONUs of a PON port. */
  links(device: number, port: number): readonly number[] {
    return this.olts.get(device)?.ports[port].links ?? [this.graph.adjLink[this.graph.adjStart[device] + port]];
  }

  /** The port that a link is plugged into. */
  portOf(device: number, link: number): number {
    for (let port = 0; port < this.count(device); port++) if (this.links(device, port).includes(link)) return port;
    return -1;
  }

  isPon(device: number, port: number): boolean {
    return (this.olts.get(device)?.ports[port].ifIndex ?? 0) >= GPON_IF_INDEX;
  }

  /** In the order of their numbers. */
  onus(device: number): readonly OnuPlace[] {
    return this.olts.get(device)?.onus ?? [];
  }

  /** The ONUs of each OLT. */
  *allOnus(): IterableIterator<readonly [number, readonly OnuPlace[]]> {
    for (const [device, { onus }] of this.olts) yield [device, onus];
  }

  /** 2 × link, + 1 if the device is its z end. */
  end(device: number, link: number): number {
    return 2 * link + (this.graph.linkZ[link] === device ? 1 : 0);
  }

  renumber(device: number): void {
    this.turns.set(device, (this.turns.get(device) ?? 0) + 1);
  }
}

function oltOf(graph: NetworkGraph, device: number): Olt {
  const ports = new Map<number, { ifIndex: number; ifName: string; links: number[] }>();
  const onus: OnuPlace[] = [];
  let uplinks = 0;
  for (let i = graph.adjStart[device]; i < graph.adjStart[device + 1]; i++) {
    const link = graph.adjLink[i];
    const name =
      (graph.linkA[link] === device ? graph.linkInterfaces.a : graph.linkInterfaces.z)[link] ?? `if${i - graph.adjStart[device] + 1}`;
    const [, frame, slot, port, onu] = ONU_ID.exec(name) ?? [];
    if (onu === undefined) {
      const ifIndex = UPLINK_IF_INDEX + 64 * uplinks++;
      ports.set(ifIndex, { ifIndex, ifName: name, links: [link] });
      continue;
    }
    const ifIndex = GPON_IF_INDEX + Number(slot) * 0x2000 + Number(port) * 0x100;
    const row = ports.get(ifIndex) ?? { ifIndex, ifName: `GPON ${frame}/${slot}/${port}`, links: [] };
    row.links.push(link);
    ports.set(ifIndex, row);
    onus.push({ ponIfIndex: ifIndex, onuId: Number(onu), link });
  }
  return {
    ports: [...ports.values()].sort((a, z) => a.ifIndex - z.ifIndex),
    onus: onus.sort((a, z) => a.ponIfIndex - z.ponIfIndex || a.onuId - z.onuId),
  };
}
