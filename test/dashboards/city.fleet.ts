import { type FleetInputs, FleetSource, type FleetView, ReachabilityFleetSource } from '@app/exporter';
import { componentOf, type Impact, NetworkGraph, type TopologyDocument, whatIf } from '@app/topology';
import { generateCity } from '../../apps/lab/src/index.js';

const [UP, DOWN, UNREACHABLE] = [0, 2, 3];
const [BELIEVED_UP, BELIEVED_DOWN] = [1, 2];
/** A bad day: cables, a duct, a station without power, a ring that lost one side, and every so many-th camera on its own. */
const CUTS = [
  { kind: 'SPAN', severity: 'critical', alertName: 'FibreSpanCut' },
  { kind: 'PLACE', severity: 'critical', alertName: 'PlaceDown' },
  { kind: 'CONDUIT', severity: 'critical', alertName: 'ConduitCut' },
  { kind: 'SPAN', severity: 'major', alertName: 'FibreSpanCut' },
  { kind: 'SPAN', severity: 'major', alertName: 'FibreSpanCut' },
  { kind: 'SPAN', severity: 'warning', alertName: 'RedundancyLost' },
] as const;
const CAMERAS_A_BROKEN_ONE = 500;

interface Open {
  readonly outage: FleetInputs['conclusions']['openOutages'][number];
  readonly lost: readonly number[];
}

/** The demo city on a bad day, as the engine would tell it to the exporter: the real source, tables and renderer, with beliefs made up beforehand. */
export class CityFleet extends FleetSource {
  readonly document: TopologyDocument;
  private readonly source: ReachabilityFleetSource;
  private readonly inputs: FleetInputs;

  constructor(cameras: number) {
    super();
    this.document = generateCity({ cameras });
    const graph = NetworkGraph.from(this.document);
    this.inputs = inputsOf(graph, this.document);
    this.source = new ReachabilityFleetSource(() => this.inputs);
  }

  override view(): FleetView | null {
    return this.source.view();
  }

  override discovered(): ReturnType<ReachabilityFleetSource['discovered']> {
    return this.source.discovered();
  }

  /** Counters grow as they would. */
  advance(seconds: number): void {
    const { counters } = this.inputs.beliefs;
    if (counters === null) return;
    for (let end = 0; end < counters.receiveBytes.length; end++) {
      counters.receiveBytes[end] += seconds * 100_000 * (1 + (end % 97));
      counters.transmitBytes[end] += seconds * 40_000 * (1 + (end % 89));
    }
  }

  /** What a person would have chosen at the top of the dashboards: where something is open, and nothing is wholly dark. */
  get choices(): Readonly<Record<string, string>> {
    const { graph } = this.inputs.topology;
    const { statuses, openOutages } = this.inputs.conclusions;
    const station = this.document.stations.find(
      ({ code, kind }) => kind === 'POLSEK' && this.document.buildings?.some((row) => row.station === code),
    );
    const at = station?.code ?? '';
    const building = this.document.buildings?.find((row) => row.station === at)?.code ?? '';
    const device = graph.deviceNames.find((_, row) => statuses[row] === UP && graph.deviceRoles[row] === 'OLT') ?? '';
    const seen = new Set(
      graph.deviceRoles.flatMap((role, row) =>
        role === 'CAMERA' && statuses[row] === UP ? [graph.placeCodes[graph.placeStation[graph.devicePlace[row]]]] : [],
      ),
    );
    const withCameras = new Set([...seen].map((code) => this.polresOf(code)));
    const polres = openOutages.map((outage) => this.polresOf(outage.station ?? '')).find((code) => withCameras.has(code)) ?? '';
    return { polres, station: at, building, device, instance: '.*' };
  }

  private polresOf(code: string): string {
    const { stations } = this.document;
    let at = stations.find((row) => row.code === code);
    while (at && at.kind !== 'POLRES') at = stations.find((row) => row.code === at?.parent);
    return at?.code ?? stations.find(({ kind }) => kind === 'POLRES')?.code ?? '';
  }
}

function inputsOf(graph: NetworkGraph, document: TopologyDocument): FleetInputs {
  const open = [...cutsOf(graph), ...brokenCameras(graph)];
  const statuses = new Uint8Array(graph.deviceCount).fill(UP);
  const status = new Uint8Array(graph.deviceCount).fill(BELIEVED_UP);
  for (const { outage, lost } of open)
    for (const device of lost) {
      statuses[device] = outage.kind === 'DEVICE' ? DOWN : UNREACHABLE;
      status[device] = BELIEVED_DOWN;
    }
  const ends = 2 * graph.linkCount;
  const isSilent = (device: number) => status[device] === BELIEVED_DOWN;
  const operUp = Int8Array.from({ length: ends }, (_, end) => {
    const [here, there] = end % 2 === 0 ? [graph.linkA, graph.linkZ] : [graph.linkZ, graph.linkA];
    return isSilent(here[end >> 1]) ? -1 : isSilent(there[end >> 1]) ? 0 : 1;
  });
  const broken = open.flatMap(({ outage }) => (outage.kind === 'DEVICE' ? [] : (componentOf(graph, outage.kind, outage.rootCode) ?? [])));
  return {
    topology: { version: 1, graph, document },
    beliefs: {
      status,
      rttSeconds: Float32Array.from({ length: graph.deviceCount }, (_, row) =>
        isSilent(row) ? NaN : 0.0003 + ((row * 7919) % 100_003) * 1.2e-7,
      ),
      lossRatio: Float32Array.from({ length: graph.deviceCount }, (_, row) => (isSilent(row) ? 1 : row % 997 === 0 ? 0.15 : 0)),
      soft: 3,
      operUp,
      counters: {
        receiveBytes: new Float64Array(ends).fill(1e12),
        transmitBytes: new Float64Array(ends).fill(1e11),
        speedBitsPerSecond: new Float64Array(ends).fill(1e9),
      },
    },
    conclusions: { statuses, openOutages: open.map(({ outage }) => outage), stationWays: whatIf(graph).waysToStations(broken) },
    probers: ['icmp', 'snmp', 'equipment'].map((check) => ({
      check,
      status: { engine: check, reason: 'made up', able: true },
      figures: {
        lagSeconds: 0.1,
        cycleSeconds: 30,
        byOutcome: { replied: 1000, 'timed-out': 10, rejected: 0, failed: 0, duplicate: 0, late: 1 },
      },
    })),
    traps: { able: true, counts: [{ kind: 'linkDown', result: 'accepted', count: 4 }] },
    pollers: [{ code: 'P1', blind: false }],
    observed: observedOf(graph),
  };
}

