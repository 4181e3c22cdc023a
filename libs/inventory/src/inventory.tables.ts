import type { ListName, Row } from './topology.kinds.js';

/** How the rows of each list go into their tables. `$1` is a JSON list of rows, `$2` the instant of the change. */
const RECORDS = {
  place:
    'code text, name text, lat float8, lon float8, kind text, parent text, "formerNames" text[], "districtCodes" text[], approximate bool, station text, owner text, address text',
  device:
    'name text, role text, place text, address text, realm text, port int, checks text[], credential text, vendor text, model text, lat float8, lon float8, camera jsonb',
};
const rows = (fields: string) => `jsonb_to_recordset($1::jsonb) AS r(${fields})`;
const live = 'valid_from = CASE WHEN old.valid_to IS NULL THEN old.valid_from ELSE $2::timestamptz END, valid_to = NULL';

function place(kind: string): string {
  const name = kind === 'ACCESS_POINT' ? 'coalesce(r.name, r.code)' : 'r.name';
  return `INSERT INTO place AS old (code, kind, name, lat, lon, valid_from) SELECT r.code, '${kind}', ${name}, r.lat, r.lon, $2::timestamptz FROM ${rows(RECORDS.place)}
    ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, name = excluded.name, lat = excluded.lat, lon = excluded.lon, ${live}`;
}

const coded = (table: string) =>
  `INSERT INTO ${table} AS old (code, name, valid_from) SELECT r.code, r.name, $2::timestamptz FROM ${rows('code text, name text')} ON CONFLICT (code) DO UPDATE SET name = excluded.name, ${live}`;

/** A place that becomes another kind of place loses what only the former kind had. */
const leave = (table: string) =>
  `DELETE FROM ${table} USING ${rows('code text')}, place WHERE place.code = r.code AND ${table}.place_id = place.id AND $2::timestamptz IS NOT NULL`;

/** A statement that concerns some rows only: the others need not be sent and read for it. */
export interface UpsertOf {
  readonly of: (row: Row) => boolean;
  readonly sql: string;
}

