import type { AccessPointRow, BuildingRow, ConduitRow, DeviceRow, LinkRow, SpanRow, StationRow, TopologyDocument } from '@app/topology';

const AGGREGATORS = 10;
const CAMERAS = 26;

/**
 * A network of about so many devices, for benchmarks: stations in a ring with a chord, a ring of ten aggregation switches at each,
 * building switches on those (a tenth of the groups in rings of five), 26 cameras a building. Each trunk rides two spans over a
 * closure, and the spans that leave a station share a duct.
 */
export function syntheticTopology(deviceCount: number): TopologyDocument {
  return new Builder(deviceCount).build();
}

class Builder {
  private readonly stations: StationRow[] = [];
  private readonly buildings: BuildingRow[] = [];
  private readonly accessPoints: AccessPointRow[] = [];
  private readonly conduits: ConduitRow[] = [];
  private readonly spans: SpanRow[] = [];
  private readonly devices: DeviceRow[] = [];
  private readonly links: LinkRow[] = [];
  private readonly ports: number[] = [];

  constructor(private readonly deviceCount: number) {}

  build(): TopologyDocument {
    const stationCount = Math.max(8, Math.round(this.deviceCount / 10_000));
    const routers = Array.from({ length: stationCount }, (_, i) => this.station(i));
    routers.forEach((router, i) => this.trunk(router, routers[(i + 1) % stationCount]));
    this.trunk(routers[0], routers[stationCount >> 1]);
    const perAggregator = Math.max(1, Math.round(this.deviceCount / (stationCount * AGGREGATORS * (CAMERAS + 1))));
    for (let i = 0; i < stationCount; i++) this.area(i, routers[i], perAggregator);
    const { stations, buildings, accessPoints, conduits, spans, devices, links } = this;
    const pollers = [{ code: 'P1', attachedTo: devices[routers[0]].name }];
    return { version: 1, stations, buildings, accessPoints, conduits, spans, devices, links, pollers };
  }

  private station(i: number): number {
    const code = `ST${i}`;
    this.stations.push({ code, kind: i === 0 ? 'POLDA' : 'POLRES', name: code });
    this.conduits.push({ code: `DUCT-${code}` });
    return this.device(`${code}-rt`, 'ROUTER', code);
  }

  private area(i: number, router: number, perAggregator: number): void {
    const station = `ST${i}`;
    const ring = Array.from({ length: AGGREGATORS }, (_, j) => this.device(`${station}-ag${j}`, 'SWITCH', station));
    this.trunk(router, ring[0], `DUCT-${station}`);
    for (let j = 1; j < AGGREGATORS; j++) this.trunk(ring[j - 1], ring[j]);
    this.trunk(ring[AGGREGATORS - 1], router);
    ring.forEach((aggregator, j) => {
      let first = -1;
      let before = aggregator;
      for (let b = 0; b < perAggregator; b++) {
        const building = this.building(`${station}-${j}-${b}`, station);
        // Every fifth group of five hangs in a ring, the others each on a fibre of their own.
        const inRing = Math.floor(b / 5) % 5 === 0;
        if (b % 5 === 0) [first, before] = [building, aggregator];
        this.trunk(inRing ? before : aggregator, building);
        before = building;
        if (inRing && b % 5 === 4 && first !== building) this.trunk(building, aggregator);
      }
    });
  }

  private building(code: string, station: string): number {
    this.buildings.push({ code, name: code, station });
    const access = this.device(`${code}-sw`, 'SWITCH', code);
    for (let c = 0; c < CAMERAS; c++) this.link(access, this.device(`${code}-cam${c}`, 'CAMERA', code), []);
    return access;
  }

  private device(name: string, role: DeviceRow['role'], place: string): number {
    this.ports.push(0);
    return this.devices.push({ name, role, place, checks: role === 'CAMERA' ? ['icmp'] : ['icmp', 'snmp'] }) - 1;
  }

  private trunk(a: number, z: number, conduit?: string): void {
    const closure = `JC${this.accessPoints.length}`;
    this.accessPoints.push({ code: closure, kind: 'JOINT_CLOSURE' });
    const first = `S${this.spans.length}`;
    this.spans.push({ code: first, a: this.devices[a].place, z: closure, lengthM: 800, ...(conduit === undefined ? {} : { conduit }) });
    const second = `S${this.spans.length}`;
    this.spans.push({ code: second, a: closure, z: this.devices[z].place, lengthM: 400 });
    this.link(a, z, [first, second]);
  }

  private link(a: number, z: number, spans: string[]): void {
    const end = (device: number) => ({ device: this.devices[device].name, interface: `ge${this.ports[device]++}` });
    this.links.push({ code: `L${this.links.length}`, a: end(a), z: end(z), spans });
  }
}
