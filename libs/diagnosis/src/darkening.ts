import { componentAt, type Effect, effectOf, type NetworkGraph } from '@app/topology';

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

  /** What several take away together; what two of them take stands here twice. */
  ofAll(components: readonly number[]): Effect {
    const links: number[] = [];
    const devices: number[] = [];
    for (const component of components) {
      const effect = this.of(component);
      for (const link of effect.links) links.push(link);
      for (const device of effect.devices) devices.push(device);
    }
    return { links, devices };
  }
}
