import type { Transactor } from '@app/platform';
import { jsonOf } from './column.values.js';
import type { AlarmPort, OpticalAlarm } from './optical.alarm.js';

interface AlarmRow {
  readonly id: string;
  readonly kind: OpticalAlarm['root']['kind'];
  readonly rootCode: string;
  readonly severity: OpticalAlarm['severity'];
  readonly station: string | null;
  readonly ports: readonly AlarmPort[];
  readonly openedAt: Date;
  readonly clearedAt: Date | null;
}

/** Writes alarms of low light, and reads back those that are open or cleared lately. */
export class OpticalAlarmStore {
  constructor(private readonly transactor: Transactor) {}

  async openOrClearedSince(since: Date): Promise<OpticalAlarm[]> {
    const rows = (await this.transactor.manager.query(
      `SELECT id, kind, root_code AS "rootCode", severity, station, ports, opened_at AS "openedAt", cleared_at AS "clearedAt"
       FROM optical_alarm WHERE cleared_at IS NULL OR cleared_at >= $1`,
      [since],
    )) as AlarmRow[];
    return rows.map(({ kind, rootCode, ...row }) => ({ ...row, alertName: 'OpticalMarginLow', root: { kind, code: rootCode } }));
  }

  async save(alarms: readonly OpticalAlarm[]): Promise<void> {
    // What is cleared makes room for what opens under the same root.
    const clearedFirst = [...alarms].sort((a, b) => Number(a.clearedAt === null) - Number(b.clearedAt === null));
    for (const { id, root, severity, station, ports, openedAt, clearedAt } of clearedFirst) {
      await this.transactor.manager.query(
        `INSERT INTO optical_alarm (id, kind, root_code, severity, station, ports, opened_at, cleared_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, station = excluded.station, ports = excluded.ports, cleared_at = excluded.cleared_at`,
        [id, root.kind, root.code, severity, station, jsonOf(ports), openedAt, clearedAt],
      );
    }
  }
}
