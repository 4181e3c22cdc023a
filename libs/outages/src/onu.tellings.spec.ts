import type { OnuReading } from '@app/equipment';
import { NetworkGraph } from '@app/topology';
import { judge } from './judge.js';
import { OnuTellings } from './onu.tellings.js';

/** The poller's router – OLT – splitter – two ONUs in buildings of their own, each with a camera. */
const document = {
  version: 1 as const,
  stations: [{ code: 'S', kind: 'POLSEK' as const, name: 'S' }],
  buildings: ['B1', 'B2'].map((code) => ({ code, name: code, station: 'S' })),
  accessPoints: [{ code: 'ODP', kind: 'ODP' as const }],
  spans: [
    { code: 'FEEDER', a: 'S', z: 'ODP' },
    { code: 'DROP1', a: 'ODP', z: 'B1' },
    { code: 'DROP2', a: 'ODP', z: 'B2' },
  ],
  devices: [
    { name: 'noc', role: 'ROUTER' as const, place: 'S' },
    { name: 'olt', role: 'OLT' as const, place: 'S' },
    ...[1, 2].flatMap((n) => [
      { name: `onu${n}`, role: 'ONU' as const, place: `B${n}` },
      { name: `cam${n}`, role: 'CAMERA' as const, place: `B${n}` },
    ]),
  ],
  links: [
    { code: 'UP', a: { device: 'noc', interface: '1' }, z: { device: 'olt', interface: 'up' } },
    ...[1, 2].flatMap((n) => [
      {
        code: `PON${n}`,
        a: { device: 'olt', interface: `0/1/0:${n}` },
        z: { device: `onu${n}`, interface: 'pon' },
        spans: ['FEEDER', `DROP${n}`],
      },
      { code: `CAM${n}`, a: { device: `onu${n}`, interface: 'eth1' }, z: { device: `cam${n}`, interface: 'eth0' } },
    ]),
  ],
  pollers: [{ code: 'P', attachedTo: 'noc' }],
};
const graph = NetworkGraph.from(document);
const at = (name: string) => graph.deviceIndex(name);
const olt = at('olt');

function onu(n: number, more: Partial<OnuReading>): OnuReading {
  const none = { serial: null, description: null, ifIndex: null, downCause: null, downCauseRaw: null, distanceMetres: null };
  return { ...none, id: `0/1/0:${n}`, index: String(n), state: 'online', ...more };
}
const gasped = (n: number) => onu(n, { state: 'offline', downCause: 'dying-gasp' });
const dark = (n: number) => onu(n, { state: 'offline', downCause: 'loss-of-signal' });

/** The only cause of these being silent. */
function causeOf(silent: readonly string[], onus?: OnuTellings) {
  const reachable = Int8Array.from(graph.deviceNames, (name) => (silent.includes(name) ? 0 : 1));
  const evidence = { poller: at('noc'), reachable, operUp: new Int8Array(2 * graph.linkCount).fill(-1) };
  const judged = { graph, deviceIds: Int32Array.from(graph.deviceNames, (_, i) => i), document };
  const { causes } = judge(judged, evidence, new Uint8Array(graph.deviceCount), { onus });
  expect(causes).toHaveLength(1);
  return causes[0];
}
const kinds = (cause: ReturnType<typeof causeOf>) => cause?.candidates.map(({ kind }) => kind);

describe('what an OLT tells of its ONUs', () => {
  it('changes only when it is told otherwise, and ends when the ONU is back', () => {
    const onus = new OnuTellings(graph);
    expect(onus.hear(olt, [onu(1, {}), onu(2, {})], 1)).toBe(false);
    expect(onus.hear(olt, [gasped(1), onu(2, {})], 2)).toBe(true);
    expect(onus.hear(olt, [gasped(1)], 3)).toBe(false);
    expect([onus.causeOf(at('onu1')), onus.causeOf(at('onu2'))]).toEqual(['power', null]);
    // An old reading, and one of an ONU that nobody declared, change nothing.
    expect(onus.hear(olt, [onu(1, {}), gasped(9)], 1)).toBe(false);
    expect(onus.hear(olt, [dark(1)], 4)).toBe(true);
    expect(onus.hear(olt, [onu(1, { downCause: 'loss-of-signal' })], 5)).toBe(true);
    expect(onus.causeOf(at('onu1'))).toBeNull();
  });

  it('finds an ONU by its description where the link does not name its place', () => {
    const onus = new OnuTellings(graph);
    onus.hear(
      olt,
      [
        { ...gasped(7), description: 'onu2' },
        { ...gasped(8), description: 'noc' },
      ],
      1,
    );
    expect([onus.causeOf(at('onu2')), onus.causeOf(at('noc'))]).toEqual(['power', null]);
  });

  it('names power or fibre, and puts first what fits; all that would look the same stays', () => {
    const silent = ['onu1', 'cam1'];
    const [power, fibre, other] = [gasped(1), dark(1), onu(1, { state: 'offline', downCause: 'unknown' })].map((reading) => {
      const onus = new OnuTellings(graph);
      onus.hear(olt, [reading], 1);
      return causeOf(silent, onus);
    });
    const untold = causeOf(silent);
    expect([untold?.probableCause, power?.probableCause, fibre?.probableCause, other?.probableCause]).toEqual([
      null,
      'power',
      'fibre',
      null,
    ]);
    expect(kinds(untold)).toEqual(['SPAN', 'LINK', 'DEVICE', 'PLACE']);
    expect(kinds(power)).toEqual(['DEVICE', 'PLACE', 'SPAN', 'LINK']);
    expect(kinds(fibre)).toEqual(kinds(untold));
  });

  it('says nothing of what they share where they do not agree', () => {
    const onus = new OnuTellings(graph);
    onus.hear(olt, [gasped(1), dark(2)], 1);
    expect(causeOf(['onu1', 'cam1', 'onu2', 'cam2'], onus)?.probableCause).toBeNull();
    onus.hear(olt, [dark(1), dark(2)], 2);
    expect(causeOf(['onu1', 'cam1', 'onu2', 'cam2'], onus)).toMatchObject({
      probableCause: 'fibre',
      candidates: [{ kind: 'SPAN', code: 'FEEDER' }],
    });
  });

  it('is not taken back by what was told before and comes late, nor hidden by what was told before the clock was set back', () => {
    const onus = new OnuTellings(graph);
    expect(onus.hear(olt, [onu(1, {})], 20)).toBe(false);
    expect(onus.hear(olt, [gasped(1)], 10)).toBe(false);
    expect(onus.causeOf(at('onu1'))).toBeNull();
    onus.turnBack(5);
    expect(onus.hear(olt, [gasped(1)], 6)).toBe(true);
    expect(onus.causeOf(at('onu1'))).toBe('power');
  });

  it('outlives a change of the network for those that are still in it', () => {
    const onus = new OnuTellings(graph);
    onus.hear(olt, [gasped(2)], 1);
    const smaller = NetworkGraph.from({
      ...document,
      devices: document.devices.filter(({ name }) => !name.endsWith('1')),
      links: document.links.filter(({ code }) => !code.endsWith('1')),
    });
    const carried = new OnuTellings(smaller);
    carried.carry(onus);
    expect(carried.causeOf(smaller.deviceIndex('onu2'))).toBe('power');
  });
});
