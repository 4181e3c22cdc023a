import type { DeviceId, Page, PageRequest } from '@app/kernel';
import { type Condition, KeysetList, type Relation, type SqlSource } from '@app/platform';
import type { OpticalLevel } from './optical.state.js';
import { PORT_NAME } from './port.queries.js';

/** The light at one receiver, as it was written last. */
export interface OpticalPortView {
  readonly sensorId: number;
  readonly deviceId: DeviceId;
  /** The port, or what the sensor is called where nobody ties it to a port. */
  readonly interface: string;
  readonly level: OpticalLevel;
  readonly levelSince: Date;
  readonly isDrifting: boolean;
  readonly driftingSince: Date | null;
  readonly receiveDbm: number;
  readonly receiveAt: Date;
  readonly isDark: boolean;
  readonly sensitivityDbm: number | null;
  readonly marginDb: number | null;
  readonly medianDbm: number | null;
}

export interface OpticalFilter {
  readonly devices?: readonly string[] | null;
  readonly marginBelowDb?: number | null;
  readonly levels?: readonly OpticalLevel[] | null;
  readonly isDrifting?: boolean | null;
}

type Raw = Omit<OpticalPortView, 'marginDb' | 'medianDbm'> & {
  readonly marginCentiDb: number | null;
  readonly medianCentiDbm: number | null;
  readonly marginKey: number;
};

/** Ports without a margin stand last. */
const MARGIN_KEY = 'coalesce(optical_port.margin_centi_db, 2147483647)';
const NAME = `CASE WHEN sensor.interface_id IS NULL THEN sensor.descr ELSE ${PORT_NAME} END`;

const ports = new KeysetList<Raw, OpticalPortView>({
  columns: `optical_port.sensor_id AS "sensorId", optical_port.device_id AS "deviceId", ${NAME} AS interface, level, level_since AS "levelSince",
    is_drifting AS "isDrifting", drifting_since AS "driftingSince", sensor.value AS "receiveDbm", sensor.value_at AS "receiveAt",
    sensor.gone_at IS NOT NULL AS "isDark", sensor.low AS "sensitivityDbm", margin_centi_db AS "marginCentiDb",
    median_centi_dbm AS "medianCentiDbm", ${MARGIN_KEY} AS "marginKey"`,
  from: `optical_port JOIN sensor ON sensor.id = optical_port.sensor_id JOIN device ON device.id = optical_port.device_id
    LEFT JOIN device_interface ON device_interface.id = sensor.interface_id`,
  order: [
    { sql: MARGIN_KEY, type: 'int', keyOf: ({ marginKey }) => marginKey },
    { sql: 'optical_port.sensor_id', type: 'int', keyOf: ({ sensorId }) => sensorId },
  ],
  toRow: ({ marginCentiDb, medianCentiDbm, marginKey: _marginKey, ...row }) => ({
    ...row,
    marginDb: decibels(marginCentiDb),
    medianDbm: decibels(medianCentiDbm),
  }),
});

function decibels(centi: number | null): number | null {
  return centi === null ? null : centi / 100;
}

const PORTS_OF_DEVICE: Relation<number> = { sql: 'optical_port.device_id = parent.id', keyType: 'int' };

/** Reads the light of ports for screens, the smallest margin first. */
export class OpticalQueries {
  constructor(private readonly source: SqlSource) {}

  page(filter: OpticalFilter, request: PageRequest): Promise<Page<OpticalPortView>> {
    return ports.page(this.source.manager, conditions(filter), request);
  }

  pagesOf(
    deviceIds: readonly number[],
    filter: OpticalFilter,
    request: PageRequest,
    countOf: (id: number) => Promise<number>,
  ): Promise<ReadonlyMap<number, Page<OpticalPortView>>> {
    return ports.pagesOf(this.source.manager, PORTS_OF_DEVICE, deviceIds, conditions(filter), request, countOf);
  }

  countsOf(deviceIds: readonly number[], filter: OpticalFilter): Promise<ReadonlyMap<number, number>> {
    return ports.countsOf(this.source.manager, PORTS_OF_DEVICE, deviceIds, conditions(filter));
  }

  /** The light at the ports of these names, the smallest margin first. */
  atPorts(wanted: readonly { readonly deviceId: number; readonly interface: string }[]): Promise<OpticalPortView[]> {
    return ports.all(this.source.manager, [
      (bind) =>
        `(optical_port.device_id, ${PORT_NAME}) IN (SELECT * FROM unnest(${bind(wanted.map(({ deviceId }) => deviceId))}::int[], ${bind(wanted.map((port) => port.interface))}::text[]))`,
    ]);
  }
}

function conditions({ devices, marginBelowDb, levels, isDrifting }: OpticalFilter): Condition[] {
  // What was taken out of the network has no port any more.
  const all: Condition[] = [() => 'device.valid_to IS NULL'];
  if (devices) all.push((bind) => `device.name = ANY(${bind(devices)}::text[])`);
  if (typeof marginBelowDb === 'number') all.push((bind) => `optical_port.margin_centi_db < ${bind(marginBelowDb * 100)}::float8`);
  if (levels) all.push((bind) => `optical_port.level = ANY(${bind(levels)}::text[])`);
  if (typeof isDrifting === 'boolean') all.push((bind) => `optical_port.is_drifting = ${bind(isDrifting)}`);
  return all;
}
