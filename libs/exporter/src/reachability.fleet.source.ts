import type { FleetInputs, ProberInput } from './fleet.inputs.js';
import { ABSENT, type DiscoveredDevice, FleetSource, type FleetView, type ProberFigures } from './fleet.source.js';
import { type FleetTables, fleetTables } from './fleet.tables.js';
import { pathStates } from './path.states.js';

/** By belief: unknown, up, down. */
const UP_OF_BELIEF = [ABSENT, 1, 0];

/** The fleet as the engine of this process believes and concludes it. */
export class ReachabilityFleetSource extends FleetSource {
  private tables: FleetTables | null = null;
  private newest: FleetView | null = null;

  constructor(private readonly inputs: () => FleetInputs | null) {
    super();
  }

  override view(): FleetView | null {
    const inputs = this.inputs();
    if (inputs === null) return null;
    const { graph } = inputs.topology;
    const { beliefs, conclusions } = inputs;
    // A new topology reaches its readers one after the other: until all columns are of its size, the view before stands.
    const isWhole = beliefs.status.length === graph.deviceCount && conclusions.statuses.length === graph.deviceCount;
    if (isWhole && beliefs.operUp.length === 2 * graph.linkCount) this.newest = viewOf(inputs, this.tablesOf(inputs));
    return this.newest;
  }

  override *discovered(): Iterable<DiscoveredDevice> {
    const inputs = this.inputs();
    if (inputs === null) return;
    const { info } = this.tablesOf(inputs).devices;
    for (const [row, { name, address, port, checks }] of inputs.topology.document.devices.entries()) {
      if (address === undefined) continue;
      const [, role, place, station, polres, realm, vendor, model] = info.valuesAt(row);
      yield { device: name, address, port: port ?? null, checks: checks ?? ['icmp'], role, place, station, polres, realm, vendor, model };
    }
  }

  /** The same tables for the same topology: their identity says that no label has changed. */
  private tablesOf({ topology }: FleetInputs): FleetTables {
    if (this.tables?.topology.graph !== topology.graph) this.tables = fleetTables(topology);
    return this.tables;
  }
}

function viewOf({ topology, beliefs, conclusions, probers, pollers }: FleetInputs, tables: FleetTables): FleetView {
  const paths = pathStates(topology.graph, beliefs, conclusions);
  const { interfaceEnds } = tables;
  const ofEnds = (column: Float64Array | undefined) => Float64Array.from(interfaceEnds, (end) => column?.[end] ?? NaN);
  return {
    topologyVersion: topology.version,
    deviceTable: tables.devices,
    devices: {
      up: Uint8Array.from(beliefs.status, (believed) => UP_OF_BELIEF[believed]),
      status: conclusions.statuses,
      rttSeconds: beliefs.rttSeconds,
      lossRatio: beliefs.lossRatio,
    },
    interfaces: {
      table: tables.interfaces,
      operUp: Uint8Array.from(interfaceEnds, (end) => (beliefs.operUp[end] < 0 ? ABSENT : beliefs.operUp[end])),
      receiveBytes: ofEnds(beliefs.counters?.receiveBytes),
      transmitBytes: ofEnds(beliefs.counters?.transmitBytes),
      speedBitsPerSecond: ofEnds(beliefs.counters?.speedBitsPerSecond),
    },
    links: { ...tables.links, up: paths.links },
    spans: { ...tables.spans, up: paths.spans },
    outages: conclusions.openOutages.map(({ id, kind, severity, rootCode, affectedCameras }) => ({
      outage: id,
      kind,
      severity,
      root: rootCode,
      affectedCameras,
    })),
    probers: probers.map(proberFigures),
    pollers,
    contradictions: beliefs.soft,
  };
}

function proberFigures({ check, status, figures }: ProberInput): ProberFigures {
  const { duplicate, late, ...settled } = figures.byOutcome;
  const { lagSeconds, cycleSeconds } = figures;
  return { check, ...status, lagSeconds, cycleSeconds, settled, discarded: { duplicate, late } };
}
