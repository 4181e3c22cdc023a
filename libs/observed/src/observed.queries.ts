import type { Neighbour, PhysicalPart } from '@app/equipment';
import type { DeviceId } from '@app/kernel';
import type { SqlSource } from '@app/platform';
import type { ChangingFact, KeptFacts } from './device.facts.js';

/** What a device told of itself, as it is kept. */
export interface FactsView extends KeptFacts {
  readonly deviceId: DeviceId;
  readonly profiles: readonly string[];
  /** What was asked for and not got the last time. */
  readonly faults: readonly string[];
  readonly engineBoots: number | null;
  readonly restartedAt: Date | null;
  readonly firstSeenAt: Date;
  /** To a few minutes. */
  readonly lastSeenAt: Date;
}

export interface FactChangeView {
  readonly deviceId: DeviceId;
  readonly at: Date;
  readonly fact: ChangingFact;
  readonly before: string | null;
  readonly after: string | null;
}

/** Whom a device sees at its ports, when it was read last. */
export interface NeighboursView {
  readonly deviceId: DeviceId;
  readonly observedAt: Date;
  readonly neighbours: readonly Neighbour[];
}

/** What a port is called, for whoever holds it against the declared network. */
export interface PortNameView {
  readonly deviceId: DeviceId;
  readonly ifIndex: number;
  readonly ifName: string | null;
  readonly ifDescr: string | null;
  readonly physAddress: string | null;
}

const FACTS = `device_id AS "deviceId", sys_name AS "sysName", sys_descr AS "sysDescr", sys_object_id AS "sysObjectID", sys_contact AS "sysContact",
  sys_location AS "sysLocation", engine_id AS "snmpEngineId", chassis_id AS "chassisId", vendor, model, serial, software, profiles, faults,
  engine_boots AS "engineBoots", restarted_at AS "restartedAt", first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt"`;

/** Reads what devices told of themselves. */
export class ObservedQueries {
  constructor(private readonly source: SqlSource) {}

  /** The facts of these devices, or of all. */
  async facts(deviceIds: readonly number[] | null = null): Promise<FactsView[]> {
    return this.rows(`SELECT ${FACTS} FROM device_facts WHERE $1::int[] IS NULL OR device_id = ANY($1::int[])`, [deviceIds]);
  }

  /** The neighbours that these devices told of, or all did; devices that were never asked are left out. */
  async neighbours(deviceIds: readonly number[] | null = null): Promise<NeighboursView[]> {
    return this.rows(
      `SELECT device_id AS "deviceId", neighbours_at AS "observedAt", neighbours FROM device_facts
       WHERE neighbours_at IS NOT NULL AND ($1::int[] IS NULL OR device_id = ANY($1::int[]))`,
      [deviceIds],
    );
  }

  /** The names of the ports that these devices have now, or all have. */
  async portNames(deviceIds: readonly number[] | null = null): Promise<PortNameView[]> {
    return this.rows(
      `SELECT device_id AS "deviceId", if_index::float8 AS "ifIndex", if_name AS "ifName", if_descr AS "ifDescr", phys_address AS "physAddress"
       FROM device_interface WHERE gone_at IS NULL AND ($1::int[] IS NULL OR device_id = ANY($1::int[]))`,
      [deviceIds],
    );
  }

  /** The parts of each chassis that have a model or a serial number of their own. */
  async parts(deviceIds: readonly number[]): Promise<ReadonlyMap<number, readonly PhysicalPart[]>> {
    const rows = await this.rows<{ deviceId: number; parts: readonly PhysicalPart[] }>(
      'SELECT device_id AS "deviceId", parts FROM device_facts WHERE device_id = ANY($1::int[])',
      [deviceIds],
    );
    return new Map(rows.map(({ deviceId, parts }) => [deviceId, parts]));
  }

  /** What changed of each device, the newest first; at most `most` each. */
  async changesOf(deviceIds: readonly number[], most: number): Promise<ReadonlyMap<number, readonly FactChangeView[]>> {
    const rows = await this.rows<FactChangeView>(
      `SELECT change."deviceId", change.at, change.fact, change.before, change.after FROM unnest($1::int[]) AS parent(id) CROSS JOIN LATERAL (
         SELECT device_id AS "deviceId", at, fact, before, after, id AS seq FROM device_fact_change WHERE device_id = parent.id
         ORDER BY at DESC, id DESC LIMIT $2
       ) AS change ORDER BY change.at DESC, change.seq DESC`,
      [deviceIds, most],
    );
    const groups = new Map<number, FactChangeView[]>(deviceIds.map((id) => [id, []]));
    for (const row of rows) groups.get(row.deviceId)?.push(row);
    return groups;
  }

  private async rows<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return (await this.source.manager.query(sql, parameters)) as Row[];
  }
}
