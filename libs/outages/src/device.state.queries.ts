import { type DeviceFilter, deviceConditions } from '@app/inventory';
import { DEVICE_STATUSES, type DeviceId, type DeviceStatus, type OutageId } from '@app/kernel';
import { type Condition, type SqlSource, whereText } from '@app/platform';

/** What is concluded of one device. */
export interface DeviceStateView {
  readonly deviceId: DeviceId;
  readonly status: DeviceStatus;
  readonly since: Date;
  /** The open outage that takes it away, if one does. */
  readonly outageId: OutageId | null;
}

/** Device by device, by the index of the log: as a join the planner would work out the states of all. */
const PAST_STATUS = `coalesce((SELECT device_status.status FROM device_status WHERE device_status.device_id = device.id), 'UNKNOWN')`;

/** Reads concluded states for screens. A device without a row was never concluded upon: UNKNOWN. */
export class DeviceStateQueries {
  constructor(private readonly source: SqlSource) {}

  async byDeviceIds(ids: readonly number[]): Promise<DeviceStateView[]> {
    const rows: unknown = await this.source.manager.query(
      'SELECT device_id AS "deviceId", status, since, outage_id AS "outageId" FROM device_status WHERE device_id = ANY($1::int[])',
      [ids],
    );
    return rows as DeviceStateView[];
  }

  /** The condition on the row `device` that its state is one of these; none for "any". */
  conditions(statuses: readonly DeviceStatus[] | null | undefined): Condition[] {
    if (!statuses) return [];
    if (this.source.manager.isOfPast) return [(bind) => `${PAST_STATUS} = ANY(${bind(statuses)}::text[])`];
    const known = (placeholder: string) =>
      `EXISTS (SELECT 1 FROM device_status WHERE device_status.device_id = device.id AND device_status.status = ANY(${placeholder}::text[]))`;
    if (!statuses.includes('UNKNOWN')) return [(bind) => known(bind(statuses))];
    return [(bind) => `${known(bind(statuses))} OR NOT EXISTS (SELECT 1 FROM device_status WHERE device_status.device_id = device.id)`];
  }

  /** How many devices of a filtered list are in each state; every state once. */
  async counts(
    filter: DeviceFilter,
    statuses: readonly DeviceStatus[] | null | undefined,
  ): Promise<{ status: DeviceStatus; count: number }[]> {
    const values: unknown[] = [];
    const where = whereText(values, [...deviceConditions(filter), ...this.conditions(statuses)]);
    const { manager } = this.source;
    const [status, from] = manager.isOfPast
      ? [PAST_STATUS, 'device']
      : [`coalesce(device_status.status, 'UNKNOWN')`, 'device LEFT JOIN device_status ON device_status.device_id = device.id'];
    const rows = (await manager.query(`SELECT ${status} AS status, count(*)::int AS count FROM ${from} ${where} GROUP BY 1`, values)) as {
      status: DeviceStatus;
      count: number;
    }[];
    const counts = new Map(rows.map((row) => [row.status, row.count]));
    return DEVICE_STATUSES.map((status) => ({ status, count: counts.get(status) ?? 0 }));
  }
}
