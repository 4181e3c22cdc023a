import { snapshotOf } from '@testing/inventory';
import { componentAt, componentCount, componentOf, darknessOf, effectOf, reach } from '@app/topology';
import { Dice, randomNetwork } from '@testing/diagnosis';
import { SimulatedEngine } from './testing/simulated.engine.js';
import { SimulatedTime, SimulatedWorld } from './testing/simulated.world.js';

/** A network of which everything is asked, after it settled; and one component of it that is neither the poller's device nor its place. */
async function settled(seed: number) {
  const dice = new Dice(seed);
  const drawn = randomNetwork(dice, 30);
  const devices = drawn.devices.map((device, i) => ({ ...device, address: `10.0.${i >> 8}.${i & 255}` }));
  const snapshot = snapshotOf({ ...drawn, devices });
  const { graph } = snapshot;
  const time = new SimulatedTime();
  const world = new SimulatedWorld(snapshot, time, () => dice.real());
  const engine = new SimulatedEngine(world, time);
  await engine.start();
  await engine.run(75_000);
  const poller = graph.pollers[0]?.device ?? 0;
  const all = Array.from({ length: componentCount(graph) }, (_, id) => componentAt(graph, id)).filter(
    ({ kind, index }) => !(kind === 'DEVICE' && index === poller) && !(kind === 'PLACE' && index === graph.devicePlace[poller]),
  );
  return { graph, engine, world, dice, poller, broken: all[dice.below(all.length)] };
}

let explained = 0;

describe('outages of a network that is asked bit by bit', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => 700_000 + seed))('are explained by what is true (seed %i)', async (seed) => {
    const { graph, engine, world, poller, broken } = await settled(seed);
    world.breakThese([broken]);
    await engine.run(75_000);
    const dark = darknessOf(graph, [broken]);
    const reached = reach(graph, poller, dark);
    const isDark = (link: number) =>
      dark.links[link] === 1 || dark.offDevices[graph.linkA[link]] === 1 || dark.offDevices[graph.linkZ[link]] === 1;
    for (const outage of engine.outages) {
      const explanation = engine.explanations.get(outage.id);
      explained += 1;
      // Nothing is struck out by evidence, and the order is that of the outage.
      const told = explanation?.candidates.map(({ kind, code }) => ({ kind, code }));
      expect(told).toEqual(outage.candidates.slice(0, 30));
      expect(explanation).toMatchObject({
        openedOnVersion: 1,
        judgedOnVersion: 1,
        omittedCandidates: Math.max(0, outage.candidates.length - 30),
      });
      for (const { kind, code, evidence } of explanation?.candidates ?? []) {
        expect(evidence.length).toBeLessThanOrEqual(20);
        const links = new Set(effectOf(graph, kind, componentOf(graph, kind, code)?.index ?? -1).links);
        for (const item of evidence) {
          // What answers and what the ports tell is in the verdict already: it never speaks against a candidate.
          expect(item.polarity).toBe('for');
          const link = graph.linkIndex(item.subject);
          if (item.kind === 'interface-down' && link >= 0) expect([links.has(link), isDark(link)]).toEqual([true, true]);
          if (item.kind === 'still-answers') expect(reached[graph.deviceIndex(item.subject)]).toBe(1);
        }
        if (outage.affectedDevices.length > 0) expect(evidence[0]?.kind).toBe('silence');
        else expect(evidence.map((item) => item.kind)).toContain('interface-down');
      }
    }
  });

  it('are many', () => expect(explained).toBeGreaterThan(60));
});
