import { NetworkGraph } from '@app/topology';
import { AskAround } from './ask.around.js';

/** The poller's router, and so many others on it by fibres of one duct, each with a switch behind it in a place of its own. */
function star(routers: number): NetworkGraph {
  const numbers = Array.from({ length: routers }, (_, i) => i);
  return NetworkGraph.from({
    version: 1,
    stations: ['noc', ...numbers.flatMap((i) => [`r${i}`, `s${i}`])].map((code) => ({ code, kind: 'POLSEK', name: code })),
    conduits: [{ code: 'duct' }],
    spans: numbers.map((i) => ({ code: `f${i}`, a: 'noc', z: `r${i}`, conduit: 'duct' })),
    devices: [
      { name: 'noc', role: 'ROUTER', place: 'noc' },
      ...numbers.flatMap((i) => [
        { name: `r${i}`, role: 'ROUTER' as const, place: `r${i}` },
        { name: `s${i}`, role: 'SWITCH' as const, place: `s${i}` },
      ]),
    ],
    links: numbers.flatMap((i) => [
      { code: `l${i}`, a: { device: 'noc', interface: `${i}` }, z: { device: `r${i}`, interface: 'up' }, spans: [`f${i}`] },
      { code: `m${i}`, a: { device: `r${i}`, interface: 'down' }, z: { device: `s${i}`, interface: 'up' } },
    ]),
    pollers: [{ code: 'P', attachedTo: 'noc' }],
  });
}

describe('around a device that fell silent', () => {
  const graph = star(3);
  const around = new AskAround(graph, 0);
  const names = (devices: ReadonlySet<number>) => Array.from(devices, (device) => graph.deviceNames[device]).sort();
  const [never, always] = [() => false, () => true];

  it('the whole way to it is asked, and its neighbours; their links are read', () => {
    const { toAsk, toRead } = around.around([graph.deviceIndex('s1')], never, always);
    expect(names(toAsk)).toEqual(['noc', 'r1', 's1']);
    expect(names(toRead)).toEqual(['r1', 's1']);
  });

  it('all whose fibre lies in the same duct are asked and read', () => {
    const { toAsk, toRead } = around.around([graph.deviceIndex('r1')], never, always);
    expect(names(toAsk)).toEqual(['noc', 'r0', 'r1', 'r2', 's1']);
    expect(names(toRead)).toEqual(['noc', 'r0', 'r1', 'r2', 's1']);
  });

  it('nobody is asked who answered just now, nor read who tells nothing', () => {
    const { toAsk, toRead } = around.around([graph.deviceIndex('r1')], (device) => device === 0, never);
    expect(names(toAsk)).toEqual(['r0', 'r1', 'r2', 's1']);
    expect(toRead.size).toBe(0);
  });

  it('no more are asked than 200, and no more read than 64, however many fell silent', () => {
    const many = star(2_000);
    const all = Array.from({ length: many.deviceCount }, (_, device) => device);
    const { toAsk, toRead } = new AskAround(many, 0).around(all, never, always);
    expect([toAsk.size, toRead.size]).toEqual([200, 64]);
  });
});
