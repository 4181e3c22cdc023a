import { isMyDevice, whole } from '@app/inventory';
import type { Shadow } from '@app/platform';

/** The table and the column by which each kind of component is named. */
const COMPONENTS = [
  ['DEVICE', 'device', 'name'],
  ['LINK', 'link', 'code'],
  ['SPAN', 'span', 'code'],
  ['CONDUIT', 'conduit', 'code'],
  ['PLACE', 'place', 'code'],
] as const;

/** The condition that a component lies in the area; to be put after the area's own tables. */
function isMyComponent(kind: string, code: string): string {
  const cases = COMPONENTS.map(
    ([name, table, column]) => `WHEN '${name}' THEN EXISTS (SELECT 1 FROM ${table} WHERE ${table}.${column} = ${code})`,
  );
  return `CASE ${kind} ${cases.join(' ')} ELSE false END`;
}

/**
 * The tables of this room as an area sees them; to be put after those of the inventory. An outage is seen by those it takes something
 * from, or in whose area its root lies, and tells them of their own alone: the root is named, counted and suspected only where it is
 * theirs. Why it is taken for what it is speaks of the whole network, and so do the steps of its life.
 */
export function areaStates(): Shadow[] {
  return [
    ...['outage', 'device_status', 'outage_event', 'outage_explanation'].map(whole),
    {
      name: 'outage',
      sql: `SELECT all_outage.id, all_outage.is_blindness, all_outage.opened_at, all_outage.cleared_at, all_outage.alert_name, all_outage.severity, all_outage.kind,
          CASE WHEN root.is_mine THEN all_outage.root_code END AS root_code, CASE WHEN at.is_mine THEN all_outage.station END AS station,
          (SELECT coalesce(jsonb_agg(one.suspect ORDER BY one.seq), '[]') FROM jsonb_array_elements(all_outage.candidates) WITH ORDINALITY AS one(suspect, seq)
            WHERE ${isMyComponent(`one.suspect ->> 'kind'`, `one.suspect ->> 'code'`)}) AS candidates,
          lost.ids AS affected_devices,
          (SELECT count(*)::int FROM all_device AS seen WHERE seen.id = ANY (lost.ids) AND seen.role = 'CAMERA') AS affected_cameras,
          ARRAY(SELECT one.code FROM unnest(all_outage.affected_stations) AS one(code) WHERE ${isMyComponent(`'PLACE'`, 'one.code')}) AS affected_stations,
          all_outage.opened_on_version, all_outage.topology_version, all_outage.second_of, all_outage.probable_cause, all_outage.unexplained,
          all_outage.acknowledged_by, all_outage.acknowledged_at, all_outage.acknowledged_until, all_outage.cause, all_outage.cause_by, all_outage.cause_at, all_outage.hushed_by
        FROM all_outage
          CROSS JOIN LATERAL (SELECT ARRAY(SELECT one.id FROM unnest(all_outage.affected_devices) AS one(id) WHERE one.id IN (SELECT id FROM my_device)) AS ids) AS lost
          CROSS JOIN LATERAL (SELECT ${isMyComponent('all_outage.kind', 'all_outage.root_code')} AS is_mine) AS root
          CROSS JOIN LATERAL (SELECT ${isMyComponent(`'PLACE'`, 'all_outage.station')} AS is_mine) AS at
        WHERE cardinality(lost.ids) > 0 OR root.is_mine`,
    },
    { name: 'device_status', sql: `SELECT * FROM all_device_status WHERE ${isMyDevice('all_device_status.device_id')}` },
    {
      name: 'outage_event',
      sql: `SELECT all_outage_event.id, all_outage_event.outage_id, all_outage_event.kind, all_outage_event.at, '{}'::jsonb AS detail, all_outage_event.state_version
        FROM all_outage_event WHERE EXISTS (SELECT 1 FROM outage WHERE outage.id = all_outage_event.outage_id)`,
    },
    // The list of causes is of nobody's area; what a shift left to the next speaks of the whole network.
    { name: 'outage_cause', sql: 'SELECT * FROM outage_cause' },
    { name: 'shift_handover', sql: 'SELECT * FROM shift_handover WHERE false' },
    { name: 'outage_explanation', sql: 'SELECT * FROM all_outage_explanation WHERE false' },
  ];
}
