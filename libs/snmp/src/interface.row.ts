import { readCounter, readNumber, readText, type Value, type Varbind } from './varbind.value.js';
import type { WalkColumn } from './column.walk.js';

/** A row of ifTable and ifXTable (RFC 2863). Null is what the agent does not have, or has wrongly. */
export interface InterfaceRow {
  readonly ifIndex: number;
  readonly ifDescr: string | null;
  readonly ifName: string | null;
  readonly ifAlias: string | null;
  readonly ifType: number | null;
  /** up 1, down 2, testing 3. */
  readonly ifAdminStatus: number | null;
  /** up 1, down 2, testing 3, unknown 4, dormant 5, notPresent 6, lowerLayerDown 7. */
  readonly ifOperStatus: number | null;
  /** Bits a second; 4294967295 stands for "more". */
  readonly ifSpeed: number | null;
  /** Millions of bits a second. */
  readonly ifHighSpeed: number | null;
  readonly ifInOctets: bigint | null;
  readonly ifOutOctets: bigint | null;
  readonly ifHCInOctets: bigint | null;
  readonly ifHCOutOctets: bigint | null;
  readonly ifCounterDiscontinuityTime: number | null;
}

type Column = Exclude<keyof InterfaceRow, 'ifIndex'>;
type Draft = { -readonly [Field in keyof InterfaceRow]: InterfaceRow[Field] };

const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1';

const COLUMNS: Readonly<Record<Column, string>> = {
  ifOperStatus: `${IF_ENTRY}.8`,
  ifAdminStatus: `${IF_ENTRY}.7`,
  ifName: `${IF_X_ENTRY}.1`,
  ifHCInOctets: `${IF_X_ENTRY}.6`,
  ifHCOutOctets: `${IF_X_ENTRY}.10`,
  ifCounterDiscontinuityTime: `${IF_X_ENTRY}.19`,
  ifInOctets: `${IF_ENTRY}.10`,
  ifOutOctets: `${IF_ENTRY}.16`,
  ifHighSpeed: `${IF_X_ENTRY}.15`,
  ifSpeed: `${IF_ENTRY}.5`,
  ifDescr: `${IF_ENTRY}.2`,
  ifType: `${IF_ENTRY}.3`,
  ifAlias: `${IF_X_ENTRY}.18`,
};

/** The state of an interface comes first: what an agent breaks later does not cost it. */
export const INTERFACE_COLUMNS: readonly WalkColumn[] = Object.entries(COLUMNS).map(([name, oid]) => ({ name, oid }));

/** Gathers the cells of a walk into rows. A cell that cannot be read is a named fault, not a reason to lose the row. */
export class InterfaceRows {
  private readonly drafts = new Map<number, Draft>();

  constructor(
    private readonly maxRows: number,
    private readonly fault: (text: string) => void,
  ) {}

  take(column: string, index: number, varbind: Varbind): void {
    const draft = this.draft(index);
    if (!draft) return;
    switch (column as Column) {
      case 'ifDescr':
      case 'ifName':
      case 'ifAlias':
        draft[column as 'ifName'] = this.checked(column, readText(varbind));
        break;
      case 'ifInOctets':
      case 'ifOutOctets':
      case 'ifHCInOctets':
      case 'ifHCOutOctets':
        draft[column as 'ifInOctets'] = this.checked(column, readCounter(varbind));
        break;
      case 'ifAdminStatus':
        draft.ifAdminStatus = this.within(column, readNumber(varbind), 1, 3);
        break;
      case 'ifOperStatus':
        draft.ifOperStatus = this.within(column, readNumber(varbind), 1, 7);
        break;
      case 'ifType':
      case 'ifSpeed':
      case 'ifHighSpeed':
      case 'ifCounterDiscontinuityTime':
        draft[column as 'ifType'] = this.within(column, readNumber(varbind), 0, 0xffff_ffff);
        break;
    }
  }

  rows(): InterfaceRow[] {
    return [...this.drafts.values()].sort((a, b) => a.ifIndex - b.ifIndex);
  }

  private draft(ifIndex: number): Draft | null {
    const known = this.drafts.get(ifIndex);
    if (known) return known;
    // Each column has its own bound, so columns that contradict each other could still add up to a multiple of it.
    if (this.drafts.size >= this.maxRows) {
      this.fault(`more than ${this.maxRows} interfaces`);
      return null;
    }
    const draft: Draft = {
      ifIndex,
      ifDescr: null,
      ifName: null,
      ifAlias: null,
      ifType: null,
      ifAdminStatus: null,
      ifOperStatus: null,
      ifSpeed: null,
      ifHighSpeed: null,
      ifInOctets: null,
      ifOutOctets: null,
      ifHCInOctets: null,
      ifHCOutOctets: null,
      ifCounterDiscontinuityTime: null,
    };
    this.drafts.set(ifIndex, draft);
    return draft;
  }

  private checked<T>(column: string, value: Value<T>): T | null {
    if (value.kind === 'bad') this.fault(`${column}: ${value.reason}`);
    return value.kind === 'value' ? value.value : null;
  }

  private within(column: string, value: Value<number>, least: number, most: number): number | null {
    const number = this.checked(column, value);
    if (number === null || (number >= least && number <= most)) return number;
    this.fault(`${column}: a value that does not exist`);
    return null;
  }
}
