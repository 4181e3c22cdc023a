import type { InterfaceFacts, OnuReading, SensorReading } from '@app/equipment';
import type { DeviceId } from '@app/kernel';
import type { SqlRunner } from '@app/platform';
import type { KeptFacts } from './device.facts.js';
import { type DeviceMemory, emptyMemory, type KnownFacts, type KnownInterface, type KnownOnu, type KnownSensor } from './device.memory.js';
import { FrameCounts } from './frame.rates.js';
import { OpticalHistory } from './optical.history.js';
import { type OpticalLevel, wellSince } from './optical.state.js';

type Facts = KeptFacts &
  Omit<KnownFacts, 'facts' | 'uptimeTicks' | 'uptimeAt' | 'restartedAt' | 'firstSeenAt' | 'lastSeenAt' | 'neighboursAt' | 'partsAt'> & {
    readonly deviceId: DeviceId;
    readonly uptimeTicks: string | null;
    readonly uptimeAt: Date | null;
    readonly restartedAt: Date | null;
    readonly firstSeenAt: Date;
    readonly lastSeenAt: Date;
    readonly neighboursAt: Date | null;
    readonly partsAt: Date | null;
  };
type Interface = Omit<InterfaceFacts, 'ifMtu' | 'speedBps' | 'counters' | 'counterBits'> & {
  readonly deviceId: DeviceId;
  readonly id: number;
  readonly ifMtu: string | null;
  readonly speedBps: string | null;
  readonly operSince: Date;
  readonly firstSeenAt: Date;
  readonly goneAt: Date | null;
};
interface Sensor extends Pick<SensorReading, 'class' | 'kind' | 'oid' | 'descr' | 'value'> {
  readonly deviceId: DeviceId;
  readonly id: number;
  readonly interfaceId: number | null;
  readonly low: number | null;
  readonly lowWarn: number | null;
  readonly highWarn: number | null;
  readonly high: number | null;
  readonly valueAt: Date;
  readonly firstSeenAt: Date;
  readonly goneAt: Date | null;
  readonly level: OpticalLevel | null;
  readonly levelSince: Date;
  readonly isDrifting: boolean;
  readonly driftingSince: Date | null;
  readonly medianCentiDbm: number | null;
  readonly historyHour: number;
  readonly history: Buffer;
}
type Onu = Omit<OnuReading, 'index' | 'ifIndex' | 'id'> & {
  readonly deviceId: DeviceId;
  readonly id: number;
  readonly onu: string;
  readonly interfaceId: number | null;
  readonly stateSince: Date;
  readonly firstSeenAt: Date;
  readonly goneAt: Date | null;
};

const OF_DEVICES = 'device_id = ANY($1::int[]) ORDER BY id';
const NO_COUNTERS = { inOctets: null, outOctets: null, inErrors: null, outErrors: null, inDiscards: null, outDiscards: null };

/** Reads back what is known of devices, four statements for any number of them. */
export async function loadMemories(sql: SqlRunner, deviceIds: readonly DeviceId[]): Promise<DeviceMemory[]> {
  const memories = new Map(deviceIds.map((id) => [id, emptyMemory(id)]));
  const rows = async <Row>(statement: string) => (await sql.query(statement, [deviceIds])) as Row[];
  const facts = await rows<Facts>(
    `SELECT device_id AS "deviceId", sys_name AS "sysName", sys_descr AS "sysDescr", sys_object_id AS "sysObjectID", sys_contact AS "sysContact",
       sys_location AS "sysLocation", engine_id AS "snmpEngineId", chassis_id AS "chassisId", vendor, model, serial, software, profiles, faults,
       uptime_ticks AS "uptimeTicks", engine_boots AS "engineBoots", uptime_at AS "uptimeAt", restarted_at AS "restartedAt",
       first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt", neighbours, neighbours_at AS "neighboursAt", parts, parts_at AS "partsAt"
     FROM device_facts WHERE device_id = ANY($1::int[])`,
  );
  for (const row of facts) memoryOf(memories, row).known = toFacts(row);
  const ports = new Map<number, KnownInterface>();
  const interfaces = await rows<Interface>(
    `SELECT id, device_id AS "deviceId", if_index::float8 AS "ifIndex", if_name AS "ifName", if_descr AS "ifDescr", if_alias AS "ifAlias", if_type AS "ifType",
       mtu AS "ifMtu", speed_bps AS "speedBps", phys_address AS "ifPhysAddress", admin_status AS "ifAdminStatus", oper_status AS "ifOperStatus",
       oper_since AS "operSince", first_seen_at AS "firstSeenAt", gone_at AS "goneAt" FROM device_interface WHERE ${OF_DEVICES}`,
  );
  for (const row of interfaces) {
    const port = toInterface(row);
    ports.set(row.id, port);
    memoryOf(memories, row).interfaces.push(port);
  }
  const sensors = await rows<Sensor>(
    `SELECT id, sensor.device_id AS "deviceId", interface_id AS "interfaceId", class, kind, oid, descr, low, low_warn AS "lowWarn", high_warn AS "highWarn",
       high, value, value_at AS "valueAt", first_seen_at AS "firstSeenAt", gone_at AS "goneAt", level, level_since AS "levelSince",
       is_drifting AS "isDrifting", drifting_since AS "driftingSince", median_centi_dbm AS "medianCentiDbm", history_hour AS "historyHour", history
     FROM sensor LEFT JOIN optical_port ON optical_port.sensor_id = sensor.id WHERE sensor.${OF_DEVICES}`,
  );
  for (const row of sensors) memoryOf(memories, row).sensors.push(toSensor(row, ports.get(row.interfaceId ?? -1) ?? null));
  const onus = await rows<Onu>(
    `SELECT id, device_id AS "deviceId", onu, interface_id AS "interfaceId", serial, description, state, state_since AS "stateSince",
       down_cause AS "downCause", down_cause_raw AS "downCauseRaw", distance_metres AS "distanceMetres", first_seen_at AS "firstSeenAt",
       gone_at AS "goneAt" FROM onu WHERE ${OF_DEVICES}`,
  );
  for (const row of onus) memoryOf(memories, row).onus.set(row.onu, toOnu(row, ports.get(row.interfaceId ?? -1) ?? null));
  return [...memories.values()];
}

