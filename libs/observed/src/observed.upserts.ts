import { bigintOrNull, dateOrNull, intOrNull, jsonOf, textOf, textOrNull } from './column.values.js';
import type { DeviceId } from '@app/kernel';
import type { DeviceMemory, KnownFacts, KnownInterface, KnownOnu, KnownSensor } from './device.memory.js';
import { marginDb } from './optical.state.js';
import { Upsert } from './upsert.js';

export type Of<Row> = readonly [row: Row, deviceId: DeviceId];

const known = (memory: DeviceMemory) => memory.known as KnownFacts;
const factColumn = (name: string, of: keyof KnownFacts['facts']) => ({
  name,
  type: 'text',
  of: (memory: DeviceMemory) => textOrNull(known(memory).facts[of]),
});

export const FACTS = new Upsert<DeviceMemory>('device_facts', 'device_id', [
  { name: 'device_id', type: 'int', of: ({ deviceId }) => deviceId },
  factColumn('sys_name', 'sysName'),
  factColumn('sys_descr', 'sysDescr'),
  factColumn('sys_object_id', 'sysObjectID'),
  factColumn('sys_contact', 'sysContact'),
  factColumn('sys_location', 'sysLocation'),
  factColumn('engine_id', 'snmpEngineId'),
  factColumn('chassis_id', 'chassisId'),
  factColumn('vendor', 'vendor'),
  factColumn('model', 'model'),
  factColumn('serial', 'serial'),
  factColumn('software', 'software'),
  { name: 'profiles', type: 'text[]', of: (memory) => jsonOf(known(memory).profiles) },
  { name: 'faults', type: 'text[]', of: (memory) => jsonOf(known(memory).faults) },
  { name: 'uptime_ticks', type: 'bigint', of: (memory) => bigintOrNull(known(memory).uptimeTicks) },
  { name: 'engine_boots', type: 'int', of: (memory) => intOrNull(known(memory).engineBoots) },
  { name: 'uptime_at', type: 'timestamptz', of: (memory) => dateOrNull(known(memory).uptimeAt) },
  { name: 'restarted_at', type: 'timestamptz', of: (memory) => dateOrNull(known(memory).restartedAt) },
  { name: 'first_seen_at', type: 'timestamptz', of: (memory) => dateOrNull(known(memory).firstSeenAt) },
  { name: 'last_seen_at', type: 'timestamptz', of: (memory) => dateOrNull(known(memory).lastSeenAt) },
  { name: 'neighbours', type: 'jsonb', of: (memory) => jsonOf(known(memory).neighbours) },
  { name: 'neighbours_at', type: 'timestamptz', of: (memory) => dateOrNull(known(memory).neighboursAt) },
  { name: 'parts', type: 'jsonb', of: (memory) => jsonOf(known(memory).parts) },
  { name: 'parts_at', type: 'timestamptz', of: (memory) => dateOrNull(known(memory).partsAt) },
]);

export const INTERFACES = new Upsert<Of<KnownInterface>>('device_interface', 'id', [
  { name: 'id', type: 'int', of: ([{ id }]) => id },
  { name: 'device_id', type: 'int', of: ([, deviceId]) => deviceId },
  { name: 'if_index', type: 'bigint', of: ([{ facts }]) => String(facts.ifIndex) },
  { name: 'if_name', type: 'text', of: ([{ facts }]) => textOrNull(facts.ifName) },
  { name: 'if_descr', type: 'text', of: ([{ facts }]) => textOrNull(facts.ifDescr) },
  { name: 'if_alias', type: 'text', of: ([{ facts }]) => textOrNull(facts.ifAlias) },
  { name: 'if_type', type: 'int', of: ([{ facts }]) => intOrNull(facts.ifType) },
  { name: 'mtu', type: 'bigint', of: ([{ facts }]) => bigintOrNull(facts.ifMtu) },
  { name: 'speed_bps', type: 'bigint', of: ([{ facts }]) => bigintOrNull(facts.speedBps) },
  { name: 'phys_address', type: 'text', of: ([{ facts }]) => textOrNull(facts.ifPhysAddress) },
  { name: 'admin_status', type: 'text', of: ([{ facts }]) => facts.ifAdminStatus },
  { name: 'oper_status', type: 'text', of: ([{ facts }]) => facts.ifOperStatus },
  { name: 'oper_since', type: 'timestamptz', of: ([{ operSince }]) => dateOrNull(operSince) },
  { name: 'first_seen_at', type: 'timestamptz', of: ([{ firstSeenAt }]) => dateOrNull(firstSeenAt) },
  { name: 'gone_at', type: 'timestamptz', of: ([{ goneAt }]) => dateOrNull(goneAt) },
]);

