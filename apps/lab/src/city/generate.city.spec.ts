import { darknessOf, exposure, NetworkGraph, noDarkness, reach, SpanningTree, type TopologyDocument } from '@app/topology';
import { DEMO_SPAN } from './backbone.js';
import { cityData } from './city.data.js';
import { shareOut } from './city.random.js';
import { generateCity } from './generate.city.js';

const cities = new Map([1, 10, 200, 5_000, 30_000].map((cameras) => [cameras, generateCity({ cameras })]));

function camerasLostWith(graph: NetworkGraph, components: Parameters<typeof darknessOf>[1]): number {
  const reached = reach(graph, graph.pollers[0].device, darknessOf(graph, components));
  return graph.deviceRoles.filter((role, device) => role === 'CAMERA' && !reached[device]).length;
}

describe.each([...cities])('a city of %i cameras', (cameras: number, document: TopologyDocument) => {
  const graph = NetworkGraph.from(document);

  it('has exactly so many cameras, and all of it in reach of its poller', () => {
    expect(document.devices.filter(({ role }) => role === 'CAMERA')).toHaveLength(cameras);
    expect([...reach(graph, graph.pollers[0].device, noDarkness(graph))].every(Boolean)).toBe(true);
    expect(graph.warnings).toEqual([]);
  });

  it('gives every device an address of its own on the loopback net', () => {
    const addresses = document.devices.map(({ address = '' }) => address);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses[0]).toBe('127.16.0.1');
    expect(addresses.filter((address) => !/^127\.\d+\.\d+\.\d+$/.test(address) || /\.(0|255)$/.test(address))).toEqual([]);
  });

  it('has ring spans whose loss costs redundancy and nothing else', () => {
    const root = graph.pollers[0].device;
    const exposed = exposure(graph, new SpanningTree(graph, [root], noDarkness(graph)), noDarkness(graph));
    const rings = graph.spanCodes.filter((code, index) => {
      if (!code.startsWith('SPAN-JAK') || /ODC|GDG/.test(code)) return false;
      const dark = darknessOf(graph, [{ kind: 'SPAN', index }]);
      if (camerasLostWith(graph, [{ kind: 'SPAN', index }]) > 0) return false;
      const after = exposure(graph, new SpanningTree(graph, [root], dark), dark);
      return after.some((value, device) => value === 1 && exposed[device] === 0);
    });
    expect(rings.length).toBeGreaterThanOrEqual(20);
  });

  it('says of everything invented that it is', () => {
    expect(document.buildings?.filter(({ name }) => !/Contoh \d+ \(rekaan\)$/.test(name))).toEqual([]);
    expect(document.owners?.filter(({ name }) => !/Contoh/.test(name))).toEqual([]);
    const real = new Set(cityData().stations.map(({ code }) => code));
    expect(document.stations.filter(({ code, name }) => !real.has(code) && !/Contoh \d+ \(rekaan\)$/.test(name))).toEqual([]);
  });

  it('draws each span between its places and measures it so', () => {
    for (const { route = [], lengthM = 0 } of document.spans ?? []) {
      expect(route.length).toBeGreaterThanOrEqual(2);
      expect(lengthM).toBeGreaterThan(0);
    }
  });
});

it('is the same city every time', () => {
  expect(JSON.stringify(generateCity({ cameras: 5_000 }))).toBe(JSON.stringify(cities.get(5_000)));
});

it('has a single cable with 4,000 to 6,000 cameras behind it', () => {
  const graph = NetworkGraph.from(generateCity({ cameras: 30_000 }));
  const index = graph.spanIndex(DEMO_SPAN);
  const lost = camerasLostWith(graph, [{ kind: 'SPAN', index }]);
  expect(lost).toBeGreaterThanOrEqual(4_000);
  expect(lost).toBeLessThanOrEqual(6_000);
});

it('keeps its infrastructure within 2,000 devices at 100,000 cameras', () => {
  const { devices } = generateCity({ cameras: 100_000 });
  expect(devices.filter(({ role }) => role !== 'CAMERA').length).toBeLessThanOrEqual(2_000);
});

it('has two cables in one duct, whose loss no single cut would explain', () => {
  const graph = NetworkGraph.from(cities.get(5_000) as TopologyDocument);
  const one = camerasLostWith(graph, [{ kind: 'SPAN', index: graph.spanIndex('SPAN-JAKUT-PRIOK-A') }]);
  const both = camerasLostWith(graph, [{ kind: 'CONDUIT', index: graph.conduitIndex('DUCT-JAKUT-PRIOK') }]);
  expect(one).toBe(0);
  expect(both).toBeGreaterThan(0);
});

it('feeds a few buildings by a PON: an OLT, a splitter, an ONU each, and the cameras behind it', () => {
  const { devices, links } = cities.get(30_000) as TopologyDocument;
  const onus = devices.filter(({ role }) => role === 'ONU');
  expect(devices.filter(({ role }) => role === 'OLT')).toHaveLength(3);
  expect(onus).toHaveLength(12);
  for (const { name, place } of onus) {
    expect(links.filter(({ a, z }) => a.device === name || z.device === name)).toHaveLength(2);
    expect(devices.some((each) => each.role === 'CAMERA' && each.place === place)).toBe(true);
  }
  expect(links.flatMap(({ a }) => (a.interface?.startsWith('0/1/0:') ? [a.interface] : [])).sort()).toEqual(
    [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4].map((onu) => `0/1/0:${onu}`),
  );
});

it('refuses half a camera', () => {
  expect(() => generateCity({ cameras: 0.5 })).toThrow(RangeError);
});

it('shares out to the last piece', () => {
  expect(shareOut(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(shareOut(3, [0, 5, 0])).toEqual([0, 3, 0]);
  expect(shareOut(3, [])).toEqual([]);
});
