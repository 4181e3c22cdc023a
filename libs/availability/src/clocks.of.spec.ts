import { snapshotOf } from '@testing/inventory';
import { DEVICE_STATUSES, type DeviceStatus, type OutageId } from '@app/kernel';
import { coverageOf } from '@app/maintenance';
import type { Outage } from '@app/outages';
import { outageThatTakes, windowOf } from '@testing/maintenance';
import { CLOCKS } from './availability.clock.js';
import { type ClockColumn, clocksOf } from './clocks.of.js';

const device = (name: string, role: 'ROUTER' | 'SWITCH' | 'CAMERA', place: string) => ({ name, role, place, checks: ['icmp' as const] });
const link = (a: string, z: string, spans: string[] = []) => ({
  code: `${a}=${z}`,
  a: { device: a, interface: `to-${z}` },
  z: { device: z, interface: `to-${a}` },
  spans,
});
const snapshot = snapshotOf({
  version: 1,
  stations: ['NOC', 'A', 'B'].map((code) => ({ code, kind: 'POLSEK' as const, name: code })),
  buildings: [{ code: 'G', name: 'G', station: 'A' }],
  conduits: [{ code: 'D' }],
  spans: [
    { code: 'NOC~A', a: 'NOC', z: 'A' },
    { code: 'A~B', a: 'A', z: 'B', conduit: 'D' },
    { code: 'A~G', a: 'A', z: 'G' },
  ],
  devices: [
    device('noc', 'ROUTER', 'NOC'),
    device('a', 'ROUTER', 'A'),
    device('a2', 'SWITCH', 'A'),
    device('b', 'ROUTER', 'B'),
    device('c', 'CAMERA', 'G'),
  ],
  links: [link('noc', 'a', ['NOC~A']), link('a', 'a2'), link('a', 'b', ['A~B']), link('a', 'c', ['A~G'])],
  pollers: [{ code: 'P', attachedTo: 'noc' }],
});
const { graph } = snapshot;

interface Told {
  readonly silent?: Readonly<Record<string, readonly [DeviceStatus, number, Outage | null]>>;
  readonly outages?: readonly Outage[];
  readonly ports?: Readonly<Record<string, readonly [0 | 1, number]>>;
  readonly works?: Parameters<typeof windowOf>[0];
}

/** `KIND code: clock @since` of all that was told of; what is up since 100 is left out. */
function told({ silent = {}, outages = [], ports = {}, works }: Told): string[] {
  const names = graph.deviceNames;
  const operUp = new Int8Array(2 * graph.linkCount).fill(-1);
  const interfaceSince = new Float64Array(2 * graph.linkCount);
  for (const [code, [up, since]] of Object.entries(ports)) {
    operUp[2 * graph.linkIndex(code)] = up;
    interfaceSince[2 * graph.linkIndex(code)] = since;
  }
  const columns = clocksOf({
    snapshot,
    statuses: Uint8Array.from(names, (name) => DEVICE_STATUSES.indexOf(silent[name]?.[0] ?? 'UP')),
    deviceSince: Float64Array.from(names, (name) => silent[name]?.[1] ?? 100),
    outageOf: names.map((name) => (silent[name]?.[2]?.id ?? null) as OutageId | null),
    outages,
    operUp,
    interfaceSince,
    coverage: coverageOf(snapshot, works ? [windowOf(works)] : []),
    formerClocks: new Uint8Array(names.length),
  });
  const codes = [names, graph.linkCodes, graph.spanCodes, graph.placeCodes];
  return columns.flatMap((column: ClockColumn, i) =>
    Array.from(column.clocks, (clock, at) => `${column.kind} ${codes[i][at]}: ${CLOCKS[clock]} @${column.since[at]}`).filter(
      (line) => !line.endsWith(': UP @100') && !line.endsWith('UNOBSERVED @0'),
    ),
  );
}

const cut = outageThatTakes(snapshot, { kind: 'SPAN', code: 'A~B' }, ['b']);

