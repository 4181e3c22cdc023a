import {
  type AgentVisit,
  isHole,
  type NoReading,
  readNumber,
  type SnmpCredential,
  type SnmpReader,
  type Varbind,
  type VisitEnd,
  type WalkColumn,
} from '@app/snmp';
import { parseAddress } from './address.range.js';
import type { DeviceTables } from './finding.js';
import { isOwnMac, macFromBytes } from './hardware.address.js';

export interface TableOptions {
  readonly timeoutMs?: number;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}
export type TablesRead = { readonly kind: 'read'; readonly tables: DeviceTables; readonly faults: readonly string[] } | NoReading;

/** Reads the tables that say where a device is reached and whom it hears. Silence is an answer, so it never throws for it. */
export abstract class DeviceTablesReader {
  abstract read(host: string, port: number, credential: SnmpCredential, options?: TableOptions): Promise<TablesRead>;
}

/** By the standard MIBs alone: IP-MIB (RFC 4293), BRIDGE-MIB (RFC 4188), Q-BRIDGE-MIB (RFC 4363). */
export class MibTablesReader extends DeviceTablesReader {
  constructor(private readonly reader: Pick<SnmpReader, 'visit'>) {
    super();
  }

  override read(host: string, port: number, credential: SnmpCredential, options: TableOptions = {}): Promise<TablesRead> {
    return this.reader.visit(host, port, credential, { ...options, maxRows: MOST_ROWS }, readTables);
  }
}

/** A core switch knows some ten thousand hosts; more is somebody's flood. */
const MOST_ROWS = 20_000;

const IP = '1.3.6.1.2.1.4';
const BRIDGE = '1.3.6.1.2.1.17';
const COLUMNS: readonly WalkColumn[] = [
  { name: 'ipAdEntIfIndex', oid: `${IP}.20.1.2`, isDeep: true },
  { name: 'ipAddressType', oid: `${IP}.34.1.4`, isDeep: true },
  { name: 'ipNetToMediaPhysAddress', oid: `${IP}.22.1.2`, isDeep: true },
  { name: 'ipNetToPhysicalPhysAddress', oid: `${IP}.35.1.4`, isDeep: true },
  { name: 'dot1dBasePortIfIndex', oid: `${BRIDGE}.1.4.1.2` },
  { name: 'dot1dTpFdbPort', oid: `${BRIDGE}.4.3.1.2`, isDeep: true },
  { name: 'dot1dTpFdbStatus', oid: `${BRIDGE}.4.3.1.3`, isDeep: true },
  { name: 'dot1qTpFdbPort', oid: `${BRIDGE}.7.1.2.2.1.2`, isDeep: true },
  { name: 'dot1qTpFdbStatus', oid: `${BRIDGE}.7.1.2.2.1.3`, isDeep: true },
];
const UNICAST = 1;
const LEARNED = 3;

async function readTables(visit: AgentVisit): Promise<Extract<TablesRead, { kind: 'read' }> | VisitEnd> {
  const rows = new TableRows();
  const end = await visit.walk(COLUMNS, (column, index, varbind) => rows.take(column, index, varbind), { isSparse: true });
  return end.kind === 'walked' ? { kind: 'read', tables: rows.tables(), faults: visit.faults } : end;
}

/** Gathers cells as they come, in whatever order the columns are answered. */
class TableRows {
  private readonly own = new Set<string>();
  private readonly arp = new Map<string, string>();
  private readonly ifIndexOfPort = new Map<number, number>();
  private readonly portOf = new Map<string, number>();
  private readonly statusOf = new Map<string, number>();

  take(column: string, index: readonly number[], varbind: Varbind): void {
    if (isHole(varbind.type)) return;
    const read = readNumber(varbind);
    const number = read.kind === 'value' ? read.value : null;
    const address = addressIn(column, index);
    switch (column) {
      case 'ipAdEntIfIndex':
        if (address !== null) this.own.add(address);
        break;
      case 'ipAddressType':
        if (address !== null && number === UNICAST) this.own.add(address);
        break;
      case 'ipNetToMediaPhysAddress':
      case 'ipNetToPhysicalPhysAddress': {
        const mac = Buffer.isBuffer(varbind.value) ? macFromBytes(varbind.value) : null;
        if (address !== null && mac !== null && isOwnMac(mac)) this.arp.set(address, mac);
        break;
      }
      case 'dot1dBasePortIfIndex':
        if (number !== null) this.ifIndexOfPort.set(index[0] ?? 0, number);
        break;
      case 'dot1dTpFdbPort':
      case 'dot1qTpFdbPort':
        if (number !== null && number > 0) this.portOf.set(rowKey(column, index), number);
        break;
      case 'dot1dTpFdbStatus':
      case 'dot1qTpFdbStatus':
        if (number !== null) this.statusOf.set(rowKey(column, index), number);
        break;
    }
  }

  tables(): DeviceTables {
    const forwarding = new Map<string, { mac: string; ifIndex: number }>();
    for (const [row, port] of this.portOf) {
      const mac = macFromBytes(row.split('.').slice(-6).map(Number));
      // What the bridge is itself, or was told by hand, hangs on no port.
      if (mac === null || (this.statusOf.get(row) ?? LEARNED) !== LEARNED) continue;
      const ifIndex = this.ifIndexOfPort.get(port) ?? port;
      forwarding.set(`${mac} ${ifIndex}`, { mac, ifIndex });
    }
    return {
      addresses: [...this.own].filter(isReachable).sort(),
      forwarding: [...forwarding.values()],
      arp: [...this.arp].map(([address, mac]) => ({ address, mac })),
    };
  }
}

function rowKey(column: string, index: readonly number[]): string {
  return `${column.slice(0, 5)}.${index.join('.')}`;
}

/** Loopback addresses are everybody's, and say nothing of who this is. */
function isReachable(address: string): boolean {
  return !address.startsWith('127.') && !address.startsWith('0.') && address !== '::1' && !address.startsWith('fe80:');
}

/** The address in an index: bare, after an ifIndex, or by InetAddressType and length. */
function addressIn(column: string, index: readonly number[]): string | null {
  if (column === 'ipAdEntIfIndex') return textOf(index);
  if (column === 'ipNetToMediaPhysAddress') return textOf(index.slice(1));
  if (column === 'ipAddressType') return inetAddress(index);
  return column === 'ipNetToPhysicalPhysAddress' ? inetAddress(index.slice(1)) : null;
}

function inetAddress([type, length, ...bytes]: readonly number[]): string | null {
  return (type === 1 && length === 4) || (type === 2 && length === 16) ? textOf(bytes) : null;
}

function textOf(bytes: readonly number[]): string | null {
  if (bytes.some((byte) => byte > 255) || (bytes.length !== 4 && bytes.length !== 16)) return null;
  const words = Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16));
  const parsed = parseAddress(bytes.length === 4 ? bytes.join('.') : words.join(':'));
  return parsed.kind === 'parsed' ? parsed.value.text : null;
}
