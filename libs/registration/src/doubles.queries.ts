import type { SqlSource } from '@app/platform';
import type { DeclarationWarning } from './declaration.js';
import { CELL_DEGREES, isNear } from './same.camera.js';

/** What a declared camera shares with one that is declared for another building, or with a device of the inventory. */
export interface Double extends DeclarationWarning {
  /** Both would be asked at one address. */
  readonly isDirect: boolean;
}

const MOST = 1_000;
/** Two declarations of one building are one list, corrected; what is replaced or rejected counts no more. */
const OTHERS = `JOIN declaration AS theirs ON theirs.id = other.declaration_id AND theirs.superseded_at IS NULL AND theirs.state <> 'REJECTED'
  AND theirs.building_code <> mine.building_code`;
const PORT =
  'coalesce(mine.rtsp_port, mine.onvif_port, mine.http_port) IS NOT DISTINCT FROM coalesce(other.rtsp_port, other.onvif_port, other.http_port)';
/** A device that a declaration in force brought in is told of once, as declared. */
const NOT_DECLARED = `NOT EXISTS (SELECT 1 FROM declared_camera AS origin JOIN declaration AS theirs ON theirs.id = origin.declaration_id
  WHERE origin.device_name = device.name AND theirs.superseded_at IS NULL AND theirs.state = 'ACCEPTED')`;
const IS_DIRECT = `mine.reach IN ('DIRECT', 'VPN')`;
const NEAR_FIELDS = (of: string) => `${of}.lat, ${of}.lon, ${of}.heading_deg AS "headingDeg"`;
/** The cell of a row, and for the other side the nine around it: positions near each other share one. */
const CELL = (of: string, dy = '0', dx = '0') =>
  `floor(${of}.lat / ${CELL_DEGREES})::int + ${dy}, floor(${of}.lon / ${CELL_DEGREES})::int + ${dx}`;
const AROUND = '(VALUES (-1), (0), (1)) AS dy(y) CROSS JOIN (VALUES (-1), (0), (1)) AS dx(x)';

interface Found {
  readonly row: number;
  readonly name: string;
  readonly place: string;
  readonly value: string;
  readonly isDirect: boolean;
}
interface Place {
  readonly lat: number;
  readonly lon: number;
  readonly headingDeg: number | null;
  readonly location: string | null;
}

/** Finds what a declaration shares with all that is declared or in the inventory elsewhere: a thousand of each kind at most. */
export class DoublesQueries {
  constructor(private readonly source: SqlSource) {}

  async of(declarationId: number): Promise<Double[]> {
    return [
      ...(await this.same('Address', 'is also the address of', this.addresses(), declarationId)),
      ...(await this.same('Address', 'is also the address of', this.deviceAddresses(), declarationId)),
      ...(await this.same(
        'Serial',
        'is also the serial number of',
        this.equal('upper(mine.serial) = upper(other.serial)', 'mine.serial'),
        declarationId,
      )),
      ...(await this.same('MAC', 'is also the MAC address of', this.equal('mine.mac = other.mac', 'mine.mac'), declarationId)),
      ...(await this.near(declarationId)),
    ];
  }

  private addresses(): string {
    return `SELECT mine.row, other.name, theirs.building_code AS place, mine.address AS value, ${IS_DIRECT} AND other.reach IN ('DIRECT', 'VPN') AS "isDirect"
      FROM declared_camera AS mine JOIN declared_camera AS other ON other.realm = mine.realm AND other.address = mine.address ${OTHERS}
      WHERE mine.declaration_id = $1 AND mine.address IS NOT NULL AND ((${IS_DIRECT} AND other.reach IN ('DIRECT', 'VPN')) OR ${PORT})`;
  }

