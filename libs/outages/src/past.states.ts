import type { Shadow } from '@app/platform';
import { LOGGED_STATUSES } from './state.log.js';

const STATUSES = `ARRAY[${LOGGED_STATUSES.map((status) => `'${status}'`).join(', ')}]`;

/** The tables of this room as they were at a version; to be put after those of the inventory, of which they are made too. */
export function pastStates(version: number): Shadow[] {
  const v = Math.trunc(version);
  return [
    { name: 'now_outage', sql: 'SELECT * FROM outage' },
    {
      name: 'device_status',
      sql: `SELECT now_device.id AS device_id, (${STATUSES})[last.status + 1] AS status, last.since, last.outage_id FROM now_device
        CROSS JOIN LATERAL (SELECT told.status, told.since, told.outage_id FROM concluded_status AS told
          WHERE told.device_id = now_device.id AND told.state_version <= ${v} ORDER BY told.state_version DESC LIMIT 1) AS last`,
    },
    {
      // What never changes is read from the table itself, by its indexes. A root may be another on another version of the network.
      name: 'outage',
      sql: `SELECT now_outage.id, now_outage.is_blindness, now_outage.opened_at, was.kind, was.root_code, was.station,
          CASE WHEN last.is_open THEN NULL ELSE was.cleared_at END AS cleared_at, was.alert_name, was.severity, was.candidates, was.affected_devices,
          was.affected_cameras, was.affected_stations, was.opened_on_version, was.topology_version, was.second_of, was.probable_cause, was.unexplained,
          was.acknowledged_by, was.acknowledged_at, was.acknowledged_until, was.cause, was.cause_by, was.cause_at, was.hushed_by
        FROM now_outage CROSS JOIN LATERAL (SELECT told.is_open, told.row FROM outage_revision AS told
          WHERE told.outage_id = now_outage.id AND told.state_version <= ${v} ORDER BY told.state_version DESC LIMIT 1) AS last
        CROSS JOIN LATERAL jsonb_populate_record(NULL::outage, last.row) AS was`,
    },
    { name: 'now_outage_event', sql: 'SELECT * FROM outage_event' },
    { name: 'outage_event', sql: `SELECT * FROM now_outage_event WHERE coalesce(state_version, 0) <= ${v}` },
  ];
}
