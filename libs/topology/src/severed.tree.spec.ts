import { Chance, randomCity } from '@testing/topology';
import { effectOf } from './component.js';
import { intactTree } from './intact.tree.js';
import { NetworkGraph } from './network.graph.js';
import { type Darkness, noDarkness, reach } from './reach.js';
import { SeveredTree } from './severed.tree.js';

interface Taken {
  readonly links: number[];
  readonly devices: number[];
}

/** A few links alone, and a few devices with theirs or (silent ones) without. */
function someTaken(chance: Chance, graph: NetworkGraph, devicesTakeLinks: boolean): Taken {
  const links = Array.from({ length: graph.linkCount === 0 ? 0 : chance.below(4) }, () => chance.below(graph.linkCount));
  const devices = Array.from({ length: chance.below(3) }, () => chance.below(graph.deviceCount));
  if (devicesTakeLinks) for (const device of devices) links.push(...effectOf(graph, 'DEVICE', device).links);
  return { links, devices };
}

function darkened(dark: Darkness, { links, devices }: Taken): Darkness {
  const more = { links: dark.links.slice(), offDevices: dark.offDevices.slice() };
  for (const link of links) more.links[link] = 1;
  for (const device of devices) more.offDevices[device] = 1;
  return more;
}

/** Answers of a severed tree that a walk over the whole network contradicts. */
function contradictions(seed: number): string[] {
  const chance = new Chance(seed);
  const graph = NetworkGraph.from(randomCity(chance, 2 + chance.below(30)));
  const root = chance.below(graph.deviceCount);
  const taken = someTaken(chance, graph, chance.is(0.5));
  const dark = darkened(noDarkness(graph), taken);
  const before = reach(graph, root, noDarkness(graph));
  const after = reach(graph, root, dark);
  const tree = new SeveredTree(intactTree(graph, [root]), dark, taken.links, taken.devices);
  const found: string[] = [];
  const compare = (what: string, told: Iterable<number>, expected: (device: number) => boolean) => {
    const devices = [...after.keys()].filter(expected);
    if ([...told].sort((a, b) => a - b).join() !== devices.join()) found.push(`seed ${seed}, ${what}`);
  };
  compare(
    'reaches',
    [...after.keys()].filter((device) => tree.reaches(device)),
    (device) => after[device] === 1,
  );
  compare('lost', tree.lost(), (device) => before[device] === 1 && after[device] === 0);
  // More questions than a new tree costs: somewhere among them it is grown.
  for (let question = 0; question < 40; question++) {
    const more = someTaken(chance, graph, true);
    const left = reach(graph, root, darkened(dark, more));
    compare(`question ${question}`, tree.lostWith(more.links, more.devices), (device) => after[device] === 1 && left[device] === 0);
  }
  compare('lost, later', tree.lost(), (device) => before[device] === 1 && after[device] === 0);
  return found;
}

describe('SeveredTree', () => {
  it('reaches what a walk over the whole network reaches, and loses what it loses', () => {
    expect(Array.from({ length: 150 }, (_, seed) => contradictions(seed)).flat()).toEqual([]);
  });
});
