import { SimulatedInventory } from '@testing/inventory';
import { DEVICE_STATUSES } from '@app/kernel';
import { keyOfSuspect } from '@app/outages';
import type { TopologyDocument } from '@app/topology';
import { Dice } from '@testing/diagnosis';
import { SHAPES } from './testing/shapes.js';
import { SimulatedEngine } from './testing/simulated.engine.js';
import { SimulatedTime, SimulatedWorld } from './testing/simulated.world.js';

const SHAPE_NAMES = Object.keys(SHAPES);
const FIBRE = new Set(['FibreSpanCut', 'ConduitCut', 'LinkDown', 'RedundancyLost']);

async function watched(shape: string, seed: number, loss: number) {
  const inventory = new SimulatedInventory();
  const dice = new Dice(seed);
  const time = new SimulatedTime();
  const document = (SHAPES[shape] ?? SHAPES['tree'])();
  const declared = inventory.next(document);
  const world = new SimulatedWorld(declared, time, () => dice.real(), loss);
  const engine = new SimulatedEngine(world, time);
  await engine.start();
  await engine.run(75_000);
  const statusOf = (name: string) => DEVICE_STATUSES[engine.statuses[engine.declared.graph.deviceIndex(name)]];
  const told = () => engine.outages.map(({ root }) => keyOfSuspect(root)).sort();
  const cut = (...codes: string[]) =>
    world.breakThese(codes.map((code) => ({ kind: 'SPAN' as const, index: declared.graph.spanIndex(code), code })));
  return { inventory, dice, document, declared, world, engine, statusOf, told, cut };
}

/** Cameras that come and go, each for itself, every few seconds. */
async function flap({ world, engine, dice, document }: Awaited<ReturnType<typeof watched>>, minutes: number): Promise<void> {
  const cameras = document.devices.filter(({ role }) => role === 'CAMERA').map(({ name }) => name);
  for (let left = minutes * 60_000; left > 0; left -= 7_000) {
    for (const name of cameras) {
      if (!dice.chance(0.25)) continue;
      if (!world.silent.delete(name)) world.silent.add(name);
    }
    await engine.run(7_000);
  }
  world.silent.clear();
  await engine.run(75_000);
}

describe('a network whose truth is flaky', () => {
  it.each(SHAPE_NAMES)(
    'names no fibre for flapping cameras and 1 %% loss: %s',
    async (shape) => {
      for (const seed of [1, 2, 3]) {
        const all = await watched(shape, seed, 0.01);
        await flap(all, 10);
        expect(all.engine.opened.filter(({ alertName }) => FIBRE.has(alertName))).toEqual([]);
        expect(all.told()).toEqual([]);
      }
    },
    60_000,
  );
});

