import type { Page, PageRequest } from '@app/kernel';
import { type Condition, KeysetList, type SqlSource } from '@app/platform';
import type { MaintenanceSubject, MaintenanceWindow } from './maintenance.window.js';

export interface MaintenanceFilter {
  /** Not cancelled, and not over for good. */
  readonly pendingAt?: Date | null;
  readonly isCancelled?: boolean | null;
  /** With this among its subjects. */
  readonly subject?: MaintenanceSubject | null;
}

type WindowRaw = MaintenanceWindow & { readonly key: string };

const windows = new KeysetList<WindowRaw, MaintenanceWindow>({
  columns: `maintenance_window.id, maintenance_window.title, maintenance_window.kind, maintenance_window.starts_at AS "startsAt",
    maintenance_window.ends_at AS "endsAt", maintenance_window.recurrence, maintenance_window.duration_s AS "durationS", maintenance_window.subjects,
    maintenance_window.created_by AS "createdBy", maintenance_window.created_at AS "createdAt", maintenance_window.cancelled_by AS "cancelledBy",
    maintenance_window.cancelled_at AS "cancelledAt", maintenance_window.began_at AS "beganAt",
    to_char(maintenance_window.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS key`,
  from: 'maintenance_window',
  order: [
    { sql: 'maintenance_window.starts_at', type: 'timestamptz', descending: true, keyOf: (raw) => raw.key },
    { sql: 'maintenance_window.id', type: 'uuid', descending: true, keyOf: (raw) => raw.id },
  ],
  toRow: ({ key: _key, ...window }) => window,
});

/** Reads maintenance windows, the latest start first. */
export class MaintenanceQueries {
  constructor(private readonly source: SqlSource) {}

  page(filter: MaintenanceFilter, request: PageRequest): Promise<Page<MaintenanceWindow>> {
    return windows.page(this.source.manager, conditionsOf(filter), request);
  }

  byIds(ids: readonly string[]): Promise<MaintenanceWindow[]> {
    return windows.all(this.source.manager, [(bind) => `maintenance_window.id = ANY(${bind(ids)}::uuid[])`]);
  }

  /** All that are, may still come to be, or were in force at an instant or later. */
  inForceSince(at: Date): Promise<MaintenanceWindow[]> {
    return windows.all(this.source.manager, [
      (bind) => `coalesce(maintenance_window.cancelled_at > ${bind(at)}, true)`,
      (bind) => notOverAt(bind(at)),
    ]);
  }

  /** All that are or may still come to be in force: not cancelled, and not over for good. A recurring one may never be over. */
  pending(at: Date): Promise<MaintenanceWindow[]> {
    return windows.all(this.source.manager, conditionsOf({ pendingAt: at }));
  }
}

function conditionsOf({ pendingAt, isCancelled, subject }: MaintenanceFilter): Condition[] {
  const conditions: Condition[] = [];
  if (pendingAt) conditions.push((bind) => `maintenance_window.cancelled_at IS NULL AND ${notOverAt(bind(pendingAt))}`);
  if (isCancelled !== null && isCancelled !== undefined)
    conditions.push(() => `maintenance_window.cancelled_at IS ${isCancelled ? 'NOT ' : ''}NULL`);
  if (subject) conditions.push((bind) => `maintenance_window.subjects @> ${bind(JSON.stringify([subject]))}::jsonb`);
  return conditions;
}

function notOverAt(at: string): string {
  return `(maintenance_window.kind = 'RECURRING' OR coalesce(maintenance_window.began_at, maintenance_window.ends_at)
    + coalesce(maintenance_window.duration_s, 0) * interval '1 second' > ${at})`;
}
