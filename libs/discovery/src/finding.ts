import type { DeviceDocument, InterfaceState, Neighbour } from '@app/equipment';

/** What a device tells beside its document: its own addresses, and whom it has heard on which port. */
export interface DeviceTables {
  /** Unicast addresses of its own (IP-MIB). */
  readonly addresses: readonly string[];
  /** MAC addresses that its bridge learned, by port (BRIDGE-MIB, Q-BRIDGE-MIB). */
  readonly forwarding: readonly { readonly mac: string; readonly ifIndex: number }[];
  /** Whose MAC address is whose (ipNetToMediaTable, ipNetToPhysicalTable). */
  readonly arp: readonly { readonly address: string; readonly mac: string }[];
}

export const NO_TABLES: DeviceTables = { addresses: [], forwarding: [], arp: [] };

/** One port, as far as it matters to links. */
export interface PortFacts {
  readonly ifIndex: number;
  readonly ifName: string | null;
  readonly ifDescr: string | null;
  readonly ifAlias: string | null;
  readonly mac: string | null;
  readonly operStatus: InterfaceState | null;
}

/** What one address told. */
export interface Reading {
  readonly sysName: string | null;
  readonly sysDescr: string | null;
  readonly sysObjectID: string | null;
  readonly engineId: string | null;
  readonly chassisId: string | null;
  readonly serial: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly software: string | null;
  readonly ports: readonly PortFacts[];
  readonly neighbours: readonly Neighbour[];
  /** Whether the list of neighbours is whole: only then does a missing one say anything. */
  readonly hasAllNeighbours: boolean;
  readonly tables: DeviceTables;
  readonly faults: readonly string[];
}

/** One address that was found, and what it told; null: it lives, and told nothing. */
export interface Finding {
  readonly address: string;
  /** The name of the credential that opened it. */
  readonly credential: string | null;
  readonly reading: Reading | null;
}

const MOST_PORTS = 10_000;
const MOST_NEIGHBOURS = 2_000;
/** Also what cut the reading short before its neighbours were asked for. */
const NEIGHBOUR_FAULT = /^(lldp|cdp|walk passed its deadline)|fell silent|ended \(/i;

export function toReading(document: DeviceDocument, tables: DeviceTables, faults: readonly string[] = []): Reading {
  const { device } = document;
  const told = [...document.faults, ...faults];
  return {
    sysName: device.sysName,
    sysDescr: device.sysDescr,
    sysObjectID: device.sysObjectID,
    engineId: device.snmpEngineId,
    chassisId: device.chassisId,
    serial: device.serial,
    vendor: device.vendor,
    model: device.model,
    software: device.software,
    ports: document.interfaces.slice(0, MOST_PORTS).map((port) => ({
      ifIndex: port.ifIndex,
      ifName: port.ifName,
      ifDescr: port.ifDescr,
      ifAlias: port.ifAlias,
      mac: port.ifPhysAddress,
      operStatus: port.ifOperStatus,
    })),
    neighbours: document.neighbours.slice(0, MOST_NEIGHBOURS),
    hasAllNeighbours: !document.faults.some((fault) => NEIGHBOUR_FAULT.test(fault)) && document.neighbours.length <= MOST_NEIGHBOURS,
    tables,
    faults: told,
  };
}
