import { Chance, PlainNetwork, randomCity } from '@testing/topology';
import { componentOf } from './component.finder.js';
import { NetworkGraph } from './network.graph.js';
import { impactsOfWorks, intervalsOf } from './planned.works.js';

describe('planned works', () => {
  it('are told by the stretches in which the same ones are under way; the end of one is no part of it', () => {
    const works = [
      { from: 0, to: 10 },
      { from: 5, to: 20 },
      { from: 20, to: 30 },
      { from: 40, to: 50 },
    ];
    expect(intervalsOf(works)).toEqual([
      { from: 0, to: 5, works: [0] },
      { from: 5, to: 10, works: [0, 1] },
      { from: 10, to: 20, works: [1] },
      { from: 20, to: 30, works: [2] },
      { from: 40, to: 50, works: [3] },
    ]);
  });

  it('take at each instant what breaking all that is under way would take', () => {
    let together = 0;
    for (let seed = 1; seed <= 250; seed++) {
      const chance = new Chance(seed);
      const document = randomCity(chance, 4 + chance.below(10));
      const plain = new PlainNetwork(document);
      const graph = NetworkGraph.from(document);
      const works = Array.from({ length: 1 + chance.below(4) }, () => {
        const from = chance.below(8);
        return { broken: chance.some(plain.components, 2), from, to: from + 1 + chance.below(6) };
      });
      const told = [
        ...impactsOfWorks(
          graph,
          works.map(({ broken, ...time }) => ({
            ...time,
            components: broken.map(({ kind, code }) => componentOf(graph, kind, code)!),
          })),
        ),
      ];
      for (let instant = 0; instant < 15; instant++) {
        const active = works.filter(({ from, to }) => from <= instant && instant < to);
        const now = told.filter(({ from, to }) => from <= instant && instant < to);
        expect(now.length).toBe(active.length > 0 ? 1 : 0);
        if (active.length === 0) continue;
        const isolated = plain.isolated(active.flatMap(({ broken }) => broken));
        const codes = (places: readonly number[]) => places.map((place) => graph.placeCodes[place]);
        expect(now[0].works).toEqual(active.map((work) => works.indexOf(work)));
        expect(now[0].impact.lostDevices.map((device) => graph.deviceNames[device])).toEqual(
          plain.lost(active.flatMap(({ broken }) => broken)),
        );
        expect(codes(now[0].impact.isolatedStations)).toEqual(isolated);
        const alone = active.flatMap(({ broken }) => plain.isolated(broken));
        const expected = isolated.filter((code) => !alone.includes(code));
        expect(codes(now[0].isolatedTogether)).toEqual(expected);
        together += expected.length;
      }
    }
    expect(together).toBeGreaterThan(10);
  });
});
