import type { AgentVisit, WalkEnd } from '@app/snmp';
import { readNumber } from '@app/snmp';
import type { InterfaceFacts } from '../device.document.js';
import type { EntityTable } from './entity.table.js';

const BASE_PORT_IF_INDEX = '1.3.6.1.2.1.17.1.4.1.2';

/** dot1dBasePortIfIndex (RFC 4188): the numbers that bridges, and many LLDP agents, give their ports. */
export class BridgePorts {
  private readonly byPort = new Map<number, number>();

  async read(visit: AgentVisit): Promise<WalkEnd> {
    return visit.walk([{ name: 'dot1dBasePortIfIndex', oid: BASE_PORT_IF_INDEX }], (_, index, varbind) => {
      const ifIndex = readNumber(varbind);
      if (ifIndex.kind === 'value' && ifIndex.value > 0) this.byPort.set(index[0] as number, ifIndex.value);
    });
  }

  ifIndex(port: number): number | null {
    return this.byPort.get(port) ?? null;
  }
}

/** Which port something is about, however the agent says it. */
export class Ports {
  private readonly byIndex = new Map<number, InterfaceFacts>();
  private readonly byText = new Map<string, number>();

  constructor(
    interfaces: readonly InterfaceFacts[],
    private readonly parts: EntityTable | null,
  ) {
    for (const row of interfaces) this.byIndex.set(row.ifIndex, row);
    // A name that two interfaces share names neither; ifName goes before ifDescr, and that before ifAlias.
    for (const field of ['ifName', 'ifDescr', 'ifAlias'] as const) {
      const seen = new Map<string, number | null>();
      for (const row of interfaces) {
        const text = row[field];
        if (text) seen.set(text, seen.has(text) ? null : row.ifIndex);
      }
      for (const [text, ifIndex] of seen) if (ifIndex !== null && !this.byText.has(text)) this.byText.set(text, ifIndex);
    }
  }

  /** The same number if there is such an interface. */
  known(ifIndex: number | null): number | null {
    return ifIndex !== null && this.byIndex.has(ifIndex) ? ifIndex : null;
  }

  name(ifIndex: number): string | null {
    const row = this.byIndex.get(ifIndex);
    return row ? row.ifName || row.ifDescr || null : null;
  }

  byName(text: string): number | null {
    return this.byText.get(text) ?? null;
  }

  /** The only interface with this address: all ports of many switches share one. */
  byPhysAddress(address: string): number | null {
    const found = [...this.byIndex.values()].filter((row) => row.ifPhysAddress === address);
    return found.length === 1 ? (found[0] as InterfaceFacts).ifIndex : null;
  }

  partName(entPhysicalIndex: number): string | null {
    const part = this.parts?.part(entPhysicalIndex);
    return part ? part.name || part.descr || null : null;
  }

  /** Climbs entPhysicalContainedIn until a part is a port: by entAliasMappingTable, else by its name. */
  portOfPart(entPhysicalIndex: number): number | null {
    for (const part of this.parts?.climb(entPhysicalIndex) ?? []) {
      const ifIndex =
        this.known(this.parts?.alias(part.entPhysicalIndex) ?? null) ?? this.byName(part.name ?? '') ?? this.byName(part.descr ?? '');
      if (ifIndex !== null) return ifIndex;
    }
    return null;
  }
}