function memoryOf(memories: ReadonlyMap<DeviceId, DeviceMemory>, { deviceId }: { deviceId: DeviceId }): DeviceMemory {
  return memories.get(deviceId) as DeviceMemory;
}

function ms(date: Date | null): number | null {
  return date?.getTime() ?? null;
}

function toFacts(row: Facts): KnownFacts {
  const { deviceId: _deviceId, profiles, faults, uptimeTicks, engineBoots, uptimeAt, restartedAt, firstSeenAt, lastSeenAt, ...rest } = row;
  const { neighbours, neighboursAt, parts, partsAt, ...facts } = rest;
  return {
    facts: facts as KeptFacts,
    profiles,
    faults,
    uptimeTicks: uptimeTicks === null ? null : Number(uptimeTicks),
    engineBoots,
    uptimeAt: ms(uptimeAt),
    restartedAt: ms(restartedAt),
    firstSeenAt: firstSeenAt.getTime(),
    lastSeenAt: lastSeenAt.getTime(),
    keptAt: lastSeenAt.getTime(),
    neighbours,
    neighboursAt: ms(neighboursAt),
    doubts: 0,
    parts,
    partsAt: ms(partsAt),
  };
}

function toInterface({ id, deviceId: _deviceId, ifMtu, speedBps, operSince, firstSeenAt, goneAt, ...facts }: Interface): KnownInterface {
  const numbers = { ifMtu: ifMtu === null ? null : Number(ifMtu), speedBps: speedBps === null ? null : Number(speedBps) };
  return {
    id,
    facts: { ...facts, ...numbers, counters: NO_COUNTERS, counterBits: null },
    operSince: operSince.getTime(),
    firstSeenAt: firstSeenAt.getTime(),
    goneAt: ms(goneAt),
    absences: 0,
    frames: new FrameCounts(),
  };
}

function toSensor(row: Sensor, port: KnownInterface | null): KnownSensor {
  const { id, class: of, kind, oid, descr, value, low, lowWarn, highWarn, high, valueAt, firstSeenAt, goneAt } = row;
  const isLimited = [low, lowWarn, highWarn, high].some((limit) => limit !== null);
  return {
    id,
    port,
    reading: {
      class: of,
      kind,
      oid,
      descr,
      value,
      index: '',
      ifIndex: port?.facts.ifIndex ?? null,
      entPhysicalIndex: null,
      source: 'standard',
      limits: isLimited ? { low, lowWarn, highWarn, high } : null,
    },
    value,
    // Not read since the start: nothing is told of it as of now.
    readAt: 0,
    keptValue: value,
    keptAt: valueAt.getTime(),
    firstSeenAt: firstSeenAt.getTime(),
    goneAt: ms(goneAt),
    absences: 0,
    optics: row.level === null ? null : toOptics(row, row.level),
  };
}

function toOptics({ levelSince, isDrifting, driftingSince, medianCentiDbm, historyHour, history }: Sensor, level: OpticalLevel) {
  return {
    state: { ...wellSince(levelSince.getTime()), level, isDrifting, driftingSince: driftingSince?.getTime() ?? 0 },
    history: OpticalHistory.from(history, historyHour),
    medianDbm: medianCentiDbm === null ? null : medianCentiDbm / 100,
    medianHour: historyHour,
  };
}

function toOnu(row: Onu, port: KnownInterface | null): KnownOnu {
  const { id, deviceId: _deviceId, onu, interfaceId: _interfaceId, stateSince, firstSeenAt, goneAt, ...told } = row;
  return {
    id,
    port,
    reading: { ...told, id: onu, index: '', ifIndex: port?.facts.ifIndex ?? null },
    stateSince: stateSince.getTime(),
    firstSeenAt: firstSeenAt.getTime(),
    readAt: 0,
    goneAt: ms(goneAt),
    absences: 0,
  };
}
