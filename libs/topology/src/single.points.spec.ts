import { Chance, PlainNetwork, randomCity } from '@testing/topology';
import { componentCount } from './component.js';
import { NetworkGraph } from './network.graph.js';
import { singlePoints } from './single.points.js';

const NOTHING = { devicesBehind: 0, camerasBehind: 0, stationsIsolated: 0 };

/** What hangs on each component, by breaking one after the other. */
function brokenOneByOne(plain: PlainNetwork) {
  return plain.components.map(({ kind, code }) => {
    const broken = [{ kind, code }];
    const lost = plain.document.devices.filter(({ name }) => plain.lost(broken).includes(name));
    const behind = lost.filter((device) => plain.isOn(device, broken));
    // Where nothing hangs on it, it is no single point, whatever goes off with it.
    if (behind.length === 0 && kind === 'DEVICE') return { kind, code, ...NOTHING };
    return {
      kind,
      code,
      devicesBehind: behind.length,
      camerasBehind: behind.filter(({ role }) => role === 'CAMERA').length,
      stationsIsolated: plain.isolated(broken).length,
    };
  });
}

describe('single points of failure', () => {
  it('carry what breaking each component alone takes away, in any network', () => {
    for (let seed = 1; seed <= 120; seed++) {
      const chance = new Chance(seed);
      const document = randomCity(chance, 2 + chance.below(16));
      const graph = NetworkGraph.from(document);
      const points = singlePoints(graph);
      const told = Array.from({ length: componentCount(graph) }, (_, id) => {
        const { index: _index, ...point } = points.at(id);
        return point;
      });
      expect({ seed, told }).toEqual({ seed, told: brokenOneByOne(new PlainNetwork(document)) });
    }
  });

  it('are ranked by what hangs on them', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const graph = NetworkGraph.from(randomCity(new Chance(seed), 20));
      const points = singlePoints(graph);
      const behind = Array.from(points.ranked, (id) => points.at(id).devicesBehind);
      expect(behind).toEqual(behind.toSorted((a, b) => b - a));
      const all = Array.from({ length: componentCount(graph) }, (_, id) => points.at(id).devicesBehind);
      expect(behind.length).toBe(all.filter((count) => count > 0).length);
      expect(behind).not.toContain(0);
    }
  });
});
