import type { AccessPointKind, DeviceRole } from '@app/kernel';
import type {
  AccessPointRow,
  BuildingRow,
  ConduitRow,
  DeviceRow,
  LinkEnd,
  LinkRow,
  OwnerRow,
  SpanRow,
  StationRow,
  TopologyDocument,
} from '@app/topology';

export const CITY_REALM = 'city';
export const CITY_CREDENTIAL = 'lab';
const FIRST_ADDRESS = 0x7f10_0001; // 127.16.0.1
/** Fibre never lies as the crow flies. */
const DETOUR = 1.3;
const EARTH_M = 6_371_000;
const RADIANS = Math.PI / 180;

export interface Position {
  readonly lat: number;
  readonly lon: number;
}

/** Speed class of an interface, as its name begins: hu 100, te 10, ge 1, fe 0.1 Gbit/s. */
export type PortClass = 'hu' | 'te' | 'ge' | 'fe';

/** Gathers the rows of a city; gives out codes' positions, addresses and interface names. */
export class CityBuilder {
  readonly stations: StationRow[] = [];
  readonly owners: OwnerRow[] = [];
  private readonly buildings: BuildingRow[] = [];
  private readonly accessPoints: AccessPointRow[] = [];
  private readonly conduits: ConduitRow[] = [];
  private readonly spans: SpanRow[] = [];
  private readonly devices: DeviceRow[] = [];
  private readonly lateDevices: DeviceRow[] = [];
  private readonly cameras: DeviceRow[] = [];
  private readonly links: LinkRow[] = [];
  private readonly positions = new Map<string, Position>();
  private readonly ports = new Map<string, number>();

  station(row: StationRow & Position): void {
    this.stations.push(row);
    this.positions.set(row.code, row);
  }

  building(row: BuildingRow & Position): void {
    this.buildings.push(row);
    this.positions.set(row.code, row);
  }

  accessPoint(kind: AccessPointKind, code: string, position: Position): string {
    const { lat, lon } = rounded(position);
    this.accessPoints.push({ code, kind, lat, lon });
    this.positions.set(code, { lat, lon });
    return code;
  }

  conduit(code: string, name: string): string {
    this.conduits.push({ code, name });
    return code;
  }

  /** A span between two places that are known already. `bend` puts its middle aside, so that two cables are two lines on a map. */
  span(code: string, a: string, z: string, { conduit, bend = 0.05 }: { conduit?: string; bend?: number } = {}): string {
    const from = this.positionOf(a);
    const to = this.positionOf(z);
    const middle = rounded({
      lat: (from.lat + to.lat) / 2 + (to.lon - from.lon) * bend,
      lon: (from.lon + to.lon) / 2 - (to.lat - from.lat) * bend,
    });
    this.spans.push({
      code,
      a,
      z,
      lengthM: Math.max(15, Math.round(metresBetween(from, to) * DETOUR)),
      ...(conduit === undefined ? {} : { conduit }),
      route: [from, middle, to].map(({ lat, lon }) => [lon, lat] as const),
    });
    return code;
  }

  /** A router or switch: asked by ICMP and SNMP. */
  infrastructure(name: string, role: DeviceRole, place: string): string {
    const { lat, lon } = this.positionOf(place);
    this.devices.push({ name, role, place, realm: CITY_REALM, checks: ['icmp', 'snmp'], credential: CITY_CREDENTIAL, lat, lon });
    return name;
  }

  /** Comes after all routers and switches, whose addresses stay what they are without it. */
  late(name: string, role: DeviceRole, place: string, checks: DeviceRow['checks'] & {}): string {
    const { lat, lon } = this.positionOf(place);
    const credential = checks.includes('snmp') ? { credential: CITY_CREDENTIAL } : {};
    this.lateDevices.push({ name, role, place, realm: CITY_REALM, checks, ...credential, lat, lon });
    return name;
  }

  camera(name: string, place: string, position: Position, camera: DeviceRow['camera']): string {
    this.cameras.push({ name, role: 'CAMERA', place, realm: CITY_REALM, checks: ['icmp'], ...rounded(position), camera });
    return name;
  }

  link(code: string, a: string, z: string, port: PortClass, spans: readonly string[] = []): void {
    this.links.push({
      code,
      a: { device: a, interface: this.port(a, port) },
      z: { device: z, interface: this.port(z, port) },
      ...(spans.length > 0 ? { spans } : {}),
    });
  }

  /** From a PON port of an OLT, by the place of the ONU there, to the ONU. */
  ponLink(code: string, olt: LinkEnd, onu: string, spans: readonly string[]): void {
    this.links.push({ code, a: olt, z: { device: onu, interface: 'pon0' }, spans });
  }

  /** A camera has one interface; it hangs on a patch lead inside its building. */
  cameraLink(code: string, onSwitch: string, camera: string): void {
    this.links.push({ code, a: { device: onSwitch, interface: this.port(onSwitch, 'fe') }, z: { device: camera, interface: 'eth0' } });
  }

  positionOf(place: string): Position {
    const position = this.positions.get(place);
    if (!position) throw new Error(`the place ${place} is not built yet`);
    return position;
  }

  document(poller: string): TopologyDocument {
    let next = FIRST_ADDRESS;
    const address = (): string => {
      // Some tools take .0 and .255 for the name of a network and a broadcast.
      while ((next & 0xff) === 0 || (next & 0xff) === 0xff) next += 1;
      const value = next;
      next += 1;
      return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff].join('.');
    };
    return {
      version: 1,
      stations: this.stations,
      owners: this.owners,
      buildings: this.buildings,
      accessPoints: this.accessPoints,
      realms: [{ code: CITY_REALM, name: 'Kota simulasi' }],
      conduits: this.conduits,
      spans: this.spans,
      devices: [...this.devices, ...this.lateDevices, ...this.cameras].map((row) => ({ ...row, address: address() })),
      links: this.links,
      pollers: [{ code: 'hq', attachedTo: poller, realms: [CITY_REALM] }],
    };
  }

  private port(device: string, kind: PortClass): string {
    const number = (this.ports.get(`${device} ${kind}`) ?? 0) + 1;
    this.ports.set(`${device} ${kind}`, number);
    return `${kind}0/${number}`;
  }
}

export function metresBetween(a: Position, z: Position): number {
  const x = (z.lon - a.lon) * RADIANS * Math.cos(((a.lat + z.lat) / 2) * RADIANS);
  const y = (z.lat - a.lat) * RADIANS;
  return Math.hypot(x, y) * EARTH_M;
}

export function moved({ lat, lon }: Position, metres: number, direction: number): Position {
  const degrees = metres / (EARTH_M * RADIANS);
  return { lat: lat + degrees * Math.cos(direction), lon: lon + (degrees * Math.sin(direction)) / Math.cos(lat * RADIANS) };
}

export function rounded({ lat, lon }: Position): Position {
  return { lat: Math.round(lat * 1e6) / 1e6, lon: Math.round(lon * 1e6) / 1e6 };
}
