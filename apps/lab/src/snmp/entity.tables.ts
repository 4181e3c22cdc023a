import type { OpticsClass } from '../truth/optical.plant.js';
import type { DeviceAgent } from './device.agent.js';
import { table } from './interface.tables.js';
import { identifier, integer, oidOf, text, ticks } from './mib.values.js';
import type { Column, Rows } from './mib.view.js';
import { biasMilliamperes, nanowatts, SUPPLY_MILLIVOLTS } from './optics.readings.js';

/** entPhysicalIndex: the chassis, its thermometer, then ports, transceivers and their sensors by the place of the port. */
const CHASSIS = 1;
const THERMOMETER = 2;
const PORT_BASE = 10_000;
const TRANSCEIVER_BASE = 20_000;
const SENSOR_BASE = 30_000;
const SENSORS = ['receive', 'transmit', 'bias', 'voltage'] as const;
type SensorKind = (typeof SENSORS)[number];

type Part =
  | { readonly kind: 'chassis' }
  | { readonly kind: 'thermometer' }
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'transceiver'; readonly port: number }
  | { readonly kind: 'sensor'; readonly port: number; readonly sensor: SensorKind };

const CLASS = { chassis: 3, thermometer: 8, sensor: 8, transceiver: 9, port: 10 } as const;
const VOLTS_DC = 4;
const AMPERES = 5;
const WATTS = 6;
const CELSIUS = 8;
const NANO = 6;
const MILLI = 8;
const UNITS = 9;
const OK = 1;
const UNAVAILABLE = 2;
const NONOPERATIONAL = 3;

const PHYSICAL: Rows<DeviceAgent> = {
  count: ({ portCount, optics }) => 2 + portCount + optics.length * (1 + SENSORS.length),
  at: (agent, row) => [indexOf(partAt(agent, row))],
};

const ALIASES: Rows<DeviceAgent> = { count: ({ portCount }) => portCount, at: (_, row) => [PORT_BASE + row + 1, 0] };

const SENSOR_ROWS: Rows<DeviceAgent> = {
  count: ({ optics }) => 1 + optics.length * SENSORS.length,
  at: (agent, row) => [indexOf(sensorAt(agent, row))],
};

function partAt(agent: DeviceAgent, row: number): Part {
  const { portCount, optics } = agent;
  if (row === 0) return { kind: 'chassis' };
  if (row === 1) return { kind: 'thermometer' };
  if (row < 2 + portCount) return { kind: 'port', port: row - 2 };
  const rest = row - 2 - portCount;
  if (rest < optics.length) return { kind: 'transceiver', port: optics[rest] };
  return sensorAt(agent, rest - optics.length + 1);
}

function sensorAt({ optics }: DeviceAgent, row: number): Part {
  if (row === 0) return { kind: 'thermometer' };
  const place = row - 1;
  return { kind: 'sensor', port: optics[Math.floor(place / SENSORS.length)], sensor: SENSORS[place % SENSORS.length] };
}

function indexOf(part: Part): number {
  switch (part.kind) {
    case 'chassis':
      return CHASSIS;
    case 'thermometer':
      return THERMOMETER;
    case 'port':
      return PORT_BASE + part.port + 1;
    case 'transceiver':
      return TRANSCEIVER_BASE + part.port + 1;
    case 'sensor':
      return SENSOR_BASE + 10 * (part.port + 1) + SENSORS.indexOf(part.sensor) + 1;
  }
}

function containerOf(part: Part): number {
  switch (part.kind) {
    case 'chassis':
      return 0;
    case 'thermometer':
    case 'port':
      return CHASSIS;
    case 'transceiver':
      return PORT_BASE + part.port + 1;
    case 'sensor':
      return TRANSCEIVER_BASE + part.port + 1;
  }
}

function nameOf({ readings, device, row }: DeviceAgent, part: Part): string {
  switch (part.kind) {
    case 'chassis':
      return row.name;
    case 'thermometer':
      return 'Chassis temperature';
    case 'port':
      return readings.ports.ifName(device, part.port);
    case 'transceiver':
      return `Transceiver ${readings.ports.ifName(device, part.port)}`;
    case 'sensor':
      return `${readings.ports.ifName(device, part.port)} ${part.sensor}${part.sensor === 'bias' || part.sensor === 'voltage' ? '' : ' power'}`;
  }
}

function opticsOf(agent: DeviceAgent, port: number): OpticsClass {
  return agent.readings.truth.plant.opticsAt(agent.end(port));
}

