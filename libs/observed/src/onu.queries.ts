import type { OnuDownCause, OnuState } from '@app/equipment';
import type { DeviceId, Page, PageRequest } from '@app/kernel';
import { type Condition, KeysetList, type Relation, type SqlSource } from '@app/platform';
import { PORT_NAME } from './port.queries.js';

export interface OnuView {
  readonly onuId: number;
  readonly deviceId: DeviceId;
  /** Its place, as the vendor writes it. */
  readonly place: string;
  readonly interface: string | null;
  readonly serial: string | null;
  readonly description: string | null;
  readonly state: OnuState;
  readonly stateSince: Date;
  readonly downCause: OnuDownCause | null;
  readonly downCauseRaw: string | null;
  readonly distanceMetres: number | null;
  readonly firstSeenAt: Date;
}

export interface OnuTransitionView {
  readonly onuId: number;
  readonly at: Date;
  readonly state: OnuState;
  readonly downCause: OnuDownCause | null;
}

export interface OnuFilter {
  readonly states?: readonly OnuState[] | null;
  readonly downCauses?: readonly OnuDownCause[] | null;
}

const onus = new KeysetList<OnuView, OnuView>({
  columns: `onu.id AS "onuId", onu.device_id AS "deviceId", onu.onu AS place, CASE WHEN interface_id IS NOT NULL THEN ${PORT_NAME} END AS interface, serial,
    description, state, state_since AS "stateSince", down_cause AS "downCause", down_cause_raw AS "downCauseRaw", distance_metres AS "distanceMetres",
    onu.first_seen_at AS "firstSeenAt"`,
  from: 'onu LEFT JOIN device_interface ON device_interface.id = onu.interface_id',
  order: [
    { sql: 'onu.onu', type: 'text', keyOf: ({ place }) => place },
    { sql: 'onu.id', type: 'int', keyOf: ({ onuId }) => onuId },
  ],
  toRow: (row) => row,
});

const ONUS_OF_DEVICE: Relation<number> = { sql: 'onu.device_id = parent.id', keyType: 'int' };

/** Reads the ONUs of OLTs for screens. */
export class OnuQueries {
  constructor(private readonly source: SqlSource) {}

  pagesOf(
    deviceIds: readonly number[],
    filter: OnuFilter,
    request: PageRequest,
    countOf: (id: number) => Promise<number>,
  ): Promise<ReadonlyMap<number, Page<OnuView>>> {
    return onus.pagesOf(this.source.manager, ONUS_OF_DEVICE, deviceIds, conditions(filter), request, countOf);
  }

  countsOf(deviceIds: readonly number[], filter: OnuFilter): Promise<ReadonlyMap<number, number>> {
    return onus.countsOf(this.source.manager, ONUS_OF_DEVICE, deviceIds, conditions(filter));
  }

  /** The ONUs that are down by their OLTs' words, e.g. as evidence of what broke. */
  async down(deviceIds: readonly number[]): Promise<OnuView[]> {
    const down: Condition = (bind) => `onu.device_id = ANY(${bind(deviceIds)}::int[])`;
    return onus.all(this.source.manager, [down, ...conditions({ states: ['offline'] })]);
  }

  /** The states of each ONU, the newest first; at most `most` each. */
  async transitionsOf(onuIds: readonly number[], most: number): Promise<ReadonlyMap<number, readonly OnuTransitionView[]>> {
    const rows = (await this.source.manager.query(
      `SELECT step."onuId", step.at, step.state, step."downCause" FROM unnest($1::int[]) AS parent(id) CROSS JOIN LATERAL (
         SELECT onu_id AS "onuId", at, state, down_cause AS "downCause", id AS seq FROM onu_transition WHERE onu_id = parent.id
         ORDER BY at DESC, id DESC LIMIT $2
       ) AS step ORDER BY step.at DESC, step.seq DESC`,
      [onuIds, most],
    )) as OnuTransitionView[];
    const groups = new Map<number, OnuTransitionView[]>(onuIds.map((id) => [id, []]));
    for (const row of rows) groups.get(row.onuId)?.push(row);
    return groups;
  }
}

function conditions({ states, downCauses }: OnuFilter): Condition[] {
  const all: Condition[] = [() => 'onu.gone_at IS NULL'];
  if (states) all.push((bind) => `onu.state = ANY(${bind(states)}::text[])`);
  if (downCauses) all.push((bind) => `onu.down_cause = ANY(${bind(downCauses)}::text[])`);
  return all;
}