export const SENSORS = new Upsert<Of<KnownSensor>>('sensor', 'id', [
  { name: 'id', type: 'int', of: ([{ id }]) => id },
  { name: 'device_id', type: 'int', of: ([, deviceId]) => deviceId },
  { name: 'interface_id', type: 'int', of: ([{ port }]) => port?.id ?? null },
  { name: 'class', type: 'text', of: ([{ reading }]) => reading.class },
  { name: 'kind', type: 'text', of: ([{ reading }]) => reading.kind },
  { name: 'oid', type: 'text', of: ([{ reading }]) => textOf(reading.oid) },
  { name: 'descr', type: 'text', of: ([{ reading }]) => textOf(reading.descr) },
  { name: 'low', type: 'float8', of: ([{ reading }]) => reading.limits?.low ?? null },
  { name: 'low_warn', type: 'float8', of: ([{ reading }]) => reading.limits?.lowWarn ?? null },
  { name: 'high_warn', type: 'float8', of: ([{ reading }]) => reading.limits?.highWarn ?? null },
  { name: 'high', type: 'float8', of: ([{ reading }]) => reading.limits?.high ?? null },
  { name: 'value', type: 'float8', of: ([{ keptValue }]) => keptValue },
  { name: 'value_at', type: 'timestamptz', of: ([{ keptAt }]) => dateOrNull(keptAt) },
  { name: 'first_seen_at', type: 'timestamptz', of: ([{ firstSeenAt }]) => dateOrNull(firstSeenAt) },
  { name: 'gone_at', type: 'timestamptz', of: ([{ goneAt }]) => dateOrNull(goneAt) },
]);

/** A margin is kept with the light's history, and whenever what is believed of it changes. */
export function opticsUpsert(sensitivityOf: (sensor: KnownSensor) => number | null): Upsert<Of<KnownSensor>> {
  const optics = ({ optics: some }: KnownSensor) => some as NonNullable<KnownSensor['optics']>;
  const margin = (sensor: KnownSensor) =>
    sensor.goneAt === null ? marginDb({ receiveDbm: sensor.value, sensitivityDbm: sensitivityOf(sensor) }) : null;
  const centi = (value: number | null) => (value === null ? null : intOrNull(value * 100));
  return new Upsert<Of<KnownSensor>>('optical_port', 'sensor_id', [
    { name: 'sensor_id', type: 'int', of: ([{ id }]) => id },
    { name: 'device_id', type: 'int', of: ([, deviceId]) => deviceId },
    { name: 'level', type: 'text', of: ([sensor]) => optics(sensor).state.level },
    { name: 'level_since', type: 'timestamptz', of: ([sensor]) => dateOrNull(optics(sensor).state.levelSince) },
    { name: 'is_drifting', type: 'boolean', of: ([sensor]) => optics(sensor).state.isDrifting },
    {
      name: 'drifting_since',
      type: 'timestamptz',
      of: ([sensor]) => (optics(sensor).state.isDrifting ? dateOrNull(optics(sensor).state.driftingSince) : null),
    },
    { name: 'margin_centi_db', type: 'int', of: ([sensor]) => centi(margin(sensor)) },
    { name: 'median_centi_dbm', type: 'int', of: ([sensor]) => centi(optics(sensor).medianDbm) },
    { name: 'history_hour', type: 'int', of: ([sensor]) => optics(sensor).history.hour },
    { name: 'history', type: 'bytea', of: ([sensor]) => optics(sensor).history.toBytes() },
  ]);
}

export const ONUS = new Upsert<Of<KnownOnu>>('onu', 'id', [
  { name: 'id', type: 'int', of: ([{ id }]) => id },
  { name: 'device_id', type: 'int', of: ([, deviceId]) => deviceId },
  { name: 'onu', type: 'text', of: ([{ reading }]) => textOf(reading.id) },
  { name: 'interface_id', type: 'int', of: ([{ port }]) => port?.id ?? null },
  { name: 'serial', type: 'text', of: ([{ reading }]) => textOrNull(reading.serial) },
  { name: 'description', type: 'text', of: ([{ reading }]) => textOrNull(reading.description) },
  { name: 'state', type: 'text', of: ([{ reading }]) => reading.state },
  { name: 'state_since', type: 'timestamptz', of: ([{ stateSince }]) => dateOrNull(stateSince) },
  { name: 'down_cause', type: 'text', of: ([{ reading }]) => reading.downCause },
  { name: 'down_cause_raw', type: 'text', of: ([{ reading }]) => textOrNull(reading.downCauseRaw) },
  { name: 'distance_metres', type: 'int', of: ([{ reading }]) => intOrNull(reading.distanceMetres) },
  { name: 'first_seen_at', type: 'timestamptz', of: ([{ firstSeenAt }]) => dateOrNull(firstSeenAt) },
  { name: 'gone_at', type: 'timestamptz', of: ([{ goneAt }]) => dateOrNull(goneAt) },
]);
