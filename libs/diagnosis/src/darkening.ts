import { componentAt, type Darkness, type Effect, effectOf, type NetworkGraph } from '@app/topology';

/** What a set of broken components takes away together, kept by counting so that one can be put back. */
export class Darkening {
  /** Per link: by how much it is dark; 0 is lit. */
  readonly links: Uint16Array;
  /** Per device: by how much it is off; 0 is on. */
  readonly devices: Uint16Array;

  constructor(private readonly effects: Effects) {
    this.links = new Uint16Array(effects.graph.linkCount);
    this.devices = new Uint16Array(effects.graph.deviceCount);
  }

  break(component: number): void {
    this.count(component, 1);
  }

  mend(component: number): void {
    this.count(component, -1);
  }

  /** This on top of what is closed already. */
  over(closed: Darkness): Darkness {
    return { links: eitherOf(closed.links, this.links), offDevices: eitherOf(closed.offDevices, this.devices) };
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

function eitherOf(flags: Uint8Array, counts: Uint16Array): Uint8Array {
  const either = new Uint8Array(flags.length);
  for (let i = 0; i < flags.length; i++) either[i] = flags[i] !== 0 || counts[i] > 0 ? 1 : 0;
  return either;
}
