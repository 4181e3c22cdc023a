import { snapshotOf } from '@testing/inventory';
import { DEVICE_STATUSES } from '@app/kernel';
import { keyOfSuspect, type Outage } from '@app/outages';
import { Dice } from '@testing/diagnosis';
import { Drawing } from './testing/shapes.js';
import { SimulatedEngine } from './testing/simulated.engine.js';
import { SimulatedTime, SimulatedWorld } from './testing/simulated.world.js';

/** Hubs on a chain, each with stations on it that have switches with cameras: news never ends where each camera is news. */
function province(): Drawing {
  const drawing = new Drawing().device('noc');
  let before = 'noc';
  for (const hub of ['h1', 'h2', 'h3']) {
    drawing.device(hub).link(before, hub);
    before = hub;
    for (let s = 0; s < 4; s++) {
      const station = `${hub}s${s}`;
      drawing.device(station).link(hub, station);
      for (let b = 0; b < 4; b++)
        drawing.device(`${station}b${b}`, 'SWITCH').link(station, `${station}b${b}`).cameras(`${station}b${b}`, 16);
    }
  }
  return drawing;
}

const CUTS = ['noc~h1', 'h1~h2', 'h2~h3', 'h2~h2s1', 'h1s0~h1s0b2'];

function started(seed: number) {
  const dice = new Dice(seed);
  const document = province().document();
  const snapshot = snapshotOf(document);
  const time = new SimulatedTime();
  const world = new SimulatedWorld(snapshot, time, () => dice.real());
  world.readingMs = 2_000;
  const engine = new SimulatedEngine(world, time);
  const cut = (code: string) => world.breakThese([{ kind: 'SPAN', index: snapshot.graph.spanIndex(code), code }]);
  return { dice, document, world, engine, cut };
}

const keysOf = (outages: readonly Outage[]) => outages.map(({ root }) => keyOfSuspect(root));

describe('a cut before each camera was heard once', () => {
  it.each(
    CUTS.flatMap((span, i) =>
      [8, 18, 19, 20, 21, 21.5, 22, 22.5, 23, 23.5, 24, 24.5].map((second) => ({ span, second, seed: 10 * i + second })),
    ),
  )('is one outage: $span after $second s', async ({ span, second, seed }) => {
    const { engine, cut } = started(seed);
    await engine.start();
    await engine.run(second * 1_000);
    cut(span);
    await engine.run(75_000);
    expect(keysOf(engine.opened)).toEqual([`SPAN ${span}`]);
    expect(engine.outages).toHaveLength(1);
  });
});

describe('the first round', () => {
  it('asks around nobody while everybody answers for the first time', async () => {
    const { engine, world } = started(1);
    let asked = 0;
    world.askNow = () => asked++;
    await engine.start();
    await engine.run(75_000);
    expect(asked).toBe(0);
    expect([...engine.statuses].every((status) => DEVICE_STATUSES[status] === 'UP')).toBe(true);
  });
});

describe('a cut while so many cameras come and go that the window never closes by itself', () => {
  it.each(CUTS.flatMap((span) => [1, 2, 3, 4].map((seed) => ({ span, seed }))))(
    'is told of no other fibre and no router: $span (seed $seed)',
    async ({ span, seed }) => {
      const { dice, document, world, engine, cut } = started(seed);
      const cameras = document.devices.filter(({ role }) => role === 'CAMERA').map(({ name }) => name);
      const flap = async (ms: number) => {
        for (let left = ms; left > 0; left -= 500) {
          for (const name of cameras) if (dice.chance(0.02) && !world.silent.delete(name)) world.silent.add(name);
          await engine.run(500);
        }
      };
      await engine.start();
      await flap(40_000 + dice.below(20_000));
      cut(span);
      await flap(30_000);
      const fibre = engine.opened.filter(({ alertName }) => alertName !== 'CameraDown');
      expect(keysOf(fibre)).toEqual([`SPAN ${span}`]);
    },
  );
});
