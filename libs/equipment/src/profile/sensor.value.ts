import { readNumber, type Varbind } from '@app/snmp';
import { textOf } from './device.tables.js';
import type { SensorRule, UnitRead } from './profile.schema.js';

/** What agents put where they measure nothing: the ends of the 32-bit numbers. */
const NOTHING = new Set([2_147_483_647, -2_147_483_648, 4_294_967_295]);
const NUMBER = /[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/u;

type Reading = Pick<SensorRule, 'pattern' | 'lanes' | 'scale' | 'offset' | 'unit' | 'absent' | 'within'>;

/** The values in one cell, in the unit of the class; null where a lane tells none. Several only where the rule says how they are parted. */
export function readValues(cell: Varbind, rule: Reading): (number | null)[] {
  const raw = readNumber(cell);
  if (raw.kind === 'value') return [valueOf(raw.value, String(raw.value), rule)];
  const text = textOf(cell);
  if (text === null) return [null];
  const parts = rule.lanes === undefined ? [text] : text.split(rule.lanes);
  return parts.map((part) => {
    const found = rule.pattern ? (rule.pattern.exec(part)?.[1] ?? null) : (NUMBER.exec(part)?.[0] ?? null);
    return found === null ? null : valueOf(Number(found), part.trim(), rule);
  });
}

function valueOf(raw: number, text: string, rule: Reading): number | null {
  if (!Number.isFinite(raw) || NOTHING.has(raw)) return null;
  if (rule.absent?.some((literal) => (typeof literal === 'number' ? literal === raw : literal === text))) return null;
  const value = convert(raw * (rule.scale ?? 1) + (rule.offset ?? 0), rule.unit);
  if (value === null || (rule.within && (value < rule.within[0] || value > rule.within[1]))) return null;
  return value;
}

const MILLIWATTS: Readonly<Partial<Record<UnitRead, number>>> = { W: 1e3, mW: 1, uW: 1e-3, nW: 1e-6 };

/** Into the unit of the class: power into dBm (10 log10 of milliwatts, none where there is no light), temperatures into °C. */
export function convert(value: number, unit: UnitRead | undefined): number | null {
  if (unit === 'F') return rounded(((value - 32) * 5) / 9);
  if (unit === 'K') return rounded(value - 273.15);
  const milliwatts = unit && MILLIWATTS[unit];
  if (milliwatts === undefined) return rounded(value);
  return value > 0 ? rounded(10 * Math.log10(value * milliwatts)) : null;
}

/** Without the digits that only binary fractions add. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
