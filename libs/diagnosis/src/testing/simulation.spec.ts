import { Oracle } from './oracle.js';
import { randomProvince } from './province.js';
import { Dice } from './random.network.js';
import { randomFaults } from './scene.js';
import { Simulation } from './simulation.js';

describe('the simulation that large networks are judged by', () => {
  it('shows the world of the plain oracle, whatever breaks and wherever the poller stands', () => {
    const differing: number[] = [];
    for (let seed = 1; seed <= 300; seed++) {
      const dice = new Dice(seed);
      const document = randomProvince(dice, 5 + dice.below(60));
      const simulation = new Simulation(document);
      const poller = dice.pick(document.devices).name;
      const faults = randomFaults(simulation, dice.below(5), dice);
      const { reachable, lit } = new Oracle(document, poller).world(faults.map((id) => simulation.components[id]));
      simulation.show(faults, simulation.device(poller));
      const isSame =
        document.devices.every(({ name }, i) => reachable.has(name) === (simulation.reached[i] === 1)) &&
        document.links.every(({ code }, i) => lit.has(code) === (simulation.lit[i] === 1));
      if (!isSame) differing.push(seed);
    }
    expect(differing).toEqual([]);
  });
});
