import { type AgentVisit, type Varbind, type WalkColumn, type WalkEnd } from '@app/snmp';
import type { Neighbour } from '../device.document.js';
import { numberIn, textIn } from './cell.values.js';
import { ipAddress, macAddress, textOrHex } from './identifier.text.js';
import type { BridgePorts, Ports } from './ports.js';

const LLDP = '1.0.8802.1.1.2.1';
const REMOTE = `${LLDP}.4.1.1`;
const LOCAL = `${LLDP}.3.7.1`;
const MANAGEMENT = `${LLDP}.4.2.1.3`;

const REMOTE_COLUMNS = { chassisType: 4, chassisId: 5, portType: 6, portId: 7, portDescr: 8, sysName: 9, sysDescr: 10 } as const;
type Column = keyof typeof REMOTE_COLUMNS;

/** LldpPortIdSubtype and LldpChassisIdSubtype, as far as they matter. */
const PORT_MAC = 3;
const CHASSIS_MAC = 4;
const NETWORK_ADDRESS = { port: 4, chassis: 5 } as const;

interface Remote {
  readonly localPort: number;
  readonly cells: Partial<Record<Column, Varbind>>;
  managementAddress: string | null;
}

interface LocalPort {
  readonly type?: Varbind;
  readonly id?: Varbind;
  readonly descr?: Varbind;
}

/** lldpRemTable (IEEE 802.1AB): who is seen on which port. */
export class LldpTable {
  private readonly remotes = new Map<string, Remote>();
  private readonly locals = new Map<number, { -readonly [Field in keyof LocalPort]: LocalPort[Field] }>();

  constructor(private readonly visit: AgentVisit) {}

  get size(): number {
    return this.remotes.size;
  }

  async read(): Promise<WalkEnd> {
    const columns: WalkColumn[] = Object.entries(REMOTE_COLUMNS).map(([name, number]) => ({
      name,
      oid: `${REMOTE}.${number}`,
      isDeep: true,
    }));
    const end = await this.visit.walk(columns, (column, index, varbind) => this.takeRemote(column as Column, index, varbind), {
      isSparse: true,
    });
    if (end.kind !== 'walked' || this.remotes.size === 0) return end;
    const more: WalkColumn[] = [
      { name: 'type', oid: `${LOCAL}.2` },
      { name: 'id', oid: `${LOCAL}.3` },
      { name: 'descr', oid: `${LOCAL}.4` },
      { name: 'management', oid: MANAGEMENT, isDeep: true },
    ];
    return this.visit.walk(more, (column, index, varbind) => {
      if (column === 'management') this.takeManagement(index);
      else this.locals.set(index[0] as number, { ...this.locals.get(index[0] as number), [column]: varbind });
    });
  }

  neighbours(ports: Ports, bridge: BridgePorts): Neighbour[] {
    return [...this.remotes.values()].flatMap((remote) => this.neighbour(remote, ports, bridge) ?? []);
  }

  private neighbour({ localPort, cells, managementAddress }: Remote, ports: Ports, bridge: BridgePorts): Neighbour | null {
    const chassisId = identifier(cells.chassisId, numberIn(cells.chassisType), CHASSIS_MAC, NETWORK_ADDRESS.chassis);
    const portId = identifier(cells.portId, numberIn(cells.portType), PORT_MAC, NETWORK_ADDRESS.port);
    const [sysName, sysDescr, portDescr] = [textIn(cells.sysName), textIn(cells.sysDescr), textIn(cells.portDescr)];
    const remoteHostname = sysName || chassisId || managementAddress || sysDescr;
    const remotePort = portId || portDescr;
    if (!remoteHostname) return null;
    const localIfIndex = this.localIfIndex(localPort, ports, bridge);
    return {
      protocol: 'lldp',
      localIfIndex,
      localIfName: localIfIndex === null ? null : ports.name(localIfIndex),
      remoteHostname,
      remotePort: remotePort ?? '',
      remotePortDescr: portDescr || null,
      remoteChassisId: chassisId,
      remoteMgmtAddr: managementAddress,
      remoteSysDescr: sysDescr || null,
    };
  }

  /** lldpLocPortNum is ifIndex on some, the bridge's number on others, and its own on the rest: what the port is called decides. */
  private localIfIndex(localPort: number, ports: Ports, bridge: BridgePorts): number | null {
    const local = this.locals.get(localPort);
    const bytes = local?.id && Buffer.isBuffer(local.id.value) ? local.id.value : null;
    const address = numberIn(local?.type) === PORT_MAC && bytes ? macAddress(bytes) : null;
    const names = [bytes && address === null ? textOrHex(bytes) : null, textIn(local?.descr)];
    for (const name of names) {
      const found = name ? ports.byName(name) : null;
      if (found !== null) return found;
    }
    const byAddress = address === null ? null : ports.byPhysAddress(address);
    return byAddress ?? ports.known(bridge.ifIndex(localPort)) ?? ports.known(localPort);
  }

  /** The instance is time mark, local port and a number of its own. */
  private takeRemote(column: Column, index: readonly number[], varbind: Varbind): void {
    if (index.length !== 3) return;
    const key = index.join('.');
    const remote = this.remotes.get(key);
    if (remote) remote.cells[column] = varbind;
    else if (this.remotes.size < this.visit.maxRows) {
      this.remotes.set(key, { localPort: index[1] as number, cells: { [column]: varbind }, managementAddress: null });
    }
  }

  /** The address is in the instance: time mark, local port, number, kind of address (1: IPv4, 2: IPv6), length, octets. */
  private takeManagement(index: readonly number[]): void {
    const remote = this.remotes.get(index.slice(0, 3).join('.'));
    const kind = index[3];
    if (!remote || remote.managementAddress !== null || (kind !== 1 && kind !== 2)) return;
    const bytes = index.slice(5, 5 + (index[4] ?? 0));
    if (bytes.every((byte) => byte <= 255)) remote.managementAddress = ipAddress(Buffer.from(bytes));
  }
}

function identifier(cell: Varbind | undefined, type: number | null, mac: number, network: number): string | null {
  if (!cell || !Buffer.isBuffer(cell.value) || cell.value.length === 0) return null;
  if (type === mac) return macAddress(cell.value) ?? textOrHex(cell.value);
  // IANA address family (1: IPv4, 2: IPv6) stands before the octets.
  if (type === network) return ipAddress(cell.value.subarray(1)) ?? textOrHex(cell.value);
  return textOrHex(cell.value) || null;
}
