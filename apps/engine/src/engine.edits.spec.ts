import { SimulatedInventory } from '@testing/inventory';
import { keyOfSuspect, type Outage } from '@app/outages';
import type { TopologyDocument } from '@app/topology';
import { Dice } from '@testing/diagnosis';
import { SHAPES } from './testing/shapes.js';
import { SimulatedEngine } from './testing/simulated.engine.js';
import { SimulatedTime, SimulatedWorld } from './testing/simulated.world.js';

/** A span of the tree is cut, and its outage open; what comes is another edit of the network. */
async function withOutage(kind: 'SPAN' | 'DEVICE' | 'PLACE', code: string, seed = 1, draw = SHAPES['tree']) {
  const inventory = new SimulatedInventory();
  const dice = new Dice(seed);
  const time = new SimulatedTime();
  const first = draw();
  const declared = inventory.next(first);
  const { graph } = declared;
  const world = new SimulatedWorld(declared, time, () => dice.real());
  const engine = new SimulatedEngine(world, time);
  await engine.start();
  await engine.run(75_000);
  const index = { SPAN: () => graph.spanIndex(code), DEVICE: () => graph.deviceIndex(code), PLACE: () => graph.placeIndex(code) }[kind]();
  world.breakThese([{ kind, index, code }]);
  await engine.run(75_000);
  expect(engine.outages.map(({ root }) => keyOfSuspect(root))).toHaveLength(1);
  const [before] = engine.outages;
  const edit = async (change: (document: TopologyDocument) => TopologyDocument) => {
    engine.adopt(inventory.next(change(first)));
    await engine.run(75_000);
  };
  const steps = (outage: Outage) => engine.history.filter((each) => each.outage.id === outage.id).flatMap((each) => each.steps);
  return { engine, world, before, edit, steps };
}

const renamedSpan = (from: string, to: string) => (document: TopologyDocument) => ({
  ...document,
  spans: document.spans?.map((span) => (span.code === from ? { ...span, code: to } : span)),
  links: document.links.map((link) => ({ ...link, spans: link.spans?.map((span) => (span === from ? to : span)) })),
});

describe('a network that is edited while an outage is open', () => {
  it('keeps an outage that is judged alike, and says on which version', async () => {
    const { engine, before, edit } = await withOutage('SPAN', 'noc~j-r3');
    await edit((document) => ({ ...document, stations: [...document.stations, { code: 'new', kind: 'POLSEK', name: 'new' }] }));
    expect(engine.outages).toEqual([{ ...before, judgedOnVersion: 2 }]);
    expect(engine.opened).toHaveLength(1);
    expect([before.openedOnVersion, before.judgedOnVersion]).toEqual([1, 1]);
  });

  it('goes on with an outage whose span is renamed, and says so', async () => {
    const { engine, world, before, edit, steps } = await withOutage('SPAN', 'noc~j-r3');
    const { code } = before.root;
    await edit(renamedSpan(code, 'S-new'));
    const [outage] = engine.outages;
    expect(outage).toMatchObject({ id: before.id, root: { kind: 'SPAN', code: 'S-new' }, openedOnVersion: 1, judgedOnVersion: 2 });
    expect(steps(outage).find(({ kind }) => kind === 'rejudged')?.detail).toEqual({
      version: 2,
      judgedBeforeOn: 1,
      from: { kind: 'SPAN', code },
      to: { kind: 'SPAN', code: 'S-new' },
    });
    world.breakThese([]);
    await engine.run(75_000);
    expect([engine.outages, engine.opened.length]).toEqual([[], 1]);
  });

  it('goes on with an outage whose link is declared on another route', async () => {
    const { engine, before, edit } = await withOutage('SPAN', 'noc~j-r3');
    const onto = (document: TopologyDocument): TopologyDocument => ({
      ...document,
      spans: [...(document.spans ?? []), { code: 'detour', a: 'noc', z: 'r3' }],
      links: document.links.map((link) => (link.code === 'noc=r3' ? { ...link, spans: ['detour'] } : link)),
    });
    await edit(onto);
    expect(engine.outages).toMatchObject([{ id: before.id, root: { kind: 'SPAN', code: 'detour' }, judgedOnVersion: 2 }]);
    expect(engine.opened).toHaveLength(1);
  });

  it('goes on with an outage where a device moves: its root stays, and the place it left is no suspect any more', async () => {
    const { engine, before, edit, steps } = await withOutage('DEVICE', 'r3s1');
    expect(before.candidates).toContainEqual({ kind: 'PLACE', code: 'r3s1' });
    await edit((document) => ({
      ...document,
      stations: [...document.stations, { code: 'annex', kind: 'POLSEK', name: 'annex' }],
      devices: document.devices.map((device) => (device.name === 'r3s1' ? { ...device, place: 'annex' } : device)),
    }));
    const [outage] = engine.outages;
    expect(outage).toMatchObject({ id: before.id, root: before.root, station: before.station, openedOnVersion: 1, judgedOnVersion: 2 });
    expect(outage.candidates).toContainEqual({ kind: 'PLACE', code: 'annex' });
    expect(steps(outage).map(({ kind }) => kind)).toEqual(['opened', 'rejudged', 'narrowed']);
  });

  it('ends an outage whose root is retired, and tells what it leaves without any way as unexplained', async () => {
    const { engine, before, edit, steps } = await withOutage('DEVICE', 'r3s1');
    const names = ['r3s1'];
    await edit((document) => ({
      ...document,
      devices: document.devices.filter(({ name }) => !names.includes(name)),
      links: document.links.filter(({ a, z }) => !names.includes(a.device) && !names.includes(z.device)),
    }));
    expect(engine.outages.map(({ root, unexplained }) => [root.code, unexplained])).toEqual([
      ['r3s1-c0', 'no-path'],
      ['r3s1-c1', 'no-path'],
    ]);
    expect(engine.outages.map(({ openedOnVersion }) => openedOnVersion)).toEqual([2, 2]);
    const last = steps(before).at(-1);
    expect(last?.kind).toBe('cleared');
    expect(last?.detail).toEqual({ version: 2 });
  });

  it('finds a cut anew, as the cut it is, where what it takes away is taken out and put back', async () => {
    const { engine, before, edit } = await withOutage('SPAN', 'noc~j-r3');
    const isKept = (name: string) => !name.startsWith('r3');
    await edit((document) => ({
      ...document,
      devices: document.devices.filter(({ name }) => isKept(name)),
      links: document.links.filter(({ a, z }) => isKept(a.device) && isKept(z.device)),
    }));
    expect(engine.outages).toEqual([]);
    await edit((document) => document);
    expect(engine.outages).toMatchObject([{ root: before.root, openedOnVersion: 3, judgedOnVersion: 3 }]);
  });

  it('re-judges the loss of redundancy, behind which nothing is silent', async () => {
    const { engine, before, edit } = await withOutage('SPAN', 'r1~s3', 1, SHAPES['dual homing through one duct']);
    expect(before.alertName).toBe('RedundancyLost');
    await edit(renamedSpan('r1~s3', 'S-new'));
    expect(engine.outages).toMatchObject([{ id: before.id, root: { kind: 'SPAN', code: 'S-new' }, judgedOnVersion: 2 }]);
    expect(engine.opened).toHaveLength(1);
  });
});
