import { Chance, plainBestPair, plainCost, PlainNetwork, randomCity } from '@testing/topology';
import { devicesNamed } from './component.finder.js';
import { disjointPaths, type NetworkPath } from './disjoint.paths.js';
import { NetworkGraph } from './network.graph.js';
import type { TopologyDocument } from './topology.document.js';

function named(graph: NetworkGraph, { links, devices }: NetworkPath) {
  return { links: links.map((link) => graph.linkCodes[link]), devices: devices.map((device) => graph.deviceNames[device]) };
}

/** True if each link leads from its device to the next one, and no device comes twice. */
function isWay(document: TopologyDocument, { links, devices }: ReturnType<typeof named>): boolean {
  const leads = links.every((code, i) => {
    const { a, z } = document.links.find((link) => link.code === code)!;
    return [a.device, z.device].toSorted().join() === [devices[i], devices[i + 1]].toSorted().join();
  });
  return leads && new Set(devices).size === devices.length && devices.length === links.length + 1;
}

/** What both have, told by the document alone. */
function inCommon(document: TopologyDocument, ways: readonly ReturnType<typeof named>[]) {
  const spans = ways.map(({ links }) => {
    const ridden = document.links.filter(({ code }) => links.includes(code)).flatMap((link) => link.spans ?? []);
    return document.spans!.filter(({ code }) => ridden.includes(code));
  });
  const both = (lists: readonly (readonly (string | undefined)[])[]) =>
    [...new Set(lists[0])].filter((each): each is string => each !== undefined && lists[1].includes(each)).toSorted();
  const placeOf = (name: string) => document.devices.find((device) => device.name === name)!.place;
  const ends = ways.flatMap(({ devices }) => [placeOf(devices[0]), placeOf(devices.at(-1)!)]);
  return {
    spans: both(spans.map((rows) => rows.map(({ code }) => code))),
    conduits: both(spans.map((rows) => rows.map(({ conduit }) => conduit))),
    places: both(ways.map(({ devices }, i) => [...devices.map(placeOf), ...spans[i].flatMap(({ a, z }) => [a, z])])).filter(
      (place) => !ends.includes(place),
    ),
  };
}

describe('two ways that share as little as possible', () => {
  it('are as good as the best of all pairs, from any device to any device or station, and say what they share', () => {
    const seen = { none: 0, apart: 0, sharing: 0, stations: 0 };
    for (let seed = 1; seed <= 450; seed++) {
      const chance = new Chance(seed);
      const document = randomCity(chance, 2 + chance.below(7));
      const graph = NetworkGraph.from(document);
      const from = chance.pick(document.devices).name;
      const to = chance.is(0.5) ? chance.pick(document.devices).name : chance.pick(document.devices).place;
      const targets = devicesNamed(graph, to);
      const told = disjointPaths(graph, graph.deviceIndex(from), targets);
      const best = plainBestPair(
        new PlainNetwork(document),
        from,
        targets.map((device) => graph.deviceNames[device]),
      );
      if (told === null) {
        expect({ seed, best }).toEqual({ seed, best: null });
        seen.none++;
        continue;
      }
      const ways = [told.first, told.second].map((way) => named(graph, way));
      expect(ways.every((way) => isWay(document, way) && way.devices[0] === from)).toBe(true);
      expect(targets).toContain(told.second.devices.at(-1));
      expect({ seed, cost: plainCost(ways[0], ways[1], targets.length > 1) }).toEqual({ seed, cost: best });
      const { shared } = told;
      expect([shared.links.length, shared.devices.length]).toEqual(best!.slice(0, 2));
      const codes = (all: readonly string[], positions: readonly number[]) => positions.map((position) => all[position]).toSorted();
      expect({
        spans: codes(graph.spanCodes, shared.spans),
        conduits: codes(graph.conduitCodes, shared.conduits),
        places: codes(graph.placeCodes, shared.places),
      }).toEqual(inCommon(document, ways));
      if (best![0] + best![1] === 0) seen.apart++;
      else seen.sharing++;
      if (targets.length > 1) seen.stations++;
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(12);
  });
});