function modelOf(agent: DeviceAgent, part: Part): string {
  if (part.kind === 'chassis') return agent.model;
  return part.kind === 'transceiver' ? opticsOf(agent, part.port).model : '';
}

function serialOf(agent: DeviceAgent, part: Part): string {
  if (part.kind === 'chassis') return agent.serial;
  return part.kind === 'transceiver' ? `${agent.serial}T${String(part.port + 1).padStart(3, '0')}` : '';
}

interface Reading {
  readonly type: number;
  readonly scale: number;
  readonly precision: number;
  readonly value: number;
  readonly status: number;
  readonly unit: string;
}

/** No light is no reading; a dead transceiver has none at all. */
function readingOf(agent: DeviceAgent, part: Part): Reading {
  if (part.kind !== 'sensor') {
    return { type: CELSIUS, scale: UNITS, precision: 1, value: agent.temperature * 10, status: OK, unit: 'celsius' };
  }
  const { truth } = agent.readings;
  const end = agent.end(part.port);
  const isDead = truth.portFault(end) === 'PORT';
  const alive = isDead ? NONOPERATIONAL : OK;
  switch (part.sensor) {
    case 'receive':
    case 'transmit': {
      const isPon = agent.readings.ports.isPon(agent.device, part.port);
      // The receiver of a PON port hears each ONU at its own level: it has no one figure.
      const level = part.sensor === 'transmit' ? truth.sentDbm(end) : isPon ? null : truth.receivedDbm(end);
      const status = level === null ? (isDead ? NONOPERATIONAL : UNAVAILABLE) : OK;
      return { type: WATTS, scale: NANO, precision: 0, value: level === null ? 0 : nanowatts(level), status, unit: 'watts' };
    }
    case 'bias': {
      const value = truth.sentDbm(end) === null ? 0 : biasMilliamperes(truth.plant.transmitDbm(end)) * 100;
      return { type: AMPERES, scale: MILLI, precision: 2, value, status: alive, unit: 'amperes' };
    }
    case 'voltage':
      return { type: VOLTS_DC, scale: MILLI, precision: 0, value: isDead ? 0 : SUPPLY_MILLIVOLTS, status: alive, unit: 'volts' };
  }
}

const part = (value: (agent: DeviceAgent, found: Part) => Buffer) => (agent: DeviceAgent, row: number) => value(agent, partAt(agent, row));
const reading = (value: (found: Reading) => Buffer) => (agent: DeviceAgent, row: number) => value(readingOf(agent, sensorAt(agent, row)));

/** ENTITY-MIB (RFC 6933) and ENTITY-SENSOR-MIB (RFC 3433), whose optical power is in watts. */
export const ENTITY_COLUMNS: readonly Column<DeviceAgent>[] = [
  ...table(oidOf('1.3.6.1.2.1.47.1.1.1.1'), PHYSICAL, {
    2: part((agent, found) => text(found.kind === 'chassis' ? `${agent.model} chassis (simulated)` : nameOf(agent, found))),
    3: () => identifier([0, 0]),
    4: part((_, found) => integer(containerOf(found))),
    5: part((_, found) => integer(CLASS[found.kind])),
    6: part((_, found) => integer('port' in found ? found.port + 1 : 1)),
    7: part((agent, found) => text(nameOf(agent, found))),
    8: part((_, found) => text(found.kind === 'chassis' ? 'A1' : '')),
    9: () => text(''),
    10: part((_, found) => text(found.kind === 'chassis' ? 'lab-1.0' : '')),
    11: part((agent, found) => text(serialOf(agent, found))),
    12: part((agent, found) => text(found.kind === 'chassis' || found.kind === 'transceiver' ? agent.vendor : '')),
    13: part((agent, found) => text(modelOf(agent, found))),
    16: part((_, found) => integer(found.kind === 'transceiver' || found.kind === 'chassis' ? 1 : 2)),
  }),
  ...table(oidOf('1.3.6.1.2.1.47.1.3.2.1'), ALIASES, {
    2: ({ readings, device }, row) => identifier([...oidOf('1.3.6.1.2.1.2.2.1.1'), readings.ports.ifIndex(device, row)]),
  }),
  ...table(oidOf('1.3.6.1.2.1.99.1.1.1'), SENSOR_ROWS, {
    1: reading(({ type }) => integer(type)),
    2: reading(({ scale }) => integer(scale)),
    3: reading(({ precision }) => integer(precision)),
    4: reading(({ value }) => integer(value)),
    5: reading(({ status }) => integer(status)),
    6: reading(({ unit }) => text(unit)),
    7: () => ticks(0),
    8: () => integer(0),
  }),
];
