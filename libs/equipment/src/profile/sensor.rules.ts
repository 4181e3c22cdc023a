import type { SensorLimits, SensorReading } from '../device.document.js';
import type { Ports } from '../mib/ports.js';
import type { DeviceTables, TableRow } from './device.tables.js';
import type { LimitSource, LimitsRule, PortRule, SensorRule } from './profile.schema.js';
import { parseReference, type Reference } from './reference.js';
import { isWanted } from './row.conditions.js';
import { readValues, rounded } from './sensor.value.js';
import type { KnownRows } from './known.rows.js';
import type { Varbind } from '@app/snmp';

export interface Rules {
  readonly tables: DeviceTables;
  /** Scalars that were read, by identifier. */
  readonly scalars: ReadonlyMap<string, Varbind>;
  readonly ports: Ports;
  /** What is known of rows but their values. */
  readonly known: KnownRows;
  readonly source: SensorReading['source'];
}

/** The port and part of a row by a rule, with their names for the template. */
export function portOf(rule: PortRule, row: TableRow | null, { tables, ports }: Rules) {
  const number = (template: string | undefined) => {
    const text = template === undefined ? '' : tables.fill(template, row);
    return /^\d+$/u.test(text) ? Number(text) : null;
  };
  const entPhysicalIndex = number(rule.entPhysicalIndex);
  const ifIndex =
    ports.known(number(rule.ifIndex)) ??
    (entPhysicalIndex === null ? null : ports.portOfPart(entPhysicalIndex)) ??
    (rule.ifName === undefined ? null : ports.byName(tables.fill(rule.ifName, row)));
  const entPhysicalName = entPhysicalIndex === null ? null : ports.partName(entPhysicalIndex);
  return { ifIndex, entPhysicalIndex, ifName: ifIndex === null ? null : ports.name(ifIndex), entPhysicalName };
}

/** The readings that one rule gives. */
export function readSensors(rule: SensorRule, rules: Rules): SensorReading[] {
  const { tables, scalars } = rules;
  if (rule.unless !== undefined && tables.isFilled(rule.unless)) return [];
  if (rule.oid !== undefined) {
    const cell = scalars.get(rule.oid);
    return cell ? fromCell(rule, rules, null, cell, rule.oid) : [];
  }
  const reference = parseReference(rule.value as string) as Reference;
  return tables.rows(rule.from as string).flatMap((row) => {
    const cell = tables.cell(reference, row);
    return cell && isWanted(rule.where, tables, row) ? fromCell(rule, rules, row, cell, cell.oid) : [];
  });
}

function fromCell(rule: SensorRule, rules: Rules, row: TableRow | null, cell: Varbind, oid: string): SensorReading[] {
  const place = row ? row.index.join('.') : oid.split('.').slice(-1).join('.');
  const values = readValues(cell, rule);
  return values.flatMap((read, lane) => {
    const value = read === null ? null : shareOf(read, rule, rules, row);
    if (value === null) return [];
    const index = values.length > 1 ? `${place}#${lane + 1}` : place;
    const about = rules.known.about(rule, index, () => {
      const port = portOf(rule, row, rules);
      const named = rules.tables.fill(rule.descr ?? '', row, { ...port, lane: lane + 1 });
      return {
        descr: named || port.entPhysicalName || port.ifName || `${rule.class} ${place}`,
        ifIndex: port.ifIndex,
        entPhysicalIndex: port.entPhysicalIndex,
        limits: limitsOf(rule.limits, rule, rules, row),
      };
    });
    if (!about) return [];
    return { class: rule.class, kind: rule.kind ?? null, oid, index, value, ...about, source: rules.source };
  });
}

/** A value as the share of a sum, in percent, where the rule asks for that. */
function shareOf(value: number, { of, isFree, class: kind }: SensorRule, { tables }: Rules, row: TableRow | null): number | null {
  let percent = value;
  if (of) {
    const parts = of.map((part) => tables.number(parseReference(part) as Reference, row));
    const whole = parts.reduce<number>((sum, part) => sum + (part ?? Number.NaN), 0);
    if (!(whole > 0)) return null;
    percent = rounded((value / whole) * 100);
  }
  if (isFree) percent = rounded(100 - percent);
  if (kind === 'percent' && (percent < 0 || percent > 1000)) return null;
  return percent;
}

export function limitsOf(
  limits: LimitsRule | undefined,
  rule: Pick<SensorRule, 'scale' | 'unit' | 'limitScale' | 'limitUnit'>,
  { tables }: Rules,
  row: TableRow | null,
): SensorLimits | null {
  if (!limits) return null;
  const reading = { scale: rule.limitScale ?? rule.scale, unit: rule.limitUnit ?? rule.unit };
  const limit = (sources: readonly LimitSource[] | undefined): number | null => {
    for (const source of sources ?? []) {
      if (typeof source === 'number') return source;
      const cell = limitCell(source, tables, row);
      const [value] = cell ? readValues(cell, reading) : [];
      if (value !== undefined && value !== null) return value;
    }
    return null;
  };
  const all = { low: limit(limits.low), lowWarn: limit(limits.lowWarn), highWarn: limit(limits.highWarn), high: limit(limits.high) };
  return Object.values(all).every((value) => value === null) ? null : all;
}

function limitCell(source: Exclude<LimitSource, number>, tables: DeviceTables, row: TableRow | null): Varbind | undefined {
  if (typeof source === 'string') return tables.cell(parseReference(source) as Reference, row);
  const value = parseReference(source.value) as Reference;
  for (const found of row ? tables.rowsBelow(source.in, row.index) : []) {
    const cell = isWanted(source.where, tables, found) ? tables.cell(value, found) : undefined;
    if (cell) return cell;
  }
  return undefined;
}
