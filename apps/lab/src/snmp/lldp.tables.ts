import { type DeviceAgent, type LitPort, macOf } from './device.agent.js';
import { SCALAR, scalars, table } from './interface.tables.js';
import { identifier, integer, octets, oidOf, text } from './mib.values.js';
import type { Column, Rows } from './mib.view.js';

const MAC_ADDRESS = 4;
const INTERFACE_NAME = 5;
const IF_INDEX = 2;
const IPV4 = 1;
/** BITS of LldpSystemCapabilitiesMap, the first bit being the highest: bridge 2, router 4. */
const CAPABILITIES: Readonly<Record<string, number>> = { ROUTER: 0x08, SWITCH: 0x20, OLT: 0x20 };

const capabilitiesOf = (role: string) => octets(Uint8Array.of(CAPABILITIES[role] ?? 0x01, 0));

/** LLDP numbers ports on its own; the name leads to the interface, also after a renumbering. */
const LOCAL_PORTS: Rows<DeviceAgent> = { count: ({ portCount }) => portCount, at: (_, row) => [row + 1] };

const REMOTE: Rows<DeviceAgent> = {
  count: ({ litPorts }) => litPorts.length,
  at: ({ litPorts }, row) => [0, litPorts[row].port + 1, 1],
};

const REMOTE_ADDRESSES: Rows<DeviceAgent> = {
  count: (agent) => addressed(agent).length,
  at: (agent, row) => {
    const { port, address } = addressed(agent)[row];
    return [0, port + 1, 1, IPV4, 4, ...(address ?? [])];
  },
};

function addressed(agent: DeviceAgent): readonly LitPort[] {
  return agent.remember('addressed', () => agent.litPorts.filter(({ address }) => address !== null));
}

function deviceRow({ readings }: DeviceAgent, device: number) {
  return readings.truth.document.devices[device];
}

/** The port of a neighbour that a lit link ends in. */
function farPort({ readings: { ports }, litPorts }: DeviceAgent, row: number) {
  const { neighbour, link } = litPorts[row];
  const port = ports.portOf(neighbour, link);
  return { device: neighbour, port, ifName: ports.ifName(neighbour, port), link };
}

const far = (agent: DeviceAgent, row: number) => deviceRow(agent, agent.litPorts[row].neighbour);

/** LLDP-MIB (IEEE 802.1AB): who is at the other end of each lit link; a dark link has lost its neighbour. */
export const LLDP_COLUMNS: readonly Column<DeviceAgent>[] = [
  ...scalars(
    oidOf('1.0.8802.1.1.2.1.3'),
    {
      1: () => integer(MAC_ADDRESS),
      2: ({ device }) => octets(macOf(device, 0)),
      3: ({ row }) => text(row.name),
      4: ({ model }) => text(`${model} (simulated)`),
      5: ({ role }) => capabilitiesOf(role),
      6: ({ role }) => capabilitiesOf(role),
    },
    SCALAR,
  ),
  ...table(oidOf('1.0.8802.1.1.2.1.3.7.1'), LOCAL_PORTS, {
    2: () => integer(INTERFACE_NAME),
    3: ({ readings, device }, row) => text(readings.ports.ifName(device, row)),
    4: ({ readings, device }, row) => text(readings.portAt(device, row).ifAlias),
  }),
  ...table(oidOf('1.0.8802.1.1.2.1.4.1.1'), REMOTE, {
    4: () => integer(MAC_ADDRESS),
    5: (agent, row) => octets(macOf(agent.litPorts[row].neighbour, 0)),
    6: () => integer(INTERFACE_NAME),
    7: (agent, row) => text(farPort(agent, row).ifName),
    8: (agent, row) => text(agent.readings.truth.graph.linkCodes[agent.litPorts[row].link]),
    9: (agent, row) => text(far(agent, row).name),
    10: (agent, row) => text(`${far(agent, row).model ?? `LAB-${far(agent, row).role}`} (simulated)`),
    11: (agent, row) => capabilitiesOf(far(agent, row).role),
    12: (agent, row) => capabilitiesOf(far(agent, row).role),
  }),
  ...table(oidOf('1.0.8802.1.1.2.1.4.2.1'), REMOTE_ADDRESSES, {
    3: () => integer(IF_INDEX),
    4: (agent, row) => {
      const { neighbour, link } = addressed(agent)[row];
      const { ports } = agent.readings;
      return integer(ports.ifIndex(neighbour, ports.portOf(neighbour, link)));
    },
    5: () => identifier([0, 0]),
  }),
];
