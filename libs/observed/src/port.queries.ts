import type { InterfaceState, SensorClass, SensorKind } from '@app/equipment';
import type { DeviceId, Page, PageRequest } from '@app/kernel';
import { type Condition, KeysetList, type Relation, type SqlSource } from '@app/platform';

export interface InterfaceView {
  readonly interfaceId: number;
  readonly deviceId: DeviceId;
  readonly ifIndex: number;
  readonly ifName: string | null;
  readonly ifDescr: string | null;
  readonly ifAlias: string | null;
  readonly ifType: number | null;
  readonly mtu: number | null;
  readonly speedBps: number | null;
  readonly physAddress: string | null;
  readonly adminStatus: string | null;
  readonly operStatus: InterfaceState | null;
  readonly operSince: Date;
  readonly firstSeenAt: Date;
}

export interface InterfaceFilter {
  readonly names?: readonly string[] | null;
  readonly operStatuses?: readonly InterfaceState[] | null;
}

export interface SensorView {
  readonly sensorId: number;
  readonly deviceId: DeviceId;
  readonly class: SensorClass;
  readonly kind: SensorKind | null;
  readonly descr: string;
  /** The name of the port it belongs to. */
  readonly interface: string | null;
  readonly low: number | null;
  readonly lowWarn: number | null;
  readonly highWarn: number | null;
  readonly high: number | null;
  /** As it was written last. */
  readonly value: number;
  readonly valueAt: Date;
  readonly firstSeenAt: Date;
  /** Since when it reads nothing. */
  readonly goneAt: Date | null;
}

export interface SensorFilter {
  readonly classes?: readonly SensorClass[] | null;
  readonly kinds?: readonly SensorKind[] | null;
}

/** What a port is called: as its agent does. */
export const PORT_NAME = `coalesce(nullif(device_interface.if_name, ''), nullif(device_interface.if_descr, ''), device_interface.if_index::text)`;

type InterfaceRaw = Omit<InterfaceView, 'mtu' | 'speedBps'> & {
  readonly mtu: string | null;
  readonly speedBps: string | null;
  readonly name: string;
};

const interfaces = new KeysetList<InterfaceRaw, InterfaceView>({
  columns: `device_interface.id AS "interfaceId", device_interface.device_id AS "deviceId", if_index::float8 AS "ifIndex", if_name AS "ifName", if_descr AS "ifDescr",
    if_alias AS "ifAlias", if_type AS "ifType", mtu, speed_bps AS "speedBps", phys_address AS "physAddress", admin_status AS "adminStatus",
    oper_status AS "operStatus", oper_since AS "operSince", device_interface.first_seen_at AS "firstSeenAt", ${PORT_NAME} AS name`,
  from: 'device_interface',
  order: [
    { sql: PORT_NAME, type: 'text', keyOf: ({ name }) => name },
    { sql: 'device_interface.id', type: 'int', keyOf: ({ interfaceId }) => interfaceId },
  ],
  toRow: ({ name: _name, mtu, speedBps, ...row }) => ({
    ...row,
    mtu: mtu === null ? null : Number(mtu),
    speedBps: speedBps === null ? null : Number(speedBps),
  }),
});

const sensors = new KeysetList<SensorView, SensorView>({
  columns: `sensor.id AS "sensorId", sensor.device_id AS "deviceId", class, kind, descr, CASE WHEN interface_id IS NOT NULL THEN ${PORT_NAME} END AS interface,
    low, low_warn AS "lowWarn", high_warn AS "highWarn", high, value, value_at AS "valueAt", sensor.first_seen_at AS "firstSeenAt",
    sensor.gone_at AS "goneAt"`,
  from: 'sensor LEFT JOIN device_interface ON device_interface.id = sensor.interface_id',
  order: [
    { sql: 'sensor.class', type: 'text', keyOf: (row) => row.class },
    { sql: 'sensor.descr', type: 'text', keyOf: ({ descr }) => descr },
    { sql: 'sensor.id', type: 'int', keyOf: ({ sensorId }) => sensorId },
  ],
  toRow: (row) => row,
});

const INTERFACES_OF_DEVICE: Relation<number> = { sql: 'device_interface.device_id = parent.id', keyType: 'int' };
const SENSORS_OF_DEVICE: Relation<number> = { sql: 'sensor.device_id = parent.id', keyType: 'int' };

/** Reads ports and sensors for screens: those that their devices have now, sensors also where they read nothing at the moment. */
export class PortQueries {
  constructor(private readonly source: SqlSource) {}

  interfacesOf(
    deviceIds: readonly number[],
    filter: InterfaceFilter,
    request: PageRequest,
    countOf: (id: number) => Promise<number>,
  ): Promise<ReadonlyMap<number, Page<InterfaceView>>> {
    return interfaces.pagesOf(this.source.manager, INTERFACES_OF_DEVICE, deviceIds, interfaceConditions(filter), request, countOf);
  }

  countInterfacesOf(deviceIds: readonly number[], filter: InterfaceFilter): Promise<ReadonlyMap<number, number>> {
    return interfaces.countsOf(this.source.manager, INTERFACES_OF_DEVICE, deviceIds, interfaceConditions(filter));
  }

  sensorsOf(
    deviceIds: readonly number[],
    filter: SensorFilter,
    request: PageRequest,
    countOf: (id: number) => Promise<number>,
  ): Promise<ReadonlyMap<number, Page<SensorView>>> {
    return sensors.pagesOf(this.source.manager, SENSORS_OF_DEVICE, deviceIds, sensorConditions(filter), request, countOf);
  }

  countSensorsOf(deviceIds: readonly number[], filter: SensorFilter): Promise<ReadonlyMap<number, number>> {
    return sensors.countsOf(this.source.manager, SENSORS_OF_DEVICE, deviceIds, sensorConditions(filter));
  }
}

function interfaceConditions({ names, operStatuses }: InterfaceFilter): Condition[] {
  const conditions: Condition[] = [() => 'device_interface.gone_at IS NULL'];
  if (names) conditions.push((bind) => `${PORT_NAME} = ANY(${bind(names)}::text[])`);
  if (operStatuses) conditions.push((bind) => `device_interface.oper_status = ANY(${bind(operStatuses)}::text[])`);
  return conditions;
}

function sensorConditions({ classes, kinds }: SensorFilter): Condition[] {
  const conditions: Condition[] = [];
  if (classes) conditions.push((bind) => `sensor.class = ANY(${bind(classes)}::text[])`);
  if (kinds) conditions.push((bind) => `sensor.kind = ANY(${bind(kinds)}::text[])`);
  return conditions;
}
