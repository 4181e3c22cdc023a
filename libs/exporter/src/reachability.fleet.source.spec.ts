import type { BeliefsInput, ConclusionsInput, FleetInputs, GraphInput, TopologyInput } from './fleet.inputs.js';
import { ABSENT } from './fleet.source.js';
import type { LabelTable } from './label.column.js';
import { ReachabilityFleetSource } from './reachability.fleet.source.js';

const NAMES = ['core', 'dist', 'sw', 'cam-1', 'cam-2'];
const LINKS = [
  { code: 'L1', a: 0, z: 1, spans: [0] },
  { code: 'L2', a: 0, z: 2, spans: [1] },
  { code: 'L3', a: 1, z: 2, spans: [2] },
  { code: 'P1', a: 2, z: 3, spans: [] },
  { code: 'P2', a: 2, z: 4, spans: [] },
];

/** A ring of core, dist and sw over three spans, two of them in one duct; two cameras at the switch. */
function graph(): GraphInput {
  const degree = [2, 2, 4, 1, 1];
  const adjStart = new Int32Array(6);
  degree.forEach((count, at) => (adjStart[at + 1] = adjStart[at] + count));
  return {
    deviceCount: 5,
    linkCount: LINKS.length,
    spanCount: 3,
    deviceNames: NAMES,
    deviceRoles: ['ROUTER', 'ROUTER', 'SWITCH', 'CAMERA', 'CAMERA'],
    devicePlace: Int32Array.of(0, 1, 2, 3, 3),
    linkCodes: LINKS.map(({ code }) => code),
    linkA: Int32Array.from(LINKS, ({ a }) => a),
    linkZ: Int32Array.from(LINKS, ({ z }) => z),
    linkInterfaces: { a: LINKS.map(({ code }) => `to-${code}`), z: LINKS.map(({ z }) => (z > 2 ? 'eth0' : `at-${z}`)) },
    spanCodes: ['S1', 'S2', 'S3'],
    spanA: Int32Array.of(0, 0, 1),
    spanZ: Int32Array.of(1, 2, 2),
    spanConduit: Int32Array.of(-1, 0, 0),
    spanLengthM: Float64Array.of(1200.5, -1, 0),
    conduitCodes: ['D1'],
    conduitSpans: { start: Int32Array.of(0, 2), items: Int32Array.of(1, 2) },
    spanLinks: { start: Int32Array.of(0, 1, 2, 3), items: Int32Array.of(0, 1, 2) },
    adjStart,
    placeCodes: ['PLD', 'PRA', 'PSA', 'GD1'],
    placeStation: Int32Array.of(0, 1, 2, 2),
  };
}

const topology = (version = 1): TopologyInput => ({
  version,
  graph: graph(),
  document: {
    stations: [
      { code: 'PLD', kind: 'POLDA', name: 'Polda', parent: null, lat: -6.2, lon: 106.8 },
      { code: 'PRA', kind: 'POLRES', name: 'Polres A', parent: 'PLD', lat: -6.1 },
      { code: 'PSA', kind: 'POLSEK', name: 'Polsek A1', parent: 'PRA' },
    ],
    buildings: [{ code: 'GD1', name: 'Gedung 1', lat: -6.15, lon: 106.85 }],
    devices: NAMES.map((name, at) => ({ name, address: at === 1 ? undefined : `10.0.0.${at}`, vendor: at === 3 ? 'Contoh' : undefined })),
  },
});

const beliefs = (changes: Partial<BeliefsInput> = {}): BeliefsInput => ({
  status: Uint8Array.of(1, 1, 1, 1, 2),
  rttSeconds: new Float32Array(5).fill(0.001),
  lossRatio: new Float32Array(5),
  soft: 0,
  operUp: new Int8Array(10).fill(-1),
  counters: null,
  ...changes,
});

const conclusions = (openOutages: ConclusionsInput['openOutages'] = []): ConclusionsInput => ({
  statuses: new Uint8Array(5),
  openOutages,
  stationWays: Int8Array.of(2, 1, -1),
});
const outage = (kind: 'SPAN' | 'CONDUIT' | 'LINK', rootCode: string) => ({
  id: '1',
  alertName: 'FibreSpanCut',
  kind,
  rootCode,
  severity: 'major',
  station: null,
  openedAt: new Date(1500),
  affectedCameras: 2,
});

const inputs = (changes: Partial<FleetInputs> = {}): FleetInputs => ({
  topology: topology(),
  beliefs: beliefs(),
  conclusions: conclusions(),
  probers: [],
  traps: null,
  observed: null,
  pollers: [],
  ...changes,
});

function viewOf(changes: Partial<FleetInputs>) {
  const view = new ReachabilityFleetSource(() => inputs(changes)).view();
  if (!view) throw new Error('no view');
  return view;
}

describe('what is told of links and spans', () => {
  it('holds the only way to a device that answers for up, and says nothing of a ring that nobody reads', () => {
    const { links, spans } = viewOf({});
    expect([...links.up]).toEqual([ABSENT, ABSENT, ABSENT, 1, ABSENT]);
    expect([...spans.up]).toEqual([ABSENT, ABSENT, ABSENT]);
  });

  it('believes an interface that reads down over one that reads up', () => {
    const operUp = Int8Array.of(1, -1, 1, 0, -1, -1, -1, -1, -1, -1);
    const { links, spans } = viewOf({ beliefs: beliefs({ operUp }) });
    expect([...links.up].slice(0, 3)).toEqual([1, 0, ABSENT]);
    expect([...spans.up]).toEqual([1, ABSENT, ABSENT]);
  });

  it('tells a root cause and what rides it as down, whatever was read before', () => {
    const operUp = new Int8Array(10).fill(1);
    const cut = viewOf({ beliefs: beliefs({ operUp }), conclusions: conclusions([outage('CONDUIT', 'D1')]) });
    expect([...cut.spans.up]).toEqual([1, 0, 0]);
    expect([...cut.links.up]).toEqual([1, 0, 0, 1, 1]);
    expect([...viewOf({ conclusions: conclusions([outage('SPAN', 'S1')]) }).spans.up]).toEqual([0, ABSENT, ABSENT]);
    expect([...viewOf({ conclusions: conclusions([outage('LINK', 'gone since')]) }).links.up]).not.toContain(0);
  });
});