/** The cuts, each where it takes most without taking nearly everything, and no two of them the same devices. */
function cutsOf(graph: NetworkGraph): Open[] {
  const taken = new Set<number>();
  return CUTS.flatMap(({ kind, severity, alertName }, nth): Open[] => {
    const codes = { SPAN: graph.spanCodes, CONDUIT: graph.conduitCodes, PLACE: graph.placeCodes.slice(0, graph.stationCount) }[kind];
    const tried = codes.map((code, index) => ({ code, index, impact: whatIf(graph).impactOf([{ kind, index }]) }));
    const worst = tried
      .filter(({ impact }) => (alertName === 'RedundancyLost' ? losesASecondWay(impact) : takesAPart(impact, graph, taken)))
      .toSorted((a, b) => b.impact.lostCameras - a.impact.lostCameras)[0];
    if (worst === undefined) return [];
    for (const device of worst.impact.lostDevices) taken.add(device);
    const { lostDevices, exposedStations } = worst.impact;
    const place = lostDevices.length > 0 ? graph.placeStation[graph.devicePlace[lostDevices[0]]] : exposedStations[0];
    return [
      {
        lost: worst.impact.lostDevices,
        outage: {
          id: `O-${nth}`,
          alertName,
          kind,
          severity,
          rootCode: worst.code,
          station: graph.placeCodes[place] ?? null,
          openedAt: new Date(Date.now() - (nth + 1) * 3_000_000),
          affectedCameras: worst.impact.lostCameras,
        },
      },
    ];
  });
}

const losesASecondWay = ({ lostDevices, exposedStations }: Impact) => lostDevices.length === 0 && exposedStations.length > 0;

/** Something, but not nearly everything, and nothing that another took. */
function takesAPart({ lostCameras, lostDevices }: Impact, { deviceCount }: NetworkGraph, taken: ReadonlySet<number>): boolean {
  return lostCameras > 0 && lostCameras < deviceCount / 30 && !lostDevices.some((device) => taken.has(device));
}

function brokenCameras(graph: NetworkGraph): Open[] {
  const cameras = graph.deviceRoles.flatMap((role, device) => (role === 'CAMERA' ? [device] : []));
  return cameras.flatMap((device, nth): Open[] => {
    if (nth % CAMERAS_A_BROKEN_ONE !== 7) return [];
    const station = graph.placeCodes[graph.placeStation[graph.devicePlace[device]]] ?? null;
    const outage = {
      id: `C-${nth}`,
      alertName: 'CameraDown',
      kind: 'DEVICE' as const,
      severity: 'minor',
      rootCode: graph.deviceNames[device],
      station,
      openedAt: new Date(Date.now() - nth * 1000),
      affectedCameras: 1,
    };
    return [{ outage, lost: [device] }];
  });
}

/** Light at both ends of each link that rides a fibre. */
function observedOf(graph: NetworkGraph): FleetInputs['observed'] {
  const names: string[][] = [];
  for (let link = 0; link < graph.linkCount; link++) {
    if (graph.linkSpans.start[link] === graph.linkSpans.start[link + 1]) continue;
    const [a, z] = [graph.linkInterfaces.a[link], graph.linkInterfaces.z[link]];
    if (a !== null) names.push([graph.deviceNames[graph.linkA[link]], a]);
    if (z !== null) names.push([graph.deviceNames[graph.linkZ[link]], z]);
  }
  const column = (of: (row: number) => number) => Float64Array.from({ length: names.length }, (_, row) => of(row));
  const margin = (row: number) => (row % 211 === 5 ? 0.6 : row % 97 === 3 ? 2.4 : 6 + (row % 9));
  // Both figures of an OLT: its light and its heat.
  const olts = graph.deviceNames.filter((_, row) => graph.deviceRoles[row] === 'OLT');
  return {
    sensors: {
      names: [
        ...names.map(([device, port]) => [device, `${port} Rx`, 'dbm', 'dBm']),
        ...olts.map((olt) => [olt, 'Chassis', 'temperature', '°C']),
      ],
    },
    sensorInfo: {
      names: [
        ...names.map(([device, port]) => [device, `${port} Rx`, 'dbm', port, 'receive']),
        ...olts.map((olt) => [olt, 'Chassis', 'temperature', '', '']),
      ],
    },
    values: Float64Array.from({ length: names.length + olts.length }, (_, row) => (row < names.length ? margin(row) - 24 : 41.5)),
    ports: { names },
    receiveDbm: column((row) => margin(row) - 24),
    marginDb: column(margin),
    medianDbm: column(() => -15),
    driftDb: column((row) => 9 - margin(row)),
    onus: { names: olts.map((olt) => [olt, '0/1/1:1']) },
    onuUp: new Float64Array(olts.length),
    onuCounts: olts.map((device) => ({ device, state: 'offline', cause: 'dying-gasp', count: 1 })),
    models: new Map(),
  };
}