  /** A camera in the same building at the same address is this one, known already. */
  private deviceAddresses(): string {
    return `SELECT mine.row, device.name, place.code AS place, mine.address AS value, ${IS_DIRECT} AS "isDirect"
      FROM declared_camera AS mine JOIN realm ON realm.code = mine.realm JOIN device ON device.realm_id = realm.id AND device.address = mine.address AND device.valid_to IS NULL
      JOIN place ON place.id = device.place_id WHERE mine.declaration_id = $1 AND NOT (place.code = mine.building_code AND device.role = 'CAMERA') AND ${NOT_DECLARED}`;
  }

  private equal(condition: string, value: string): string {
    return `SELECT mine.row, other.name, theirs.building_code AS place, ${value} AS value, false AS "isDirect"
      FROM declared_camera AS mine JOIN declared_camera AS other ON ${condition} ${OTHERS} WHERE mine.declaration_id = $1`;
  }

  private async same(column: string, reason: string, sql: string, declarationId: number): Promise<Double[]> {
    const found = (await this.source.manager.query(`${sql} ORDER BY 1, 2 LIMIT ${MOST}`, [declarationId])) as Found[];
    return found.map(({ row, name, place, value, isDirect }) => ({
      row,
      column,
      code: 'DUPLICATE',
      reason: `${value} ${reason} ${JSON.stringify(name)} in ${place}`,
      otherPlace: place,
      isDirect,
    }));
  }

  /** Roughly by cells, in the database; exactly by the rule that is used within a file. */
  private async near(declarationId: number): Promise<Double[]> {
    const cells = `cells(row, building_code, lat, lon, "headingDeg", location, y, x) AS (SELECT mine.row, mine.building_code, ${NEAR_FIELDS('mine')}, mine.location, ${CELL('mine', 'dy.y', 'dx.x')}
      FROM declared_camera AS mine CROSS JOIN ${AROUND} WHERE mine.declaration_id = $1 AND mine.lat IS NOT NULL)`;
    const declared = `SELECT other.name, theirs.building_code AS place, ${NEAR_FIELDS('other')}, other.location, ${CELL('other')}
      FROM declared_camera AS other JOIN declaration AS theirs ON theirs.id = other.declaration_id AND theirs.superseded_at IS NULL AND theirs.state <> 'REJECTED' WHERE other.lat IS NOT NULL`;
    const devices = `SELECT device.name, place.code, device.lat, device.lon, camera.heading_deg, NULL::text, ${CELL('device')}
      FROM device JOIN camera ON camera.device_id = device.id JOIN place ON place.id = device.place_id WHERE device.valid_to IS NULL AND device.lat IS NOT NULL AND device.lon IS NOT NULL AND ${NOT_DECLARED}`;
    const found = (await this.source.manager.query(
      `SELECT mine.row, mine.lat, mine.lon, mine."headingDeg", mine.location, other.name, other.place, other.lat AS "otherLat", other.lon AS "otherLon",
         other."headingDeg" AS "otherHeadingDeg", other.location AS "otherLocation"
       FROM (WITH ${cells} SELECT * FROM cells) AS mine
       JOIN (${declared} UNION ALL ${devices}) AS other(name, place, lat, lon, "headingDeg", location, y, x) ON other.y = mine.y AND other.x = mine.x AND other.place <> mine.building_code
       ORDER BY 1, 6 LIMIT ${MOST * 10}`,
      [declarationId],
    )) as (Place & {
      row: number;
      name: string;
      place: string;
      otherLat: number;
      otherLon: number;
      otherHeadingDeg: number | null;
      otherLocation: string | null;
    })[];
    const near = found.filter((each) =>
      isNear(each, { lat: each.otherLat, lon: each.otherLon, headingDeg: each.otherHeadingDeg, location: each.otherLocation }),
    );
    return near.slice(0, MOST).map(({ row, name, place }) => ({
      row,
      column: 'Latitude',
      code: 'NEAR_DUPLICATE',
      reason: `stands where ${JSON.stringify(name)} in ${place} stands, and looks the same way`,
      otherPlace: place,
      isDirect: false,
    }));
  }
}
