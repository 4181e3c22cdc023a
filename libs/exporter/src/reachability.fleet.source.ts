import type { FleetInputs, NamedRowsInput, ObservedInput, ProberInput } from './fleet.inputs.js';
import { ABSENT, type DiscoveredDevice, FleetSource, type FleetView, type ObservedColumns, type ProberFigures } from './fleet.source.js';
import { type LabelTable, labelTable as table } from './label.column.js';
import { type FleetTables, fleetTables, type PolledModels, withPolled } from './fleet.tables.js';
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
  private tablesOf({ topology, observed }: FleetInputs): FleetTables {
    const polled = observed?.models ?? NOTHING_POLLED;
    if (this.tables?.topology.graph !== topology.graph) this.tables = fleetTables(topology, polled);
    else if (this.tables.polled !== polled) this.tables = withPolled(this.tables, polled);
    return this.tables;
  }
}

function viewOf({ topology, beliefs, conclusions, probers, traps, pollers, observed }: FleetInputs, tables: FleetTables): FleetView {
  const paths = pathStates(topology.graph, beliefs, conclusions);
  const { interfaceEnds } = tables;
  return {
    topologyVersion: topology.version,
    deviceTable: tables.devices,
    devices: {
      up: upOf(beliefs.status),
      status: conclusions.statuses,
      rttSeconds: beliefs.rttSeconds,
      lossRatio: beliefs.lossRatio,
    },
    interfaces: {
      table: tables.interfaces,
      operUp: operUpOf(beliefs.operUp, interfaceEnds),
      receiveBytes: gathered(beliefs.counters?.receiveBytes, interfaceEnds),
      transmitBytes: gathered(beliefs.counters?.transmitBytes, interfaceEnds),
      speedBitsPerSecond: gathered(beliefs.counters?.speedBitsPerSecond, interfaceEnds),
    },
    links: { ...tables.links, up: paths.links },
    spans: { ...tables.spans, up: paths.spans },
    places: tables.places,
    buildings: tables.buildings,
    // Stations are the first places.
    stationWays: conclusions.stationWays && Uint8Array.from(conclusions.stationWays, (ways) => (ways < 0 ? ABSENT : ways)),
    outages: conclusions.openOutages.map(({ id, alertName, kind, severity, rootCode, station, openedAt, affectedCameras }) => ({
      outage: id,
      alertname: alertName,
      kind,
      severity,
      root: rootCode,
      station: station ?? '',
      openedSeconds: openedAt.getTime() / 1000,
      affectedCameras,
    })),
    probers: probers.map(proberFigures),
    traps,
    pollers,
    observed: observed && observedColumns(observed),
    contradictions: beliefs.soft,
  };
}

const NOTHING_POLLED: PolledModels = new Map();
/** One table a list of names: its identity says that no label has changed. */
const tablesOfNames = new WeakMap<NamedRowsInput, LabelTable>();

function named(labelNames: readonly string[], rows: NamedRowsInput): LabelTable {
  let labels = tablesOfNames.get(rows);
  if (!labels) tablesOfNames.set(rows, (labels = table(labelNames, rows.names.length, (row) => rows.names[row])));
  return labels;
}

function observedColumns({ sensors, sensorInfo, ports, onus, ...columns }: ObservedInput): ObservedColumns {
  return {
    ...columns,
    sensors: named(['device', 'sensor', 'class', 'unit'], sensors),
    sensorInfo: named(['device', 'sensor', 'class', 'interface', 'kind'], sensorInfo),
    ports: named(['device', 'interface'], ports),
    onus: named(['device', 'onu'], onus),
  };
}

// Plain loops: TypedArray.from with a function takes 30 times as long, which at 100,000 rows is a block of the event loop at each scrape.

function upOf(status: Uint8Array): Uint8Array {
  const up = new Uint8Array(status.length);
  for (let row = 0; row < status.length; row++) up[row] = UP_OF_BELIEF[status[row]];
  return up;
}

function operUpOf(operUp: Int8Array, ends: Int32Array): Uint8Array {
  const rows = new Uint8Array(ends.length);
  for (let row = 0; row < ends.length; row++) rows[row] = operUp[ends[row]] < 0 ? ABSENT : operUp[ends[row]];
  return rows;
}

/** The figures of the interfaces' link ends; none where there is no such column. */
function gathered(column: Float64Array | undefined, ends: Int32Array): Float64Array {
  const rows = new Float64Array(ends.length);
  if (column === undefined) return rows.fill(NaN);
  for (let row = 0; row < ends.length; row++) rows[row] = column[ends[row]];
  return rows;
}

function proberFigures({ check, status, figures }: ProberInput): ProberFigures {
  const { duplicate, late, ...settled } = figures.byOutcome;
  const { lagSeconds, cycleSeconds } = figures;
  return { check, ...status, lagSeconds, cycleSeconds, settled, discarded: { duplicate, late } };
}
