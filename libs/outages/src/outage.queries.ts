import type { ComponentKind, DeviceId, OutageId, Page, PageRequest } from '@app/kernel';
import { type Condition, KeysetList, type Relation, type SqlSource } from '@app/platform';
import type { Explanation } from './explanation.js';
import type { ProbableCause } from './onu.tellings.js';
import type { Severity, Suspect, Unexplained } from './outage.js';

export interface OutageView {
  readonly outageId: OutageId;
  readonly alertName: string;
  readonly severity: Severity;
  readonly kind: ComponentKind;
  /** Null: not in the area of who asks. */
  readonly rootCode: string | null;
  readonly candidates: readonly Suspect[];
  readonly isOpen: boolean;
  readonly openedAt: Date;
  readonly clearedAt: Date | null;
  readonly affectedDeviceIds: readonly DeviceId[];
  readonly affectedCameras: number;
  readonly affectedStations: readonly string[];
  readonly stationCode: string | null;
  readonly openedOnVersion: number;
  readonly judgedOnVersion: number;
  readonly secondOfId: OutageId | null;
  readonly probableCause: ProbableCause | null;
  readonly unexplained: Unexplained | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Date | null;
  /** Null: until it clears. */
  readonly acknowledgedUntil: Date | null;
  /** Code in the list of causes. */
  readonly cause: string | null;
  readonly causeBy: string | null;
  readonly causeAt: Date | null;
  /** The maintenance window for whose sake nobody is told of it now. */
  readonly hushedBy: string | null;
}

export interface OutageEventView {
  readonly outageId: OutageId;
  readonly kind: string;
  readonly at: Date;
  readonly detail: unknown;
}

export interface ExplanationView {
  readonly outageId: OutageId;
  readonly explainedAt: Date;
  readonly explanation: Explanation;
}

export interface OutageFilter {
  readonly isOpen?: boolean | null;
  readonly kinds?: readonly ComponentKind[] | null;
  readonly severities?: readonly Severity[] | null;
  readonly alertNames?: readonly string[] | null;
  readonly rootCodes?: readonly string[] | null;
  /** The station of the root, or one where something was lost. */
  readonly station?: string | null;
  /** In somebody's hand at this instant, or not: what somebody had until earlier does not count. */
  readonly isAcknowledged?: { readonly wanted: boolean; readonly at: Date } | null;
  readonly causes?: readonly string[] | null;
  readonly inMaintenance?: boolean | null;
  readonly openedAfter?: Date | null;
  readonly openedBefore?: Date | null;
  readonly clearedAfter?: Date | null;
}

/** What an open outage suspects: its told root, and all that would look the same. */
export type OpenSuspicion = Pick<OutageView, 'kind' | 'rootCode' | 'candidates'>;

/** How devices hang together with the outage that takes them away. */
export const DEVICES_OF_OUTAGE: Relation<string> = {
  sql: 'device.id IN (SELECT unnest(outage.affected_devices) FROM outage WHERE outage.id = parent.id)',
  pastSql: 'device.id = ANY (ARRAY(SELECT unnest(outage.affected_devices) FROM outage WHERE outage.id = parent.id))',
  keyType: 'uuid',
};

interface OutageRaw {
  id: OutageId;
  alert_name: string;
  severity: Severity;
  kind: ComponentKind;
  root_code: string | null;
  candidates: OutageView['candidates'];
  opened_at: Date;
  opened_key: string;
  cleared_at: Date | null;
  affected_devices: DeviceId[];
  affected_cameras: number;
  affected_stations: string[];
  station: string | null;
  topology_version: number;
  opened_on_version: number | null;
  unexplained: Unexplained | null;
  second_of: OutageId | null;
  probable_cause: ProbableCause | null;
  acknowledged_by: string | null;
  acknowledged_at: Date | null;
  acknowledged_until: Date | null;
  cause: string | null;
  cause_by: string | null;
  cause_at: Date | null;
  hushed_by: string | null;
}

// A cursor keeps the microseconds that a JavaScript date would lose: two outages within one millisecond must not hide each other.
const outages = new KeysetList<OutageRaw, OutageView>({
  columns: `outage.id, outage.alert_name, outage.severity, outage.kind, outage.root_code, outage.candidates, outage.opened_at, outage.cleared_at,
    to_char(outage.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS opened_key, outage.affected_devices, outage.affected_cameras,
    outage.affected_stations, outage.station, outage.topology_version, outage.second_of, outage.probable_cause, outage.opened_on_version,
    outage.unexplained, outage.acknowledged_by, outage.acknowledged_at, outage.acknowledged_until, outage.cause, outage.cause_by, outage.cause_at, outage.hushed_by`,
  from: 'outage',
  order: [
    { sql: 'outage.opened_at', type: 'timestamptz', descending: true, keyOf: (raw) => raw.opened_key },
    { sql: 'outage.id', type: 'uuid', descending: true, keyOf: (raw) => raw.id },
  ],
  toRow: (raw) => ({
    outageId: raw.id,
    alertName: raw.alert_name,
    severity: raw.severity,
    kind: raw.kind,
    rootCode: raw.root_code,
    candidates: raw.candidates,
    isOpen: raw.cleared_at === null,
    openedAt: raw.opened_at,
    clearedAt: raw.cleared_at,
    affectedDeviceIds: raw.affected_devices,
    affectedCameras: raw.affected_cameras,
    affectedStations: raw.affected_stations,
    stationCode: raw.station,
    openedOnVersion: raw.opened_on_version ?? raw.topology_version,
    judgedOnVersion: raw.topology_version,
    secondOfId: raw.second_of,
    probableCause: raw.probable_cause,
    unexplained: raw.unexplained,
    acknowledgedBy: raw.acknowledged_by,
    acknowledgedAt: raw.acknowledged_at,
    acknowledgedUntil: raw.acknowledged_until,
    cause: raw.cause,
    causeBy: raw.cause_by,
    causeAt: raw.cause_at,
    hushedBy: raw.hushed_by,
  }),
});

