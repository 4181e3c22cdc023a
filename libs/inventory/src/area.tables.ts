import type { Areas } from '@app/kernel';
import { type Shadow, sqlText } from '@app/platform';

/** A table as it is under the area, whether that is of now or of the past. */
export const whole = (table: string): Shadow => ({ name: `all_${table}`, sql: `SELECT * FROM ${table}` });
/** Ids of the places of an area, as one array: an index is then reached by it. */
const MY_PLACES = 'ARRAY(SELECT id FROM my_place)';

/** Ids of the places where a span of the area ends; worked out only where it is asked of a place that lies in no area. */
const MY_CROSSINGS = 'ARRAY(SELECT id FROM my_crossing)';

/** The condition that the device of this id stands in the area. */
export function isMyDevice(id: string): string {
  return `EXISTS (SELECT 1 FROM all_device AS stands WHERE stands.id = ${id} AND stands.place_id = ANY (${MY_PLACES}))`;
}

const texts = (codes: readonly string[]) => `ARRAY[${codes.map(sqlText).join(', ')}]::text[]`;

/**
 * The tables of this room as far as they lie in areas: the stations and all below them, their buildings and those of the owners, what
 * stands there, the links with both ends there, and the spans that these links ride. What is shared with others is shown where a link of
 * the area passes it, and what stands at it is not.
 */
export function areaTables({ stations, owners }: Areas): Shadow[] {
  return [
    ...['place', 'station', 'building', 'owner', 'device', 'camera', 'conduit', 'span', 'link', 'link_span'].map(whole),
    {
      name: 'my_station',
      isSmall: true,
      // UNION, not UNION ALL: it ends even on a cycle.
      sql: `WITH RECURSIVE area(id) AS (
          SELECT all_place.id FROM all_place JOIN all_station ON all_station.place_id = all_place.id
            WHERE all_place.code = ANY (${texts(stations)}) AND all_place.valid_to IS NULL
          UNION SELECT all_station.place_id FROM all_station JOIN area ON all_station.parent_place_id = area.id
        ) SELECT id FROM area`,
    },
    {
      name: 'my_place',
      isSmall: true,
      sql: `SELECT id FROM my_station
        UNION SELECT all_building.place_id FROM all_building JOIN my_station ON my_station.id = all_building.station_place_id
        UNION SELECT all_building.place_id FROM all_building JOIN all_owner ON all_owner.id = all_building.owner_id WHERE all_owner.code = ANY (${texts(owners)})`,
    },
    { name: 'my_device', isSmall: true, sql: `SELECT id FROM all_device WHERE place_id = ANY (${MY_PLACES})` },
    {
      name: 'my_span',
      isSmall: true,
      // OFFSET 0: few links ride spans, and they are looked up one by one; as a join the planner would read all of them.
      sql: `SELECT id FROM all_span WHERE a_place_id = ANY (${MY_PLACES}) AND z_place_id = ANY (${MY_PLACES})
        UNION SELECT ride.span_id FROM all_link_span AS ride CROSS JOIN LATERAL (SELECT a_device_id, z_device_id FROM all_link WHERE all_link.id = ride.link_id OFFSET 0) AS ends
          WHERE ends.a_device_id IN (SELECT id FROM my_device) AND ends.z_device_id IN (SELECT id FROM my_device)`,
    },
    {
      name: 'my_crossing',
      isSmall: true,
      sql: 'SELECT a_place_id AS id FROM all_span JOIN my_span ON my_span.id = all_span.id UNION SELECT z_place_id FROM all_span JOIN my_span ON my_span.id = all_span.id',
    },
    { name: 'station', sql: 'SELECT * FROM all_station WHERE place_id = ANY (ARRAY(SELECT id FROM my_station))' },
    { name: 'building', sql: `SELECT * FROM all_building WHERE place_id = ANY (${MY_PLACES})` },
    {
      name: 'owner',
      sql: `SELECT * FROM all_owner WHERE code = ANY (${texts(owners)}) OR id IN (SELECT owner_id FROM all_building WHERE place_id = ANY (${MY_PLACES}))`,
    },
    { name: 'device', sql: `SELECT * FROM all_device WHERE place_id = ANY (${MY_PLACES})` },
    // By the key, as an array: as a join the planner would read all cameras.
    { name: 'camera', sql: 'SELECT * FROM all_camera WHERE device_id = ANY (ARRAY(SELECT id FROM my_device))' },
    { name: 'link', sql: `SELECT * FROM all_link WHERE ${isMyDevice('all_link.a_device_id')} AND ${isMyDevice('all_link.z_device_id')}` },
    { name: 'link_span', sql: 'SELECT * FROM all_link_span WHERE EXISTS (SELECT 1 FROM link WHERE link.id = all_link_span.link_id)' },
    { name: 'span', sql: 'SELECT * FROM all_span WHERE id = ANY (ARRAY(SELECT id FROM my_span))' },
    {
      name: 'conduit',
      sql: 'SELECT * FROM all_conduit WHERE id IN (SELECT all_span.conduit_id FROM all_span JOIN my_span ON my_span.id = all_span.id)',
    },
    {
      name: 'place',
      sql: `SELECT * FROM all_place WHERE id = ANY (${MY_PLACES}) OR (kind = 'ACCESS_POINT' AND id = ANY (${MY_CROSSINGS}))`,
    },
  ];
}

/** Tables of this room that tell nothing of anybody: address spaces have names alone, access points a kind, and a name only as places. */
export const PLAIN_TABLES = ['realm', 'access_point'];

/** Tables of other rooms whose rows name their building (`building_code`), as far as that lies in the area; to be put after those of this room. */
export function shadowsByBuilding(tables: readonly string[]): Shadow[] {
  return [
    ...tables.map(whole),
    ...tables.map((table) => ({
      name: table,
      sql: `SELECT * FROM all_${table} WHERE building_code = ANY (ARRAY(SELECT code FROM all_place WHERE id = ANY (${MY_PLACES})))`,
    })),
  ];
}
