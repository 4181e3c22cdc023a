import type { MessageReader } from './ber.message.js';
import { byteKeeper, signedAt, unsignedAt, valueAt } from './ber.value.js';
import type { WalkColumn } from './column.walk.js';
import { TextCache } from './text.cache.js';
import { readCounter, readNumber, readText, TAG, type Value, type Varbind } from './varbind.value.js';

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

const COLUMN_NAMES = Object.keys(COLUMNS) as Column[];
/** Least and most of the columns that are numbers. */
const BOUNDS: { readonly [Name in Column]?: readonly [number, number] } = {
  ifAdminStatus: [1, 3],
  ifOperStatus: [1, 7],
  ifType: [0, 0xffff_ffff],
  ifSpeed: [0, 0xffff_ffff],
  ifHighSpeed: [0, 0xffff_ffff],
  ifCounterDiscontinuityTime: [0, 0xffff_ffff],
};
const texts = new TextCache();
const keep = byteKeeper();

/** Gathers the cells of a walk into rows. A cell that cannot be read is a named fault, not a reason to lose the row. */
export class InterfaceRows {
  private readonly drafts = new Map<number, Draft>();
  private last: Draft | null = null;

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
      case 'ifOperStatus':
      case 'ifType':
      case 'ifSpeed':
      case 'ifHighSpeed':
      case 'ifCounterDiscontinuityTime':
        draft[column as 'ifType'] = this.within(column as Column, readNumber(varbind));
        break;
    }
  }

  /** Takes a cell where it lies in the message, if it is as it should be; else as any other. */
  takeCell(column: number, message: MessageReader, i: number, instanceFrom: number): void {
    const { bytes } = message;
    const index = unsignedGroups(bytes, instanceFrom, message.oidTo[i] as number);
    const draft = this.last?.ifIndex === index ? this.last : (this.last = this.draft(index));
    if (!draft) return;
    const name = COLUMN_NAMES[column] as Column;
    const type = message.type[i] as number;
    const from = message.valueFrom[i] as number;
    const to = message.valueTo[i] as number;
    if (!placeCell(draft, name, type, bytes, from, to))
      this.take(name, index, { oid: '', type, value: valueAt(type, bytes, from, to, keep) });
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

  private within(column: Column, value: Value<number>): number | null {
    const number = this.checked(column, value);
    const [least, most] = BOUNDS[column] ?? [0, 0];
    if (number === null || (number >= least && number <= most)) return number;
    this.fault(`${column}: a value that does not exist`);
    return null;
  }
}

/**
 * Whether the cell could be placed: its type is the usual one of its column, and its value is within bounds. Each field is written by
 * its own name: to write them by a name in a variable takes several times as long.
 */
function placeCell(draft: Draft, name: Column, type: number, bytes: Uint8Array, from: number, to: number): boolean {
  switch (name) {
    case 'ifDescr':
      return (draft.ifDescr = textAt(type, bytes, from, to)) !== null;
    case 'ifName':
      return (draft.ifName = textAt(type, bytes, from, to)) !== null;
    case 'ifAlias':
      return (draft.ifAlias = textAt(type, bytes, from, to)) !== null;
    case 'ifHCInOctets':
      return (draft.ifHCInOctets = counterAt(type, bytes, from, to)) !== null;
    case 'ifHCOutOctets':
      return (draft.ifHCOutOctets = counterAt(type, bytes, from, to)) !== null;
    case 'ifInOctets':
      return (draft.ifInOctets = counterAt(type, bytes, from, to)) !== null;
    case 'ifOutOctets':
      return (draft.ifOutOctets = counterAt(type, bytes, from, to)) !== null;
    case 'ifAdminStatus':
      return (draft.ifAdminStatus = numberAt(type, bytes, from, to, 1, 3)) !== null;
    case 'ifOperStatus':
      return (draft.ifOperStatus = numberAt(type, bytes, from, to, 1, 7)) !== null;
    case 'ifType':
      return (draft.ifType = numberAt(type, bytes, from, to)) !== null;
    case 'ifSpeed':
      return (draft.ifSpeed = numberAt(type, bytes, from, to)) !== null;
    case 'ifHighSpeed':
      return (draft.ifHighSpeed = numberAt(type, bytes, from, to)) !== null;
    case 'ifCounterDiscontinuityTime':
      return (draft.ifCounterDiscontinuityTime = numberAt(type, bytes, from, to)) !== null;
  }
}

function textAt(type: number, bytes: Uint8Array, from: number, to: number): string | null {
  return type === TAG.OCTET_STRING ? texts.clean(bytes, from, to) : null;
}

function counterAt(type: number, bytes: Uint8Array, from: number, to: number): bigint | null {
  if (type !== TAG.COUNTER64 && type !== TAG.COUNTER32) return null;
  const counter = unsignedAt(bytes, from, to);
  // Beyond this a number is no longer exact.
  return counter <= (type === TAG.COUNTER32 ? 0xffff_ffff : Number.MAX_SAFE_INTEGER) ? BigInt(counter) : null;
}

function numberAt(type: number, bytes: Uint8Array, from: number, to: number, least = 0, most = 0xffff_ffff): number | null {
  const number = type === TAG.INTEGER ? signedAt(bytes, from, to) : isUnsigned(type) ? unsignedAt(bytes, from, to) : Number.NaN;
  return number >= least && number <= most ? number : null;
}

function isUnsigned(type: number): boolean {
  return type === TAG.GAUGE32 || type === TAG.TIME_TICKS || type === TAG.COUNTER32;
}

/** The one number of an instance. */
function unsignedGroups(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 128 + ((bytes[at] as number) & 0x7f);
  return value;
}
