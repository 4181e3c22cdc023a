import { readCounter, readNumber, type AgentVisit, type Value, type Varbind, type WalkColumn, type WalkEnd } from '@app/snmp';
import { INTERFACE_STATES, type InterfaceFacts } from '../device.document.js';
import { macAddress } from './identifier.text.js';

const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1';

const COLUMNS = {
  ifOperStatus: `${IF_ENTRY}.8`,
  ifAdminStatus: `${IF_ENTRY}.7`,
  ifDescr: `${IF_ENTRY}.2`,
  ifName: `${IF_X_ENTRY}.1`,
  ifAlias: `${IF_X_ENTRY}.18`,
  ifType: `${IF_ENTRY}.3`,
  ifMtu: `${IF_ENTRY}.4`,
  ifSpeed: `${IF_ENTRY}.5`,
  ifHighSpeed: `${IF_X_ENTRY}.15`,
  ifPhysAddress: `${IF_ENTRY}.6`,
  ifHCInOctets: `${IF_X_ENTRY}.6`,
  ifHCOutOctets: `${IF_X_ENTRY}.10`,
  ifInOctets: `${IF_ENTRY}.10`,
  ifOutOctets: `${IF_ENTRY}.16`,
  ifInErrors: `${IF_ENTRY}.14`,
  ifOutErrors: `${IF_ENTRY}.20`,
  ifInDiscards: `${IF_ENTRY}.13`,
  ifOutDiscards: `${IF_ENTRY}.19`,
} as const;
type Column = keyof typeof COLUMNS;
/** What is needed to name a port. */
const NAME_COLUMNS: readonly Column[] = ['ifDescr', 'ifName', 'ifPhysAddress'];

type Cells = Partial<Record<Column, Varbind>>;

/** Interfaces by ifIndex as an agent tells them: all columns, or only those that name them. */
export class InterfaceTable {
  private readonly rows = new Map<number, Cells>();

  constructor(
    private readonly visit: AgentVisit,
    private readonly readText: (cell: Varbind) => Value<string>,
  ) {}

  read(isWhole: boolean): Promise<WalkEnd> {
    const names = isWhole ? (Object.keys(COLUMNS) as Column[]) : NAME_COLUMNS;
    const columns: WalkColumn[] = names.map((name) => ({ name, oid: COLUMNS[name] }));
    return this.visit.walk(columns, (column, index, varbind) => this.take(column as Column, index[0] as number, varbind));
  }

  facts(): InterfaceFacts[] {
    return [...this.rows].sort(([a], [b]) => a - b).map(([ifIndex, cells]) => this.factsOf(ifIndex, cells));
  }

  private take(column: Column, ifIndex: number, varbind: Varbind): void {
    const row = this.rows.get(ifIndex);
    if (row) row[column] = varbind;
    else if (this.rows.size < this.visit.maxRows) this.rows.set(ifIndex, { [column]: varbind });
    else this.visit.fault(`more than ${this.visit.maxRows} interfaces`);
  }

  private factsOf(ifIndex: number, cells: Cells): InterfaceFacts {
    const text = (column: Column) => this.checked(column, cells[column], this.readText);
    const number = (column: Column, least: number, most: number) =>
      this.within(column, this.checked(column, cells[column], readNumber), least, most);
    const counter = (column: Column) => this.checked(column, cells[column], readCounter);
    const uint32 = (column: Column) => number(column, 0, 0xffff_ffff);
    const highSpeed = uint32('ifHighSpeed');
    const wideIn = counter('ifHCInOctets');
    const wideOut = counter('ifHCOutOctets');
    // Never one of each width: a device's two directions are compared with each other.
    const isWide = wideIn !== null || wideOut !== null;
    const inOctets = isWide ? wideIn : counter('ifInOctets');
    const outOctets = isWide ? wideOut : counter('ifOutOctets');
    return {
      ifIndex,
      ifName: text('ifName'),
      ifDescr: text('ifDescr'),
      ifAlias: text('ifAlias'),
      ifType: number('ifType', 0, 0x7fff_ffff),
      ifMtu: number('ifMtu', 0, 0xffff_ffff),
      // Some tell ten gigabits here, as text: more than the 32 bits of the column, and clear.
      speedBps: highSpeed ? highSpeed * 1e6 : asNumber(counter('ifSpeed')),
      ifPhysAddress: physAddress(cells.ifPhysAddress),
      // The MIB knows three of these; an agent that tells another one is believed to mean it.
      ifAdminStatus: INTERFACE_STATES[(number('ifAdminStatus', 1, 7) ?? 0) - 1] ?? null,
      ifOperStatus: INTERFACE_STATES[(number('ifOperStatus', 1, 7) ?? 0) - 1] ?? null,
      counters: {
        inOctets,
        outOctets,
        inErrors: counter('ifInErrors'),
        outErrors: counter('ifOutErrors'),
        inDiscards: counter('ifInDiscards'),
        outDiscards: counter('ifOutDiscards'),
      },
      counterBits: inOctets === null && outOctets === null ? null : isWide ? 64 : 32,
    };
  }

  private checked<T>(column: Column, cell: Varbind | undefined, read: (cell: Varbind) => Value<T>): T | null {
    const value = cell && read(cell);
    if (value?.kind === 'bad') this.visit.fault(`${column}: ${value.reason}`);
    return value?.kind === 'value' ? value.value : null;
  }

  private within(column: Column, value: number | null, least: number, most: number): number | null {
    if (value === null || (value >= least && value <= most)) return value;
    this.visit.fault(`${column}: a value that does not exist`);
    return null;
  }
}

function asNumber(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}

function physAddress(cell: Varbind | undefined): string | null {
  return cell && Buffer.isBuffer(cell.value) ? macAddress(cell.value) : null;
}
