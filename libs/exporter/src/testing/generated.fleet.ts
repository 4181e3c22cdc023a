import { DEVICE_STATUSES, type DeviceRole } from '@app/kernel';
import {
  ABSENT,
  type BuildingTable,
  type DeviceTable,
  type DiscoveredDevice,
  FleetSource,
  type FleetView,
  type ObservedColumns,
  type OutageFigures,
  type StateColumn,
} from '../fleet.source.js';
import type { LabelTable } from '../label.column.js';

const AT = (latitude: string, longitude: string) => ({ latitude, longitude });
const STATIONS = [
  { code: 'PLD', kind: 'POLDA', name: 'Polda Contoh', parent: '', polres: '', polsek: '', ...AT('-6.2216', '106.8098') },
  { code: 'PRA', kind: 'POLRES', name: 'Polres "A"', parent: 'PLD', polres: 'PRA', polsek: '', ...AT('-6.18', '106.82') },
  { code: 'PRB', kind: 'POLRES', name: 'Polres B', parent: 'PLD', polres: 'PRB', polsek: '', ...AT('-6.26', '106.79') },
  { code: 'PSA-1', kind: 'POLSEK', name: 'Polsek A1', parent: 'PRA', polres: 'PRA', polsek: 'PSA-1', ...AT('-6.17', '106.83') },
  { code: 'PSB-1', kind: 'POLSEK', name: 'Polsek B1', parent: 'PRB', polres: 'PRB', polsek: 'PSB-1', ...AT('', '') },
];
const CAMERAS_A_SWITCH = 8;

interface GeneratedDevice {
  readonly name: string;
  readonly role: DeviceRole;
  readonly station: number;
  readonly uplink: number;
}

/**
 * A small network with something of everything: each station has a router, its switches with cameras behind; one span is cut, one
 * camera is dead, one loses echoes, one was never asked. `advance` lets its counters grow as they would in that time.
 */
export class GeneratedFleet extends FleetSource {
  private readonly devices: GeneratedDevice[];
  private readonly current: FleetView;
  private readonly settled = { replied: 1000, 'timed-out': 20, rejected: 1, failed: 0 };

  constructor(switchesAStation = 4, prefix = 'cam') {
    super();
    this.devices = generate(switchesAStation, prefix);
    this.current = this.build();
  }

  override view(): FleetView {
    return this.current;
  }

  override *discovered(): Iterable<DiscoveredDevice> {
    for (const [row, { name, role, station }] of this.devices.entries()) {
      const [, , place, stationCode, polres, realm, vendor, model] = this.current.deviceTable.info.valuesAt(row);
      const checks = role === 'CAMERA' ? ['icmp', 'rtsp'] : ['icmp', 'snmp'];
      const address = station === 0 ? `2001:db8::${row}` : `10.0.${row >> 8}.${row & 255}`;
      yield { device: name, address, port: null, checks, role, place, station: stationCode, polres, realm, vendor, model };
    }
  }

  get cameras(): string[] {
    return this.devices.filter(({ role }) => role === 'CAMERA').map(({ name }) => name);
  }

  advance(seconds: number): void {
    const { interfaces } = this.current;
    for (let row = 0; row < interfaces.table.count; row++) {
      interfaces.receiveBytes[row] += seconds * 1_250_000 * (row + 1);
      interfaces.transmitBytes[row] += seconds * 640_000 * (row + 1);
    }
    this.settled.replied += Math.round(seconds * this.devices.length);
    this.settled['timed-out'] += Math.round(seconds);
  }

