import type { Evidence } from '@app/diagnosis';
import type { DeviceId } from '@app/kernel';
import { type Component, componentOf, darknessOf, NetworkGraph, reach } from '@app/topology';
import { judge } from './judge.js';
import { alertNameOf } from './reconcile.js';

/** A ring noc – r1 – r2 – noc. Switch s hangs on r1 with cameras c1 and c2, switch t on r2; u hangs on s. */
const links = [
  ['noc', 'r1'],
  ['r1', 'r2'],
  ['r2', 'noc'],
  ['r1', 's'],
  ['s', 'c1'],
  ['s', 'c2'],
  ['r2', 't'],
  ['s', 'u'],
];
const names = [...new Set(links.flat())];
const document = {
  version: 1 as const,
  stations: names.map((code) => ({ code, kind: 'POLSEK' as const, name: code })),
  spans: links.map(([a, z]) => ({ code: `${a}-${z}`, a, z, lengthM: 100 })),
  devices: names.map((name) => ({
    name,
    role: name.startsWith('c') ? ('CAMERA' as const) : ('ROUTER' as const),
    place: name.startsWith('c') ? 's' : name,
    checks: ['icmp' as const, 'snmp' as const],
  })),
  links: links.map(([a, z]) => ({
    code: `${a}=${z}`,
    a: { device: a, interface: z },
    z: { device: z, interface: a },
    spans: [`${a}-${z}`],
  })),
  pollers: [{ code: 'P', attachedTo: 'noc' }],
};
const graph = NetworkGraph.from(document);
const judged = { graph, document, deviceIds: Int32Array.from(names, (_, i) => i) };

/** What perfect sight would be evidence of. */
function seen(broken: readonly Component[]): Evidence {
  const poller = graph.deviceIndex('noc');
  const dark = darknessOf(graph, broken);
  const reached = reach(graph, poller, dark);
  const operUp = Int8Array.from({ length: 2 * graph.linkCount }, (_, end) => {
    const link = end >> 1;
    const teller = end & 1 ? graph.linkZ[link] : graph.linkA[link];
    return reached[teller] ? 1 - dark.links[link] : -1;
  });
  return { poller, reachable: Int8Array.from(reached), operUp };
}

function broken(kind: Component['kind'], code: string): Component {
  const found = componentOf(graph, kind, code);
  if (!found) throw new Error(`no ${kind} ${code}`);
  return found;
}

/** Each alert as it would be told: its name, its root, and the devices behind it. */
function told(...components: Component[]): string[] {
  const { causes, causeOf } = judge(judged, seen(components), new Uint8Array(graph.deviceCount));
  const nameOf = (id: DeviceId) => graph.deviceNames[id];
  causes.forEach(({ affectedDevices }, cause) => affectedDevices.forEach((device) => expect(causeOf[device]).toBe(cause)));
  return causes
    .map((cause) => {
      const root = cause.onlyCamera === null ? cause.candidates[0] : { kind: 'DEVICE' as const, code: cause.onlyCamera };
      return `${alertNameOf(root, cause)} ${root.code}, ${cause.severity}: ${cause.affectedDevices.map(nameOf).sort().join(' ')}`;
    })
    .sort();
}

describe('whom a silence is told behind', () => {
  it('is the switch that died, not the side of the ring that was its shortest way', () => {
    expect(told(broken('SPAN', 'noc-r1'), broken('DEVICE', 's'))).toEqual([
      'FibreSpanCut r1-s, critical: c1 c2 s u',
      'RedundancyLost noc-r1, warning: ',
    ]);
  });

  it('is what each took, where the way of both leads over a third that took nothing', () => {
    expect(told(broken('SPAN', 'noc-r1'), broken('SPAN', 's-c1'), broken('SPAN', 's-u'))).toEqual([
      'CameraDown c1, minor: c1',
      'FibreSpanCut s-u, critical: u',
      'RedundancyLost noc-r1, warning: ',
    ]);
  });

  it('is either of two cuts that only together isolate, and both are told as cuts', () => {
    const [first, second, ...more] = told(broken('SPAN', 'noc-r1'), broken('SPAN', 'r2-noc'));
    expect(more).toEqual([]);
    expect([first, second].join()).toMatch(/FibreSpanCut noc-r1.*FibreSpanCut r2-noc/);
    const { causes } = judge(judged, seen([broken('SPAN', 'noc-r1'), broken('SPAN', 'r2-noc')]), new Uint8Array(graph.deviceCount));
    expect(causes.flatMap(({ affectedDevices }) => affectedDevices)).toHaveLength(names.length - 1);
    expect(causes.map(({ togetherWith }) => togetherWith.length)).toEqual([1, 1]);
  });

  it('stays with one cause alone', () => {
    expect(told(broken('SPAN', 's-u'))).toEqual(['FibreSpanCut s-u, critical: u']);
  });
});
