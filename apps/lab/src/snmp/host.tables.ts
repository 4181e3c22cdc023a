import { hash } from '../truth/optical.plant.js';
import type { DeviceAgent } from './device.agent.js';
import { SCALAR, scalars, table } from './interface.tables.js';
import { identifier, integer, oidOf, counter32, text, ticks } from './mib.values.js';
import type { Column, Rows } from './mib.view.js';

const ONE: Rows<DeviceAgent> = { count: () => 1, at: () => [1] };
const RAM = oidOf('1.3.6.1.2.1.25.2.1.2');
const PROCESSOR = oidOf('1.3.6.1.2.1.25.3.1.3');
const UNIT_BYTES = 1024;
const UNITS = 2_097_152;

const share = ({ row }: DeviceAgent, what: string, least: number, span: number) => least + (hash(`${row.name} ${what}`) % span);
const isUps = ({ role }: DeviceAgent) => role === 'UPS';
const UPS: Rows<DeviceAgent> = { count: (agent) => (isUps(agent) ? 1 : 0), at: () => [0] };
const UPS_LINE: Rows<DeviceAgent> = { count: UPS.count, at: () => [1] };
const onBattery = ({ readings, device }: DeviceAgent) => readings.truth.isOnBattery(readings.truth.graph.devicePlace[device]);
const load = (agent: DeviceAgent) => share(agent, 'load', 20, 40);

const MAINS_VOLTS = 220;
const BATTERY_VOLTS = 54;
const MINUTES_FULL = 45;

/** HOST-RESOURCES-MIB (RFC 2790): one processor and its memory. */
const HOST: readonly Column<DeviceAgent>[] = [
  ...scalars(oidOf('1.3.6.1.2.1.25.1'), { 1: ({ readings, device }) => ticks(readings.sysUpTimeTicks(device)) }, SCALAR),
  ...table(oidOf('1.3.6.1.2.1.25.2.3.1'), ONE, {
    1: () => integer(1),
    2: () => identifier(RAM),
    3: () => text('RAM'),
    4: () => integer(UNIT_BYTES),
    5: () => integer(UNITS),
    6: (agent) => integer((UNITS * share(agent, 'memory', 30, 40)) / 100),
    7: () => counter32(0n),
  }),
  ...table(oidOf('1.3.6.1.2.1.25.3.2.1'), ONE, {
    1: () => integer(1),
    2: () => identifier(PROCESSOR),
    3: () => text('Processor'),
    4: () => identifier([0, 0]),
    5: () => integer(2),
    6: () => counter32(0n),
  }),
  ...table(oidOf('1.3.6.1.2.1.25.3.3.1'), ONE, {
    1: () => identifier([0, 0]),
    2: (agent) => integer(share(agent, 'processor', 3, 40)),
  }),
];

/** UPS-MIB (RFC 1628): on mains, or carrying its place. */
const POWER: readonly Column<DeviceAgent>[] = [
  ...scalars(
    oidOf('1.3.6.1.2.1.33.1.1'),
    {
      1: ({ vendor }) => text(vendor),
      2: ({ model }) => text(model),
      3: () => text('lab-1.0'),
      4: () => text('lab-1.0'),
      5: ({ row }) => text(row.name),
      6: () => text('the station'),
    },
    UPS,
  ),
  ...scalars(
    oidOf('1.3.6.1.2.1.33.1.2'),
    {
      1: () => integer(2),
      2: (agent) => integer(onBattery(agent) ? 60 : 0),
      3: (agent) => integer(onBattery(agent) ? MINUTES_FULL - 1 : MINUTES_FULL),
      4: (agent) => integer(onBattery(agent) ? 98 : 100),
      5: (agent) => integer((onBattery(agent) ? BATTERY_VOLTS - 4 : BATTERY_VOLTS) * 10),
      6: (agent) => integer(onBattery(agent) ? load(agent) : 0),
      7: () => integer(27),
    },
    UPS,
  ),
  ...scalars(oidOf('1.3.6.1.2.1.33.1.3'), { 1: (agent) => counter32(onBattery(agent) ? 1n : 0n), 2: () => integer(1) }, UPS),
  ...table(oidOf('1.3.6.1.2.1.33.1.3.3.1'), UPS_LINE, {
    2: (agent) => integer(onBattery(agent) ? 0 : 500),
    3: (agent) => integer(onBattery(agent) ? 0 : MAINS_VOLTS),
    4: (agent) => integer(onBattery(agent) ? 0 : load(agent)),
    5: (agent) => integer(onBattery(agent) ? 0 : load(agent) * 22),
  }),
  // upsOutputSource: normal(3), battery(5).
  ...scalars(
    oidOf('1.3.6.1.2.1.33.1.4'),
    { 1: (agent) => integer(onBattery(agent) ? 5 : 3), 2: () => integer(500), 3: () => integer(1) },
    UPS,
  ),
  ...table(oidOf('1.3.6.1.2.1.33.1.4.4.1'), UPS_LINE, {
    2: () => integer(MAINS_VOLTS),
    3: (agent) => integer(load(agent)),
    4: (agent) => integer(load(agent) * 22),
    5: (agent) => integer(load(agent)),
  }),
];

export const HOST_COLUMNS: readonly Column<DeviceAgent>[] = [...HOST, ...POWER];