  private build(): FleetView {
    const { devices } = this;
    const count = devices.length;
    const uplinks = devices.flatMap(({ uplink }, row) => (uplink < 0 ? [] : [row]));
    const cameras = devices.flatMap(({ role }, row) => (role === 'CAMERA' ? [row] : []));
    const [dead, lossy, unasked, dark] = cameras;
    const status = new Uint8Array(count).fill(DEVICE_STATUSES.indexOf('UP'));
    status[dead] = DEVICE_STATUSES.indexOf('DOWN');
    status[lossy] = DEVICE_STATUSES.indexOf('DEGRADED');
    status[unasked] = DEVICE_STATUSES.indexOf('UNKNOWN');
    status[dark] = DEVICE_STATUSES.indexOf('UNREACHABLE');
    const up = Uint8Array.from(status, (value) => [1, 1, 0, 0, ABSENT][value]);
    const linkUp = Uint8Array.from(uplinks, (row) => (up[row] === ABSENT ? ABSENT : up[row]));
    const ends = uplinks.filter((row) => devices[row].role === 'SWITCH');
    return {
      topologyVersion: 7,
      deviceTable: deviceTable(devices),
      devices: {
        up,
        status,
        rttSeconds: Float32Array.from(devices, (_, row) => (status[row] === 4 ? NaN : 0.0004 + (row % 97) * 0.000123)),
        lossRatio: Float32Array.from(devices, (_, row) => (row === lossy ? 0.2 : up[row] === 0 ? 1 : status[row] === 4 ? NaN : 0)),
      },
      interfaces: {
        table: table(
          ['device', 'interface'],
          ends.map((row) => [devices[row].name, 'GigabitEthernet0/1']),
        ),
        operUp: new Uint8Array(ends.length).fill(1).fill(0, 0, 1),
        receiveBytes: new Float64Array(ends.length).fill(2 ** 40),
        transmitBytes: new Float64Array(ends.length).fill(2 ** 33 + 1),
        speedBitsPerSecond: new Float64Array(ends.length).fill(1e9),
      },
      links: state(
        table(
          ['link'],
          uplinks.map((row) => [`L-${devices[row].name}`]),
        ),
        table(
          ['link', 'a', 'a_interface', 'z', 'z_interface'],
          uplinks.map((row) => [
            `L-${devices[row].name}`,
            devices[devices[row].uplink].name,
            `port${row}`,
            devices[row].name,
            'GigabitEthernet0/1',
          ]),
        ),
        linkUp,
      ),
      spans: {
        ...state(
          table(
            ['span'],
            STATIONS.slice(1).map(({ code }) => [`S-${code}`]),
          ),
          table(
            ['span', 'a', 'z', 'conduit', 'station', 'building'],
            STATIONS.slice(1).map(({ code }) => [
              `S-${code}`,
              'PLD',
              code,
              code === 'PRB' ? 'DUCT1' : '',
              code,
              code === 'PSA-1' ? 'GD-PSA-1' : '',
            ]),
          ),
          Uint8Array.of(1, 0, 1, ABSENT),
        ),
        lengthMeters: Float64Array.of(4200, 5100.5, 800, NaN),
      },
      places: table(
        ['place', 'kind', 'station', 'latitude', 'longitude'],
        STATIONS.flatMap(({ code, kind, latitude, longitude }) => (latitude === '' ? [] : [[code, kind, code, latitude, longitude]])),
      ),
      buildings: buildingsOf(devices),
      stationWays: Uint8Array.of(2, 2, 0, 1, ABSENT),
      observed: observed(devices.filter(({ role }) => role === 'SWITCH').map(({ name }) => name)),
      outages: [
        outage('O-1', {
          alertname: 'FibreSpanCut',
          kind: 'SPAN',
          severity: 'critical',
          root: 'S-PRB',
          station: 'PRB',
          affectedCameras: 32,
        }),
        outage('O-2', {
          alertname: 'CameraDown',
          kind: 'DEVICE',
          severity: 'minor',
          root: devices[dead].name,
          station: 'PRA',
          affectedCameras: 1,
        }),
      ],
      probers: [
        {
          check: 'icmp',
          engine: 'sendmmsg',
          reason: 'datagram ICMP socket opened',
          able: true,
          lagSeconds: 0.002,
          cycleSeconds: 29.9,
          settled: this.settled,
          discarded: { duplicate: 0, late: 3 },
        },
        {
          check: 'snmp',
          engine: 'snmp',
          reason: 'the only one',
          able: true,
          lagSeconds: 0,
          cycleSeconds: 60.2,
          settled: { replied: 50, 'timed-out': 1, rejected: 0, failed: 0 },
          discarded: {},
        },
      ],
      traps: {
        able: true,
        counts: [
          { kind: 'linkDown', result: 'accepted', count: 3 },
          { kind: 'unread', result: 'unknown_source', count: 12 },
        ],
      },
      pollers: [{ code: 'P1', blind: false }],
      contradictions: 1,
    };
  }
}

function outage(name: string, figures: Omit<OutageFigures, 'outage' | 'openedSeconds'>): OutageFigures {
  return { outage: name, openedSeconds: 1_443_000_000.5, ...figures };
}

