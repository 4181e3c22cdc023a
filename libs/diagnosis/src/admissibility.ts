import { componentAt, type SeveredTree } from '@app/topology';
import type { Effects } from './darkening.js';
import { MUST, type Premises } from './premises.js';

/**
 * Tells which components can be broken at all: those that take away nothing which was seen to work. More breakage never brings
 * anything back, so what is inadmissible alone is inadmissible in every company.
 */
export class Admissibility {
  private readonly known = new Map<number, boolean>();

  constructor(
    private readonly premises: Premises,
    private readonly effects: Effects,
  ) {}

  admits(component: number): boolean {
    let admitted = this.known.get(component);
    if (admitted === undefined) this.known.set(component, (admitted = this.judge(component)));
    return admitted;
  }

  private judge(component: number): boolean {
    const { graph } = this.effects;
    const { kind, index } = componentAt(graph, component);
    const { start, items } = graph.placeDevices;
    // Most places have a device that answered: that is seen before their effect is gathered.
    if (kind === 'DEVICE' && this.works(index)) return false;
    if (kind === 'PLACE') for (let i = start[index]; i < start[index + 1]; i++) if (this.works(items[i])) return false;
    const { links, devices } = this.effects.of(component);
    const { device: states, link: lights, apart, openTree } = this.premises;
    if (devices.some((device) => states[device] === MUST || apart.has(device))) return false;
    if (links.some((link) => lights[link] === MUST)) return false;
    return keepsAll(openTree, this.premises, links, devices);
  }

  private works(device: number): boolean {
    return this.premises.device[device] === MUST;
  }
}

/** True if every device that must be reachable still is when these links and devices fail as well. The tree must reach them all. */
export function keepsAll(
  tree: SeveredTree,
  { device: states }: Pick<Premises, 'device'>,
  links: readonly number[],
  devices: readonly number[],
): boolean {
  return tree.lostWith(links, devices).every((device) => states[device] !== MUST);
}
