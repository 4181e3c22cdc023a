import { type DeclaredCamera, isReachedByAddress } from './declared.camera.js';
import type { RowFinding } from './row.finding.js';

/** Nearer than this, looking the same way on the same floor, two rows are likely one camera. */
export const NEAR = { metres: 3, headingDeg: 15 } as const;
const METRES_PER_DEGREE = 111_320;
/** A little wider than NEAR is far, so that neighbours are in the same cell or one beside it. */
export const CELL_DEGREES = 1 / 20_000;

/** How far two positions are apart, in metres; good for short ways. */
export function metresBetween(one: { lat: number; lon: number }, other: { lat: number; lon: number }): number {
  const north = (one.lat - other.lat) * METRES_PER_DEGREE;
  const east = (one.lon - other.lon) * METRES_PER_DEGREE * Math.cos((one.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

/** How many degrees two directions are apart. */
export function degreesBetween(one: number, other: number): number {
  const apart = Math.abs(one - other) % 360;
  return Math.min(apart, 360 - apart);
}

type Placed = Pick<DeclaredCamera, 'lat' | 'lon' | 'headingDeg' | 'location'>;

/** Whether two stand in one place and look one way. Of two that do not say where they look, the words of the place decide. */
export function isNear(one: Placed, other: Placed): boolean {
  if (one.lat === null || one.lon === null || other.lat === null || other.lon === null) return false;
  if ((one.headingDeg === null) !== (other.headingDeg === null)) return false;
  if (one.headingDeg !== null && degreesBetween(one.headingDeg, other.headingDeg ?? 0) > NEAR.headingDeg) return false;
  if (metresBetween({ lat: one.lat, lon: one.lon }, { lat: other.lat, lon: other.lon }) > NEAR.metres) return false;
  // The words last: they cost the most to compare.
  return one.location === null || other.location === null || plain(one.location) === plain(other.location);
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** What two cameras of one declaration have in common that they should not. */
export interface Doubles {
  /** One address would be asked for two cameras, or one name mean two. */
  readonly errors: readonly RowFinding[];
  /** To be looked at by people. */
  readonly warnings: readonly RowFinding[];
}

/** Remembers the cameras of one file or form as they come, and says of each which one before it is the same. */
export class CameraDoubles {
  private readonly rows = new Map<string, number>();
  private readonly cells = new Map<string, DeclaredCamera[]>();

  look(camera: DeclaredCamera): Doubles {
    const errors: RowFinding[] = [];
    const warnings: RowFinding[] = [];
    const { row, building, realm, address, recorder, channel } = camera;
    const find = (list: RowFinding[], key: string, column: string, reason: string) => {
      const before = this.rows.get(key);
      if (before === undefined) this.rows.set(key, row);
      else list.push({ row, column, code: 'DUPLICATE', reason: `${reason} row ${before}` });
    };
    find(errors, `name ${building} ${camera.name.toLowerCase()}`, 'Name', 'is also the name of');
    if (address !== null) {
      const where = `${realm} ${address}`;
      const says = `${address} in realm ${realm} is also the address of`;
      if (isReachedByAddress(camera)) find(errors, `direct ${where}`, 'Address', says);
      else if (this.rows.has(`direct ${where}`)) find(warnings, `direct ${where}`, 'Address', says);
      const port = camera.rtspPort ?? camera.onvifPort ?? camera.httpPort;
      if (camera.reach === 'PORT_FORWARD') find(warnings, `port ${where} ${port}`, 'Address', `${address} port ${port} is also that of`);
    }
    if (recorder !== null && channel !== null)
      find(
        warnings,
        `channel ${building} ${recorder.toLowerCase()} ${channel}`,
        'Channel',
        `channel ${channel} of ${recorder} is also that of`,
      );
    if (camera.serial !== null) find(warnings, `serial ${camera.serial.toUpperCase()}`, 'Serial', 'is also the serial number of');
    if (camera.mac !== null) find(warnings, `mac ${camera.mac}`, 'MAC', 'is also the MAC address of');
    const near = this.nearest(camera);
    if (near)
      warnings.push({
        row,
        column: 'Latitude',
        code: 'NEAR_DUPLICATE',
        reason: `stands where row ${near.row} stands, and looks the same way`,
      });
    return { errors, warnings };
  }

  private nearest(camera: DeclaredCamera): DeclaredCamera | null {
    if (camera.lat === null || camera.lon === null) return null;
    const [y, x] = [Math.floor(camera.lat / CELL_DEGREES), Math.floor(camera.lon / CELL_DEGREES)];
    for (const dy of [0, -1, 1])
      for (const dx of [0, -1, 1]) {
        const near = this.cells.get(`${y + dy} ${x + dx}`)?.find((other) => isNear(camera, other));
        if (near) return near;
      }
    const here = this.cells.get(`${y} ${x}`);
    if (here === undefined) this.cells.set(`${y} ${x}`, [camera]);
    // What is near to one that is kept is found by that one; a tower of a thousand floors at one position is not.
    else if (here.length < MOST_IN_CELL) here.push(camera);
    return null;
  }
}

/** Each new one is held against those of its cell: bounded, or a file that names one position throughout would take hours. */
const MOST_IN_CELL = 64;