/** A building a station. */
function buildingsOf(devices: readonly GeneratedDevice[]): BuildingTable {
  const code = ({ code: station }: { code: string }) => `GD-${station}`;
  return {
    count: STATIONS.length,
    info: table(
      ['building', 'name', 'station'],
      STATIONS.map((station) => [code(station), `Gedung ${station.name}`, station.code]),
    ),
    cameras: table(
      ['building', 'status'],
      STATIONS.flatMap((station) => DEVICE_STATUSES.map((status) => [code(station), status])),
    ),
    ofCamera: Int32Array.from(devices, ({ role, station }) => (role === 'CAMERA' ? station : -1)),
  };
}

/** A table whose rows are at hand. */
export function table(labelNames: readonly string[], rows: readonly (readonly string[])[]): LabelTable {
  return { count: rows.length, labelNames, valuesAt: (row) => rows[row] };
}

/** Each switch measures its light and its heat; the first is an OLT as well, with an ONU that lost its power. */
function observed(switches: readonly string[]): ObservedColumns {
  const low = switches.map((_, row) => (row === 0 ? 0.7 : 9.5));
  return {
    sensors: table(
      ['device', 'sensor', 'class', 'unit'],
      switches.flatMap((name) => [
        [name, 'GigabitEthernet0/1 Rx', 'dbm', 'dBm'],
        [name, 'Chassis', 'temperature', '°C'],
      ]),
    ),
    sensorInfo: table(
      ['device', 'sensor', 'class', 'interface', 'kind'],
      switches.flatMap((name) => [
        [name, 'GigabitEthernet0/1 Rx', 'dbm', 'GigabitEthernet0/1', 'receive'],
        [name, 'Chassis', 'temperature', '', ''],
      ]),
    ),
    values: Float64Array.from(switches.flatMap((_, row) => [low[row] - 24, 41.5])),
    ports: table(
      ['device', 'interface'],
      switches.map((name) => [name, 'GigabitEthernet0/1']),
    ),
    receiveDbm: Float64Array.from(low, (margin) => margin - 24),
    marginDb: Float64Array.from(low),
    medianDbm: new Float64Array(switches.length).fill(-14.5),
    driftDb: Float64Array.from(low, (margin) => 9.5 - margin),
    onus: table(
      ['device', 'onu'],
      [
        [switches[0], '0/1/1:1'],
        [switches[0], '0/1/1:2'],
      ],
    ),
    onuUp: Float64Array.of(1, 0),
    onuCounts: [
      { device: switches[0], state: 'online', cause: '', count: 1 },
      { device: switches[0], state: 'offline', cause: 'dying-gasp', count: 1 },
    ],
  };
}

function state(named: LabelTable, info: LabelTable, up: Uint8Array): StateColumn {
  return { table: named, info, up };
}

function generate(switchesAStation: number, prefix: string): GeneratedDevice[] {
  const devices: GeneratedDevice[] = [];
  STATIONS.forEach(({ code }, station) => {
    const router = devices.push({ name: `rtr-${code}`, role: 'ROUTER', station, uplink: station === 0 ? -1 : 0 }) - 1;
    for (let at = 0; station > 0 && at < switchesAStation; at++) {
      const uplink = devices.push({ name: `sw-${code}-${at}`, role: 'SWITCH', station, uplink: router }) - 1;
      for (let nth = 0; nth < CAMERAS_A_SWITCH; nth++)
        devices.push({ name: `${prefix}-${code}-${at}-${nth}`, role: 'CAMERA', station, uplink });
    }
  });
  return devices;
}

function deviceTable(devices: readonly GeneratedDevice[]): DeviceTable {
  return {
    ...table(
      ['device'],
      devices.map(({ name }) => [name]),
    ),
    roles: devices.map(({ role }) => role),
    station: Int32Array.from(devices, ({ station }) => station),
    stations: STATIONS,
    models: { names: [{ vendor: 'Contoh', model: '' }], of: Int32Array.from(devices, ({ role }) => (role === 'CAMERA' ? 0 : -1)) },
    info: table(
      ['device', 'role', 'place', 'station', 'polres', 'realm', 'vendor', 'model'],
      devices.map(({ name, role, station }) => {
        const { code, polres } = STATIONS[station];
        return [name, role, `GD-${code}`, code, polres, 'default', role === 'CAMERA' ? 'Contoh' : '', ''];
      }),
    ),
  };
}
