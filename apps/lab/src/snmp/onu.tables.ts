import { hash } from '../truth/optical.plant.js';
import { ONU_CAUSE } from '../truth/device.readings.js';
import type { DeviceAgent } from './device.agent.js';
import { table } from './interface.tables.js';
import { integer, octets, oidOf, text } from './mib.values.js';
import type { Column, Oid, Rows } from './mib.view.js';
import { biasMilliamperes, SUPPLY_MILLIVOLTS } from './optics.readings.js';

const XPON = oidOf('1.3.6.1.4.1.2011.6.128.1.1.2');
const ONLINE = 1;
const OFFLINE = 2;
/** What this vendor writes where there is nothing to read. */
const INVALID = 0x7fff_ffff;

const ONUS: Rows<DeviceAgent> = {
  count: ({ onuCount }) => onuCount,
  at: (agent, row) => {
    const { ponIfIndex, onuId } = onuAt(agent, row);
    return [ponIfIndex, onuId];
  },
};

function onuAt({ readings, device }: DeviceAgent, row: number) {
  return readings.ports.onus(device)[row];
}

function linkAt(agent: DeviceAgent, row: number): number {
  return onuAt(agent, row).link;
}

function onuName(agent: DeviceAgent, row: number): string {
  const { graph } = agent.readings.truth;
  const link = linkAt(agent, row);
  return graph.deviceNames[graph.linkA[link] + graph.linkZ[link] - agent.device];
}

/** Four letters of the maker, four octets of its own. */
function serialOf(name: string): Uint8Array {
  const serial = Buffer.from('NADI0000');
  serial.writeUInt32BE(hash(name), 4);
  return serial;
}

const isOnline = (agent: DeviceAgent, row: number) => !agent.readings.truth.isDark(linkAt(agent, row));
const onuEnd = (agent: DeviceAgent, row: number) => agent.readings.ports.end(agent.device, linkAt(agent, row)) ^ 1;

function hundredths(value: (agent: DeviceAgent, row: number) => number | null) {
  return (agent: DeviceAgent, row: number) => {
    const level = isOnline(agent, row) ? value(agent, row) : null;
    return integer(level === null ? INVALID : level * 100);
  };
}

const below = (number: number): Oid => [...XPON, number, 1];

/** The ONUs of an OLT as HUAWEI-XPON-MIB lays them out: what they are (43), how they are (46), and their light (51). */
export const ONU_COLUMNS: readonly Column<DeviceAgent>[] = [
  ...table(below(43), ONUS, {
    3: (agent, row) => octets(serialOf(onuName(agent, row))),
    9: (agent, row) => text(onuName(agent, row)),
  }),
  ...table(below(46), ONUS, {
    15: (agent, row) => integer(isOnline(agent, row) ? ONLINE : OFFLINE),
    20: (agent, row) => integer(isOnline(agent, row) ? agent.readings.truth.plant.lengthM(linkAt(agent, row)) : ONU_CAUSE.NONE),
    24: (agent, row) => integer(agent.readings.onuCause(linkAt(agent, row))),
  }),
  ...table(below(51), ONUS, {
    1: (agent, row) => integer(isOnline(agent, row) ? 40 + (hash(onuName(agent, row)) % 10) : INVALID),
    2: (agent, row) =>
      integer(isOnline(agent, row) ? biasMilliamperes(agent.readings.truth.plant.transmitDbm(onuEnd(agent, row))) : INVALID),
    3: hundredths((agent, row) => agent.readings.truth.sentDbm(onuEnd(agent, row))),
    4: hundredths((agent, row) => agent.readings.truth.receivedDbm(onuEnd(agent, row))),
    5: (agent, row) => integer(isOnline(agent, row) ? SUPPLY_MILLIVOLTS : INVALID),
    // What the OLT receives of this ONU, kept above zero by ten thousand.
    6: (agent, row) => {
      const level = isOnline(agent, row) ? agent.readings.truth.receivedDbm(onuEnd(agent, row) ^ 1) : null;
      return integer(level === null ? INVALID : 10_000 + level * 100);
    },
  }),
];
