import type { ObservationRow } from './oracle.js';
import type { Dice } from './random.network.js';
import type { Simulation } from './simulation.js';

/** How much of the network is asked: all of it, or each thing with some probability. */
export interface Asking {
  readonly devices: number;
  readonly interfaces: number;
}

/** What a poller sees of these faults. Only devices with SNMP that it reaches tell of their interfaces. */
export function showTo(poller: string, simulation: Simulation, faults: readonly number[], asking: Asking, dice: Dice): ObservationRow {
  const { document } = simulation;
  const standing = document.pollers?.find(({ code }) => code === poller)?.attachedTo ?? '';
  simulation.show(faults, simulation.device(standing));
  const reachable = (name: string) => simulation.reached[simulation.device(name)] === 1;
  const tellers = new Set(document.devices.flatMap(({ name, checks }) => (checks?.includes('snmp') && reachable(name) ? name : [])));
  return {
    id: 'x',
    at: '2026-11-23T09:00:00+07:00',
    poller,
    devices: document.devices.flatMap(({ name }) => (dice.chance(asking.devices) ? { name, reachable: reachable(name) } : [])),
    interfaces: document.links.flatMap(({ a, z }, link) =>
      [a, z].flatMap(({ device, interface: port }) =>
        port !== undefined && tellers.has(device) && dice.chance(asking.interfaces)
          ? { device, interface: port, operUp: simulation.lit[link] === 1 }
          : [],
      ),
    ),
  };
}

/** Faults as they come: anything anywhere, or several close together so that one hides the other. */
export function randomFaults(simulation: Simulation, count: number, dice: Dice): number[] {
  const faults = new Set<number>();
  const { components } = simulation;
  for (let tries = 0; faults.size < count && tries < 100; tries++) {
    const near = faults.size > 0 && dice.chance(0.4) ? [...faults][0] + dice.below(7) - 3 : dice.below(components.length);
    if (near >= 0 && near < components.length) faults.add(near);
  }
  return [...faults];
}

/** The same with false silences: each answer is lost with this probability. */
export function flaky(observation: ObservationRow, loss: number, dice: Dice): ObservationRow {
  const devices = observation.devices.map(({ name, reachable }) => ({ name, reachable: reachable && !dice.chance(loss) }));
  return { ...observation, devices };
}