/** Reads outages for screens, the newest first. */
export class OutageQueries {
  constructor(private readonly source: SqlSource) {}

  page(filter: OutageFilter, request: PageRequest): Promise<Page<OutageView>> {
    return outages.page(this.source.manager, outageConditions(filter), request);
  }

  /** Those of these ids that match a filter, e.g. of outages that just changed. */
  matching(ids: readonly string[], filter: OutageFilter): Promise<OutageView[]> {
    return outages.all(this.source.manager, [(bind) => `outage.id = ANY(${bind(ids)}::uuid[])`, ...outageConditions(filter)]);
  }

  byIds(ids: readonly string[]): Promise<OutageView[]> {
    return outages.all(this.source.manager, [(bind) => `outage.id = ANY(${bind(ids)}::uuid[])`]);
  }

  /** What the open outages suspect, for colouring a map. */
  async openCandidates(): Promise<readonly OpenSuspicion[]> {
    const rows: unknown = await this.source.manager.query(
      'SELECT kind, root_code AS "rootCode", candidates FROM outage WHERE cleared_at IS NULL AND NOT is_blindness',
    );
    return rows as OpenSuspicion[];
  }

  /** Why these outages are taken for what they are; none for one that was never explained. */
  async explanationsOf(ids: readonly string[]): Promise<ExplanationView[]> {
    const rows: unknown = await this.source.manager.query(
      'SELECT outage_id AS "outageId", explained_at AS "explainedAt", explanation FROM outage_explanation WHERE outage_id = ANY($1::uuid[])',
      [ids],
    );
    return rows as ExplanationView[];
  }

  /** The steps of each outage, the oldest first; at most `most` of the newest each. */
  async eventsOf(ids: readonly string[], most: number): Promise<ReadonlyMap<string, readonly OutageEventView[]>> {
    const rows = (await this.source.manager.query(
      `SELECT event.* FROM unnest($1::uuid[]) AS parent(id) CROSS JOIN LATERAL (
         SELECT outage_id AS "outageId", kind, at, detail, id AS seq FROM outage_event WHERE outage_id = parent.id ORDER BY at DESC, id DESC LIMIT $2
       ) AS event ORDER BY event.at, event.seq`,
      [ids, most],
    )) as OutageEventView[];
    const groups = new Map<string, OutageEventView[]>(ids.map((id) => [id, []]));
    for (const row of rows) groups.get(row.outageId)?.push(row);
    return groups;
  }
}

function outageConditions(filter: OutageFilter): Condition[] {
  const conditions: Condition[] = [];
  const { isOpen, kinds, severities, alertNames, rootCodes, station, isAcknowledged, causes, inMaintenance } = filter;
  const { openedAfter, openedBefore, clearedAfter } = filter;
  const isGiven = (value: boolean | null | undefined) => value !== null && value !== undefined;
  if (isGiven(isOpen)) conditions.push(() => `outage.cleared_at IS ${isOpen ? '' : 'NOT '}NULL`);
  if (isAcknowledged)
    conditions.push((bind) => {
      const held = `(outage.acknowledged_at IS NOT NULL AND coalesce(outage.acknowledged_until > ${bind(isAcknowledged.at)}, true))`;
      return isAcknowledged.wanted ? held : `NOT ${held}`;
    });
  if (isGiven(inMaintenance)) conditions.push(() => `outage.hushed_by IS ${inMaintenance ? 'NOT ' : ''}NULL`);
  if (causes) conditions.push((bind) => `outage.cause = ANY(${bind(causes)}::text[])`);
  if (kinds) conditions.push((bind) => `outage.kind = ANY(${bind(kinds)}::text[])`);
  if (severities) conditions.push((bind) => `outage.severity = ANY(${bind(severities)}::text[])`);
  if (alertNames) conditions.push((bind) => `outage.alert_name = ANY(${bind(alertNames)}::text[])`);
  if (rootCodes) conditions.push((bind) => `outage.root_code = ANY(${bind(rootCodes)}::text[])`);
  if (station) {
    conditions.push((bind) => {
      const code = bind(station);
      return `outage.station = ${code} OR ${code} = ANY(outage.affected_stations)`;
    });
  }
  if (openedAfter) conditions.push((bind) => `outage.opened_at > ${bind(openedAfter)}`);
  if (openedBefore) conditions.push((bind) => `outage.opened_at < ${bind(openedBefore)}`);
  if (clearedAfter) conditions.push((bind) => `outage.cleared_at > ${bind(clearedAfter)}`);
  return conditions;
}