describe('what is not observed', () => {
  it('is not known, and takes nothing back of what was told', async () => {
    const { world, engine, statusOf, told, cut } = await watched('tree', 1, 0);
    cut('noc~j-r3');
    await engine.run(75_000);
    const before = told();
    for (const name of ['r3', 'r3s1', 'r3s1-c0', 'r1s1', 'r1s1-c0']) world.forgotten.add(name);
    await engine.run(400_000);
    expect(['r1s1', 'r1s1-c0', 'r3', 'r3s1-c0'].map(statusOf)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
    expect(told()).toEqual(before);
  });
});

/** A switch with two cameras more, on a fibre of its own. */
function withBranch(document: TopologyDocument): TopologyDocument {
  const places = ['new', 'new-b0', 'new-b1'].map((code) => ({ code, kind: 'POLSEK' as const, name: code }));
  const camera = (i: number) => ({
    name: `new-c${i}`,
    role: 'CAMERA' as const,
    place: `new-b${i}`,
    address: `10.9.0.${i}`,
    checks: ['icmp'] as const,
  });
  const drop = (i: number) => ({
    code: `new=c${i}`,
    a: { device: 'new', interface: `c${i}` },
    z: { device: `new-c${i}`, interface: 'up' },
    spans: [`new~b${i}`],
  });
  return {
    ...document,
    stations: [...document.stations, ...places],
    spans: [
      ...(document.spans ?? []),
      { code: 'r1~new', a: 'r1', z: 'new' },
      { code: 'new~b0', a: 'new', z: 'new-b0' },
      { code: 'new~b1', a: 'new', z: 'new-b1' },
    ],
    devices: [
      ...document.devices,
      { name: 'new', role: 'SWITCH', place: 'new', address: '10.9.1.1', checks: ['icmp', 'snmp'] },
      camera(0),
      camera(1),
    ],
    links: [
      ...document.links,
      { code: 'r1=new', a: { device: 'r1', interface: 'to-new' }, z: { device: 'new', interface: 'up' }, spans: ['r1~new'] },
      drop(0),
      drop(1),
    ],
  };
}

const renamedPorts = (document: TopologyDocument): TopologyDocument => ({
  ...document,
  links: document.links.map(({ a, z, ...link }) => ({
    ...link,
    a: { ...a, interface: `x${a.interface}` },
    z: { ...z, interface: `x${z.interface}` },
  })),
});
const redeclaredLinks = (document: TopologyDocument): TopologyDocument => ({
  ...document,
  links: document.links.map((link) => ({ ...link, code: `re-${link.code}` })),
});

describe('a network that is half upgraded', () => {
  it.each([
    ['whose ports are declared under names that the devices do not tell yet', renamedPorts],
    ['whose links are declared anew', redeclaredLinks],
  ])('%s tells nothing false, and still tells a cut', async (_, upgrade) => {
    const { inventory, document, engine, told, cut } = await watched('tree', 1, 0);
    engine.adopt(inventory.next(upgrade(document)));
    await engine.run(400_000);
    expect(engine.opened).toEqual([]);
    cut('noc~j-r3');
    await engine.run(75_000);
    expect(told()).toHaveLength(1);
    const [{ candidates }] = engine.outages;
    expect(candidates.map(keyOfSuspect)).toContain('SPAN noc~j-r3');
    cut();
    await engine.run(75_000);
    expect(engine.outages).toEqual([]);
    expect(engine.opened).toHaveLength(1);
  });

  it.each([
    ['that are not there yet', false],
    ['that are plugged in and do not answer yet', true],
  ])('with devices %s names no fibre for them, and tells them once they fail', async (_, isPlugged) => {
    const { inventory, document, statusOf, told, engine, world } = await watched('tree', 1, 0);
    const next = inventory.next(withBranch(document));
    world.rebuild(isPlugged ? next : inventory.next({ ...withBranch(document), links: document.links }));
    for (const name of ['new', 'new-c0', 'new-c1']) world.silent.add(name);
    world.mute.add('new');
    engine.adopt(next);
    await engine.run(150_000);
    expect(told()).toEqual(['DEVICE new']);
    expect(engine.opened.map(({ alertName }) => alertName)).toEqual(['DeviceDown']);
    expect(['new', 'new-c0'].map(statusOf)).toEqual(['DOWN', 'UNREACHABLE']);
    world.rebuild(next);
    world.silent.clear();
    world.mute.clear();
    await engine.run(75_000);
    expect(told()).toEqual([]);
    world.breakThese([{ kind: 'SPAN', index: next.graph.spanIndex('r1~new'), code: 'r1~new' }]);
    await engine.run(75_000);
    expect(told()).toEqual(['SPAN r1~new']);
  });

  it('hears nothing of what is retired and still answers', async () => {
    const { inventory, document, engine, told } = await watched('tree', 1, 0);
    const isKept = (name: string) => !name.startsWith('r3');
    engine.adopt(
      inventory.next({
        ...document,
        devices: document.devices.filter(({ name }) => isKept(name)),
        links: document.links.filter(({ a, z }) => isKept(a.device) && isKept(z.device)),
      }),
    );
    await engine.run(200_000);
    expect([told(), engine.opened]).toEqual([[], []]);
  });

  it('names no fibre where a switch was moved to another router and is still declared at the former', async () => {
    const { inventory, document, engine, world, statusOf } = await watched('tree', 1, 0);
    world.rebuild(
      inventory.next({
        ...document,
        links: document.links.map((link) =>
          link.code === 'r3=r3s1' ? { ...link, code: 'moved', a: { device: 'r2', interface: 'spare' }, spans: [] } : link,
        ),
      }),
    );
    await engine.run(200_000);
    expect(engine.opened.map(({ alertName, root }) => `${alertName} ${root.code}`)).toEqual([]);
    expect(statusOf('r3s1')).toBe('UP');
  });
});