describe('which clock runs', () => {
  it('is up for everything that answers, and not observed for a link that nobody can tell of', () => {
    expect(told({})).toEqual([]);
    expect(told({ ports: { 'noc=a': [1, 700] } })).toEqual(['LINK noc=a: UP @700', 'SPAN NOC~A: UP @700']);
  });

  it('is upstream behind a cut, own of the cut fibre and its links; since the first fell silent behind it', () => {
    expect(told({ silent: { b: ['UNREACHABLE', 500, cut] }, outages: [cut] })).toEqual([
      'DEVICE b: UPSTREAM @500',
      'LINK a=b: OWN @500',
      'SPAN A~B: OWN @500',
      'STATION B: UPSTREAM @500',
    ]);
    const duct = outageThatTakes(snapshot, { kind: 'CONDUIT', code: 'D' }, ['b']);
    expect(told({ silent: { b: ['DOWN', 500, duct] }, outages: [duct] })).toContain('SPAN A~B: OWN @500');
  });

  it('is own of what is itself told as broken, and of whoever is silent behind nothing', () => {
    const own = outageThatTakes(snapshot, { kind: 'DEVICE', code: 'c' }, ['c']);
    expect(told({ silent: { c: ['DOWN', 500, own] }, outages: [own] })).toEqual(['DEVICE c: OWN @500']);
    expect(told({ silent: { c: ['DOWN', 500, null] } })).toEqual(['DEVICE c: OWN @500']);
    // The cut is mended, and the camera was not asked since.
    expect(told({ silent: { c: ['UNREACHABLE', 500, null] } })).toEqual(['DEVICE c: UPSTREAM @500']);
  });

  it('is power where that is what was lost, at the place or by what those around it tell', () => {
    const dark = outageThatTakes(snapshot, { kind: 'PLACE', code: 'B' }, ['b'], { alertName: 'PlaceDown' });
    expect(told({ silent: { b: ['DOWN', 500, dark] }, outages: [dark], ports: { 'a=b': [0, 510] } })).toEqual([
      'DEVICE b: POWER @500',
      'LINK a=b: POWER @510',
      'STATION B: POWER @500',
    ]);
    const gasp = { ...cut, probableCause: 'power' as const };
    expect(told({ silent: { b: ['UNREACHABLE', 500, gasp] }, outages: [gasp] })).toContain('DEVICE b: POWER @500');
  });

  it('of a station runs as long as one of its own devices answers, and stops with the last one', () => {
    const own = outageThatTakes(snapshot, { kind: 'DEVICE', code: 'a2' }, ['a2']);
    expect(told({ silent: { a2: ['DOWN', 300, own] }, outages: [own] })).toEqual(['DEVICE a2: OWN @300']);
    const street = outageThatTakes(snapshot, { kind: 'SPAN', code: 'NOC~A' }, ['a', 'b', 'c']);
    const silent = {
      a2: ['DOWN', 300, own],
      a: ['UNREACHABLE', 500, street],
      b: ['UNREACHABLE', 520, street],
      c: ['UNREACHABLE', 540, street],
    } as const;
    expect(told({ silent, outages: [own, street] }).filter((line) => line.startsWith('STATION'))).toEqual([
      'STATION A: UPSTREAM @500',
      'STATION B: UPSTREAM @520',
    ]);
  });

  it('is maintenance of what is worked on and of what has no other way, whatever it does', () => {
    const works = { subjects: [{ kind: 'SPAN' as const, code: 'A~B' }] };
    const lines = ['DEVICE b: MAINTENANCE @100', 'LINK a=b: MAINTENANCE @0', 'SPAN A~B: MAINTENANCE @0', 'STATION B: MAINTENANCE @0'];
    expect(told({ works })).toEqual(lines);
    expect(told({ works, silent: { b: ['UNREACHABLE', 500, cut] }, outages: [cut] }).map((line) => line.split(' @')[0])).toEqual(
      lines.map((line) => line.split(' @')[0]),
    );
  });

  it('is own of a link that lost redundancy alone: nobody is silent, its port says since when', () => {
    const lost = outageThatTakes(snapshot, { kind: 'SPAN', code: 'NOC~A' }, []);
    expect(told({ outages: [lost], ports: { 'noc=a': [0, 640] } })).toEqual(['LINK noc=a: OWN @640', 'SPAN NOC~A: OWN @640']);
  });

  it('is not observed while it is not known', () => {
    expect(told({ silent: { b: ['UNKNOWN', 0, null] } })).toEqual([]);
  });
});
