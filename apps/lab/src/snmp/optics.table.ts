import type { OpticsClass } from '../truth/optical.plant.js';
import type { DeviceAgent } from './device.agent.js';
import { table } from './interface.tables.js';
import { integer, oidOf } from './mib.values.js';
import type { Column, Rows } from './mib.view.js';

const ENTRY = oidOf('1.3.6.1.4.1.8072.9999.1.1.1.1');

/** Transceivers by the ifIndex of their port; PON ports are left to the table of their ONUs. */
function portsOf(agent: DeviceAgent): readonly number[] {
  const { readings, device, optics } = agent;
  const { ports } = readings;
  return agent.remember('transceivers', () =>
    optics.filter((port) => !ports.isPon(device, port)).sort((a, z) => ports.ifIndex(device, a) - ports.ifIndex(device, z)),
  );
}

function receiving(agent: DeviceAgent): readonly number[] {
  return agent.remember('receiving', () => portsOf(agent).filter((port) => agent.readings.truth.receivedDbm(agent.end(port)) !== null));
}

function sending(agent: DeviceAgent): readonly number[] {
  return agent.remember('sending', () => portsOf(agent).filter((port) => agent.readings.truth.sentDbm(agent.end(port)) !== null));
}

function rowsOf(select: (agent: DeviceAgent) => readonly number[]): Rows<DeviceAgent> {
  return {
    count: (agent) => select(agent).length,
    at: (agent, row) => [agent.readings.ports.ifIndex(agent.device, select(agent)[row])],
  };
}

const limit = (pick: (optics: OpticsClass) => number) => (agent: DeviceAgent, row: number) =>
  integer(pick(agent.readings.truth.plant.opticsAt(agent.end(portsOf(agent)[row]))) * 100);

/**
 * The lab's own table, for what no standard MIB has: optical power in hundredths of a dBm, and between which levels the receiver
 * reads. A port without light has limits and no power.
 */
export const OPTICS_COLUMNS: readonly Column<DeviceAgent>[] = [
  ...table(ENTRY, rowsOf(receiving), {
    1: (agent, row) => integer((agent.readings.truth.receivedDbm(agent.end(receiving(agent)[row])) ?? 0) * 100),
  }),
  ...table(ENTRY, rowsOf(sending), {
    2: (agent, row) => integer((agent.readings.truth.sentDbm(agent.end(sending(agent)[row])) ?? 0) * 100),
  }),
  ...table(ENTRY, rowsOf(portsOf), {
    3: limit(({ lowAlarm }) => lowAlarm),
    4: limit(({ lowWarn }) => lowWarn),
    5: limit(({ highWarn }) => highWarn),
    6: limit(({ highAlarm }) => highAlarm),
  }),
];
