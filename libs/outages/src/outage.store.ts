import type { DeviceId, DeviceStatus, OutageId } from '@app/kernel';
import type { Transactor } from '@app/platform';
import type { ProbableCause } from './onu.tellings.js';
import type { AlertName, Outage, OutageStep, Severity, Suspect, Unexplained } from './outage.js';
import type { OutageChange } from './reconcile.js';
import { NEWEST_STATE, StateLog } from './state.log.js';

/** What is concluded of one device, to be kept. */
export interface DeviceConclusion {
  readonly deviceId: DeviceId;
  readonly status: DeviceStatus;
  readonly since: Date;
  readonly outageId: OutageId | null;
}

/** Somebody else leads since: nothing of this may be written. */
export class LeadLost extends Error {}

/** Rows of one statement: enough to be fast, few enough to breathe between. */
const PIECE = 5_000;

const COLUMNS = `id, alert_name, severity, kind, root_code, candidates, opened_at, cleared_at, affected_devices, affected_cameras,
  affected_stations, station, topology_version, second_of, probable_cause, opened_on_version, unexplained`;

interface OutageRow {
  id: OutageId;
  alert_name: AlertName;
  severity: Severity;
  kind: Suspect['kind'];
  root_code: string;
  candidates: Suspect[];
  opened_at: Date;
  cleared_at: Date | null;
  affected_devices: DeviceId[];
  affected_cameras: number;
  affected_stations: string[];
  station: string | null;
  topology_version: number;
  second_of: OutageId | null;
  probable_cause: ProbableCause | null;
  opened_on_version: number | null;
  unexplained: Unexplained | null;
}

/** Writes outages, their steps and what is concluded of devices. */
export class OutageStore {
  constructor(private readonly transactor: Transactor) {}

  /** Begins a term as the lead: what an earlier lead still writes is refused from now on. */
  async takeTerm(): Promise<number> {
    const [rows] = (await this.transactor.manager.query('UPDATE engine_term SET term = term + 1 WHERE id = 1 RETURNING term')) as [
      { term: number }[],
    ];
    return rows[0].term;
  }

  /** Holds the term until the transaction ends; throws {@link LeadLost} where it is over. */
  async holdTerm(term: number): Promise<void> {
    const rows = (await this.transactor.manager.query('SELECT term FROM engine_term WHERE id = 1 FOR SHARE')) as { term: number }[];
    if (rows[0]?.term !== term) throw new LeadLost(`term ${term} is over`);
  }

  /** Where what is written is kept for those who ask later. */
  get log(): StateLog {
    return new StateLog(this.transactor.manager);
  }

  async open(): Promise<Outage[]> {
    const rows: unknown = await this.transactor.manager.query(`SELECT ${COLUMNS} FROM outage WHERE cleared_at IS NULL`);
    return (rows as OutageRow[]).map(toOutage);
  }

  async clearedSince(since: Date): Promise<Outage[]> {
    const rows: unknown = await this.transactor.manager.query(`SELECT ${COLUMNS} FROM outage WHERE cleared_at >= $1`, [since]);
    return (rows as OutageRow[]).map(toOutage);
  }

  async statuses(): Promise<DeviceConclusion[]> {
    const rows: unknown = await this.transactor.manager.query(
      'SELECT device_id AS "deviceId", status, since, outage_id AS "outageId" FROM device_status',
    );
    return rows as DeviceConclusion[];
  }

  async save(changes: readonly OutageChange[], at: Date): Promise<void> {
    // What is cleared makes room for what opens under the same root.
    const clearedFirst = [...changes].sort((a, b) => Number(a.outage.clearedAt === null) - Number(b.outage.clearedAt === null));
    for (const { outage, steps } of clearedFirst) {
      await this.put(outage);
      for (const step of steps) await this.addStep(outage.id, step, at);
    }
  }

  /** Notes that nothing is another on a newer version of the network. */
  async judgedOn(version: number, ids: readonly OutageId[]): Promise<void> {
    await this.transactor.manager.query('UPDATE outage SET topology_version = $1 WHERE id = ANY($2::uuid[])', [version, ids]);
  }

  async addStep(id: OutageId, { kind, detail }: OutageStep, at: Date): Promise<void> {
    await this.transactor.manager.query(
      `INSERT INTO outage_event (outage_id, kind, at, detail, state_version) VALUES ($1, $2, $3, $4, ${NEWEST_STATE})`,
      [id, kind, at, JSON.stringify(detail)],
    );
  }

  async saveStatuses(rows: readonly DeviceConclusion[]): Promise<void> {
    for (let from = 0; from < rows.length; from += PIECE) {
      const piece = rows.slice(from, from + PIECE);
      await this.transactor.manager.query(
        `INSERT INTO device_status (device_id, status, since, outage_id)
         SELECT * FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::uuid[])
         ON CONFLICT (device_id) DO UPDATE SET status = excluded.status, outage_id = excluded.outage_id,
           since = CASE WHEN device_status.status = excluded.status THEN device_status.since ELSE excluded.since END`,
        [
          piece.map(({ deviceId }) => deviceId),
          piece.map(({ status }) => status),
          piece.map(({ since }) => since),
          piece.map(({ outageId }) => outageId),
        ],
      );
    }
  }

  private async put(outage: Outage): Promise<void> {
    await this.transactor.manager.query(
      `INSERT INTO outage (${COLUMNS}, is_blindness) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       ON CONFLICT (id) DO UPDATE SET alert_name = excluded.alert_name, severity = excluded.severity, kind = excluded.kind,
         root_code = excluded.root_code, station = excluded.station, candidates = excluded.candidates,
         cleared_at = excluded.cleared_at, affected_devices = excluded.affected_devices, affected_cameras = excluded.affected_cameras,
         affected_stations = excluded.affected_stations, topology_version = excluded.topology_version, second_of = excluded.second_of,
         probable_cause = excluded.probable_cause, unexplained = excluded.unexplained`,
      [
        outage.id,
        outage.alertName,
        outage.severity,
        outage.root.kind,
        outage.root.code,
        JSON.stringify(outage.candidates),
        outage.openedAt,
        outage.clearedAt,
        outage.affectedDevices,
        outage.affectedCameras,
        outage.affectedStations,
        outage.station,
        outage.judgedOnVersion,
        outage.secondOf,
        outage.probableCause,
        outage.openedOnVersion,
        outage.unexplained,
        outage.alertName === 'PollerBlind',
      ],
    );
  }
}

function toOutage(row: OutageRow): Outage {
  return {
    id: row.id,
    alertName: row.alert_name,
    severity: row.severity,
    root: { kind: row.kind, code: row.root_code },
    candidates: row.candidates,
    openedAt: row.opened_at,
    clearedAt: row.cleared_at,
    affectedDevices: row.affected_devices,
    affectedCameras: row.affected_cameras,
    affectedStations: row.affected_stations,
    station: row.station,
    openedOnVersion: row.opened_on_version ?? row.topology_version,
    judgedOnVersion: row.topology_version,
    secondOf: row.second_of,
    probableCause: row.probable_cause,
    unexplained: row.unexplained,
  };
}
