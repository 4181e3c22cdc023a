import { Chance, plainFalseDiversity, PlainNetwork, randomCity } from '@testing/topology';
import { falseDiversity, inWords } from './false.diversity.js';
import { NetworkGraph } from './network.graph.js';
import type { TopologyDocument } from './topology.document.js';

const byLinks = (a: { links: readonly string[] }, b: { links: readonly string[] }) => (a.links.join() < b.links.join() ? -1 : 1);

function told(document: TopologyDocument) {
  const graph = NetworkGraph.from(document);
  return falseDiversity(graph).map(({ links, shared, devices, cameras }) => ({
    links: links.map((link) => graph.linkCodes[link]),
    shared: shared.map(({ kind, code }) => `${kind} ${code}`),
    devices,
    cameras,
  }));
}

/** A station with two ways to the Polda, over two closures each, that `shape` may lay together. */
function dualHomed(shape: (network: { spans: Record<string, unknown>[]; devices: Record<string, unknown>[] }) => void): TopologyDocument {
  const network = {
    spans: [
      { code: 'S1', a: 'PLD', z: 'JC1' },
      { code: 'S2', a: 'JC1', z: 'PRA' },
      { code: 'S3', a: 'PLD', z: 'JC2' },
      { code: 'S4', a: 'JC2', z: 'PRB' },
      { code: 'S5', a: 'PRA', z: 'PSA' },
      { code: 'S6', a: 'PRB', z: 'PSA' },
    ] as Record<string, unknown>[],
    devices: [
      { name: 'core', role: 'ROUTER', place: 'PLD' },
      { name: 'ra', role: 'ROUTER', place: 'PRA' },
      { name: 'rb', role: 'ROUTER', place: 'PRB' },
      { name: 'sa', role: 'SWITCH', place: 'PSA' },
      { name: 'cam', role: 'CAMERA', place: 'PSA' },
    ] as Record<string, unknown>[],
  };
  shape(network);
  const link = (code: string, a: string, z: string, ...spans: string[]) => ({ code, a: { device: a }, z: { device: z }, spans });
  return {
    version: 1,
    stations: ['PLD', 'PRA', 'PRB', 'PSA'].map((code, i) => ({ code, name: code, kind: i === 0 ? 'POLDA' : 'POLRES' })),
    accessPoints: ['JC1', 'JC2'].map((code) => ({ code, kind: 'JOINT_CLOSURE' })),
    conduits: [{ code: 'DUCT' }],
    links: [
      link('L1', 'core', 'ra', 'S1', 'S2'),
      link('L2', 'core', 'rb', 'S3', 'S4'),
      link('L3', 'ra', 'sa', 'S5'),
      link('L4', 'rb', 'sa', 'S6'),
      link('L5', 'sa', 'cam'),
    ],
    pollers: [{ code: 'P', attachedTo: 'core' }],
    ...network,
  } as unknown as TopologyDocument;
}

describe('false diversity', () => {
  it('is not found where two ways share nothing', () => {
    expect(told(dualHomed(() => {}))).toEqual([]);
  });

  it('is a duct that both sides of a ring lie in', () => {
    const document = dualHomed(({ spans }) => [spans[0], spans[5]].forEach((span) => (span['conduit'] = 'DUCT')));
    expect(told(document)).toEqual([{ links: ['L1', 'L4'], shared: ['CONDUIT DUCT'], devices: 3, cameras: 1 }]);
    const graph = NetworkGraph.from(document);
    expect(inWords(graph, falseDiversity(graph)[0])).toBe(
      'links L1 and L4 share CONDUIT DUCT: it takes them all, and 3 devices (1 camera) with them, stations PRA and PSA among them',
    );
  });

  it('is a closure that both routes pass', () => {
    const document = dualHomed(({ spans }) => {
      spans[2]['z'] = 'JC1';
      spans[3]['a'] = 'JC1';
    });
    expect(told(document)).toEqual([{ links: ['L1', 'L2'], shared: ['PLACE JC1'], devices: 4, cameras: 1 }]);
  });

  it('is a place whose power both next devices need', () => {
    const document = dualHomed(({ devices, spans }) => {
      devices[2]['place'] = 'PRA';
      spans[3]['z'] = spans[5]['a'] = 'PRA';
    });
    expect(told(document)).toEqual([{ links: ['L3', 'L4'], shared: ['PLACE PRA'], devices: 2, cameras: 1 }]);
  });

  it('is what its definition finds, in any network', () => {
    const found = { CONDUIT: 0, SPAN: 0, PLACE: 0 };
    for (let seed = 1; seed <= 400; seed++) {
      const chance = new Chance(seed);
      const document = randomCity(chance, 3 + chance.below(14));
      const expected = plainFalseDiversity(new PlainNetwork(document));
      expect({ seed, told: told(document).toSorted(byLinks) }).toEqual({ seed, told: expected.toSorted(byLinks) });
      for (const { shared } of expected) for (const each of shared) found[each.split(' ')[0] as keyof typeof found]++;
    }
    expect(Math.min(...Object.values(found))).toBeGreaterThan(30);
  });
});
