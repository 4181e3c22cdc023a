import type { DeviceReadings, LabInterface } from '../truth/device.readings.js';
import { encode, encodeInteger, encodeOid, TAG } from './ber.codec.js';

export type Oid = readonly number[];

/** A group of columns below one identifier; instance 0 for scalars, 1 … n for a table with n interfaces. */
interface Group {
  readonly prefix: Oid;
  readonly columns: readonly number[];
  readonly isTable: boolean;
  readonly value: (mib: DeviceMib, column: number, instance: number) => Buffer;
}

const ENTERPRISE_OID = [1, 3, 6, 1, 4, 1, 8072, 9999, 1];
const ETHERNET = 6;
const NEVER = 0;

const text = (value: string) => encode(TAG.OCTETS, Buffer.from(value));
const number = (value: number) => encodeInteger(TAG.INTEGER, value);
const counter32 = (value: bigint) => encodeInteger(TAG.COUNTER32, value & 0xffff_ffffn);
const counter64 = (value: bigint) => encodeInteger(TAG.COUNTER64, value);

/** Columns of ifTable (RFC 2863); the packet counters say a thousand bytes a packet. */
const IF_COLUMNS: Readonly<Record<number, (row: LabInterface) => Buffer>> = {
  1: (row) => number(row.ifIndex),
  2: (row) => text(row.ifName),
  3: () => number(ETHERNET),
  4: () => number(1500),
  5: (row) => encodeInteger(TAG.GAUGE32, Math.min(row.speedBitsPerSecond, 0xffff_ffff)),
  6: () => text(''),
  7: () => number(1),
  8: (row) => number(row.isUp ? 1 : 2),
  9: () => encodeInteger(TAG.TIME_TICKS, NEVER),
  10: (row) => counter32(row.receiveBytes),
  11: (row) => counter32(row.receiveBytes / 1000n),
  13: () => counter32(0n),
  14: () => counter32(0n),
  16: (row) => counter32(row.transmitBytes),
  17: (row) => counter32(row.transmitBytes / 1000n),
  19: () => counter32(0n),
  20: () => counter32(0n),
};

/** Columns of ifXTable. */
const IFX_COLUMNS: Readonly<Record<number, (row: LabInterface) => Buffer>> = {
  1: (row) => text(row.ifName),
  6: (row) => counter64(row.receiveBytes),
  7: (row) => counter64(row.receiveBytes / 1000n),
  10: (row) => counter64(row.transmitBytes),
  11: (row) => counter64(row.transmitBytes / 1000n),
  15: (row) => encodeInteger(TAG.GAUGE32, row.speedBitsPerSecond / 1e6),
  17: () => number(1),
  18: (row) => text(row.ifAlias),
  19: () => encodeInteger(TAG.TIME_TICKS, NEVER),
};

/** In the order of their identifiers, which is the order of a walk. */
const GROUPS: readonly Group[] = [
  { prefix: [1, 3, 6, 1, 2, 1, 1], columns: [1, 2, 3, 4, 5, 6, 7], isTable: false, value: (mib, column) => mib.system(column) },
  { prefix: [1, 3, 6, 1, 2, 1, 2], columns: [1], isTable: false, value: (mib) => number(mib.interfaceCount) },
  tableGroup([1, 3, 6, 1, 2, 1, 2, 2, 1], IF_COLUMNS),
  tableGroup([1, 3, 6, 1, 2, 1, 31, 1, 1, 1], IFX_COLUMNS),
];

function tableGroup(prefix: Oid, columns: typeof IF_COLUMNS): Group {
  return {
    prefix,
    columns: Object.keys(columns).map(Number),
    isTable: true,
    value: (mib, column, instance) => (columns[column] as (row: LabInterface) => Buffer)(mib.row(instance)),
  };
}

export function compareOids(a: Oid, z: Oid): number {
  const length = Math.min(a.length, z.length);
  for (let i = 0; i < length; i++) if (a[i] !== z[i]) return a[i] - z[i];
  return a.length - z.length;
}

/** The objects of one device, in order. Values are encoded at the moment they are asked for. */
export class DeviceMib {
  readonly interfaceCount: number;

  constructor(
    private readonly readings: DeviceReadings,
    private readonly device: number,
    private readonly name: string,
    private readonly place: string,
  ) {
    this.interfaceCount = readings.interfaceCount(device);
  }

  /** The encoded value; an exception of RFC 3416 where there is none. */
  get(oid: Oid): Buffer {
    for (const { prefix, columns, isTable, value } of GROUPS) {
      if (prefix.some((part, i) => oid[i] !== part)) continue;
      const column = oid[prefix.length];
      if (column === undefined || !columns.includes(column)) continue;
      const instance = oid[prefix.length + 1];
      const exists = oid.length === prefix.length + 2 && instance >= (isTable ? 1 : 0) && instance <= (isTable ? this.interfaceCount : 0);
      return exists ? value(this, column, instance) : encode(TAG.NO_SUCH_INSTANCE, Buffer.alloc(0));
    }
    return encode(TAG.NO_SUCH_OBJECT, Buffer.alloc(0));
  }

  /** The first object after this identifier, or null at the end. */
  next(oid: Oid): { oid: Oid; value: Buffer } | null {
    for (const { prefix, columns, isTable, value } of GROUPS) {
      const last = isTable ? this.interfaceCount : 0;
      for (const column of columns) {
        const instance = nextInstance(oid, [...prefix, column], isTable ? 1 : 0);
        if (instance <= last) return { oid: [...prefix, column, instance], value: value(this, column, instance) };
      }
    }
    return null;
  }

  system(column: number): Buffer {
    switch (column) {
      case 1:
        return text('Nadi lab device (simulated)');
      case 2:
        return encodeOid(ENTERPRISE_OID);
      case 3:
        return encodeInteger(TAG.TIME_TICKS, this.readings.sysUpTimeTicks(this.device));
      case 4:
        return text('lab');
      case 5:
        return text(this.name);
      case 6:
        return text(this.place);
      default:
        return number(72);
    }
  }

  row(ifIndex: number): LabInterface {
    return this.readings.interfaceAt(this.device, ifIndex);
  }
}

/** The least instance of a column that comes after an identifier; infinite if the identifier lies beyond the column. */
function nextInstance(oid: Oid, column: Oid, first: number): number {
  for (let i = 0; i < column.length; i++) {
    if (i >= oid.length || oid[i] < column[i]) return first;
    if (oid[i] > column[i]) return Number.POSITIVE_INFINITY;
  }
  return oid.length === column.length ? first : Math.max(first, oid[column.length] + 1);
}
