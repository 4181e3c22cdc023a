import { NetworkGraph, type TopologyDocument } from '@app/topology';
import { diagnose } from './diagnose.js';
import { diagnosisLine } from './diagnosis.line.js';
import { readObservation } from './observation.js';

const CAMERAS = ['c1', 'c2', 'c3', 'c4'];

/** core (SNMP) – span F1 in duct D – sw – four cameras; core – span F2 in the same duct – other. */
const document: TopologyDocument = {
  version: 1,
  stations: ['HQ', 'B', 'O'].map((code) => ({ code, kind: 'POLSEK', name: code })),
  conduits: [{ code: 'D' }],
  spans: [
    { code: 'F1', a: 'HQ', z: 'B', conduit: 'D' },
    { code: 'F2', a: 'HQ', z: 'O', conduit: 'D' },
  ],
  devices: [
    { name: 'core', role: 'ROUTER', place: 'HQ' },
    { name: 'sw', role: 'SWITCH', place: 'B' },
    { name: 'other', role: 'SWITCH', place: 'O' },
    ...CAMERAS.map((name) => ({ name, role: 'CAMERA' as const, place: 'B' })),
  ],
  links: [
    { code: 'L1', a: { device: 'core', interface: 'ge1' }, z: { device: 'sw' }, spans: ['F1'] },
    { code: 'L2', a: { device: 'core', interface: 'ge2' }, z: { device: 'other' }, spans: ['F2'] },
    ...CAMERAS.map((name) => ({ code: `L-${name}`, a: { device: 'sw' }, z: { device: name } })),
  ],
  pollers: [{ code: 'P', attachedTo: 'core' }],
};

function told(silent: readonly string[], ports: Readonly<Record<string, boolean>>, network = document) {
  const graph = NetworkGraph.from(network);
  const read = readObservation(graph, {
    id: 1,
    at: '2026-11-23T09:00:00+07:00',
    poller: 'P',
    devices: network.devices.map(({ name }) => ({ name, reachable: !silent.includes(name) })),
    interfaces: Object.entries(ports).map(([port, operUp]) => ({ device: 'core', interface: port, operUp })),
  });
  if (read.kind !== 'read') throw new Error(read.reason);
  const { rootCauses, devices } = diagnosisLine(graph, 1, diagnose(graph, read.evidence));
  return {
    causes: rootCauses.map(({ candidates }) => candidates.map(({ kind, code }) => `${kind} ${code}`).join(' ')),
    down: devices.flatMap(({ name, status }) => (status === 'DOWN' ? name : [])),
    unreachable: devices.flatMap(({ name, status }) => (status === 'UNREACHABLE' ? name : [])),
  };
}

describe('diagnose, where the evidence contradicts itself', () => {
  it('calls one switch down that hangs with its port up, not each camera behind it', () => {
    expect(told(['sw', ...CAMERAS], { ge1: true, ge2: true })).toEqual({ causes: ['DEVICE sw'], down: ['sw'], unreachable: CAMERAS });
  });

  it('takes a lone silence beside a lit port for the device’s own, and finds what is broken behind it', () => {
    const one = { causes: ['LINK L-c1 DEVICE c1'], down: ['sw', 'c1'], unreachable: [] };
    expect(told(['sw', 'c1'], { ge1: true, ge2: true })).toEqual(one);
    expect(told(['sw'], { ge1: true, ge2: true })).toEqual({ causes: [], down: ['sw'], unreachable: [] });
  });

  it('blames no duct in which a fibre is seen lit, whoever is silent at its end', () => {
    expect(told(['sw', 'other', ...CAMERAS], { ge1: true, ge2: false })).toEqual({
      causes: ['DEVICE sw', 'SPAN F2 LINK L2 DEVICE other PLACE O'],
      down: ['sw', 'other'],
      unreachable: CAMERAS,
    });
  });

  it('believes what answers from behind a silence', () => {
    expect(told(['sw'], { ge1: true })).toEqual({ causes: [], down: ['sw'], unreachable: [] });
    expect(told(['sw', 'c1', 'c2', 'c3'], {}).causes).toEqual(['LINK L-c1 DEVICE c1', 'LINK L-c2 DEVICE c2', 'LINK L-c3 DEVICE c3']);
  });

  it('takes the power from no place where something answers, though no path leads to it', () => {
    const apart: TopologyDocument = { ...document, devices: [...document.devices, { name: 'new', role: 'SWITCH', place: 'O' }] };
    expect(told(['other'], {}, apart).causes).toEqual(['SPAN F2 LINK L2 DEVICE other']);
    expect(told(['other', 'new'], {}, apart)).toEqual({
      causes: ['SPAN F2 LINK L2 DEVICE other PLACE O'],
      down: ['other', 'new'],
      unreachable: [],
    });
  });
});