/** The statements for each list, in order. Rows of a list may refer to each other, so parents are set once all are there. */
export const UPSERTS: Readonly<Record<ListName, readonly (string | UpsertOf)[]>> = {
  realms: [coded('realm')],
  owners: [
    `INSERT INTO owner AS old (code, name, contact_name, phone, email, valid_from) SELECT r.code, r.name, r."contactName", r.phone, r.email, $2::timestamptz
     FROM ${rows('code text, name text, "contactName" text, phone text, email text')}
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, contact_name = excluded.contact_name, phone = excluded.phone, email = excluded.email, ${live}`,
  ],
  stations: [
    place('STATION'),
    leave('building'),
    leave('access_point'),
    `INSERT INTO station (place_id, kind, parent_place_id, former_names, district_codes, approximate)
     SELECT place.id, r.kind, NULL, coalesce(r."formerNames", '{}'), coalesce(r."districtCodes", '{}'), coalesce(r.approximate, false)
     FROM ${rows(RECORDS.place)} JOIN place ON place.code = r.code WHERE $2::timestamptz IS NOT NULL
     ON CONFLICT (place_id) DO UPDATE SET kind = excluded.kind, former_names = excluded.former_names, district_codes = excluded.district_codes, approximate = excluded.approximate`,
    `UPDATE station SET parent_place_id = parent.id FROM ${rows(RECORDS.place)} JOIN place ON place.code = r.code LEFT JOIN place AS parent ON parent.code = r.parent
     WHERE station.place_id = place.id AND $2::timestamptz IS NOT NULL`,
  ],
  buildings: [
    place('BUILDING'),
    leave('station'),
    leave('access_point'),
    `INSERT INTO building (place_id, station_place_id, owner_id, address) SELECT place.id, station.id, owner.id, r.address
     FROM ${rows(RECORDS.place)} JOIN place ON place.code = r.code JOIN place AS station ON station.code = r.station LEFT JOIN owner ON owner.code = r.owner WHERE $2::timestamptz IS NOT NULL
     ON CONFLICT (place_id) DO UPDATE SET station_place_id = excluded.station_place_id, owner_id = excluded.owner_id, address = excluded.address`,
  ],
  accessPoints: [
    place('ACCESS_POINT'),
    leave('station'),
    leave('building'),
    `INSERT INTO access_point (place_id, kind) SELECT place.id, r.kind FROM ${rows(RECORDS.place)} JOIN place ON place.code = r.code WHERE $2::timestamptz IS NOT NULL
     ON CONFLICT (place_id) DO UPDATE SET kind = excluded.kind`,
  ],
  conduits: [coded('conduit')],
  spans: [
    `INSERT INTO span AS old (code, cable, a_place_id, z_place_id, length_m, conduit_id, route, valid_from)
     SELECT r.code, r.cable, a.id, z.id, r."lengthM", conduit.id, r.route, $2::timestamptz
     FROM ${rows('code text, cable text, a text, z text, "lengthM" float8, conduit text, route jsonb')}
     JOIN place AS a ON a.code = r.a JOIN place AS z ON z.code = r.z LEFT JOIN conduit ON conduit.code = r.conduit
     ON CONFLICT (code) DO UPDATE SET cable = excluded.cable, a_place_id = excluded.a_place_id, z_place_id = excluded.z_place_id, length_m = excluded.length_m,
       conduit_id = excluded.conduit_id, route = excluded.route, ${live}`,
  ],
  devices: [
    `INSERT INTO device AS old (name, role, place_id, realm_id, address, port, checks, credential, vendor, model, lat, lon, valid_from)
     SELECT r.name, r.role, place.id, realm.id, r.address, r.port, coalesce(r.checks, '{}'), r.credential, r.vendor, r.model, r.lat, r.lon, $2::timestamptz
     FROM ${rows(RECORDS.device)} JOIN place ON place.code = r.place JOIN realm ON realm.code = coalesce(r.realm, 'default')
     ON CONFLICT (name) DO UPDATE SET role = excluded.role, place_id = excluded.place_id, realm_id = excluded.realm_id, address = excluded.address, port = excluded.port,
       checks = excluded.checks, credential = excluded.credential, vendor = excluded.vendor, model = excluded.model, lat = excluded.lat, lon = excluded.lon, ${live}`,
    {
      of: (row) => row['camera'] === undefined,
      sql: `DELETE FROM camera USING ${rows(RECORDS.device)}, device WHERE device.name = r.name AND camera.device_id = device.id AND r.camera IS NULL AND $2::timestamptz IS NOT NULL`,
    },
    {
      of: (row) => row['camera'] !== undefined,
      sql: `INSERT INTO camera (device_id, heading_deg, field_of_view_deg, street_facing, recorder, recorder_device_id, channel, retention_days, rtsp_path)
     SELECT device.id, c."headingDeg", c."fieldOfViewDeg", c."streetFacing", c.recorder, recorder.id, c.channel, c."retentionDays", c."rtspPath"
     FROM ${rows(RECORDS.device)} JOIN device ON device.name = r.name
     CROSS JOIN LATERAL jsonb_to_record(r.camera) AS c("headingDeg" float8, "fieldOfViewDeg" float8, "streetFacing" bool, recorder text, channel int, "retentionDays" float8, "rtspPath" text)
     LEFT JOIN device AS recorder ON recorder.name = c.recorder WHERE r.camera IS NOT NULL AND $2::timestamptz IS NOT NULL
     ON CONFLICT (device_id) DO UPDATE SET heading_deg = excluded.heading_deg, field_of_view_deg = excluded.field_of_view_deg, street_facing = excluded.street_facing,
       recorder = excluded.recorder, recorder_device_id = excluded.recorder_device_id, channel = excluded.channel, retention_days = excluded.retention_days, rtsp_path = excluded.rtsp_path`,
    },
    // A recorder may come later than the cameras that name it.
    {
      of: (row) => row['role'] !== 'CAMERA',
      sql: `UPDATE camera SET recorder_device_id = recorder.id FROM ${rows(RECORDS.device)} JOIN device AS recorder ON recorder.name = r.name
     WHERE camera.recorder = r.name AND camera.recorder_device_id IS NULL AND $2::timestamptz IS NOT NULL`,
    },
  ],
  links: [
    `INSERT INTO link AS old (code, a_device_id, a_interface, z_device_id, z_interface, valid_from)
     SELECT r.code, a.id, r.a ->> 'interface', z.id, r.z ->> 'interface', $2::timestamptz
     FROM ${rows('code text, a jsonb, z jsonb')} JOIN device AS a ON a.name = r.a ->> 'device' JOIN device AS z ON z.name = r.z ->> 'device'
     ON CONFLICT (code) DO UPDATE SET a_device_id = excluded.a_device_id, a_interface = excluded.a_interface, z_device_id = excluded.z_device_id, z_interface = excluded.z_interface, ${live}`,
    `DELETE FROM link_span USING ${rows('code text')}, link WHERE link.code = r.code AND link_span.link_id = link.id AND $2::timestamptz IS NOT NULL`,
    `INSERT INTO link_span (link_id, seq, span_id) SELECT link.id, ride.seq, span.id
     FROM ${rows('code text, spans text[]')} JOIN link ON link.code = r.code CROSS JOIN LATERAL unnest(r.spans) WITH ORDINALITY AS ride(code, seq) JOIN span ON span.code = ride.code
     WHERE $2::timestamptz IS NOT NULL`,
  ],
  pollers: [
    `INSERT INTO poller AS old (code, device_id, realms, valid_from) SELECT r.code, device.id, coalesce(r.realms, '{}'), $2::timestamptz
     FROM ${rows('code text, "attachedTo" text, realms text[]')} JOIN device ON device.name = r."attachedTo"
     ON CONFLICT (code) DO UPDATE SET device_id = excluded.device_id, realms = excluded.realms, ${live}`,
  ],
};

export const TABLES: Readonly<Record<ListName, string>> = {
  realms: 'realm',
  owners: 'owner',
  stations: 'place',
  buildings: 'place',
  accessPoints: 'place',
  conduits: 'conduit',
  spans: 'span',
  devices: 'device',
  links: 'link',
  pollers: 'poller',
};