describe('what is told of places', () => {
  const rows = (table: LabelTable) => Array.from({ length: table.count }, (_, row) => table.valuesAt(row));

  it('says where each lies, and nothing where that is not known', () => {
    const { places, deviceTable, stationWays } = viewOf({});
    expect(rows(places)).toEqual([
      ['PLD', 'POLDA', 'PLD', '-6.2', '106.8'],
      ['GD1', 'BUILDING', 'PSA', '-6.15', '106.85'],
    ]);
    // Half a coordinate is none.
    expect(deviceTable.stations.map(({ polres, polsek, parent, latitude }) => [polres, polsek, parent, latitude])).toEqual([
      ['', '', '', '-6.2'],
      ['PRA', '', 'PLD', ''],
      ['PRA', 'PSA', 'PRA', ''],
    ]);
    expect([...(stationWays ?? [])]).toEqual([2, 1, ABSENT]);
  });

  it('tells which cameras stand in which building, and the length of spans and where they lead', () => {
    const { buildings, spans } = viewOf({});
    expect(rows(buildings.info)).toEqual([['GD1', 'Gedung 1', 'PSA']]);
    expect(rows(buildings.cameras)).toContainEqual(['GD1', 'UNREACHABLE']);
    expect([...buildings.ofCamera]).toEqual([-1, -1, -1, 0, 0]);
    expect(rows(spans.info)[1]).toEqual(['S2', 'PLD', 'PSA', 'D1', 'PSA', '']);
    expect([...spans.lengthMeters]).toEqual([1200.5, NaN, 0]);
  });
});

describe('what is told of devices', () => {
  it('says to which station and Polres each belongs', () => {
    const { info } = viewOf({}).deviceTable;
    expect(info.valuesAt(3)).toEqual(['cam-1', 'CAMERA', 'GD1', 'PSA', 'PRA', 'default', 'Contoh', '']);
    expect(info.valuesAt(0)).toEqual(['core', 'ROUTER', 'PLD', 'PLD', '', 'default', '', '']);
    const { models } = viewOf({}).deviceTable;
    expect(models.names).toEqual([
      { vendor: 'Contoh', model: '' },
      { vendor: '', model: '' },
    ]);
    expect([...models.of]).toEqual([-1, -1, -1, 0, 1]);
  });

  it('tells up, down and nothing apart, and the interfaces of what is read', () => {
    const counters = {
      receiveBytes: new Float64Array(10).fill(7),
      transmitBytes: new Float64Array(10).fill(NaN),
      speedBitsPerSecond: new Float64Array(10).fill(1e9),
    };
    const view = viewOf({ beliefs: beliefs({ status: Uint8Array.of(1, 2, 0, 1, 1), counters, operUp: new Int8Array(10).fill(0) }) });
    expect([...view.devices.up]).toEqual([1, 0, ABSENT, 1, 1]);
    const { table, receiveBytes, operUp } = view.interfaces;
    expect(Array.from({ length: table.count }, (_, row) => table.valuesAt(row).join(' '))).toContain('sw to-P1');
    expect(Array.from({ length: table.count }, (_, row) => table.valuesAt(row)[0])).not.toContain('cam-1');
    expect([receiveBytes.length, receiveBytes[0], operUp[0]]).toEqual([table.count, 7, 0]);
  });

  it('keeps its tables while the topology stays, and shows the view before until every column is of the new one', () => {
    let now = inputs();
    const source = new ReachabilityFleetSource(() => now);
    const first = source.view();
    expect(source.view()?.deviceTable).toBe(first?.deviceTable);
    now = { ...inputs({ topology: topology(2) }), beliefs: beliefs({ status: new Uint8Array(4) }) };
    expect(source.view()?.topologyVersion).toBe(1);
    now = inputs({ topology: topology(2) });
    expect(source.view()?.topologyVersion).toBe(2);
    expect(source.view()?.deviceTable).not.toBe(first?.deviceTable);
  });

  it('lets others discover what has an address', () => {
    expect([...new ReachabilityFleetSource(() => inputs()).discovered()].map(({ device, station }) => `${device} ${station}`)).toEqual([
      'core PLD',
      'sw PSA',
      'cam-1 PSA',
      'cam-2 PSA',
    ]);
    expect([...new ReachabilityFleetSource(() => null).discovered()]).toEqual([]);
  });

  it('tells the figures of the probers, what counts for nothing apart', () => {
    const byOutcome = { replied: 5, 'timed-out': 1, rejected: 0, failed: 0, duplicate: 2, late: 3 };
    const status = { engine: 'sendmmsg', reason: 'socket opened', able: true };
    const { probers } = viewOf({ probers: [{ check: 'icmp', status, figures: { lagSeconds: 0, cycleSeconds: 30, byOutcome } }] });
    expect(probers[0]).toMatchObject({
      check: 'icmp',
      able: true,
      settled: { replied: 5, 'timed-out': 1 },
      discarded: { duplicate: 2, late: 3 },
    });
  });
});
