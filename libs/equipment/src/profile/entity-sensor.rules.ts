import type { SensorClass, SensorReading } from '../device.document.js';
import type { TableRow } from './device.tables.js';
import type { EntitySensorRule } from './profile.schema.js';
import { parseReference, type Reference } from './reference.js';
import { limitsOf, portOf, type Rules } from './sensor.rules.js';
import { convert, rounded } from './sensor.value.js';

/** EntitySensorDataType (RFC 3433); dBm is Cisco's addition (CISCO-ENTITY-SENSOR-MIB). */
const CLASSES: Readonly<Record<number, SensorClass | 'watts'>> = {
  3: 'voltage',
  4: 'voltage',
  5: 'current',
  6: 'watts',
  8: 'temperature',
  14: 'dbm',
};
const OK = 1;
/** EntitySensorDataScale: units is 9, and each step is a factor of a thousand. Exa and peta stand in the wrong order in the RFC: both readings agree on the order of the codes. */
const UNITS = 9;
/** EntitySensorValue: these ends mean overflow and underflow. */
const BEYOND = 1_000_000_000;
const OPTICAL = /\b(rx|tx|receive|transmit|dom|optical|laser|light)/iu;
const RECEIVE = /\b(rx|receive)/iu;
const TRANSMIT = /\b(tx|transmit|output|laser|bias)/iu;

/** The readings of a table laid out as entPhySensorTable: value × 10^(3·(scale − 9)) × 10^−precision, and only with operStatus ok(1). */
export function readEntitySensors(rule: EntitySensorRule, rules: Rules): SensorReading[] {
  const { tables } = rules;
  const at = (field: string) => parseReference(field) as Reference;
  return tables.rows(rule.from).flatMap((row) => {
    const number = (field: string) => tables.number(at(field), row);
    const raw = number(rule.value);
    const cell = tables.cell(at(rule.value), row);
    if (raw === null || !cell || Math.abs(raw) >= BEYOND) return [];
    if (rule.status !== undefined && (number(rule.status) ?? OK) !== OK) return [];
    const index = row.index.join('.');
    const sensor = rules.known.about(rule, index, () => aboutSensor(rule, rules, row));
    if (!sensor?.told) return [];
    const { told, factor, about } = sensor;
    const value = valueOf(rounded(raw * factor), told, about.descr);
    if (value === null) return [];
    const kind = kindOf(about.descr, told);
    return { class: told === 'watts' ? 'dbm' : told, kind, oid: cell.oid, index, value, ...about, source: rules.source };
  });
}

function aboutSensor(rule: EntitySensorRule, rules: Rules, row: TableRow) {
  const { tables } = rules;
  const number = (field: string) => tables.number(parseReference(field) as Reference, row);
  const told = CLASSES[number(rule.type) ?? 0];
  if (told === undefined) return { told: null };
  const factor = 10 ** (3 * ((number(rule.scale) ?? UNITS) - UNITS) - (number(rule.precision) ?? 0));
  const port = portOf(rule, row, rules);
  const about = {
    descr: tables.fill(rule.descr ?? '', row, port) || port.entPhysicalName || `sensor ${row.index.join('.')}`,
    ifIndex: port.ifIndex,
    entPhysicalIndex: port.entPhysicalIndex,
    limits: limitsOf(rule.limits, { limitScale: factor, limitUnit: told === 'watts' ? 'W' : undefined }, rules, row),
  };
  return { told, factor, about };
}

/** There is no dBm in the standard: optical power comes in watts, and so does electrical power, which is none of ours. */
function valueOf(value: number, told: SensorClass | 'watts', descr: string): number | null {
  if (told !== 'watts') return value;
  return OPTICAL.test(descr) && value < 1 ? convert(value, 'W') : null;
}

function kindOf(descr: string, told: SensorClass | 'watts'): SensorReading['kind'] {
  if (told !== 'watts' && told !== 'dbm') return null;
  if (RECEIVE.test(descr)) return 'receive';
  return TRANSMIT.test(descr) ? 'transmit' : null;
}
