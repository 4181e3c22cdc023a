import type { Evidence, RootCause, Verdict } from '@app/diagnosis';
import { darknessOf, type NetworkGraph, reach } from '@app/topology';
import { keyOfSuspect } from './outage.js';

/** More causes than this at once are not held against each other pair by pair. */
const MOST_COMPARED = 12;

export interface SharedSilence {
  readonly rootCauses: readonly RootCause[];
  /** For each cause, the keys of those others but for which what is behind it would still have a way. */
  readonly togetherWith: readonly (readonly string[])[];
}

/**
 * Puts each silent device behind the cause that took it. The diagnosis puts it behind the first that it meets on its way, which may
 * have cost it no more than a way round: a ring that lost one side would be told as the end of every switch that dies behind it.
 */
export function shareSilence(graph: NetworkGraph, { poller }: Evidence, { rootCauses, unexplained }: Verdict): SharedSilence {
  const alone = { rootCauses, togetherWith: rootCauses.map(() => []) };
  if (rootCauses.length < 2 || rootCauses.length > MOST_COMPARED) return alone;
  const takers = new Takers(graph, poller, rootCauses);
  // What the topology cannot explain takes nothing with it that could be shared out.
  const shared = unexplained.length > 0 ? rootCauses : takers.share();
  return { rootCauses: shared, togetherWith: shared.map((cause, i) => takers.togetherWith(cause, i)) };
}

/** Who is reached while some of the causes are mended; each such walk once. */
class Takers {
  /** By cause: who is reached where it alone is mended. */
  private readonly mended: readonly Uint8Array[];
  private readonly broken = new Map<number, Uint8Array>();
  /** Who is reached where nothing is broken, and where all is. */
  private extremes: readonly [Uint8Array, Uint8Array] | null = null;

  constructor(
    private readonly graph: NetworkGraph,
    private readonly poller: number,
    private readonly causes: readonly RootCause[],
  ) {
    this.mended = causes.map((mended) => this.reachedBy(causes.filter((cause) => cause !== mended)));
  }

  share(): RootCause[] {
    const behind: number[][] = this.causes.map(() => []);
    this.causes.forEach(({ affectedDevices }, met) => {
      for (const device of affectedDevices) behind[this.takerOf(device, met)].push(device);
    });
    return this.causes.map((cause, i) => ({
      ...cause,
      affectedDevices: Int32Array.from(behind[i]).sort(),
      affectedCameras: behind[i].filter((device) => this.graph.deviceRoles[device] === 'CAMERA').length,
      isolating: behind[i].length > 0 || this.takesAny(i),
    }));
  }

  togetherWith({ affectedDevices }: RootCause, cause: number): string[] {
    return this.causes.flatMap(({ candidates: [first] }, other) =>
      other !== cause && affectedDevices.some((device) => this.mended[other][device] === 1) ? [keyOfSuspect(first)] : [],
    );
  }

  /** One without which it would answer; where there is none, one that is enough; among several the one that is met first. */
  private takerOf(device: number, met: number): number {
    const isNeeded = (cause: number) => this.mended[cause][device] === 1;
    const isEnough = (cause: number) => this.reachedBeside(cause)[device] === 0;
    const order = [met, ...this.causes.keys()];
    return order.find(isNeeded) ?? order.find(isEnough) ?? met;
  }

  /** Whether anything, asked or not, is lost with it alone, or comes back with it. */
  private takesAny(cause: number): boolean {
    const [none, all] = (this.extremes ??= [this.reachedBy([]), this.reachedBy(this.causes)]);
    const beside = this.reachedBeside(cause);
    return none.some((isReached, device) => isReached > beside[device] || this.mended[cause][device] > all[device]);
  }

  /** Who is reached where this alone is broken. */
  private reachedBeside(cause: number): Uint8Array {
    const known = this.broken.get(cause) ?? this.reachedBy([this.causes[cause]]);
    this.broken.set(cause, known);
    return known;
  }

  private reachedBy(broken: readonly RootCause[]): Uint8Array {
    const first = broken.map(({ candidates: [each] }) => each);
    return reach(this.graph, this.poller, darknessOf(this.graph, first));
  }
}
