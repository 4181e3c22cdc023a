import { snapshotOf } from '@testing/inventory';
import type { TopologyDocument } from '@app/topology';
import { Dice } from '@testing/diagnosis';
import { SimulatedEngine } from './testing/simulated.engine.js';
import { SimulatedTime, SimulatedWorld } from './testing/simulated.world.js';

/** noc – r1 – r2 – cam, all asked, the routers read. */
const names = ['noc', 'r1', 'r2', 'cam'];
const document: TopologyDocument = {
  version: 1,
  stations: names.map((code) => ({ code, kind: 'POLSEK', name: code })),
  spans: names.slice(1).map((z, i) => ({ code: `${names[i]}-${z}`, a: names[i], z })),
  devices: names.map((name, i) => ({
    name,
    role: name === 'cam' ? 'CAMERA' : 'ROUTER',
    place: name,
    address: `10.0.0.${i + 1}`,
    checks: name === 'cam' ? ['icmp'] : ['icmp', 'snmp'],
  })),
  links: names.slice(1).map((z, i) => ({
    code: `link ${names[i]}-${z}`,
    a: { device: names[i], interface: z },
    z: { device: z, interface: 'up' },
    spans: [`${names[i]}-${z}`],
  })),
  pollers: [{ code: 'P', attachedTo: 'noc' }],
};

const HOUR_MS = 3_600_000;

describe.each([
  ['an hour back', -HOUR_MS],
  ['an hour forward', HOUR_MS],
  ['ten seconds back', -10_000],
])('a wall clock that is set %s', (_, stepMs) => {
  async function steady() {
    const snapshot = snapshotOf(document);
    const time = new SimulatedTime();
    const dice = new Dice(7);
    const world = new SimulatedWorld(snapshot, time, () => dice.real());
    const engine = new SimulatedEngine(world, time);
    await engine.start();
    await engine.run(75_000);
    const cut = { kind: 'SPAN' as const, index: snapshot.graph.spanIndex('r1-r2'), code: 'r1-r2' };
    return { world, engine, cut };
  }
  const roots = (engine: SimulatedEngine) => engine.outages.map(({ root }) => root.code);

  it('is no outage, and hides none', async () => {
    const { world, engine, cut } = await steady();
    world.clockSetMs = stepMs;
    await engine.run(75_000);
    expect(roots(engine)).toEqual([]);
    world.breakThese([cut]);
    await engine.run(75_000);
    expect(roots(engine)).toEqual(['r1-r2']);
    world.breakThese([]);
    await engine.run(75_000);
    expect(roots(engine)).toEqual([]);
  });

  it('while something is down lets it clear, and not before it began', async () => {
    const { world, engine, cut } = await steady();
    world.breakThese([cut]);
    await engine.run(75_000);
    world.clockSetMs = stepMs;
    await engine.run(75_000);
    expect(roots(engine)).toEqual(['r1-r2']);
    world.breakThese([]);
    await engine.run(75_000);
    expect(roots(engine)).toEqual([]);
    const { outage } = engine.history[engine.history.length - 1];
    expect(outage.clearedAt?.getTime()).toBeGreaterThanOrEqual(outage.openedAt.getTime());
  });
});
