import type { Shadow } from '@app/platform';
import type { ListName } from './topology.kinds.js';
import type { TopologyMoment } from './topology.history.js';

const PLACES: readonly ListName[] = ['stations', 'buildings', 'accessPoints'];
/** A table of the present under another name, for shadows that are made of it. */
const now = (table: string): Shadow => ({ name: `now_${table}`, sql: `SELECT * FROM ${table}` });
const texts = (field: string) => `ARRAY(SELECT jsonb_array_elements_text(old.row -> '${field}'))`;
/** A column of a camera: from its table, or from the revision `old` where that held. */
const cameraColumn = (column: string, field: string, type: string) =>
  `CASE WHEN old.id IS NULL THEN now_camera.${column} ELSE (old.row #>> '{camera,${field}}')::${type} END AS ${column}`;

/**
 * The tables of this room as they were at a moment. A row whose revision still holds is read from its table, by the table's indexes; one
 * that was replaced or retired since, from its revision. What was not in service then is not there, so nothing is retired.
 */
export function pastTables({ revisedAt }: TopologyMoment): Shadow[] {
  const at = `'${revisedAt.toISOString()}'::timestamptz`;
  const kinds = (lists: readonly ListName[]) =>
    lists.length === 1 ? `= '${lists[0]}'` : `IN (${lists.map((list) => `'${list}'`).join(', ')})`;
  /** The condition that the row of the present was there then, and no revision of it has ended since. */
  const same = (table: string, key: string, lists: readonly ListName[]) =>
    `${table}.valid_to IS NULL AND ${table}.valid_from <= ${at} AND NOT EXISTS (SELECT 1 FROM inventory_revision AS ended WHERE ended.kind ${kinds(lists)} AND ended.key = ${table}.${key} AND ended.valid_to > ${at})`;
  /** The condition that a revision, named `old`, held then but does not hold now. */
  const over = (...lists: ListName[]) => `old.kind ${kinds(lists)} AND old.valid_from <= ${at} AND old.valid_to > ${at}`;
  const samePlace = same('now_place', 'code', PLACES);
  const sameDevice = same('now_device', 'name', ['devices']);
  const sameLink = same('now_link', 'code', ['links']);
  return [
    ...['place', 'station', 'building', 'access_point', 'owner', 'device', 'camera', 'conduit', 'span', 'link', 'link_span'].map(now),
    {
      name: 'place',
      isSmall: true,
      sql: `SELECT id, code, kind, name, lat, lon, valid_from, valid_to FROM now_place WHERE ${samePlace}
        UNION ALL SELECT now_place.id, old.key, CASE old.kind WHEN 'stations' THEN 'STATION' WHEN 'buildings' THEN 'BUILDING' ELSE 'ACCESS_POINT' END,
          coalesce(old.row ->> 'name', old.key), (old.row ->> 'lat')::float8, (old.row ->> 'lon')::float8, old.valid_from, NULL::timestamptz
        FROM inventory_revision AS old JOIN now_place ON now_place.code = old.key WHERE ${over(...PLACES)}`,
    },
    {
      name: 'station',
      isSmall: true,
      sql: `SELECT now_station.place_id, now_station.kind, now_station.parent_place_id, now_station.former_names, now_station.district_codes, now_station.approximate
        FROM now_station JOIN now_place ON now_place.id = now_station.place_id WHERE ${samePlace}
        UNION ALL SELECT now_place.id, old.row ->> 'kind', parent.id, ${texts('formerNames')}, ${texts('districtCodes')}, coalesce((old.row ->> 'approximate')::bool, false)
        FROM inventory_revision AS old JOIN now_place ON now_place.code = old.key LEFT JOIN now_place AS parent ON parent.code = old.row ->> 'parent' WHERE ${over('stations')}`,
    },
    {
      name: 'building',
      isSmall: true,
      sql: `SELECT now_building.place_id, now_building.station_place_id, now_building.owner_id, now_building.address
        FROM now_building JOIN now_place ON now_place.id = now_building.place_id WHERE ${samePlace}
        UNION ALL SELECT now_place.id, station.id, now_owner.id, old.row ->> 'address'
        FROM inventory_revision AS old JOIN now_place ON now_place.code = old.key JOIN now_place AS station ON station.code = old.row ->> 'station'
          LEFT JOIN now_owner ON now_owner.code = old.row ->> 'owner' WHERE ${over('buildings')}`,
    },
    {
      name: 'access_point',
      isSmall: true,
      sql: `SELECT now_access_point.place_id, now_access_point.kind FROM now_access_point JOIN now_place ON now_place.id = now_access_point.place_id WHERE ${samePlace}
        UNION ALL SELECT now_place.id, old.row ->> 'kind' FROM inventory_revision AS old JOIN now_place ON now_place.code = old.key WHERE ${over('accessPoints')}`,
    },
    {
      name: 'owner',
      isSmall: true,
      sql: `SELECT id, code, name, contact_name, phone, email, valid_from, valid_to FROM now_owner WHERE ${same('now_owner', 'code', ['owners'])}
        UNION ALL SELECT now_owner.id, old.key, old.row ->> 'name', old.row ->> 'contactName', old.row ->> 'phone', old.row ->> 'email', old.valid_from, NULL::timestamptz
        FROM inventory_revision AS old JOIN now_owner ON now_owner.code = old.key WHERE ${over('owners')}`,
    },
    {
      name: 'device',
      sql: `(SELECT id, name, role, place_id, realm_id, address, port, checks, credential, vendor, model, lat, lon, valid_from, valid_to FROM now_device WHERE ${sameDevice} ORDER BY name)
        UNION ALL (SELECT now_device.id, old.key, old.row ->> 'role', now_place.id, realm.id, old.row ->> 'address', (old.row ->> 'port')::int, ${texts('checks')},
          old.row ->> 'credential', old.row ->> 'vendor', old.row ->> 'model', (old.row ->> 'lat')::float8, (old.row ->> 'lon')::float8, old.valid_from, NULL::timestamptz
        FROM inventory_revision AS old JOIN now_device ON now_device.name = old.key JOIN now_place ON now_place.code = old.row ->> 'place'
          JOIN realm ON realm.code = coalesce(old.row ->> 'realm', 'default') WHERE ${over('devices')} ORDER BY old.key)`,
    },
    {
      name: 'camera',
      // By the key of the device, whether or not it changed: cameras are joined one by one.
      sql: `SELECT now_device.id AS device_id, ${[
        'heading_deg headingDeg float8',
        'field_of_view_deg fieldOfViewDeg float8',
        'street_facing streetFacing bool',
        'recorder recorder text',
      ]
        .concat(['channel channel int', 'retention_days retentionDays float8', 'rtsp_path rtspPath text'])
        .map((each) => cameraColumn(...(each.split(' ') as [string, string, string])))
        .join(
          ', ',
        )}, CASE WHEN old.id IS NULL THEN now_camera.recorder_device_id ELSE (SELECT recorder.id FROM now_device AS recorder WHERE recorder.name = old.row #>> '{camera,recorder}') END AS recorder_device_id
        FROM now_device LEFT JOIN inventory_revision AS old ON old.key = now_device.name AND ${over('devices')} LEFT JOIN now_camera ON now_camera.device_id = now_device.id
        WHERE CASE WHEN old.id IS NULL THEN now_camera.device_id IS NOT NULL AND ${sameDevice} ELSE old.row ? 'camera' END`,
    },
    {
      name: 'conduit',
      isSmall: true,
      sql: `SELECT id, code, name, valid_from, valid_to FROM now_conduit WHERE ${same('now_conduit', 'code', ['conduits'])}
        UNION ALL SELECT now_conduit.id, old.key, old.row ->> 'name', old.valid_from, NULL::timestamptz
        FROM inventory_revision AS old JOIN now_conduit ON now_conduit.code = old.key WHERE ${over('conduits')}`,
    },
    {
      name: 'span',
      isSmall: true,
      sql: `SELECT id, code, cable, a_place_id, z_place_id, length_m, conduit_id, route, valid_from, valid_to FROM now_span WHERE ${same('now_span', 'code', ['spans'])}
        UNION ALL SELECT now_span.id, old.key, old.row ->> 'cable', a.id, z.id, (old.row ->> 'lengthM')::float8, now_conduit.id, old.row -> 'route', old.valid_from, NULL::timestamptz
        FROM inventory_revision AS old JOIN now_span ON now_span.code = old.key JOIN now_place AS a ON a.code = old.row ->> 'a' JOIN now_place AS z ON z.code = old.row ->> 'z'
          LEFT JOIN now_conduit ON now_conduit.code = old.row ->> 'conduit' WHERE ${over('spans')}`,
    },
    {
      name: 'link',
      sql: `(SELECT id, code, a_device_id, a_interface, z_device_id, z_interface, valid_from, valid_to FROM now_link WHERE ${sameLink} ORDER BY code)
        UNION ALL (SELECT now_link.id, old.key, a.id, old.row #>> '{a,interface}', z.id, old.row #>> '{z,interface}', old.valid_from, NULL::timestamptz
        FROM inventory_revision AS old JOIN now_link ON now_link.code = old.key JOIN now_device AS a ON a.name = old.row #>> '{a,device}'
          JOIN now_device AS z ON z.name = old.row #>> '{z,device}' WHERE ${over('links')} ORDER BY old.key)`,
    },
    {
      name: 'old_link_span',
      isSmall: true,
      sql: `SELECT now_link.id AS link_id, ride.seq::int AS seq, now_span.id AS span_id
        FROM inventory_revision AS old CROSS JOIN LATERAL jsonb_array_elements_text(old.row -> 'spans') WITH ORDINALITY AS ride(code, seq)
          JOIN now_link ON now_link.code = old.key JOIN now_span ON now_span.code = ride.code WHERE ${over('links')}`,
    },
    {
      name: 'link_span',
      sql: `SELECT now_link_span.link_id, now_link_span.seq, now_link_span.span_id FROM now_link_span JOIN now_link ON now_link.id = now_link_span.link_id WHERE ${sameLink}
        UNION ALL SELECT link_id, seq, span_id FROM old_link_span`,
    },
  ];
}
