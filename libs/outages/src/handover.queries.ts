import type { Page, PageRequest } from '@app/kernel';
import { KeysetList, type SqlSource } from '@app/platform';
import type { ShiftHandover } from './handover.js';
import type { HandoverOutage } from './handover.text.js';

type HandoverRaw = ShiftHandover & { readonly key: string };

const handovers = new KeysetList<HandoverRaw, ShiftHandover>({
  columns: `shift_handover.id, shift_handover.at, shift_handover.from_at AS "fromAt", shift_handover.by, shift_handover.taken_by AS "takenBy",
    shift_handover.language, shift_handover.note, shift_handover.text,
    to_char(shift_handover.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS key`,
  from: 'shift_handover',
  order: [
    { sql: 'shift_handover.at', type: 'timestamptz', descending: true, keyOf: (raw) => raw.key },
    { sql: 'shift_handover.id', type: 'uuid', descending: true, keyOf: (raw) => raw.id },
  ],
  toRow: ({ key: _key, ...handover }) => handover,
});

/** Reads what shifts leave to each other, and what is to be left now. */
export class HandoverQueries {
  constructor(private readonly source: SqlSource) {}

  page(request: PageRequest): Promise<Page<ShiftHandover>> {
    return handovers.page(this.source.manager, [], request);
  }

  /** What is open, the heaviest first, and what cleared since the shift began; each with the last word on it. At most `most` of either. */
  async outagesSince(from: Date, most: number): Promise<{ readonly open: Counted; readonly cleared: Counted }> {
    const [open, cleared] = [
      await this.some('outage.cleared_at IS NULL', [], most),
      await this.some('outage.cleared_at >= $2', [from], most),
    ];
    return { open, cleared };
  }

  private async some(condition: string, values: unknown[], most: number): Promise<Counted> {
    const rows = (await this.source.manager.query(
      `SELECT outage.alert_name AS "alertName", outage.severity, coalesce(outage.root_code, '?') AS root, outage.opened_at AS "openedAt",
         outage.cleared_at AS "clearedAt", outage.affected_cameras AS "affectedCameras", cardinality(outage.affected_stations) AS "affectedStations",
         outage.acknowledged_by AS "acknowledgedBy", outage.acknowledged_until AS "acknowledgedUntil", outage.cause, last.text AS "lastNote",
         count(*) OVER ()::int AS total
       FROM outage LEFT JOIN LATERAL (SELECT coalesce(outage_event.detail ->> 'text', outage_event.detail ->> 'note') AS text FROM outage_event
         WHERE outage_event.outage_id = outage.id AND outage_event.kind IN ('noted', 'acknowledged', 'attributed')
           AND coalesce(outage_event.detail ->> 'text', outage_event.detail ->> 'note') IS NOT NULL
         ORDER BY outage_event.at DESC, outage_event.id DESC LIMIT 1) AS last ON true
       WHERE ${condition}
       ORDER BY array_position(ARRAY['critical', 'major', 'minor', 'warning'], outage.severity), outage.affected_cameras DESC, outage.opened_at, outage.id
       LIMIT $1`,
      [most, ...values],
    )) as (HandoverOutage & { total: number })[];
    return { outages: rows.map(({ total: _total, ...outage }) => outage), total: rows[0]?.total ?? 0 };
  }
}

/** The first of so many. */
export interface Counted {
  readonly outages: readonly HandoverOutage[];
  readonly total: number;
}
