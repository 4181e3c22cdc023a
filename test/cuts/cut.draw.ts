import { type Expectation, expectationOf } from './expected.alerts.js';
import { keyOf, type Kind, type NaiveNetwork, type Part, type Sight } from './naive.network.js';

/** When the second thing breaks, seen from the first. */
export type Gap = { readonly kind: 'after'; readonly ms: number } | { readonly kind: 'once-told'; readonly ms: number };

/** One or two things to break, one after the other. */
export interface Cut {
  readonly parts: readonly Part[];
  readonly gap: Gap;
  /** Null: all heals at once; else the first heals so long before the second. */
  readonly healGapMs: number | null;
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
export function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CUTTABLE: readonly Kind[] = ['SPAN', 'CONDUIT', 'DEVICE', 'PLACE'];
const DOUBLE_SHARE = 0.4;
/** Seconds within which a second cut meets the first half understood. */
const CLOSE_MS = 9_000;

/** Draws cuts that somebody can see. The same seed on the same network draws the same ones. */
export class CutDraw {
  private readonly sound: Sight;
  /** Per kind, groups of which each is drawn as often: cameras would crowd out all other devices. */
  private readonly groups: ReadonlyMap<Kind, readonly (readonly string[])[]>;

  constructor(
    private readonly network: NaiveNetwork,
    private readonly dice: () => number,
  ) {
    this.sound = network.look([]);
    this.groups = new Map(CUTTABLE.map((kind) => [kind, groupsOf(network, kind)]));
  }

  next(): Cut {
    const first = this.part();
    const parts = this.dice() < DOUBLE_SHARE ? [first, this.second(first)] : [first];
    return { parts, gap: this.gap(), healGapMs: parts.length > 1 && this.dice() < 0.4 ? Math.round(this.dice() * CLOSE_MS) : null };
  }

  expectation(parts: readonly Part[]): Expectation {
    return expectationOf(this.network, parts, this.sound);
  }

  private gap(): Gap {
    const way = this.dice();
    const ms = Math.round(this.dice() * CLOSE_MS);
    if (way < 0.25) return { kind: 'after', ms: 0 };
    return way < 0.6 ? { kind: 'after', ms } : { kind: 'once-told', ms };
  }

  /** Anything that somebody can see; drawn again where nobody can. */
  private part(): Part {
    for (;;) {
      const kind = this.pick(CUTTABLE);
      const part = { kind, code: this.pick(this.pick(this.groups.get(kind) ?? [])) };
      if (this.expectation([part]).answers.some((alerts) => alerts.length > 0)) return part;
    }
  }

  /** Half of them near the first, where the two look like something else together. */
  private second(first: Part): Part {
    const near = this.dice() < 0.5 ? this.network.around(first).filter(({ kind }) => CUTTABLE.includes(kind)) : [];
    const others = near.filter((part) => keyOf(part) !== keyOf(first));
    for (;;) {
      const part = others.length > 0 ? this.pick(others) : this.part();
      if (keyOf(part) !== keyOf(first)) return part;
    }
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.dice() * list.length)];
  }
}

function groupsOf(network: NaiveNetwork, kind: Kind): string[][] {
  const { devices, links, spans = [], stations } = network.document;
  const all = network.all(kind);
  switch (kind) {
    case 'DEVICE':
      return [...new Set(network.roles)].map((role) => devices.filter((device) => device.role === role).map(({ name }) => name));
    case 'PLACE': {
      const isStation = new Set(stations.map(({ code }) => code));
      return [all.filter((code) => isStation.has(code)), all.filter((code) => !isStation.has(code))];
    }
    case 'SPAN': {
      const roleOf = new Map(devices.map(({ name, role }) => [name, role]));
      const between = links.filter(({ a, z }) => roleOf.get(a.device) === 'ROUTER' && roleOf.get(z.device) === 'ROUTER');
      const backbone = new Set(between.flatMap((link) => link.spans ?? []));
      return [all.filter((code) => backbone.has(code)), spans.map(({ code }) => code).filter((code) => !backbone.has(code))];
    }
    default:
      return [all];
  }
}
