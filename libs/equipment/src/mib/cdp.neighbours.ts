import { type AgentVisit, type Varbind, type WalkColumn, type WalkEnd } from '@app/snmp';
import type { Neighbour } from '../device.document.js';
import { octetsIn, textIn } from './cell.values.js';
import { ipAddress, textOrHex } from './identifier.text.js';
import type { Ports } from './ports.js';

/** cdpCacheEntry of CISCO-CDP-MIB, which others fill as well. Its instance is ifIndex and a number of the neighbour. */
const ENTRY = '1.3.6.1.4.1.9.9.23.1.2.1.1';
const COLUMNS = { address: 4, version: 5, deviceId: 6, devicePort: 7, platform: 8 } as const;
type Column = keyof typeof COLUMNS;

export class CdpTable {
  private readonly rows = new Map<string, { readonly ifIndex: number; readonly cells: Partial<Record<Column, Varbind>> }>();

  constructor(private readonly visit: AgentVisit) {}

  read(): Promise<WalkEnd> {
    const columns: WalkColumn[] = Object.entries(COLUMNS).map(([name, number]) => ({ name, oid: `${ENTRY}.${number}`, isDeep: true }));
    return this.visit.walk(
      columns,
      (column, index, varbind) => {
        if (index.length !== 2 || this.rows.size >= this.visit.maxRows) return;
        const key = index.join('.');
        const row = this.rows.get(key) ?? { ifIndex: index[0] as number, cells: {} };
        row.cells[column as Column] = varbind;
        this.rows.set(key, row);
      },
      { isSparse: true },
    );
  }

  neighbours(ports: Ports): Neighbour[] {
    return [...this.rows.values()].flatMap(({ ifIndex, cells }) => {
      const deviceId = octetsIn(cells.deviceId);
      if (!deviceId || deviceId.length === 0) return [];
      const localIfIndex = ports.known(ifIndex);
      const address = octetsIn(cells.address);
      return {
        protocol: 'cdp' as const,
        localIfIndex,
        localIfName: localIfIndex === null ? null : ports.name(localIfIndex),
        remoteHostname: textOrHex(deviceId),
        remotePort: textIn(cells.devicePort) ?? '',
        remotePortDescr: null,
        remoteChassisId: null,
        remoteMgmtAddr: address ? ipAddress(address) : null,
        remoteSysDescr: textIn(cells.version) || textIn(cells.platform),
      };
    });
  }
}
