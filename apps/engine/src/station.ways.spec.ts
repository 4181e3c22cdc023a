import { NetworkGraph } from '@app/topology';
import { StationWays } from './station.ways.js';

/** A ring of three stations: two cables in one duct from the first, so that only the third side is a second way. */
const graph = NetworkGraph.from({
  version: 1,
  stations: [
    { code: 'A', kind: 'POLDA', name: 'A' },
    { code: 'B', kind: 'POLRES', name: 'B' },
    { code: 'C', kind: 'POLRES', name: 'C' },
    { code: 'D', kind: 'POLSEK', name: 'D' },
  ],
  spans: [
    { code: 'AB', a: 'A', z: 'B' },
    { code: 'BC', a: 'B', z: 'C' },
    { code: 'CA', a: 'C', z: 'A' },
  ],
  devices: ['a', 'b', 'c'].map((name) => ({ name, role: 'ROUTER', place: name.toUpperCase() })),
  links: [
    { code: '1', a: { device: 'a' }, z: { device: 'b' }, spans: ['AB'] },
    { code: '2', a: { device: 'b' }, z: { device: 'c' }, spans: ['BC'] },
    { code: '3', a: { device: 'c' }, z: { device: 'a' }, spans: ['CA'] },
  ],
  pollers: [{ code: 'P', attachedTo: 'a' }],
});
const outage = (code: string, kind: 'SPAN' | 'DEVICE' = 'SPAN', alertName: 'RedundancyLost' | 'CameraDown' = 'RedundancyLost') => ({
  alertName,
  root: { kind, code },
});

it('tells what is left to each station now, and looks anew only when something broke or healed', () => {
  const ways = new StationWays();
  const whole = ways.of(graph, []);
  expect([...whole]).toEqual([2, 2, 2, -1]);
  expect(ways.of(graph, [outage('unknown camera', 'DEVICE', 'CameraDown')])).toBe(whole);
  expect([...ways.of(graph, [outage('AB')])]).toEqual([2, 1, 1, -1]);
  expect([...ways.of(graph, [outage('AB'), outage('BC')])]).toEqual([2, 0, 1, -1]);
  expect([...ways.of(graph, [outage('of a former network')])]).toEqual([2, 2, 2, -1]);
});
