import { snapshotOf } from '@testing/inventory';
import { keyOfSuspect } from '@app/outages';
import { type Component, componentAt, componentCount, type NetworkGraph, type TopologyDocument } from '@app/topology';
import { Dice, randomNetwork } from '@testing/diagnosis';
import { SimulatedEngine } from './testing/simulated.engine.js';
import { SimulatedTime, SimulatedWorld } from './testing/simulated.world.js';
import { wantedOf } from './testing/truth.js';

/** Everything is asked, and what carries others tells of its interfaces. */
function askedNetwork(dice: Dice, size: number): TopologyDocument {
  const document = randomNetwork(dice, size);
  const devices = document.devices.map((device, i) => ({
    ...device,
    address: `10.0.${i >> 8}.${i & 255}`,
    checks: device.role === 'CAMERA' ? (['icmp'] as const) : device.checks,
  }));
  return { ...document, devices };
}

interface Told {
  readonly document: TopologyDocument;
  readonly graph: NetworkGraph;
  readonly engine: SimulatedEngine;
  readonly world: SimulatedWorld;
  readonly dice: Dice;
}

async function steady(seed: number, loss = 0, size = 24): Promise<Told> {
  const dice = new Dice(seed);
  const document = askedNetwork(dice, size);
  const snapshot = snapshotOf(document);
  const time = new SimulatedTime();
  const world = new SimulatedWorld(snapshot, time, () => dice.real(), loss);
  const engine = new SimulatedEngine(world, time);
  await engine.start();
  await engine.run(75_000);
  return { document, graph: snapshot.graph, engine, world, dice };
}

/** A component whose loss can be seen, but that is not the poller's own device or place. */
function anyComponent({ graph, dice }: Told): Component {
  const poller = graph.pollers[0].device;
  for (;;) {
    const component = componentAt(graph, dice.below(componentCount(graph)));
    if (component.kind === 'DEVICE' && component.index === poller) continue;
    if (component.kind === 'PLACE' && component.index === graph.devicePlace[poller]) continue;
    return component;
  }
}

/** What is told is what perfect sight of everything would tell now; nothing else was ever told. */
function expectExactlyTold({ document, graph, engine, world }: Told): void {
  const wanted = wantedOf(document, graph, world.broken);
  const told = engine.outages.map(({ root }) => keyOfSuspect(root));
  expect(told).toHaveLength(wanted.length);
  for (const candidates of wanted) expect(candidates).toContainEqual(told.find((root) => candidates.includes(root)));
  expect(engine.opened).toHaveLength(wanted.length);
}

/** The same of several faults; what can no longer be seen may be told on, if it is still broken. */
function expectTold({ document, graph, engine, world }: Told): void {
  // Two causes for the silence of more than half: that is for people to judge, and nothing is concluded.
  if (engine.outages.some(({ alertName }) => alertName === 'PollerBlind')) return;
  const wanted = wantedOf(document, graph, world.broken);
  const told = engine.outages.map(({ root }) => keyOfSuspect(root));
  for (const candidates of wanted) expect(candidates).toContainEqual(told.find((root) => candidates.includes(root)));
  const extra = engine.outages.filter(({ root }) => !wanted.some((candidates) => candidates.includes(keyOfSuspect(root))));
  const broken = world.broken.map(keyOfSuspect);
  for (const { candidates } of extra) expect(broken).toContainEqual(candidates.map(keyOfSuspect).find((key) => broken.includes(key)));
}

describe('one cut in a network that is asked bit by bit', () => {
  it.each(Array.from({ length: 120 }, (_, seed) => seed))(
    'is one outage, is never anything else, and clears when it heals (seed %i)',
    async (seed) => {
      const told = await steady(seed);
      const before = engineOutages(told);
      // What no way leads to from the start is down on its own, and stays so.
      expectExactlyTold(told);
      told.world.breakThese([anyComponent(told)]);
      await told.engine.run(75_000);
      expectExactlyTold(told);
      const opened = told.engine.opened.length;
      told.world.breakThese([]);
      await told.engine.run(75_000);
      expect(engineOutages(told)).toEqual(before);
      expect(told.engine.opened).toHaveLength(opened);
      expectTold(told);
    },
  );

  it.each(Array.from({ length: 40 }, (_, seed) => 50000 + seed))(
    'is found in spite of 1 %% loss, and loss alone is nothing (seed %i)',
    async (seed) => {
      const told = await steady(seed, 0.01);
      await told.engine.run(200_000);
      expectExactlyTold(told);
      told.world.breakThese([anyComponent(told)]);
      await told.engine.run(75_000);
      expectExactlyTold(told);
    },
  );
});

describe('two cuts, one after the other', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => 90000 + seed))('end in what the evidence of both says (seed %i)', async (seed) => {
    const told = await steady(seed);
    const first = anyComponent(told);
    told.world.breakThese([first]);
    await told.engine.run(75_000);
    told.world.breakThese([first, anyComponent(told)]);
    await told.engine.run(75_000);
    expectTold(told);
    told.world.breakThese([]);
    await told.engine.run(75_000);
    expectTold(told);
  });
});

describe('two cuts within seconds', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => 200_000 + seed))(
    'are told as the cuts they are, never as what is behind them (seed %i)',
    async (seed) => {
      const told = await steady(seed, 0, 40);
      const [first, second] = [anyComponent(told), anyComponent(told)];
      const { document, graph, engine, world, dice } = told;
      const known = new Set([[], [first], [second], [first, second]].flatMap((broken) => wantedOf(document, graph, broken).flat()));
      world.breakThese([first]);
      await engine.run(dice.below(9_000));
      world.breakThese([first, second]);
      await engine.run(75_000);
      expectTold(told);
      for (const { root } of engine.opened.filter(({ alertName }) => alertName !== 'PollerBlind'))
        expect([...known]).toContain(keyOfSuspect(root));
    },
  );
});

function engineOutages({ engine }: Told): string[] {
  return engine.outages.map(({ root }) => keyOfSuspect(root)).sort();
}
