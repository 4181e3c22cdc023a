import { componentAt, type Effect, effectOf, type NetworkGraph, SeveredTree } from '@app/topology';
import type { Premises } from './premises.js';

/** What a set of broken components takes away together, kept by counting so that one can be put back. */
export class Darkening {
  /** Per link: by how much it is dark; 0 is lit. */
  readonly links: Uint16Array;
  /** Per device: by how much it is off; 0 is on. */
  readonly devices: Uint16Array;
  private readonly broken = new Set<number>();

  constructor(private readonly effects: Effects) {
    this.links = new Uint16Array(effects.graph.linkCount);
    this.devices = new Uint16Array(effects.graph.deviceCount);
  }

  break(component: number): void {
    this.broken.add(component);
    this.count(component, 1);
  }

  mend(component: number): void {
    this.broken.delete(component);
    this.count(component, -1);
  }

  /** Every link that is dark and device that is off by what is broken. */
  taken(): { links: number[]; devices: number[] } {
    const effects = Array.from(this.broken, (component) => this.effects.of(component));
    return { links: effects.flatMap(({ links }) => links), devices: effects.flatMap(({ devices }) => devices) };
  }

  /** What the poller still reaches with this on top of what is closed already. */
  treeOver({ closed, intact }: Pick<Premises, 'closed' | 'intact'>): { tree: SeveredTree; links: Uint8Array; offDevices: Uint8Array } {
    const taken = this.taken();
    const links = closed.links.slice();
    const offDevices = closed.offDevices.slice();
    for (const link of taken.links) links[link] = 1;
    for (const device of taken.devices) offDevices[device] = 1;
    const dark = { links, offDevices };
    const tree = new SeveredTree(intact, dark, closed.closedLinks.concat(taken.links), closed.closedDevices.concat(taken.devices));
    return { tree, links, offDevices };
  }

  private count(component: number, by: number): void {
    const { links, devices } = this.effects.of(component);
    for (const link of links) this.links[link] += by;
    for (const device of devices) this.devices[device] += by;
  }
}

/** The effects of components, each looked up once. */
export class Effects {
  private readonly known = new Map<number, Effect>();

  constructor(readonly graph: NetworkGraph) {}

  of(component: number): Effect {
    let effect = this.known.get(component);
    if (effect === undefined) {
      const { kind, index } = componentAt(this.graph, component);
      effect = effectOf(this.graph, kind, index);
      this.known.set(component, effect);
    }
    return effect;
  }
}
