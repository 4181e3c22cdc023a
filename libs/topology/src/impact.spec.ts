import { Chance, PlainNetwork, randomCity } from '@testing/topology';
import { componentOf } from './component.finder.js';
import { impactOf, whatIf } from './impact.js';
import { NetworkGraph } from './network.graph.js';

/** What is lost in a network of this seed if a few things break, told by the graph and by trying everything. */
function bothTellings(seed: number) {
  const chance = new Chance(seed);
  const document = randomCity(chance, 2 + chance.below(14));
  const plain = new PlainNetwork(document);
  const broken = chance.some(plain.components, chance.is(0.2) ? 12 : 4);
  const graph = NetworkGraph.from(document);
  const impact = impactOf(
    graph,
    broken.map(({ kind, code }) => componentOf(graph, kind, code)!),
  );
  const told = {
    dark: impact.darkLinks.map((link) => graph.linkCodes[link]),
    lost: impact.lostDevices.map((device) => graph.deviceNames[device]),
    cameras: impact.lostCameras,
    isolated: impact.isolatedStations.map((place) => graph.placeCodes[place]),
    exposed: impact.exposedDevices.map((device) => graph.deviceNames[device]),
    exposedStations: impact.exposedStations.map((place) => graph.placeCodes[place]),
  };
  return { told, expected: plain.impact(broken) };
}

describe('how many ways are left to each station', () => {
  it('is what trying everything finds, in any network, with anything broken', () => {
    const seen = new Map<number, number>();
    for (let seed = 1; seed <= 300; seed++) {
      const chance = new Chance(seed);
      const document = randomCity(chance, 2 + chance.below(14));
      const plain = new PlainNetwork(document);
      const broken = chance.some(plain.components, chance.is(0.3) ? 0 : 4);
      const graph = NetworkGraph.from(document);
      const ways = whatIf(graph).waysToStations(broken.map(({ kind, code }) => componentOf(graph, kind, code)!));
      const told = document.stations.map(({ code }, place) => ({ code, ways: ways[place] }));
      expect({ seed, told }).toEqual({ seed, told: plain.waysToStations(broken) });
      for (const way of ways) seen.set(way, (seen.get(way) ?? 0) + 1);
    }
    for (const way of [0, 1, 2]) expect([way, (seen.get(way) ?? 0) > 50]).toEqual([way, true]);
  });
});

describe('what would be lost if several things broke together', () => {
  it('is what trying everything finds, in any network, for any set', () => {
    let losses = 0;
    let exposures = 0;
    for (let seed = 1; seed <= 900; seed++) {
      const { told, expected } = bothTellings(seed);
      expect({ seed, ...told }).toEqual({ seed, ...expected });
      if (expected.lost.length > 0) losses++;
      if (expected.exposed.length > 0 || expected.exposedStations.length > 0) exposures++;
    }
    // Half of the sets must take something, else this would prove little.
    expect(losses).toBeGreaterThan(450);
    expect(exposures).toBeGreaterThan(60);
  });
});
